"""Pages of mentorships."""

from capacity.mentoring.mentorships.views import matching, meetings, milestones, record
from capacity.mentoring.mentorships.views.room import bp
from capacity.mentoring.mentorships.views.words import ACTION_WORDS, OBJECT_WORDS, WAITING, WAYS, WORDS

__all__ = [
    "ACTION_WORDS",
    "OBJECT_WORDS",
    "WAITING",
    "WAYS",
    "WORDS",
    "bp",
    "matching",
    "meetings",
    "milestones",
    "record",
]
