"""The charts say what their numbers say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.core import charts

numbers = st.integers(min_value=0, max_value=10_000)


@given(st.lists(st.floats(min_value=0, max_value=5), max_size=7))
def test_dots_stay_on_their_axis_and_the_mean_lies_between_them(scores: list[float]) -> None:
    plot = charts.spread(scores)
    assert all(8 <= dot <= 168 for dot in plot.dots)
    if scores:
        assert plot.low - 0.1 <= plot.mean <= plot.high + 0.1


def test_a_spread_is_wide_from_two_points_apart() -> None:
    assert charts.spread([1.5, 3.5]).wide
    assert not charts.spread([2, 3.5]).wide
    assert not charts.spread([]).wide


@given(st.lists(st.tuples(st.text(max_size=5), st.lists(numbers, min_size=2, max_size=2)), max_size=12), st.booleans())
def test_stacks_stay_inside_and_the_table_has_every_number(items: list[tuple[str, list[int]]], mirrored: bool) -> None:
    drawing = charts.stacked(items, ["a", "b"], mirrored=mirrored)
    assert all(one.x >= -1 and one.x + one.width <= drawing.width + 1 for one in drawing.blocks)
    assert drawing.rows == tuple((label, tuple(values)) for label, values in items)


@given(st.lists(numbers, min_size=1, max_size=12))
def test_columns_are_as_tall_as_their_numbers(values: list[int]) -> None:
    drawing = charts.columns([(str(value), value) for value in values], "a")
    for one, value in zip(drawing.blocks, values, strict=True):
        assert one.height == pytest.approx(value * 170 / (max(values) or 1), abs=0.1)


def test_a_mirrored_bar_grows_to_the_left() -> None:
    straight, mirrored = charts.bars([("a", 4), ("b", 2)], "n"), charts.bars([("a", 4), ("b", 2)], "n", mirrored=True)
    assert straight.blocks[0].x == straight.blocks[1].x
    assert mirrored.blocks[0].x + mirrored.blocks[0].width == mirrored.blocks[1].x + mirrored.blocks[1].width
    assert mirrored.texts[0].anchor == "start"
