"""The sitting of a round as it was written down, and what it needs to know of the applications it goes through."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import defer, joinedload, selectinload, undefer

from capacity.admission.applications.models import Application
from capacity.admission.calls.models import Call
from capacity.admission.review.models import Assignment, Panel, PanelMember
from capacity.admission.review.states import AssignmentState
from capacity.admission.rounds.models import AgendaItem, Motion, Presence, Proposal, Round, Sitting, SteppedOut, Vote
from capacity.core.db import db


def sitting_of(round_id: int, *, with_pauses: bool = True) -> Sitting | None:
    """The sitting with everything that was written in it, read anew: six statements, five without its pauses."""
    pauses = [selectinload(Sitting.pauses)] if with_pauses else []
    return db.session.scalar(
        sa.select(Sitting)
        .where(Sitting.round_id == round_id)
        .options(
            selectinload(Sitting.presences).joinedload(Presence.person),
            selectinload(Sitting.items).joinedload(AgendaItem.application).joinedload(Application.association),
            selectinload(Sitting.recusals).joinedload(SteppedOut.person),
            selectinload(Sitting.motions).options(
                joinedload(Motion.moved_by), joinedload(Motion.votes).joinedload(Vote.person)
            ),
            *pauses,
        )
        .execution_options(populate_existing=True)
    )


def round_for_sitting(round_id: int) -> Round | None:
    """The round with its call and panel, without its sealed file."""
    statement = (
        sa.select(Round)
        .where(Round.id == round_id)
        .options(
            defer(Round.sealed_content),
            undefer(Round.stepped_back_before),
            undefer(Round.stepped_out),
            joinedload(Round.call).joinedload(Call.phase),
            joinedload(Round.region),
            joinedload(Round.panel).joinedload(Panel.members).joinedload(PanelMember.person),
        )
    )
    return db.session.scalars(statement).unique().one_or_none()


def conflicts_of(application_id: int) -> dict[int, str]:
    """Who stepped back from reading an application, and why."""
    found = db.session.execute(
        sa.select(Assignment.reader_id, Assignment.conflict)
        .where(Assignment.application_id == application_id, Assignment.state == AssignmentState.RECUSED)
        .order_by(Assignment.id)
    )
    return {row.reader_id: row.conflict for row in found}


def in_the_room(round_: Round, sitting: Sitting) -> list[int]:
    """The members of the panel, as it is now, who attend; who sat in it before does not count."""
    return [person_id for person_id in sitting.present if round_.panel.seats_person(person_id)]


def stepped_out_of(sitting: Sitting, item: AgendaItem) -> set[int]:
    """Who has no vote on this point: it stepped back from the application, whether it was there then or came later, or
    left the room because of it."""
    read = conflicts_of(item.application_id) if item.application_id is not None else {}
    return {*read, *(one.person_id for one in sitting.recusals if one.item_id == item.id)}


def who_stepped_out() -> tuple[sa.Subquery]:
    """(application_id, person_ids): who left the room because of each application when its panel sat."""
    return (
        sa.select(
            AgendaItem.application_id,
            sa.func.aggregate_strings(sa.cast(SteppedOut.person_id, sa.Text), ",").label("person_ids"),
        )
        .join(SteppedOut, SteppedOut.item_id == AgendaItem.id)
        .where(AgendaItem.application_id.is_not(None))
        .group_by(AgendaItem.application_id)
        .subquery(),
    )


def hidden_applications(round_: Round, person_id: int | None) -> frozenset[int]:
    """The applications of a round of which this person may see no trace: it stepped back, before or in the sitting."""
    read = sa.select(Assignment.application_id).where(
        Assignment.panel_id == round_.panel_id,
        Assignment.reader_id == (person_id or 0),
        Assignment.state == AssignmentState.RECUSED,
    )
    sat = (
        sa.select(AgendaItem.application_id)
        .join(SteppedOut, SteppedOut.item_id == AgendaItem.id)
        .join(Sitting, Sitting.id == AgendaItem.sitting_id)
        .where(
            Sitting.round_id == round_.id,
            SteppedOut.person_id == (person_id or 0),
            AgendaItem.application_id.is_not(None),
        )
    )
    found: Iterable[int] = db.session.scalars(sa.union(read, sat))
    return frozenset(found)


def motions_about(round_id: int, application_id: int) -> list[Motion]:
    """What was moved about an application in the sitting of a round, in its order."""
    statement = (
        sa.select(Motion)
        .join(AgendaItem, AgendaItem.id == Motion.item_id)
        .join(Sitting, Sitting.id == AgendaItem.sitting_id)
        .where(Sitting.round_id == round_id, AgendaItem.application_id == application_id)
        .options(joinedload(Motion.moved_by))
        .order_by(Motion.id)
    )
    return list(db.session.scalars(statement))


def proposals_on(sitting: Sitting) -> dict[int, Proposal]:
    """What is proposed for each application on the agenda."""
    ids = [item.application_id for item in sitting.items if item.application_id is not None]
    found = db.session.scalars(sa.select(Proposal).where(Proposal.application_id.in_(ids)))
    return {one.application_id: one for one in found}
