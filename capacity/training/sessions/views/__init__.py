"""Pages of sessions."""

from __future__ import annotations

from datetime import datetime

from capacity.core.access import Predicate
from capacity.core.agenda import WaitingWords
from capacity.core.languages import lazy_gettext as _l
from capacity.training.sessions import actions, policy, queries
from capacity.training.sessions.states import EnrolmentState, SessionState
from capacity.training.sessions.views import calendar, delegates, needs, places, planning, records
from capacity.training.sessions.views.blueprint import bp
from capacity.web.navigation import Way

__all__ = [
    "KEPT_WORDS",
    "PROVIDES",
    "WAITING",
    "WAYS",
    "WORDS",
    "bp",
    "calendar",
    "delegates",
    "needs",
    "places",
    "planning",
    "records",
]

anybody = Predicate(lambda _actor, _obj: True, "anybody")

WAYS = (
    Way("staff", "training", _l("Sessions"), "sessions.list_sessions", policy.may_list, 10),
    Way("association", "training", _l("My sessions"), "sessions.mine", policy.is_trainer, 10),
    Way("association", "training", _l("Training"), "sessions.for_association", policy.is_invited, 20),
    Way("public", "training", _l("Calendar"), "sessions.calendar", anybody, 30),
)

WORDS = {
    SessionState.DRAFT: (_l("Draft"), "draft"),
    SessionState.SCHEDULED: (_l("Scheduled"), "active"),
    SessionState.HELD: (_l("Held"), "done"),
    SessionState.NOT_HELD: (_l("Not held"), "stopped"),
    SessionState.CANCELLED: (_l("Cancelled"), "stopped"),
    EnrolmentState.NOMINATED: (_l("Named"), "waiting"),
    EnrolmentState.CONFIRMED: (_l("Seat confirmed"), "active"),
    EnrolmentState.WAITING: (_l("On the waiting list"), "waiting"),
    EnrolmentState.ATTENDED: (_l("Attended"), "done"),
    EnrolmentState.REPLACED: (_l("Replaced"), "stopped"),
    EnrolmentState.CANCELLED: (_l("Cancelled"), "stopped"),
}

OBJECT_WORDS: dict[str, object] = {
    "modules": _l("Module"),
    "venues": _l("Venue"),
    "sessions": _l("Training session"),
    "delegates": _l("Delegate"),
    "enrolments": _l("Place in a session"),
    "told_needs": _l("Needs of a delegate"),
    "calendar_feeds": _l("Calendar subscription"),
}

KEPT_WORDS = {"sessions.retire_venue": {"retired": _l("out of use"), "in_use": _l("in use")}.get}

ACTION_WORDS = {
    "sessions.draft": _l("Session drafted"),
    "sessions.edit": _l("Session changed"),
    "sessions.reschedule": _l("Timetable changed, letters sent"),
    "sessions.schedule": _l("Session scheduled, letters sent"),
    "sessions.cancel": _l("Session cancelled"),
    "sessions.hold": _l("Session held"),
    "sessions.miss": _l("Session not held"),
    "sessions.change_module": _l("Module changed"),
    "sessions.add_venue": _l("Venue added"),
    "sessions.change_venue": _l("Venue changed"),
    "sessions.retire_venue": _l("Venue taken out of use or back"),
    "sessions.give_feed": _l("Calendar address made"),
    "enrolments.nominate": _l("Delegate named"),
    "enrolments.name_again": _l("Delegate named again"),
    "enrolments.wait_again": _l("Delegate back on the waiting list"),
    "enrolments.confirm_again": _l("Delegate confirmed again"),
    "enrolments.confirm": _l("Delegate confirmed"),
    "enrolments.replace": _l("Delegate replaced"),
    "enrolments.cancel_enrolment": _l("Delegate taken off"),
    "enrolments.tell_needs": _l("Needs told; what they are stands nowhere here"),
    "enrolments.forget_needs": _l("Needs taken back"),
    "enrolments.attend": _l("Attended, by rule"),
    "enrolments.unattend": _l("No longer attended, by rule"),
}

WAITING = {
    "nominate": WaitingWords(
        _l("Name your delegates: %(label)s"), "sessions.invitation", "session_id", _l("Name delegates")
    ),
    "session_without_trainer": WaitingWords(
        _l("A session has no trainer yet: %(label)s"), "sessions.edit", "session_id", _l("Choose a trainer")
    ),
    "session_conflict": WaitingWords(
        _l("The venue or the trainer is taken: %(label)s"), "sessions.show", "session_id", _l("Resolve")
    ),
    "nominations_to_confirm": WaitingWords(
        _l("Delegates to confirm: %(label)s"), "sessions.show", "session_id", _l("Confirm")
    ),
    "session_attended": WaitingWords(
        _l("Session attended: %(label)s"), "sessions.invitation", "session_id", _l("See the session")
    ),
}


def _facts(*, now: datetime) -> bool:
    actions.load_facts()
    return True


PROVIDES = (
    ("facts.store", _facts),
    ("data.kinds", actions.kinds_kept),
    ("person.erase", actions.forget_person),
    ("person.export", queries.export_of),
    ("association.acts", actions.acts_of_associations),
)
