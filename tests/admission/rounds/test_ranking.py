"""The ranking and what follows from it: pure rules."""

from __future__ import annotations

import hashlib
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.rounds.states import Criterion, Entry, ProposalKind, outcome, rank
from capacity.admission.rounds.states.ranking import draw

CRITERIA = (Criterion("relevance", 40), Criterion("record", 35), Criterion("network", 25))
SEED = "5eed" * 16
KEYS = [criterion.key for criterion in CRITERIA]


def receipt(number: str) -> str:
    return hashlib.sha256(number.encode()).hexdigest()


def entry(number: str, *readings: tuple[int | None, ...]) -> Entry:
    return Entry(number, receipt(number), tuple(dict(zip(KEYS, marks, strict=True)) for marks in readings))


MARK = st.none() | st.integers(0, 10)
READINGS = st.lists(st.tuples(MARK, MARK, MARK), min_size=1, max_size=3)


@st.composite
def entries(draw_: st.DrawFn) -> list[Entry]:
    count = draw_(st.integers(0, 12))
    return [entry(f"2017-{n:04}", *draw_(READINGS)) for n in range(count)]


@given(entries(), st.randoms(use_true_random=False))
def test_the_order_of_the_entries_changes_nothing(given_: list[Entry], rng: Random) -> None:
    shuffled = list(given_)
    rng.shuffle(shuffled)
    assert rank(CRITERIA, given_, SEED) == rank(CRITERIA, shuffled, SEED)


@given(entries())
def test_everybody_has_one_place_and_points_never_rise(given_: list[Entry]) -> None:
    ranking = rank(CRITERIA, given_, SEED)
    assert [place.rank for place in ranking] == list(range(1, len(given_) + 1))
    assert {place.number for place in ranking} == {item.number for item in given_}
    points = [place.points for place in ranking]
    assert points == sorted(points, reverse=True)


@pytest.mark.parametrize(
    ("first", "second", "by"),
    [
        ((8, 8, 8), (6, 8, 8), ""),
        ((8, 0, 0), (1, 8, 0), "relevance"),
        ((5, 5, 5), (5, 5, 5), "lottery"),
    ],
)
def test_ties_are_broken_by_the_ladder_then_by_lot(first: tuple[int, ...], second: tuple[int, ...], by: str) -> None:
    ranking = rank(CRITERIA, [entry("b", second), entry("a", first)], SEED)
    if by != "lottery":
        assert [place.number for place in ranking] == ["a", "b"]
    assert ranking[1].decided_by == by


def test_equal_weights_are_asked_in_the_order_of_the_call() -> None:
    equal = (Criterion("first", 50), Criterion("second", 50))
    one = Entry("one", receipt("one"), ({"first": 8, "second": 2},))
    two = Entry("two", receipt("two"), ({"first": 2, "second": 8},))
    ranking = rank(equal, [two, one], SEED)
    assert [(p.number, p.decided_by) for p in ranking] == [("one", ""), ("two", "first")]


def test_the_lot_depends_on_the_seed_and_on_everybody() -> None:
    receipts = [receipt(str(n)) for n in range(6)]
    assert draw("a", receipts) == draw("a", receipts[::-1])
    assert draw("a", receipts) != draw("b", receipts)
    assert draw("a", receipts[:5]) != {r: lot for r, lot in draw("a", receipts).items() if r in receipts[:5]}


def test_an_application_without_points_comes_last() -> None:
    ranking = rank(CRITERIA, [entry("none", (None, None, None)), entry("some", (1, 0, 0))], SEED)
    assert [place.number for place in ranking] == ["some", "none"]


DECISIONS = st.dictionaries(st.sampled_from([f"2017-{n:04}" for n in range(12)]), st.sampled_from(list(ProposalKind)))


@given(entries(), st.integers(1, 8), st.integers(0, 5), DECISIONS)
def test_the_seats_are_never_exceeded_and_never_left_empty_without_need(
    given_: list[Entry], seats: int, reserve: int, decisions: dict[str, ProposalKind]
) -> None:
    ranking = rank(CRITERIA, given_, SEED)
    lines = outcome(ranking, seats=seats, reserve_size=reserve, decisions=decisions)
    selected = [line for line in lines if line.kind is ProposalKind.SELECT]
    open_ = [n for n in (line.number for line in lines) if decisions.get(n) in {None, ProposalKind.SELECT}]
    assert len(selected) == min(seats, len(open_))
    assert all(decisions.get(line.number) is not ProposalKind.DECLINE for line in selected)
    places = [line.reserve_rank for line in lines if line.kind is ProposalKind.RESERVE]
    assert places == list(range(1, len(places) + 1))


@given(entries(), st.integers(1, 8))
def test_without_decisions_the_best_take_the_seats(given_: list[Entry], seats: int) -> None:
    lines = outcome(rank(CRITERIA, given_, SEED), seats=seats, reserve_size=3, decisions={})
    kinds = [line.kind for line in lines]
    expected = [ProposalKind.SELECT] * seats + [ProposalKind.RESERVE] * 3 + [ProposalKind.DECLINE] * len(lines)
    assert kinds == expected[: len(lines)]


def test_a_decision_of_the_sitting_moves_the_others() -> None:
    ranking = rank(CRITERIA, [entry(str(n), (10 - n, 5, 5)) for n in range(4)], SEED)
    lines = outcome(ranking, seats=2, reserve_size=1, decisions={"3": ProposalKind.SELECT, "0": ProposalKind.DECLINE})
    assert {line.number: line.kind.value for line in lines} == {
        "0": "decline", "1": "select", "2": "reserve", "3": "select",
    }  # fmt: skip
