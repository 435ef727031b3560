"""Complaints: against one's own decision, within the window, handled by people who took no part in it."""
