"""One chapter a room, in the order of the journey."""
