"""Everything people do with associations, verb by verb."""

from __future__ import annotations

from capacity.people.associations.actions.claims import ask_claim, grant_claim, refuse_claim
from capacity.people.associations.actions.doubles import merge, notice_doubles, tell_apart
from capacity.people.associations.actions.identity import change_details, register
from capacity.people.associations.actions.invitations import accept_invitation, invite_member, secrets_for
from capacity.people.associations.actions.keeping import forget_person, kinds_kept
from capacity.people.associations.actions.members import change_representative, end_member, hand_over, join, vouch
from capacity.people.associations.actions.papers import date_paper, keep_paper, take_away_paper

__all__ = [
    "accept_invitation",
    "ask_claim",
    "change_details",
    "change_representative",
    "date_paper",
    "end_member",
    "forget_person",
    "grant_claim",
    "hand_over",
    "invite_member",
    "join",
    "keep_paper",
    "kinds_kept",
    "merge",
    "notice_doubles",
    "refuse_claim",
    "register",
    "secrets_for",
    "take_away_paper",
    "tell_apart",
    "vouch",
]
