"""Everything people do with accounts, verb by verb."""

from __future__ import annotations

from capacity.people.accounts.actions.details import change_details, choose_language
from capacity.people.accounts.actions.erasing import ask_erasure, erase_person, keep_person, refuse_harm
from capacity.people.accounts.actions.factors import (
    ask_factor_reset,
    confirm_factor_reset,
    pass_with_app,
    pass_with_recovery_code,
    refuse_factor_reset,
    renew_recovery_codes,
    set_up_factor,
)
from capacity.people.accounts.actions.invitations import accept_invitation, invite, revoke_invitation
from capacity.people.accounts.actions.keeping import kinds_kept
from capacity.people.accounts.actions.links import secrets_for
from capacity.people.accounts.actions.passwords import (
    change_password,
    confirm_account,
    reset_password,
    set_first_password,
)
from capacity.people.accounts.actions.registration import ask_reset, create_person, register
from capacity.people.accounts.actions.roles import disable, enable, end_role, give_role
from capacity.people.accounts.actions.signing_in import (
    end_all_sessions,
    end_session,
    note_failure,
    open_session,
    sign_in,
)

__all__ = [
    "accept_invitation",
    "ask_erasure",
    "ask_factor_reset",
    "ask_reset",
    "change_details",
    "change_password",
    "choose_language",
    "confirm_account",
    "confirm_factor_reset",
    "create_person",
    "disable",
    "enable",
    "end_all_sessions",
    "end_role",
    "end_session",
    "erase_person",
    "give_role",
    "invite",
    "keep_person",
    "kinds_kept",
    "note_failure",
    "open_session",
    "pass_with_app",
    "pass_with_recovery_code",
    "refuse_factor_reset",
    "refuse_harm",
    "register",
    "renew_recovery_codes",
    "reset_password",
    "revoke_invitation",
    "secrets_for",
    "set_first_password",
    "set_up_factor",
    "sign_in",
]
