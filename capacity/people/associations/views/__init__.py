"""Pages of associations."""

from __future__ import annotations

from enum import Enum

from capacity.core.agenda import WaitingWords
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts.models import Person
from capacity.people.associations import actions, policy, queries
from capacity.people.associations.states import ClaimState
from capacity.people.associations.states.doubles import SuspicionState
from capacity.people.associations.views import doubles, members, own, papers, staff
from capacity.people.associations.views.blueprint import CLAIMS, OFFICES, STANDINGS, bp
from capacity.web.navigation import Way

__all__ = [
    "ACTION_WORDS",
    "KEPT_WORDS",
    "MORE_WORDS",
    "PROVIDES",
    "WAITING",
    "WAYS",
    "WORDS",
    "bp",
    "doubles",
    "members",
    "own",
    "papers",
    "staff",
]

WAYS = (Way("staff", "people", _l("Associations"), "associations.list_associations", policy.may_list, 10),)

WORDS = {
    ClaimState.ASKED: (_l("Waits for an answer"), "waiting"),
    ClaimState.GRANTED: (_l("Granted"), "done"),
    ClaimState.REFUSED: (_l("Refused"), "stopped"),
}

MORE_WORDS: dict[Enum, tuple[object, str]] = {
    **{office: (label, "draft") for office, label in OFFICES.items()},
    SuspicionState.OPEN: (_l("Possible double"), "waiting"),
    SuspicionState.APART: (_l("Two associations"), "done"),
    SuspicionState.MERGED: (_l("One association"), "done"),
}

OBJECT_WORDS: dict[str, object] = {
    "associations": _l("Association"),
    "members": _l("Member of an association"),
    "member_invitations": _l("Invitation of a member"),
    "association_claims": _l("Request to join an association"),
    "suspicions": _l("Possible double"),
    "lasting_papers": _l("Paper that an association keeps"),
}

ACTION_WORDS = {
    "associations.register": _l("Association registered"),
    "associations.change_details": _l("Details of the association changed"),
    "associations.hand_over": _l("Representation handed over"),
    "associations.change_representative": _l("Representative changed by coordination"),
    "associations.merge": _l("Two associations merged"),
    "suspicions.tell_apart": _l("Two associations told apart"),
    "suspicions.merge": _l("Possible double confirmed"),
    "associations.keep_paper": _l("Document put into the folder"),
    "associations.date_paper": _l("Dates of a document of the folder changed"),
    "associations.take_away_paper": _l("Document taken out of the folder"),
    "members.join": _l("Somebody acts for the association"),
    "members.leave": _l("Somebody acts for the association no longer"),
    "members.vouch": _l("A member said a word for somebody put beside them"),
    "member_invitations.invite": _l("Member invited"),
    "member_invitations.accept": _l("Invitation to an association accepted"),
    "member_invitations.send_link": _l("Invitation to an association sent"),
    "association_claims.ask": _l("Claim on an association"),
    "association_claims.grant": _l("Claim granted"),
    "association_claims.refuse": _l("Claim refused"),
}

KEPT_WORDS = {
    **dict.fromkeys(("members.join", "members.leave"), STANDINGS.get),
    "association_claims.ask": CLAIMS.get,
}

WAITING = {
    "associations.claim": WaitingWords(
        sentence=_l("%(label)s asks something of an association"),
        endpoint="associations.decide_claim",
        argument="claim_id",
        act=_l("Answer"),
    ),
    "associations.paper": WaitingWords(
        sentence=_l("“%(label)s”, kept in your folder, is valid until this day"),
        endpoint="associations.paper",
        argument="lasting_id",
        act=_l("Send a newer version"),
    ),
}


def _export(*, person: Person) -> dict[str, object]:
    return queries.export_of(person)


PROVIDES = (
    ("letter.secrets", actions.secrets_for),
    ("person.export", _export),
    ("role.conflicts", queries.role_conflict),
    ("data.kinds", actions.kinds_kept),
    ("person.erase", actions.forget_person),
)
