"""What a visitor reads of one call, in a fixed number of statements whatever its size."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from capacity.admission.calls.models import (
    Addendum,
    Call,
    CallRegion,
    Criterion,
    Extension,
    Question,
    RequiredDocument,
    SelfCheck,
    Subject,
)
from capacity.admission.calls.queries.shown import Asked, PageOfForm, Paper, PlaceOfCall, PublicCall, Weighted
from capacity.admission.calls.states import DECIDING_KINDS, TEXT_KINDS, CallState, QuestionKind, TextShape, Window
from capacity.admission.calls.states.eligibility import read_requirements
from capacity.admission.calls.states.eligibility_words import AskedWords
from capacity.admission.calls.states.reading import declared_reading
from capacity.admission.calls.states.recourse import Recourse
from capacity.admission.calls.states.rules import Quota, Rules, read_quotas
from capacity.core.choices import LATEST, Choice
from capacity.core.contacts import CONTACT
from capacity.core.db import Utc, db
from capacity.core.languages import Localized
from capacity.rollout.phases.models import Phase
from capacity.rollout.territory.models import PriorityPlace, Province, Region

PUBLIC = (CallState.PUBLISHED, CallState.ARCHIVED, CallState.CANCELLED)


def published(reference: str) -> tuple[Call, int, int] | None:
    """The call of this reference, its year, and how many choices were made so far; drafts are not found."""
    found = db.session.execute(_CALL, {"reference": reference}).first()
    return None if found is None else (found[0], found[1], found[2] or 0)


def public_call(reference: str) -> PublicCall | None:
    """The call of this reference with all that its page says, in two statements; drafts are not found."""
    found = published(reference)
    return None if found is None else readable(*found[:2])


def readable(call: Call, year: int) -> PublicCall:
    """The call, draft or not, as everybody will read it; one statement."""
    parts = _Parts(db.session.execute(_PARTS, {"call": call.id}).all())
    regions = {
        row.code: PlaceOfCall(row.code, _text(row.label), row.number, _quotas(row.extra)) for row in parts.of("region")
    }
    for row in parts.of("priority"):
        regions[row.code].priority_places.append(_text(row.label))
    closings = [row.at for row in parts.of("extension")]
    asked: dict[str, list[Any]] = {}
    for question in parts.of("question"):
        asked.setdefault(question.code, []).append(question)
    return PublicCall(
        id=call.id,
        reference=call.reference,
        year=year,
        state=call.state,
        version=call.version,
        title=call.title,
        summary=call.summary,
        text=call.text,
        window=window_of(call, closings),
        first_closing=call.closes_at,
        announcement_on=call.announcement_on,
        training_from=call.training_from,
        published_at=call.published_at,
        changed_at=call.changed_at,
        cancelled_reason=call.cancelled_reason,
        lottery_seed_sha256=call.lottery_seed_sha256,
        rules=Rules.read(call.rules),
        recourse=Recourse.read(call.recourse),
        regions=list(regions.values()),
        criteria=[Weighted(row.code, _text(row.label), _text(row.extra), row.number) for row in parts.of("criterion")],
        documents=[Paper(_text(row.label), _text(row.extra), bool(row.number)) for row in parts.of("document")],
        subjects=[
            PageOfForm(
                _text(page.label),
                [_asked(q) for q in asked.get(page.code, ())],
            )
            for page in parts.of("subject")
        ],
        addenda=[(row.at, _text(row.label)) for row in parts.of("addendum")],
        corrected=[row.at for row in parts.of("corrected")],
        reading=declared_reading(call),
        has_check=any(row.number for row in parts.of("checks")),
        eligibility=read_requirements(call.eligibility),
        deciding={row.code: AskedWords(_text(row.label), _choices(row.extra)) for row in parts.of("deciding")},
        contacts={row.code: json.loads(row.label) for row in parts.of("contact")},
    )


def own_closing(call_id: int, association_ids: Iterable[int]) -> tuple[datetime, datetime] | None:
    """The last closing that these associations have for themselves, and when it was given to them."""
    ids = list(association_ids)
    if not ids:
        return None
    own = (
        sa.select(Extension.closes_at, Extension.created_at)
        .where(Extension.call_id == call_id, Extension.association_id.in_(ids))
        .order_by(Extension.closes_at.desc())
        .limit(1)
    )
    found = db.session.execute(own).first()
    return (found[0], found[1]) if found is not None else None


def self_checks(call_id: int) -> list[SelfCheck]:
    """The questions of a call's self-check, in order."""
    return list(
        db.session.scalars(sa.select(SelfCheck).where(SelfCheck.call_id == call_id).order_by(SelfCheck.position))
    )


def window_of(call: Any, closings: list[datetime]) -> Window:
    """The window for everybody, from the closings that extensions gave."""
    return Window(call.opens_at, max([call.closes_at, *closings]), timedelta(minutes=call.grace_minutes))


