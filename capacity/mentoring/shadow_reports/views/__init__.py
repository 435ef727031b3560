"""Pages of reports."""

from capacity.mentoring.shadow_reports.actions import let_mentor_in
from capacity.mentoring.shadow_reports.views import keys, lists, record, sections, steps
from capacity.mentoring.shadow_reports.views.room import bp
from capacity.mentoring.shadow_reports.views.words import ACTION_WORDS, MORE_WORDS, OBJECT_WORDS, WAITING, WAYS, WORDS

PROVIDES = (("mentor.admitted", let_mentor_in),)

__all__ = [
    "ACTION_WORDS",
    "MORE_WORDS",
    "OBJECT_WORDS",
    "PROVIDES",
    "WAITING",
    "WAYS",
    "WORDS",
    "bp",
    "keys",
    "lists",
    "record",
    "sections",
    "steps",
]
