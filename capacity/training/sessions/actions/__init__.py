"""What can be done with sessions: one verb a function."""

from capacity.training.sessions.actions.enrolling import (
    cancel_enrolment,
    confirm,
    confirm_many,
    nominate,
    replace,
)
from capacity.training.sessions.actions.keeping import acts_of_associations, forget_person, kinds_kept
from capacity.training.sessions.actions.needs import forget_needs, tell_needs
from capacity.training.sessions.actions.places import add_venue, change_module, change_venue, load_facts, retire_venue
from capacity.training.sessions.actions.scheduling import (
    cancel,
    draft_session,
    edit_session,
    give_feed,
    hold,
    miss,
    schedule,
)

__all__ = [
    "acts_of_associations",
    "add_venue",
    "cancel",
    "cancel_enrolment",
    "change_module",
    "change_venue",
    "confirm",
    "confirm_many",
    "draft_session",
    "edit_session",
    "forget_needs",
    "forget_person",
    "give_feed",
    "hold",
    "kinds_kept",
    "load_facts",
    "miss",
    "nominate",
    "replace",
    "retire_venue",
    "schedule",
    "tell_needs",
]
