"""How states and acts of this room are said."""

from __future__ import annotations

from enum import Enum

from capacity.core.access import Role, has_role
from capacity.core.agenda import WaitingWords
from capacity.core.languages import lazy_gettext as _l
from capacity.mentoring.mentorships import policy
from capacity.mentoring.mentorships.states import EndReason, MeetingMode, MentorshipState, MilestoneState
from capacity.web.navigation import Way

WAYS = (
    Way("staff", "mentoring", _l("Mentorships"), "mentorships.list_mentorships", policy.may_list, 10),
    Way(
        "association",
        "mentoring",
        _l("Mentoring"),
        "mentorships.mine",
        policy.has_association & ~policy.is_desk & ~has_role(Role.MENTOR),
        10,
    ),
    Way(
        "association",
        "mentoring",
        _l("My mentorships"),
        "mentorships.mine",
        has_role(Role.MENTOR) & ~policy.is_desk,
        10,
    ),
)

WORDS: dict[Enum, tuple[object, str]] = {
    MentorshipState.PROPOSED: (_l("Proposed"), "waiting"),
    MentorshipState.ACTIVE: (_l("Under way"), "active"),
    MentorshipState.ENDED: (_l("Ended"), "done"),
    MilestoneState.PLANNED: (_l("Planned"), "draft"),
    MilestoneState.DONE: (_l("Met"), "done"),
    MilestoneState.MISSED: (_l("Missed"), "attention"),
    MilestoneState.WAIVED: (_l("Waived"), "stopped"),
    MeetingMode.IN_PERSON: (_l("In person"), "draft"),
    MeetingMode.TELEPHONE: (_l("By telephone"), "draft"),
    MeetingMode.VIDEO: (_l("By video"), "draft"),
    MeetingMode.WRITING: (_l("In writing"), "draft"),
    EndReason.COMPLETED: (_l("Completed"), "done"),
    EndReason.MENTOR_UNAVAILABLE: (_l("The mentor is not available any more"), "stopped"),
    EndReason.ASSOCIATION_WISH: (_l("At the association's wish"), "stopped"),
    EndReason.NOT_ADMITTED: (_l("The mentor was not let in"), "stopped"),
    EndReason.ERROR: (_l("Matched by mistake"), "stopped"),
}

OBJECT_WORDS: dict[str, object] = {
    "mentorships": _l("Mentorship"),
    "mentorship_parties": _l("Association of a mentorship"),
    "milestones": _l("Milestone"),
    "meetings": _l("Meeting"),
    "key_rings": _l("Keys of a text"),
}

ACTION_WORDS: dict[str, object] = {
    "mentorships.match": _l("A mentor was proposed"),
    "mentorships.admit": _l("An association let the mentor in"),
    "mentorships.dismiss": _l("An association closed its drafts to the mentor"),
    "mentorships.begin": _l("The mentorship began"),
    "mentorships.end": _l("The mentorship ended"),
    "mentorships.log_meeting": _l("A meeting was logged"),
    "milestones.add": _l("A milestone was added"),
    "milestones.plan": _l("A milestone was planned anew"),
    "milestones.do": _l("A milestone was met"),
    "milestones.miss": _l("A milestone was missed"),
    "milestones.waive": _l("A milestone was waived"),
    "milestones.reopen": _l("A milestone was opened again"),
    "milestones.follow_calendar": _l("A milestone moved with the mechanism's calendar"),
    "key_rings.make": _l("A key was made for drafts"),
    "key_rings.share": _l("Drafts were shared with a person"),
    "key_rings.renew": _l("Drafts got a new key"),
}

WAITING = {
    "mentorships.milestone_due": WaitingWords(
        _l("Milestone: %(label)s"), "mentorships.show", "mentorship_id", _l("Open the mentorship")
    ),
    "mentorships.admit": WaitingWords(
        _l("Decide whether to let your mentor in: %(label)s"), "mentorships.show", "mentorship_id", _l("Decide")
    ),
    "mentorships.milestone_missed": WaitingWords(
        _l("%(label)s: milestones missed (%(detail)s)"), "mentorships.show", "mentorship_id", _l("Look")
    ),
    "mentorships.without_mentor": WaitingWords(
        _l("Associations without a mentor: %(label)s"), "mentorships.match", "region", _l("Match")
    ),
    "mentorships.history_begun": WaitingWords(
        _l("Mentorship with %(label)s"), "mentorships.show", "mentorship_id", _l("Open the mentorship")
    ),
}
