"""How the desk's table is narrowed, a filter each."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from capacity.admission.applications.models import Application, ApplicationTag
from capacity.admission.applications.queries.carried import is_coalition, led
from capacity.admission.applications.states import COMPLETE, ApplicationState, Completeness
from capacity.core import search
from capacity.core.db import AnySelect
from capacity.people.associations.models import Association, AssociationTheme
from capacity.people.associations.queries import suspected


def with_coalition(statement: AnySelect, values: list[str]) -> AnySelect:
    """Those carried by several associations, or by one alone."""
    if len(values) > 1:
        return statement
    return statement.where(is_coalition() if values == ["yes"] else sa.not_(is_coalition()))


def told_by_coalition(statement: AnySelect, values: list[str]) -> AnySelect:
    """The same, from the coalitions, one after another."""
    if values != ["yes"]:
        return with_coalition(statement, values)
    return led(statement)


_SISTER = aliased(Association)


def with_seat_in(statement: AnySelect, *clauses: Any) -> AnySelect:
    """Those whose association's row is like this."""
    return statement.where(sa.exists().where(_SISTER.id == Application.association_id, *clauses))


def is_rural(values: list[str]) -> Any:
    """Whether an association's seat is in the country, in town, or in one of both."""
    return _SISTER.rural.in_([value == "rural" for value in values])


def in_priority_place(values: list[str]) -> Any:
    """Whether an association's seat is in a place that counts first, or is not."""
    if len(values) > 1:
        return sa.true()
    column = _SISTER.priority_place_id
    return column.is_not(None) if values == ["yes"] else column.is_(None)


def told_by_seat(statement: AnySelect, clause: Any) -> AnySelect:
    """The same, from the associations, by whatever index they have."""
    return statement.join(_SISTER, _SISTER.id == Application.association_id).where(clause)


def with_theme(statement: AnySelect, themes: list[str]) -> AnySelect:
    """Those whose association works on one of these themes."""
    of_it = AssociationTheme.association_id == Application.association_id
    return statement.where(sa.exists().where(of_it, AssociationTheme.theme.in_(themes)))


def told_by_theme(statement: AnySelect, themes: list[str]) -> AnySelect:
    """The same, one after another as the index of themes tells them."""
    told = _each_once(AssociationTheme, AssociationTheme.association_id, AssociationTheme.theme, themes)
    return statement.where(Application.association_id == told.c.association_id)


def with_tag(statement: AnySelect, keys: list[str]) -> AnySelect:
    """Those that carry one of these tags."""
    return statement.where(
        sa.exists().where(ApplicationTag.application_id == Application.id, ApplicationTag.key.in_(keys))
    )


def told_by_tag(statement: AnySelect, keys: list[str]) -> AnySelect:
    """The same, one after another as the index of tags tells them."""
    told = _each_once(ApplicationTag, ApplicationTag.application_id, ApplicationTag.key, keys)
    return statement.where(Application.id == told.c.application_id)


def _each_once(model: Any, whose: Any, column: Any, values: list[str]) -> Any:
    """Whose rows hold one of these values, each told once: with the first of the values that it has.

    As DISTINCT, all of them would be gathered before the first is told.
    """
    having = sa.select(whose).where(column.in_(values))
    if len(values) > 1:
        other = aliased(model)
        same, smaller = getattr(other, whose.key) == whose, getattr(other, column.key)
        before = sa.select(smaller).where(same, smaller.in_(values), smaller < column).correlate(model).limit(1)
        having = having.where(before.scalar_subquery().is_(None))
    return having.subquery("told")


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


_OTHER = aliased(Application)


def with_words(statement: AnySelect, words: str, facts: search.Facts = ()) -> AnySelect:
    """Those that these words find, however they are typed; a number is known as soon as it is given."""
    found = search.found(Application.id, words, facts)
    return statement.where(sa.or_(found, Application.number == words.strip()) if _may_be_number(words) else found)


def facts_of_theme(themes: list[str]) -> list[str]:
    """What the index of words keeps of applications whose association works on one of these themes."""
    return [f"theme {theme}" for theme in themes]


def facts_of_seat(values: list[str]) -> list[str]:
    """The same of those whose association's seat is in the country, in town, or in one of both."""
    return [f"seat {value}" for value in values]


SENT = "sent"
"""What the index of words keeps of applications that were sent and not reopened since: these are whole."""


def hints_of_state(states: list[str]) -> list[str]:
    """What it lacks of those in one of these states."""
    return [search.lacking(SENT)] if states == [ApplicationState.DRAFT] else []


def hints_of_completeness(steps: list[str]) -> list[str]:
    """What it lacks of those of which so much is there."""
    return [] if Completeness.WHOLE in steps else [search.lacking(SENT)]


def numbers_of_words(words: str, facts: search.Facts) -> Any:
    """The numbers (``id``) of the same, one after another as the index tells them, none of them twice."""
    numbers: Any = search.numbers(words, facts)
    if _may_be_number(words):
        named = sa.select(_OTHER.id).where(_OTHER.number == words.strip(), ~search.holding(_OTHER.id, words))
        numbers = sa.union_all(numbers, named)
    return numbers


def holding_words(number: Any, words: str) -> Any:
    """The same, asked of one application, whose number in the database this is."""
    found = search.holding(number, words)
    if not _may_be_number(words):
        return found
    return sa.or_(found, sa.exists().where(_OTHER.id == number, _OTHER.number == words.strip()))


def _may_be_number(words: str) -> bool:
    return any(letter.isdecimal() for letter in words)
