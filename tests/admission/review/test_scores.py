"""The arithmetic of marks, and the fair sharing of readings: pure rules."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.review.states import (
    Task,
    is_disagreement,
    mean_points,
    reader_points,
    rounded,
    share_readings,
    spread,
)

WEIGHTS = {"relevance": 25, "record": 20, "governance": 15, "reports": 15, "reach": 10, "women": 10, "network": 5}
MARKS = st.fixed_dictionaries({key: st.none() | st.integers(0, 10) for key in WEIGHTS})


def test_full_marks_make_one_hundred_points_and_none_makes_zero() -> None:
    assert reader_points(WEIGHTS, dict.fromkeys(WEIGHTS, 10)) == 10_000
    assert reader_points(WEIGHTS, dict.fromkeys(WEIGHTS, 0)) == 0


def test_what_does_not_apply_leaves_the_denominator() -> None:
    everything = dict.fromkeys(WEIGHTS, 6)
    assert reader_points(WEIGHTS, {**everything, "network": None}) == reader_points(WEIGHTS, everything) == 6_000
    assert reader_points(WEIGHTS, {"relevance": 8, "network": None}) == 8_000
    assert reader_points(WEIGHTS, dict.fromkeys(WEIGHTS)) is None


@given(MARKS)
def test_points_are_the_exact_weighted_mean_rounded_to_a_hundredth(marks: dict[str, int | None]) -> None:
    given_ = {key: halves for key, halves in marks.items() if halves is not None}
    points = reader_points(WEIGHTS, marks)
    if not given_:
        assert points is None
        return
    exact = Fraction(sum(WEIGHTS[k] * h for k, h in given_.items()), 10 * sum(WEIGHTS[k] for k in given_)) * 10_000
    assert points is not None
    assert 0 <= points <= 10_000
    assert abs(points - exact) <= Fraction(1, 2)


@given(MARKS, st.sampled_from(sorted(WEIGHTS)))
def test_a_better_mark_never_lowers_the_points(marks: dict[str, int | None], key: str) -> None:
    halves = marks[key]
    if halves is None or halves == 10:
        return
    before, after = reader_points(WEIGHTS, marks), reader_points(WEIGHTS, {**marks, key: halves + 1})
    assert before is not None
    assert after is not None
    assert after >= before


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=7))
def test_the_mean_lies_between_the_lowest_and_the_highest(points: list[int]) -> None:
    mean = mean_points([*points, None])
    assert mean is not None
    assert min(points) <= mean <= max(points)
    assert mean == mean_points(reversed(points))


def test_nobody_gave_points() -> None:
    assert mean_points([None]) is None


@given(st.integers(0, 10**6), st.integers(1, 10**4))
def test_rounding_goes_to_the_nearest_and_halves_go_up(numerator: int, denominator: int) -> None:
    distance = Fraction(numerator, denominator) - rounded(numerator, denominator)
    assert -Fraction(1, 2) <= distance < Fraction(1, 2)


@pytest.mark.parametrize(("marks", "apart"), [([2, 6], True), ([2, 5, None], False), ([None, 4], False), ([], False)])
def test_two_points_apart_is_a_disagreement(marks: list[int | None], apart: bool) -> None:
    assert is_disagreement(marks) is apart
    assert (spread(marks) >= 4) is apart


TASKS = st.lists(st.integers(1, 3), min_size=0, max_size=40)


@given(TASKS, st.integers(3, 7))
def test_without_conflicts_loads_differ_by_one_at_most(needs: list[int], people: int) -> None:
    readers = list(range(100, 100 + people))
    pairs = share_readings([Task(n, need) for n, need in enumerate(needs)], readers, {})
    load = Counter(reader for _application, reader in pairs)
    assert max(load[r] for r in readers) - min(load[r] for r in readers) <= 1
    assert len(pairs) == sum(needs)


@st.composite
def tasks_with_conflicts(draw: st.DrawFn) -> tuple[list[Task], list[int]]:
    """Tasks of which some readers are barred."""
    readers = list(range(draw(st.integers(2, 6))))
    barred = st.frozensets(st.sampled_from(readers), max_size=len(readers))
    count = draw(st.integers(0, 15))
    return [Task(n, draw(st.integers(1, 3)), draw(barred)) for n in range(count)], readers


@given(tasks_with_conflicts())
def test_nobody_reads_a_conflict_or_reads_twice_and_nobody_is_left_out_without_need(
    given_: tuple[list[Task], list[int]],
) -> None:
    tasks, readers = given_
    pairs = share_readings(tasks, readers, {})
    assert len(pairs) == len(set(pairs))
    assert pairs == share_readings(tasks, readers, {})
    for task in tasks:
        mine = [reader for application, reader in pairs if application == task.application]
        assert not set(mine) & task.barred
        assert len(mine) == min(task.needed, len(readers) - len(task.barred))


@given(tasks_with_conflicts())
def test_no_single_reading_could_be_handed_on_to_level_the_loads(given_: tuple[list[Task], list[int]]) -> None:
    tasks, readers = given_
    pairs = set(share_readings(tasks, readers, {}))
    load = Counter(reader for _application, reader in pairs)
    barred = {task.application: task.barred for task in tasks}
    for application, giver in pairs:
        for taker in readers:
            if (application, taker) not in pairs and taker not in barred[application]:
                assert load[giver] - load[taker] <= 1


def test_a_reader_with_much_already_gets_less() -> None:
    pairs = share_readings([Task(n, 1) for n in range(4)], [1, 2], {1: 4})
    assert Counter(reader for _application, reader in pairs) == {2: 4}
