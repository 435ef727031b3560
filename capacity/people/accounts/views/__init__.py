"""Pages of accounts."""

from __future__ import annotations

from typing import Any

from capacity.core import clock
from capacity.core.access import Actor
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts import actions, policy, queries
from capacity.people.accounts.models import Person
from capacity.people.accounts.states import LinkPurpose, ResetState
from capacity.people.accounts.views import account, joining, own_data, signing_in
from capacity.people.accounts.views.blueprint import bp
from capacity.web.navigation import ROLE_NAMES, Way

__all__ = [
    "ACTION_WORDS",
    "KEPT_WORDS",
    "OBJECT_WORDS",
    "PROVIDES",
    "WAYS",
    "WORDS",
    "account",
    "bp",
    "joining",
    "own_data",
    "signing_in",
]

WORDS = {
    ResetState.ASKED: (_l("Waits for a second person"), "waiting"),
    ResetState.CONFIRMED: (_l("Removed"), "done"),
    ResetState.REFUSED: (_l("Refused"), "stopped"),
}

OBJECT_WORDS: dict[str, object] = {
    "people": _l("Person"),
    "role_grants": _l("Role given"),
    "login_sessions": _l("Sign-in"),
    "one_time_links": _l("One-time link"),
    "invitations": _l("Invitation"),
    "factor_resets": _l("Removal of an authenticator"),
    "recovery_codes": _l("Recovery codes"),
    "sign_in_failures": _l("Failed sign-ins"),
    "erasure_requests": _l("Erasure of a person"),
}

ACTION_WORDS = {
    "accounts.sign_in": _l("Signed in"),
    "accounts.sign_in_refused": _l("Sign-in refused"),
    "accounts.sign_out": _l("Signed out"),
    "accounts.sign_out_everywhere": _l("Signed out everywhere"),
    "accounts.set_password": _l("Password set"),
    "accounts.set_up_factor": _l("Authenticator app set up"),
    "accounts.pass_factor": _l("Second factor passed"),
    "accounts.use_recovery_code": _l("Recovery code used"),
    "accounts.renew_recovery_codes": _l("New recovery codes printed"),
    "accounts.change_details": _l("Details changed"),
    "accounts.choose_language": _l("Language chosen"),
    "accounts.create_person": _l("Person noted"),
    "accounts.register": _l("Account asked for"),
    "accounts.register_refused": _l("Account refused: it is closed"),
    "accounts.ask_reset": _l("New password asked for"),
    "accounts.send_link": _l("One-time link sent"),
    "accounts.disable": _l("Account closed"),
    "accounts.enable": _l("Account opened again"),
    "role_grants.give": _l("Role given"),
    "role_grants.end": _l("Role ended"),
    "invitations.invite": _l("Invited"),
    "invitations.accept": _l("Invitation accepted"),
    "invitations.revoke": _l("Invitation taken back"),
    "erasure_requests.ask": _l("Erasure asked for"),
    "erasure_requests.revoke": _l("Erasure taken back"),
    "factor_resets.ask": _l("Removal of the authenticator asked for"),
    "factor_resets.confirm": _l("Removal of the authenticator confirmed"),
    "factor_resets.refuse": _l("Removal of the authenticator refused"),
}


KEPT_WORDS = {
    "accounts.send_link": {
        LinkPurpose.CONFIRM: _l("to confirm an address"),
        LinkPurpose.RESET: _l("to choose a new password"),
    }.get,
    **dict.fromkeys(("invitations.invite", "role_grants.give", "role_grants.end"), ROLE_NAMES.get),
}


def _language_chosen(*, actor: Actor, language: str) -> bool:
    return actions.choose_language(actor=actor, language=language, now=clock.now())


def _export(*, person: Person) -> dict[str, Any]:
    return queries.export_of(person)


WAYS = (Way("association", "people", _l("Messages"), "accounts.letters", policy.may_keep_account, 10),)

PROVIDES = (
    ("letter.secrets", actions.secrets_for),
    ("language.chosen", _language_chosen),
    ("person.export", _export),
    ("data.kinds", actions.kinds_kept),
)
