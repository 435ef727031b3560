"""The pure rules of clarification and receipts, tried with whatever comes."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capacity.admission.applications import actions, queries
from capacity.admission.applications.queries.compared import differences
from capacity.admission.applications.states import canonical, fingerprint
from capacity.admission.applications.states.clarifying import (
    ClarificationLetter,
    ClarificationState,
    Point,
    PointKind,
    clarification_state,
    letter_to_write,
    next_letter_day,
    takes_answer,
)
from capacity.core import clock
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.unit_of_work import unit_of_work
from tests.factories import admission
from tests.factories import clarifying as factory

DUE = datetime(2018, 3, 12, 22, 59, tzinfo=UTC)
MOMENTS = st.integers(-20_000, 20_000).map(lambda minutes: DUE + timedelta(minutes=minutes))
STATES = st.sampled_from(ClarificationState)
VALUES = st.one_of(st.none(), st.booleans(), st.integers(-(2**31), 2**31), st.text(max_size=40))
CONTENTS = st.dictionaries(st.text(max_size=8), VALUES | st.lists(st.text(max_size=6), max_size=3), max_size=6)


@given(STATES, MOMENTS)
def test_an_answer_counts_in_time_and_never_after(state: ClarificationState, received: datetime) -> None:
    counts = takes_answer(state, DUE, received)
    assert counts == (received <= DUE and state in {ClarificationState.REQUESTED, ClarificationState.LAPSED})
    if state is ClarificationState.REQUESTED:
        assert counts == (clarification_state(state, DUE, received) is ClarificationState.REQUESTED)


@given(STATES, st.lists(MOMENTS, max_size=12))
def test_letters_come_to_an_end_and_none_is_written_twice(state: ClarificationState, moments: list[datetime]) -> None:
    written: list[tuple[ClarificationLetter, datetime]] = []
    for now in sorted(moments):
        name = letter_to_write(state, DUE, now, written)
        if name is not None:
            written.append((name, DUE))
    assert len(written) == len(set(written)) <= 3
    if state in {ClarificationState.ANSWERED, ClarificationState.FELL_AWAY}:
        assert written == []


@given(MOMENTS)
def test_the_next_letter_leaves_on_another_day(now: datetime) -> None:
    assert clock.local(next_letter_day(now)).date() > clock.local(now).date()


@given(st.text(max_size=200), st.text(max_size=200))
def test_side_by_side_loses_no_word_of_either_text(before: str, after: str) -> None:
    pieces = differences(before, after)
    assert pieces == [] or before != after
    if pieces:
        assert "".join(piece.text for piece in pieces if piece.kind != "new").split() == before.split()
        assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after


def test_a_text_that_gains_words_is_marked_and_one_written_anew_is_shown_as_it_stands() -> None:
    longer = differences("Nous formons des femmes", "Nous formons chaque année des femmes et des jeunes de la vallée")
    assert [piece.kind for piece in longer] == ["same", "new", "same", "new"]
    assert differences("Nous formons des femmes", "L’assemblée a réuni soixante membres") == []


@given(CONTENTS, st.text(max_size=8), VALUES)
def test_a_receipt_changes_with_every_change_and_with_nothing_else(
    content: dict[str, Any], key: str, value: Any
) -> None:
    spelled = canonical(content)
    assert canonical(json.loads(spelled)) == spelled
    assert fingerprint(canonical(dict(reversed(content.items())))) == fingerprint(spelled)
    changed = {**content, key: value}
    same = canonical(changed) == spelled
    assert (fingerprint(canonical(changed)) == fingerprint(spelled)) is same


@pytest.mark.one_database
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_sent_only_what_was_asked_about_changes(app: Any, data: st.DataObject) -> None:
    made = admission.submitted()
    number, actor = made.id, admission.actor_of(made.association)
    before = _standing(number)
    keys = data.draw(st.sets(st.sampled_from(sorted(queries.askable_of(made)[0])), min_size=1, max_size=3))
    points = [Point(PointKind.QUESTION, key, why="Pourquoi ?") for key in sorted(keys)]
    found = factory.asked(*points, made=made)
    ids = {one.id for one in found.items}
    raw = data.draw(
        st.dictionaries(st.sampled_from([*ids, *range(1, 9)]), st.text(alphabet="أبج abc", max_size=20), max_size=6)
    )
    with unit_of_work():
        actions.draft_answers(queries.locked(number), raw, remark="Voilà.", actor=actor, now=factory.ASKED)
    assert _standing(number) == before
    with suppress(RuleBroken):
        factory.answer(queries.locked(number), submission_id=f"answer-{number:08d}")
    after = _standing(number)
    assert {key for key in after if after[key] != before[key]} <= keys


def _standing(number: int) -> dict[str, Any]:
    db.session.rollback()
    db.session.expire_all()
    made = queries.application(number)
    assert made is not None
    draft = queries.draft(made)
    return {q.key: draft.value(q) for subject in draft.subjects for q in subject.questions}
