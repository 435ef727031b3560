"""Reads over all rooms: what waits, where regions and associations stand, figures. Nothing proposed, no drafts."""
