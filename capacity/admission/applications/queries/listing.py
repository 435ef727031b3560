"""The desk's table: what a row says, and how the table is narrowed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from capacity.admission.applications.models import Application, ApplicationTag
from capacity.admission.applications.queries.coalitions import is_coalition, partners_column
from capacity.admission.applications.queries.desk import visible_to
from capacity.admission.applications.states import COMPLETE, ApplicationState, Completeness
from capacity.admission.calls.models import Call
from capacity.core import search
from capacity.core.access import Actor
from capacity.core.db import AnySelect, db
from capacity.core.languages import Localized, language
from capacity.people.associations.models import Association, AssociationTheme
from capacity.people.associations.queries import suspected
from capacity.rollout.territory.models import PriorityPlace, Province

CALLS, TAGS = 20, 40
"""How many calls and tags a list offers to be narrowed to: the newest, and the first by alphabet."""


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A row of the desk's table; ``earlier`` counts what its association sent to earlier calls, ``partners`` the
    associations that carry it beside its own."""

    id: int
    call_id: int
    number: str | None
    state: ApplicationState
    language: str
    submitted_at: datetime | None
    listed_at: datetime
    completeness: int
    on_paper: bool
    partners: int
    region_code: str
    name_fr: str
    name_ar: str
    is_rural: bool
    place: Localized | None
    province_fr: str
    province_ar: str
    reference: str
    themes: list[str]
    tags: list[str]
    earlier: int


def desk_lines(actor: Actor | None) -> Any:
    """The columns of ``DeskLine`` for everything in an actor's scope, to be narrowed, sorted and paged.

    Without an actor the scope was judged before: for work in the background on numbers that somebody chose.
    """
    return (
        sa.select(
            Application.id,
            Application.call_id,
            Application.number,
            Application.state,
            Application.language,
            Application.submitted_at,
            Application.listed_at,
            Application.completeness,
            Application.on_paper,
            partners_column(),
            Application.region_code,
            Association.name_fr,
            Association.name_ar,
            Association.rural,
            PriorityPlace.name,
            Province.name_fr,
            Province.name_ar,
            Call.reference,
            _joined(AssociationTheme.theme, AssociationTheme.association_id == Association.id),
            _joined(ApplicationTag.words, ApplicationTag.application_id == Application.id),
            sa.select(sa.func.count())
            .select_from(_EARLIER)
            .where(_is_earlier())
            .correlate(Application, Association)
            .scalar_subquery(),
        )
        .select_from(Application)
        .join(Association, Association.id == Application.association_id)
        .join(Province, Province.code == Association.province_code)
        .join(Call, Call.id == Application.call_id)
        .outerjoin(PriorityPlace, PriorityPlace.id == Association.priority_place_id)
        .where(visible_to(actor) if actor is not None else sa.true())
    )


def desk_numbers(actor: Actor) -> Any:
    """The numbers of everything in an actor's scope, with the association beside them: for narrowing and sorting.

    The association is joined from the outside, so that the database leaves it out where nothing asks for it.
    """
    return (
        sa.select(Application.id)
        .select_from(Application)
        .outerjoin(Association, Association.id == Application.association_id)
        .where(visible_to(actor))
    )


def with_coalition(statement: AnySelect, values: list[str]) -> AnySelect:
    """Those carried by several associations, or by one alone."""
    if len(values) > 1:
        return statement
    return statement.where(is_coalition() if values == ["yes"] else sa.not_(is_coalition()))


@cache
def lines_of(ids: Any) -> Any:
    """What the rows of these numbers say: put together once, as it is long."""
    return desk_lines(None).where(Application.id.in_(ids))


def province_column() -> Any:
    """The province by which the list is sorted, as the reader writes it."""
    name = Province.name_ar if language() == "ar" else Province.name_fr
    return sa.select(name).where(Province.code == Association.province_code).correlate(Association).scalar_subquery()


def line_of(row: Any) -> DeskLine:
    """A row as the table draws it."""
    *facts, themes, tags, earlier = row
    told: list[Any] = [*facts, _split(themes), _split(tags), earlier]
    return DeskLine(*told)


_BETWEEN = "\n"
_EARLIER = aliased(Application)
_SISTER = aliased(Association)


def _joined(column: Any, belongs: Any) -> Any:
    return (
        sa.select(sa.func.aggregate_strings(column, _BETWEEN))
        .where(belongs)
        .correlate(Application, Association)
        .scalar_subquery()
    )


def _split(words: str | None) -> list[str]:
    return sorted(words.split(_BETWEEN)) if words else []


def _family() -> Any:
    """The associations that are one with the row's: itself, what it was merged into, what was merged into that."""
    canonical = sa.func.coalesce(Association.merged_into_id, Association.id)
    merged = sa.select(_SISTER.id).where(_SISTER.merged_into_id == canonical).correlate(Association)
    return sa.or_(
        _EARLIER.association_id == Association.id,
        _EARLIER.association_id == Association.merged_into_id,
        _EARLIER.association_id.in_(merged),
    )


