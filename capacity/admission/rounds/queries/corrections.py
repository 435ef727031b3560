"""Corrections of an announcement, and what stood before each of them."""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from capacity.admission.applications.models import Application
from capacity.admission.calls.models import Call
from capacity.admission.calls.states.recourse import Remedy
from capacity.admission.calls.states.rules import Quota, read_quotas
from capacity.admission.review.models import Panel, PanelMember
from capacity.admission.rounds.models import Outcome, ResultCorrection, Round
from capacity.admission.rounds.states import HOLDS_SEAT, CorrectionState, OfferState, Stands
from capacity.core.db import db


def correction_of(correction_id: int) -> ResultCorrection | None:
    """A correction with its round, panel and people."""
    return db.session.scalar(
        sa.select(ResultCorrection)
        .where(ResultCorrection.id == correction_id)
        .options(
            joinedload(ResultCorrection.round).options(
                joinedload(Round.call).joinedload(Call.phase),
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
