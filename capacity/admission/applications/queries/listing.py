"""The desk's table: what a row says, and what it may be narrowed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Application, ApplicationTag
from capacity.admission.applications.queries.agenda import closing
from capacity.admission.applications.queries.carried import partners_column
from capacity.admission.applications.queries.desk import visible_to
from capacity.admission.applications.queries.histories import EARLIER, is_earlier
from capacity.admission.applications.states import ApplicationState, Unsent, unsent
from capacity.admission.calls.models import Call
from capacity.admission.calls.states import CallState, Window
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.people.associations.models import Association, AssociationTheme
from capacity.rollout.territory.models import PriorityPlace, Province

CALLS, TAGS = 20, 40
"""How many calls and tags a list offers to be narrowed to: the newest, and the first by alphabet."""


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A row of the desk's table; ``earlier`` counts what its association sent to earlier calls, ``partners`` the
    associations that carry it beside its own. ``closes_at`` is the closing for its association, of a draft alone."""

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
    call_state: CallState
    opens_at: datetime
    closes_at: datetime | None
    grace_minutes: int
    themes: list[str]
    tags: list[str]
    earlier: int

    def stands(self, now: datetime) -> ApplicationState | Unsent:
        """The state as the desk reads it: of a draft, what became of it."""
        if self.closes_at is None:
            return self.state
        window = Window(self.opens_at, self.closes_at, timedelta(minutes=self.grace_minutes))
        return unsent(
            was_sent=self.number is not None,
            still_open=self.call_state is CallState.PUBLISHED and window.accepts(now),
            call_cancelled=self.call_state is CallState.CANCELLED,
        )


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
            Call.state,
            Call.opens_at,
            sa.case((Application.state == ApplicationState.DRAFT, closing(Application.association_id))),
            Call.grace_minutes,
            _joined(AssociationTheme.theme, AssociationTheme.association_id == Association.id),
            _joined(ApplicationTag.words, ApplicationTag.application_id == Application.id),
            sa.select(sa.func.count())
            .select_from(EARLIER)
            .where(is_earlier(Association))
            .correlate(Application, Association)
            .scalar_subquery(),
        )
        .select_from(Application)
        .join(Association, Association.id == Application.association_id)
        .join(Province, Province.code == Application.province_code)
        .join(Call, Call.id == Application.call_id)
        .outerjoin(PriorityPlace, PriorityPlace.id == Association.priority_place_id)
        .where(visible_to(actor) if actor is not None else sa.true())
    )


def desk_numbers(actor: Actor) -> Any:
    """The numbers of everything in an actor's scope: for narrowing and sorting."""
    return sa.select(Application.id).select_from(Application).where(visible_to(actor))


@cache
def lines_of(ids: Any) -> Any:
    """What the rows of these numbers say: put together once, as it is long."""
    return desk_lines(None).where(Application.id.in_(ids))


def line_of(row: Any) -> DeskLine:
    """A row as the table draws it."""
    *facts, themes, tags, earlier = row
    told: list[Any] = [*facts, _split(themes), _split(tags), earlier]
    return DeskLine(*told)


_BETWEEN = "\n"


def _joined(column: Any, belongs: Any) -> Any:
    return (
        sa.select(sa.func.aggregate_strings(column, _BETWEEN))
        .where(belongs)
        .correlate(Application, Association)
        .scalar_subquery()
    )


def _split(words: str | None) -> list[str]:
    return sorted(words.split(_BETWEEN)) if words else []


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
    # Asked in the order of an index, and not by EXISTS: of that PostgreSQL makes a join that reads everything.
    first_there = (
        came.where(Application.province_code.between(Province.code, Province.code))
        .correlate(Province)
        .order_by(Application.province_code)
        .limit(1)
        .scalar_subquery()
    )
    places = (
        sa.select(
            sa.literal("province"), Province.code, Province.name_fr, Province.name_ar, Province.region_code.label("by")
        )
        .where(first_there.is_not(None))
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
    known = _keys_of_tags(came)
    spelled = sa.select(ApplicationTag.words).where(ApplicationTag.key == known.c.key).limit(1).scalar_subquery()
    tags = (
        sa.select(sa.literal("tag"), known.c.key, spelled, sa.cast(sa.null(), text), sa.cast(sa.null(), text))
        .where(known.c.key.is_not(None))
        .limit(TAGS)
        .subquery()
    )
    return sa.union_all(sa.select(places), sa.select(calls), sa.select(tags))


def _keys_of_tags(came: Any) -> Any:
    """The keys of tags in use among these applications, then nothing: each is the next one in the index of keys.

    All that carry one are as many as there are applications; a tag is spelled alike wherever it stands.
    """
    on_one = came.where(Application.id == ApplicationTag.application_id).correlate(ApplicationTag).scalar_subquery()
    next_one = sa.select(ApplicationTag.key).where(on_one.is_not(None)).order_by(ApplicationTag.key).limit(1)
    keys = sa.select(next_one.scalar_subquery().label("key")).cte("keys", recursive=True)
    after = next_one.where(ApplicationTag.key > keys.c.key).correlate(keys).scalar_subquery()
    return keys.union_all(sa.select(after).where(keys.c.key.is_not(None)))
