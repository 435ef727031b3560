"""The map and the charts say what their numbers say."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.core import charts
from capacity.core.charts import MapRegion

REGIONS = [f"MA-{number:02}" for number in range(1, 13)]
numbers = st.integers(min_value=0, max_value=10_000)


def shape(iso: str, **what: object) -> charts.MapShape:
    drawing = charts.map_of([MapRegion(iso, "Name", **what)])  # type: ignore[arg-type]
    return next(one for one in drawing.shapes if one.iso == iso)


def test_the_map_always_has_its_twelve_regions() -> None:
    assert [one.iso for one in charts.map_of([]).shapes] == REGIONS
    assert [one.iso for one in charts.map_of([], mini=True).shapes] == REGIONS


def test_the_map_stands_in_mercator_with_the_north_on_top() -> None:
    drawing = charts.map_of([])
    tangier = charts._outlines(1000).regions["MA-01"]
    dakhla = charts._outlines(1000).regions["MA-12"]
    assert (drawing.width, drawing.height) == (1000, 1076)
    assert tangier.top == 0
    assert drawing.height - 1 <= dakhla.bottom <= drawing.height


def test_a_path_begins_and_closes_and_has_whole_numbers() -> None:
    for one in charts.map_of([]).shapes:
        assert re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+", one.path)


def test_the_map_is_light_enough_for_a_public_page() -> None:
    assert sum(len(one.path) for one in charts.map_of([]).shapes) < 20_000
    assert sum(len(one.path) for one in charts.map_of([], mini=True).shapes) < 10_000


@pytest.mark.parametrize("iso", REGIONS)
@pytest.mark.parametrize("level", range(1, 7))
def test_the_fill_covers_its_share_of_the_surface_from_the_south(iso: str, level: int) -> None:
    outline = charts._outlines(1000).regions[iso]
    top = outline.waterline(level)
    assert top is not None
    share = outline.area_south_of(top) / outline.area_south_of(outline.top)
    assert share == pytest.approx(level / 6, abs=0.02)


def test_a_region_without_a_phase_is_never_filled() -> None:
    assert shape("MA-02", level=4).fill_top is None
    assert shape("MA-02", level=0, phase_index=1).fill_top is None


def test_a_fifth_phase_takes_up_the_first_colour() -> None:
    assert shape("MA-02", phase_index=4).phase == 4
    assert shape("MA-02", phase_index=5).phase == 1


def test_small_regions_of_the_coast_are_named_at_sea() -> None:
    assert shape("MA-04", phase_index=1).text_class == "p1 off"
    assert shape("MA-08").text_class == "rest"


def test_names_are_broken_where_they_allow_it() -> None:
    assert charts._lines("Béni Mellal-Khénifra", 8) == ("Béni", "Mellal-", "Khénifra")
    assert charts._lines("Dakhla-Oued Ed-Dahab", 13) == ("Dakhla-", "Oued Ed-Dahab")
    assert charts._lines("Oriental", 3) == ("Oriental",)
    assert charts._lines("كلميم-واد نون", 9) == ("كلميم-", "واد نون")
    assert charts._lines("", 9) == ("",)


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
