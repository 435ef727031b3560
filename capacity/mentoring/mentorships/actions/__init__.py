"""What people do with mentorships, their milestones, meetings and keys."""

from capacity.mentoring.mentorships.actions.admission import admit, dismiss, share_notes
from capacity.mentoring.mentorships.actions.keeping import (
    acts_of_associations,
    forget_person,
    harm_of_erasing,
    kinds_kept,
)
from capacity.mentoring.mentorships.actions.keys import drop_outsiders, make_ring, share, writing
from capacity.mentoring.mentorships.actions.matching import DISMISSED, begin, end, match
from capacity.mentoring.mentorships.actions.meetings import log_meeting
from capacity.mentoring.mentorships.actions.milestones import (
    add_milestone,
    do,
    follow_calendar,
    miss,
    plan_milestone,
    reopen,
    waive,
)

__all__ = [
    "DISMISSED",
    "acts_of_associations",
    "add_milestone",
    "admit",
    "begin",
    "dismiss",
    "do",
    "drop_outsiders",
    "end",
    "follow_calendar",
    "forget_person",
    "harm_of_erasing",
    "kinds_kept",
    "log_meeting",
    "make_ring",
    "match",
    "miss",
    "plan_milestone",
    "reopen",
    "share",
    "share_notes",
    "waive",
    "writing",
]
