"""Pages of mentorships."""

from capacity.mentoring.mentorships import actions
from capacity.mentoring.mentorships.views import matching, meetings, milestones, record
from capacity.mentoring.mentorships.views.room import bp
from capacity.mentoring.mentorships.views.words import ACTION_WORDS, OBJECT_WORDS, WAITING, WAYS, WORDS

PROVIDES = (
    ("data.kinds", actions.kinds_kept),
    ("person.erase", actions.forget_person),
    ("person.erasure_harm", actions.harm_of_erasing),
    ("association.acts", actions.acts_of_associations),
)

__all__ = [
    "ACTION_WORDS",
    "OBJECT_WORDS",
    "PROVIDES",
    "WAITING",
    "WAYS",
    "WORDS",
    "bp",
    "matching",
    "meetings",
    "milestones",
    "record",
]
