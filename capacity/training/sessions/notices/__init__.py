"""Which letter about a session goes to whom, and the calendar file that goes with it."""

from capacity.training.sessions.notices.calendar import calendar_file
from capacity.training.sessions.notices.letters import cancelled, confirmed, days_words, invite, moved, to_association

__all__ = ["calendar_file", "cancelled", "confirmed", "days_words", "invite", "moved", "to_association"]