class _Parts:
    """The rows of a call's parts, by kind and in order."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self._rows = sorted(rows, key=lambda row: (row.kind, row.position, row.code or ""))

    def of(self, kind: str) -> list[Any]:
        return [row for row in self._rows if row.kind == kind]


def _part(
    kind: str,
    *,
    position: Any = 0,
    code: Any = None,
    label: Any = None,
    extra: Any = None,
    number: Any = None,
    least: Any = None,
    at: Any = None,
) -> sa.Select[Any]:
    whole = sa.Integer()
    part: sa.Select[Any] = sa.select(  # type: ignore[assignment]
        sa.literal(kind).label("kind"),
        sa.cast(position, whole).label("position"),
        sa.cast(sa.null() if code is None else code, sa.Text).label("code"),
        sa.cast(sa.null() if label is None else label, sa.Text).label("label"),
        sa.cast(sa.null() if extra is None else extra, sa.Text).label("extra"),
        sa.cast(sa.null() if number is None else number, whole).label("number"),
        sa.cast(sa.null() if least is None else least, whole).label("least"),
        (sa.cast(sa.null(), Utc()) if at is None else sa.type_coerce(at, Utc())).label("at"),
    )
    return part


def _count_of_checks(call_id: Any) -> Any:
    return sa.select(sa.func.count(SelfCheck.id)).where(SelfCheck.call_id == call_id).scalar_subquery()


def _parts_of(call_id: Any) -> sa.CompoundSelect[Any]:
    words = sa.case((Question.kind.in_(TEXT_KINDS), Question.word_limit), else_=Question.maximum)
    return sa.union_all(
        _part(
            "region", code=CallRegion.region_code, label=Region.name, extra=CallRegion.quotas, number=CallRegion.seats
        )
        .join(Region, Region.code == CallRegion.region_code)
        .where(CallRegion.call_id == call_id),
        _part("priority", position=PriorityPlace.id, code=Province.region_code, label=PriorityPlace.name)
        .join(Province, Province.code == PriorityPlace.province_code)
        .join(CallRegion, CallRegion.region_code == Province.region_code)
        .where(CallRegion.call_id == call_id),
        _part(
            "criterion",
            position=Criterion.position,
            code=Criterion.key,
            label=Criterion.name,
            extra=Criterion.help,
            number=Criterion.weight,
        ).where(Criterion.call_id == call_id),
        _part(
            "document",
            position=RequiredDocument.position,
            label=RequiredDocument.label,
            extra=RequiredDocument.help,
            number=RequiredDocument.required,
        ).where(RequiredDocument.call_id == call_id, RequiredDocument.question_id.is_(None)),
        _part("subject", position=Subject.position, code=Subject.id, label=Subject.title).where(
            Subject.call_id == call_id
        ),
        _part(
            "question",
            position=Question.position,
            code=Question.subject_id,
            label=Question.label,
            extra=sa.func.coalesce(sa.cast(Question.shape, sa.Text), sa.cast(Question.kind, sa.Text)),
            number=words,
            least=Question.minimum,
        )
        .join(Subject, Subject.id == Question.subject_id)
        .where(Subject.call_id == call_id),
        _part("deciding", code=Question.key, label=Question.label, extra=Question.choices)
        .join(Subject, Subject.id == Question.subject_id)
        .where(Subject.call_id == call_id, Question.kind.in_(DECIDING_KINDS)),
        _part("addendum", position=Addendum.id, label=Addendum.text, at=Addendum.published_at).where(
            Addendum.call_id == call_id
        ),
        _part("checks", number=_count_of_checks(call_id)),
        _part("contact", code=Choice.name, label=Choice.value)
        .join(CallRegion, Choice.name == CONTACT + CallRegion.region_code)
        .where(CallRegion.call_id == call_id, Choice.id.in_(LATEST)),
        _part("extension", position=Extension.id, at=Extension.closes_at).where(
            Extension.call_id == call_id, Extension.association_id.is_(None)
        ),
        _part("corrected", position=Extension.id, at=Extension.first_closes_at).where(
            Extension.call_id == call_id, Extension.association_id.is_(None), Extension.corrected_at.is_not(None)
        ),
    )


_CALL = (
    sa.select(Call, Phase.year, sa.select(sa.func.max(Choice.id)).scalar_subquery())
    .join(Phase, Phase.id == Call.phase_id)
    .where(Call.reference == sa.bindparam("reference"), Call.state.in_(PUBLIC))
)
_PARTS = _parts_of(sa.bindparam("call", type_=sa.Integer()))
"""What the public page asks is put together once, as it is asked more than anything else."""


def _asked(row: sa.Row[Any]) -> Asked:
    kind = TextShape(row.extra) if row.extra in set(TextShape) else QuestionKind(row.extra)
    return Asked(_text(row.label), kind, row.least, row.number)


def _text(words: str | None) -> Localized:
    return Localized.read(words) if words else Localized()


def _choices(stored: str | None) -> dict[str, Localized]:
    return {one["key"]: Localized(one["label"]) for one in json.loads(stored)} if stored else {}


def _quotas(stored: str | None) -> tuple[Quota, ...]:
    return read_quotas(json.loads(stored)) if stored else ()
