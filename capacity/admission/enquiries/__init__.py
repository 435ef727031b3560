"""Questions about a call, answered once and in public; and who is told of a call's news."""
