"""Bounds of what is written between colleagues."""

from __future__ import annotations

NOTE_MAX = 4_000
CALLED_MAX = 10
"""How many colleagues one note calls on at most: a note to everybody is read by nobody."""
