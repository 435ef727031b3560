"""What those who write and follow calls read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from capacity.admission.calls.models import Call, CallRegion, Extension, RequiredDocument, Subject
from capacity.admission.calls.states import CallState
from capacity.core.access import Actor, Role
from capacity.core.agenda import waiting
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.core.spelling import fold, name_key
from capacity.people.associations.models import Association
from capacity.rollout.phases.models import Phase, PhaseRegion
from capacity.rollout.territory.models import Province


def call(call_id: int) -> Call | None:
    """The whole call, with every part of it."""
    return db.session.scalar(
        sa.select(Call)
        .where(Call.id == call_id)
        .options(
            joinedload(Call.phase),
            selectinload(Call.regions).joinedload(CallRegion.region),
            selectinload(Call.criteria),
            selectinload(Call.subjects).joinedload(Subject.questions),
            selectinload(Call.documents).joinedload(RequiredDocument.question),
            selectinload(Call.checks),
            selectinload(Call.addenda),
            selectinload(Call.extensions),
        )
    )


def head_options() -> list[Any]:
    """What tells a call's window and reach, for whoever loads a call beside something else."""
    return [
        joinedload(Call.phase),
        selectinload(Call.regions).joinedload(CallRegion.region),
        selectinload(Call.extensions),
    ]


def call_head(call_id: int) -> Call | None:
    """The call with what tells its window and its regions."""
    return db.session.scalar(sa.select(Call).where(Call.id == call_id).options(*head_options()))


def named(*, numbers: Collection[int] = (), reference: str = "") -> dict[int, str]:
    """Calls by their numbers, or the one with this reference, each with its reference and title."""
    wanted = Call.id.in_(numbers) if numbers else Call.reference == reference
    rows = db.session.execute(sa.select(Call.id, Call.reference, Call.title).where(wanted))
    return {row.id: f"{row.reference} – {row.title.text()}" for row in rows}


def by_reference(reference: str) -> Call | None:
    """The published, archived or cancelled call of this reference, with its window and regions."""
    return db.session.scalar(
        sa.select(Call).where(Call.reference == reference, Call.state != CallState.DRAFT).options(*head_options())
    )


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """What the desk lists: for a coordinator, calls that have a region in scope; for administrators, all."""
    if actor.has(Role.ADMINISTRATOR) or actor.regions(Role.COORDINATOR) is None:
        return sa.true()
    scope = actor.regions(Role.COORDINATOR) or frozenset()
    return Call.id.in_(sa.select(CallRegion.call_id).where(CallRegion.region_code.in_(scope)))


def desk_rows(actor: Actor) -> sa.Select[Call, int]:
    """The calls of the desk: (call, year), to be narrowed, sorted and paged."""
    return (
        sa.select(Call, Phase.year)
        .join(Phase, Phase.id == Call.phase_id)
        .where(visible_to(actor))
        .options(selectinload(Call.regions).joinedload(CallRegion.region), selectinload(Call.extensions))
    )


def calls_for_choice(actor: Actor) -> list[tuple[int, str, Localized]]:
    """(id, reference, title) of the calls in scope that are no drafts, newest first; twenty at most."""
    rows = db.session.execute(
        sa.select(Call.id, Call.reference, Call.title)
        .where(visible_to(actor), Call.state != CallState.DRAFT)
        .order_by(Call.opens_at.desc(), Call.id.desc())
        .limit(20)
    )
    return [(row.id, row.reference, row.title) for row in rows]


def calls_to_copy(actor: Actor) -> list[tuple[int, str]]:
    """(id, reference) of the calls to begin a new one from, newest first: every public one, and the drafts in scope."""
    rows = db.session.execute(
        sa.select(Call.id, Call.reference)
        .where(sa.or_(Call.state != CallState.DRAFT, visible_to(actor)))
        .order_by(Call.id.desc())
        .limit(50)
    )
    return [(row.id, row.reference) for row in rows]


def phases_for_calls() -> list[Phase]:
    """The phases, newest first, with their regions."""
    return list(
        db.session.scalars(
            sa.select(Phase)
            .options(selectinload(Phase.places).joinedload(PhaseRegion.region))
            .order_by(Phase.year.desc())
        )
    )


def regions_of(call_ids: Iterable[int]) -> dict[int, list[str]]:
    """The codes of the regions of several calls."""
    found: dict[int, list[str]] = {}
    for call_id, code in db.session.execute(
        sa.select(CallRegion.call_id, CallRegion.region_code)
        .where(CallRegion.call_id.in_(list(call_ids)))
        .order_by(CallRegion.call_id, CallRegion.region_code)
    ):
        found.setdefault(call_id, []).append(code)
    return found


def kept_words(call: Call) -> dict[str, dict[str, list[str]]]:
    """Which of its own texts a call has word for word from another one: by the name of the text, the languages by the
    other's reference. One of the twenty newest is enough for each."""
    others = db.session.execute(
        sa.select(Call.reference, Call.title, Call.summary, Call.text)
        .where(Call.id != call.id)
        .order_by(Call.id.desc())
        .limit(20)
    ).all()
    found: dict[str, dict[str, list[str]]] = {}
    for name in ("title", "summary", "text"):
        for code, words in getattr(call, name).items():
            same = next((row.reference for row in others if getattr(row, name).get(code) == words), None)
            if same is not None:
                found.setdefault(name, {}).setdefault(same, []).append(code)
    return found


def associations_for_extension(call: Call, words: str) -> list[tuple[int, str]]:
    """(id, names and receipt number) of twenty associations of the call's regions that these words may mean."""
    key, receipt = name_key(words) or fold(words), words.strip()
    if not key:
        return []
    found = db.session.execute(
        sa.select(Association.id, Association.name_fr, Association.name_ar, Association.receipt_number)
        .join(Province, Province.code == Association.province_code)
        .where(Province.region_code.in_(call.region_codes), Association.merged_into_id.is_(None))
        .where(
            sa.or_(
                Association.key_fr.contains(key, autoescape=True),
                Association.key_ar.contains(key, autoescape=True),
                Association.receipt_number == receipt,
            )
        )
        .order_by(Association.name_fr, Association.id)
        .limit(20)
    )
    return [(row.id, f"{row.name_fr} – {row.name_ar} ({row.receipt_number})") for row in found]


def more_time_of(call: Call) -> list[tuple[Extension, Localized | None]]:
    """The extensions of a call, the last one first, each with the association that alone has it, if one does."""
    alone = [one.association_id for one in call.extensions if one.association_id is not None]
    rows = db.session.scalars(sa.select(Association).where(Association.id.in_(alone))) if alone else ()
    names = {one.id: one.name for one in rows}
    return [(one, names.get(one.association_id or 0)) for one in reversed(call.extensions)]


def closing_of_all() -> sa.ColumnElement[Any]:
    """The closing of a call for everybody, extensions counted, as an expression on ``calls``."""
    latest = (
        sa.select(sa.func.max(Extension.closes_at))
        .where(Extension.call_id == Call.id, Extension.association_id.is_(None))
        .scalar_subquery()
    )
    return sa.case((sa.and_(latest.is_not(None), latest > Call.closes_at), latest), else_=Call.closes_at)


def waiting_for(actor: Actor, now: datetime) -> list[sa.Select[Any]]:
    """For coordinators: calls still to be published before their opening."""
    if not actor.has(Role.COORDINATOR):
        return []
    drafts = waiting("call.draft", object_id=Call.id, label=Call.title, detail=Call.reference, due_at=Call.opens_at)
    return [drafts.where(Call.state == CallState.DRAFT, visible_to(actor))]
