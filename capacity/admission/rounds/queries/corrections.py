"""Corrections of an announcement, and what stood before each of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, undefer

from capacity.admission.applications.models import Application
from capacity.admission.calls.models import Call
from capacity.admission.calls.states.recourse import Recourse, Remedy
from capacity.admission.calls.states.rules import Quota, read_quotas
from capacity.admission.review.models import Panel, PanelMember
from capacity.admission.rounds.models import Outcome, ResultCorrection, Round
from capacity.admission.rounds.states import (
    HOLDS_SEAT,
    CorrectionState,
    OfferState,
    OutcomeKind,
    RoundState,
    Stands,
    corrected,
)
from capacity.admission.rounds.states.correcting import after_the_end
from capacity.admission.rounds.states.remedies import Given, Room, gives
from capacity.core.db import db


def correction_of(correction_id: int) -> ResultCorrection | None:
    """A correction with its round, panel and people."""
    return db.session.scalar(
        sa.select(ResultCorrection)
        .where(ResultCorrection.id == correction_id)
        .options(
            joinedload(ResultCorrection.round).options(
                joinedload(Round.call).joinedload(Call.phase),
                undefer(Round.stepped_back_before),
                undefer(Round.stepped_out),
                joinedload(Round.region),
                joinedload(Round.panel).selectinload(Panel.members).joinedload(PanelMember.person),
            ),
            joinedload(ResultCorrection.proposed_by),
            joinedload(ResultCorrection.issued_by),
        )
    )


def corrections_of(round_id: int) -> list[ResultCorrection]:
    """Those issued, the latest first."""
    return list(
        db.session.scalars(
            sa.select(ResultCorrection)
            .where(ResultCorrection.round_id == round_id, ResultCorrection.state == CorrectionState.ISSUED)
            .order_by(ResultCorrection.edition.desc())
        )
    )


def open_correction(round_id: int) -> ResultCorrection | None:
    """The one that waits for its second signature."""
    return db.session.scalar(
        sa.select(ResultCorrection)
        .where(ResultCorrection.round_id == round_id, ResultCorrection.state == CorrectionState.PROPOSED)
        .options(joinedload(ResultCorrection.proposed_by))
    )


def standing_outcomes(round_: Round) -> tuple[list[Outcome], list[Stands], tuple[Quota, ...]]:
    """Every outcome of the round as it stands, with its place and groups in the sealed file, and the quotas sealed.

    A seat added beside those of the region does not count among them.
    """
    document = json.loads(round_.sealed_content or "{}")
    groups = {item["number"]: frozenset(item.get("groups", ())) for item in document.get("applications", ())}
    places = {item["number"]: item["rank"] for item in document.get("outcome", ())}
    outcomes = list(
        db.session.scalars(
            sa.select(Outcome)
            .join(Application, Application.id == Outcome.application_id)
            .where(Outcome.round_id == round_.id)
            .options(joinedload(Outcome.application).joinedload(Application.association))
            .order_by(Application.number)
            .execution_options(populate_existing=True)
        )
    )
    stands = [
        Stands(
            one.application.number or "",
            places.get(one.application.number or "", 0),
            one.kind,
            one.reserve_rank,
            one.state in HOLDS_SEAT and one.remedy is not Remedy.EXTRA_SEAT,
            groups.get(one.application.number or "", frozenset()),
            one.state is OfferState.ENROLLED,
        )
        for one in outcomes
    ]
    return outcomes, stands, read_quotas(document.get("quotas"))


@dataclass(frozen=True, slots=True)
class Correcting:
    """What a correction does: the outcomes, how they stand before and after it, and what those are ``given`` for whom
    an ended round has no seat left, by application."""

    outcomes: Sequence[Outcome]
    before: Sequence[Stands]
    after: Sequence[Stands]
    quotas: Sequence[Quota]
    given: Mapping[int, Given]

    def given_to(self, application_id: int) -> str:
        """The same as a word; empty for the others."""
        found = self.given.get(application_id)
        return found.value if found is not None else ""


def given_at_the_end(round_: Round) -> Given:
    """What the call declared for who is due a seat when the round has ended and none is left."""
    return gives(Recourse.read(round_.call.recourse), is_final=True, room=Room())


def correcting(round_: Round, changes: Mapping[int, OutcomeKind]) -> Correcting:
    """What these changes would do to the outcomes as they stand now; to act upon it, lock the round first."""
    outcomes, before, quotas = standing_outcomes(round_)
    numbers = {one.application.number or "": one.application_id for one in outcomes}
    kinds = {number: changes[which] for number, which in numbers.items() if which in changes}
    after, given = corrected(before, kinds), dict[str, Given]()
    if round_.state is RoundState.FINAL:
        after, given = after_the_end(before, after, seats=round_.seats, instead=given_at_the_end(round_))
    return Correcting(outcomes, before, after, quotas, {numbers[number]: what for number, what in given.items()})
