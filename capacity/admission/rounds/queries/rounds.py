"""Rounds: one with all that stands beside it, the lists of the desk, the public results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, defer, joinedload, selectinload, undefer

from capacity.admission.applications.models import Application
from capacity.admission.calls.models import Call
from capacity.admission.review.models import Panel, PanelMember
from capacity.admission.review.queries import reach
from capacity.admission.rounds.models import Outcome, Proposal, Round, SealSignature
from capacity.admission.rounds.states import DELIBERATED, OutcomeKind
from capacity.core.access import Actor, Role
from capacity.core.db import db
from capacity.people.associations.models import Association


def round_of(round_id: int) -> Round | None:
    """The round with its call, panel and signatures, and of its proposals those that the sitting decided."""
    return db.session.scalar(
        sa.select(Round)
        .where(Round.id == round_id)
        .options(
            joinedload(Round.call).joinedload(Call.phase),
            undefer(Round.stepped_back_before),
            undefer(Round.stepped_out),
            joinedload(Round.region),
            joinedload(Round.quotas_noted_by),
            joinedload(Round.panel).selectinload(Panel.members).joinedload(PanelMember.person),
            selectinload(Round.decisions),
            selectinload(Round.signatures).joinedload(SealSignature.person),
        )
    )


def round_for_panel(panel_id: int) -> Round | None:
    """The round of a panel."""
    return db.session.scalar(sa.select(Round).where(Round.panel_id == panel_id))


def locked(round_id: int) -> Round:
    """The round, its row locked until the end of the transaction: whoever counts seats takes this lock first."""
    statement = sa.select(Round).where(Round.id == round_id).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def round_rows(actor: Actor) -> sa.Select[Round]:
    """The rounds that this actor follows, to be narrowed, sorted and paged."""
    seated = sa.exists().where(PanelMember.panel_id == Round.panel_id, PanelMember.person_id == (actor.id or 0))
    chairing = seated.where(sa.or_(PanelMember.chairs, PanelMember.deputises))
    followed: list[Any] = []
    if actor.has(Role.COORDINATOR, Role.ADMINISTRATOR):
        followed.append(reach(actor, Round.region_code))
    if actor.has(Role.COMMITTEE):
        followed += [chairing, sa.and_(seated, Round.state.in_(DELIBERATED))]
    return (
        sa.select(Round)
        .join(Call, Call.id == Round.call_id)
        .where(sa.or_(sa.false(), *followed))
        .options(
            defer(Round.sealed_content),
            contains_eager(Round.call),
            joinedload(Round.region),
            joinedload(Round.panel).selectinload(Panel.members).joinedload(PanelMember.person),
        )
    )


def results() -> list[tuple[Round, int]]:
    """The announced rounds, the latest first, with the number of associations selected."""
    selected = (
        sa.select(Outcome.round_id, sa.func.count().label("selected"))
        .where(Outcome.kind == OutcomeKind.SELECTED, Outcome.promoted_at.is_(None))
        .group_by(Outcome.round_id)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(Round, sa.func.coalesce(selected.c.selected, 0))
        .outerjoin(selected, selected.c.round_id == Round.id)
        .where(Round.announced_at.is_not(None))
        .order_by(Round.announced_at.desc(), Round.region_code)
        .options(defer(Round.sealed_content), joinedload(Round.call).joinedload(Call.phase), joinedload(Round.region))
    )
    return list(rows)


def announced_round(round_id: int) -> Round | None:
    """A round whose results are public."""
    return db.session.scalar(
        sa.select(Round)
        .where(Round.id == round_id, Round.announced_at.is_not(None))
        .options(joinedload(Round.call).joinedload(Call.phase), joinedload(Round.region))
    )


def outcomes_of(round_id: int) -> list[Outcome]:
    """Every outcome of a round: the selected, the reserve in its order, the others by points."""
    order = sa.case({OutcomeKind.SELECTED: 0, OutcomeKind.RESERVE: 1}, value=Outcome.kind, else_=2)
    statement = (
        sa.select(Outcome)
        .where(Outcome.round_id == round_id)
        .order_by(order, Outcome.reserve_rank, Outcome.points.desc(), Outcome.id)
        .options(joinedload(Outcome.application).joinedload(Application.association).joinedload(Association.province))
    )
    return list(db.session.scalars(statement.execution_options(populate_existing=True)))


def announced_of(round_id: int) -> list[Outcome]:
    """What the public reads of a round: the selected, in the order of their numbers, and the reserve."""
    kinds = [OutcomeKind.SELECTED, OutcomeKind.RESERVE]
    statement = (
        sa.select(Outcome)
        .join(Application, Application.id == Outcome.application_id)
        .where(Outcome.round_id == round_id, Outcome.kind.in_(kinds))
        .order_by(Outcome.reserve_rank.is_not(None), Outcome.reserve_rank, Application.number)
        .options(joinedload(Outcome.application).joinedload(Application.association).joinedload(Association.province))
    )
    return list(db.session.scalars(statement))


def proposal_of(round_id: int, application_id: int) -> Proposal | None:
    """What is proposed for an application."""
    statement = sa.select(Proposal).where(Proposal.round_id == round_id, Proposal.application_id == application_id)
    return db.session.scalar(statement.options(joinedload(Proposal.application)))


def round_in(call_id: int, region_code: str) -> Round | None:
    """The round of a region of a call, with its panel's members, to ask who may see it."""
    return db.session.scalar(_ROUND_IN, {"call": call_id, "region": region_code})


_ROUND_IN = (
    sa.select(Round)
    .where(Round.call_id == sa.bindparam("call"), Round.region_code == sa.bindparam("region"))
    .options(
        defer(Round.sealed_content),
        joinedload(Round.panel).selectinload(Panel.members),
    )
)


def sealed_contents() -> Sequence[sa.Row[str | None, str | None]]:
    """Every sealed file that is kept, in order of the seals, with the SHA-256 it was sealed under."""
    kept = sa.select(Round.sealed_content, Round.sealed_sha256).where(Round.sealed_content.is_not(None))
    return db.session.execute(kept.order_by(Round.sealed_at, Round.id)).all()
