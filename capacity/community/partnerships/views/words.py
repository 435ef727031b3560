"""What states, steps and acts of agreements are called, and the ways to their pages."""

from __future__ import annotations

from typing import Any

from capacity.community.partnerships import actions, policy
from capacity.community.partnerships import states as s
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import Move
from capacity.web.navigation import Way

WAYS = (
    Way("staff", "community", _l("Agreements"), "partnerships.desk", policy.may_list, order=30),
    Way("association", "community", _l("Agreements"), "partnerships.mine", policy.may_list_own, order=30),
)

PROVIDES = (("facts.store", actions.load_facts),)

WORDS = {
    s.AgreementState.DRAFT: (_l("Draft agreement"), "draft"),
    s.AgreementState.SIGNED: (_l("Signed"), "waiting"),
    s.AgreementState.IN_FORCE: (_l("In force"), "active"),
    s.AgreementState.ENDED: (_l("Ended"), "stopped"),
    s.CommitmentState.NOT_STARTED: (_l("Not started"), "draft"),
    s.CommitmentState.UNDER_WAY: (_l("Under way"), "active"),
    s.CommitmentState.FULFILLED: (_l("Fulfilled"), "done"),
    s.CommitmentState.DROPPED: (_l("Dropped"), "stopped"),
}

STEPS: dict[str, tuple[Move[Any], object]] = {
    step.name: (step, words)
    for step, words in (
        (s.SIGN, _l("It was signed")),
        (s.ENTER_INTO_FORCE, _l("It enters into force")),
        (s.END, _l("It ends")),
        (s.BEGIN, _l("It has begun")),
        (s.FULFIL, _l("It is fulfilled")),
        (s.DROP, _l("It is dropped")),
        (s.TAKE_UP_AGAIN, _l("It is taken up again")),
    )
}

OBJECT_WORDS: dict[str, object] = {
    "agreements": _l("Agreement"),
    "commitments": _l("Commitment"),
    "agreement_activities": _l("Activity of an agreement"),
    "agreement_accesses": _l("Access to an agreement"),
}

ACTION_WORDS = {
    "agreements.sign": _l("Agreement signed"),
    "agreements.enter_into_force": _l("Agreement in force"),
    "agreements.end": _l("Agreement ended"),
    "commitments.begin": _l("Commitment begun"),
    "commitments.fulfil": _l("Commitment fulfilled"),
    "commitments.drop": _l("Commitment dropped"),
    "commitments.take_up_again": _l("Commitment taken up again"),
    "partnerships.note_activity": _l("Activity written down"),
    "partnerships.remove_activity": _l("Activity taken back"),
    "partnerships.give_access": _l("Access given to a partner"),
    "partnerships.end_access": _l("Access of a partner ended"),
}
