"""What staff do in administration; roles, accounts and invitations are verbs of ``accounts``."""

from capacity.people.administration.actions.choosing import (
    choose_number,
    choose_reminders,
    declare,
    name_contact,
    sign_letters,
)
from capacity.people.administration.actions.keeping import (
    KEEP,
    begin_erasing,
    change_period,
    kinds_kept,
    lift_hold,
    place_hold,
    plan_keeping,
    stop_erasing,
)
from capacity.people.administration.actions.letters import tell_by_phone

__all__ = [
    "KEEP",
    "begin_erasing",
    "change_period",
    "choose_number",
    "choose_reminders",
    "declare",
    "kinds_kept",
    "lift_hold",
    "name_contact",
    "place_hold",
    "plan_keeping",
    "sign_letters",
    "stop_erasing",
    "tell_by_phone",
]
