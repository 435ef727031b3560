"""States of a selection round, of a proposal, of an offer."""

from __future__ import annotations

from enum import StrEnum

from capacity.core.workflow import Move


class RoundState(StrEnum):
    """``screening → scoring → deliberation → sealed → announced → final``."""

    SCREENING = "screening"
    SCORING = "scoring"
    DELIBERATION = "deliberation"
    SEALED = "sealed"
    ANNOUNCED = "announced"
    FINAL = "final"


R = RoundState
OPEN_SCORING = Move("open_scoring", R.SCREENING, R.SCORING)
OPEN_DELIBERATION = Move("open_deliberation", R.SCORING, R.DELIBERATION)
REOPEN_SCORING = Move("reopen_scoring", R.DELIBERATION, R.SCORING)
SEAL = Move("seal", R.DELIBERATION, R.SEALED)
ANNOUNCE = Move("announce", R.SEALED, R.ANNOUNCED)
FINISH = Move("finish", R.ANNOUNCED, R.FINAL)


class ProposalKind(StrEnum):
    """What the sitting proposes; private until the announcement."""

    SELECT = "select"
    RESERVE = "reserve"
    DECLINE = "decline"


class OutcomeKind(StrEnum):
    """What was announced."""

    SELECTED = "selected"
    RESERVE = "reserve"
    NOT_SELECTED = "not_selected"


class OfferState(StrEnum):
    """``offered → accepted → enrolled``, or ``declined``, or ``lapsed``."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    ENROLLED = "enrolled"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


O = OfferState  # noqa: E741 - one letter, as for the other states here
ACCEPT_OFFER = Move("accept_offer", O.OFFERED, O.ACCEPTED)
DECLINE_OFFER = Move("decline_offer", {O.OFFERED, O.ACCEPTED}, O.DECLINED)
LAPSE_OFFER = Move("lapse_offer", O.OFFERED, O.LAPSED)
ENROL = Move("enrol", O.ACCEPTED, O.ENROLLED)
WITHDRAW_OFFER = Move("withdraw_offer", {O.OFFERED, O.ACCEPTED}, O.WITHDRAWN)

PROMOTE = Move("promote", OutcomeKind.RESERVE, OutcomeKind.SELECTED)
"""Moves the kind of an outcome, when a seat has become free."""

HOLDS_SEAT = frozenset({O.OFFERED, O.ACCEPTED, O.ENROLLED})
DELIBERATED = frozenset({R.DELIBERATION, R.SEALED, R.ANNOUNCED, R.FINAL})