def _is_earlier() -> Any:
    """An application of the same association to another call, sent before this one was sent or begun."""
    return sa.and_(
        _family(),
        _EARLIER.call_id != Application.call_id,
        _EARLIER.submitted_at.is_not(None),
        _EARLIER.listed_at < Application.listed_at,
    )


def with_earlier(statement: AnySelect, *, among: Any = None, wanted: bool = True) -> AnySelect:
    """Those whose association sent an application to an earlier call, or did not.

    ``among`` narrows the earlier ones to these numbers (a select of ids), so that a later room can say how they ended.
    """
    found = sa.select(_EARLIER.id).where(_is_earlier()).correlate(Application, Association)
    if among is not None:
        found = found.where(_EARLIER.id.in_(among))
    return statement.where(found.exists() if wanted else ~found.exists())


def number_column() -> Any:
    """The number by which the list is sorted; what was never sent has none and stands first."""
    return sa.func.coalesce(Application.number, "")


def with_theme(statement: AnySelect, themes: list[str]) -> AnySelect:
    """Those whose association works on one of these themes."""
    having = sa.select(AssociationTheme.association_id).where(AssociationTheme.theme.in_(themes))
    return statement.where(Application.association_id.in_(having))


def with_tag(statement: AnySelect, keys: list[str]) -> AnySelect:
    """Those that carry one of these tags."""
    tagged = sa.select(ApplicationTag.application_id).where(ApplicationTag.key.in_(keys))
    return statement.where(Application.id.in_(tagged))


def with_completeness(statement: AnySelect, steps: list[str]) -> AnySelect:
    """Those of which so much of what is required is there."""
    column = Application.completeness
    clauses = {
        Completeness.NOTHING: column == 0,
        Completeness.PART: sa.and_(column > 0, column < COMPLETE),
        Completeness.WHOLE: column == COMPLETE,
    }
    return statement.where(sa.or_(*(clauses[Completeness(step)] for step in steps)))


def with_double(statement: AnySelect, wanted: list[str]) -> AnySelect:
    """Those whose association may be the same as another one, or not."""
    if len(wanted) > 1:
        return statement
    column = Application.association_id
    return statement.where(column.in_(suspected()) if wanted == ["yes"] else column.not_in(suspected()))


def with_words(statement: AnySelect, words: str) -> AnySelect:
    """Those that these words find, however they are typed."""
    return statement.where(Application.id.in_(search.matching("application", words)))


@dataclass(frozen=True)
class Choices:
    """What the list may be narrowed to.

    (code, name, region) of provinces, (id, reference) of calls, (key, words) of tags.
    """

    provinces: list[tuple[str, Localized, str]]
    calls: list[tuple[str, str]]
    tags: list[tuple[str, str]]

    @property
    def regions(self) -> list[str]:
        """The regions of these provinces, in their order."""
        return list(dict.fromkeys(region for _code, _name, region in self.provinces))


def choices(actor: Actor) -> Choices:
    """Everything in scope that has applications: one statement."""
    rows = db.session.execute(_choices(Actor(grants=actor.grants, association_ids=actor.association_ids)))
    found = Choices([], [], [])
    for kind, code, name, name_ar, region in rows:
        if kind == "province":
            found.provinces.append((code, Localized(fr=name, ar=name_ar, en=name), region))
        else:
            (found.calls if kind == "call" else found.tags).append((code, name))
    found.provinces.sort(key=lambda place: (place[2], place[1].text("fr")))
    return found


@lru_cache(maxsize=64)
def _choices(scope: Actor) -> Any:
    """One statement for each scope there is; each province and call is only asked whether it has any application."""
    text = sa.String()
    in_scope = visible_to(scope)
    came = sa.select(Application.id).where(in_scope)
    came_from = came.join(Association, Association.id == Application.association_id)
    places = (
        sa.select(
            sa.literal("province"), Province.code, Province.name_fr, Province.name_ar, Province.region_code.label("by")
        )
        .where(came_from.where(Association.province_code == Province.code).correlate(Province).exists())
        .order_by(Province.region_code, Province.name_fr)
        .subquery()
    )
    calls = (
        sa.select(
            sa.literal("call"),
            sa.cast(Call.id, text),
            Call.reference,
            sa.cast(sa.null(), text),
            sa.cast(sa.null(), text),
        )
        .where(came.where(Application.call_id == Call.id).correlate(Call).exists())
        .order_by(Call.opens_at.desc())
        .limit(CALLS)
        .subquery()
    )
    tags = (
        sa.select(
            sa.literal("tag"),
            ApplicationTag.key,
            sa.func.min(ApplicationTag.words),
            sa.cast(sa.null(), text),
            sa.cast(sa.null(), text),
        )
        .where(came.where(Application.id == ApplicationTag.application_id).correlate(ApplicationTag).exists())
        .group_by(ApplicationTag.key)
        .order_by(ApplicationTag.key)
        .limit(TAGS)
        .subquery()
    )
    return sa.union_all(sa.select(places), sa.select(calls), sa.select(tags))
