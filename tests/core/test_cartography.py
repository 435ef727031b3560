"""The map says what its numbers say."""

import re

import pytest

from capacity.core import cartography
from capacity.core.cartography import MapRegion

REGIONS = [f"MA-{number:02}" for number in range(1, 13)]


def shape(iso: str, **what: object) -> cartography.MapShape:
    drawing = cartography.map_of([MapRegion(iso, "Name", **what)])  # type: ignore[arg-type]
    return next(one for one in drawing.shapes if one.iso == iso)


def test_the_map_always_has_its_twelve_regions() -> None:
    assert [one.iso for one in cartography.map_of([]).shapes] == REGIONS
    assert [one.iso for one in cartography.map_of([], mini=True).shapes] == REGIONS


def test_the_map_stands_in_mercator_with_the_north_on_top() -> None:
    drawing = cartography.map_of([])
    tangier = cartography._outlines(1000).regions["MA-01"]
    dakhla = cartography._outlines(1000).regions["MA-12"]
    assert (drawing.width, drawing.height) == (1000, 1076)
    assert tangier.top == 0
    assert drawing.height - 1 <= dakhla.bottom <= drawing.height


def test_a_path_begins_and_closes_and_has_whole_numbers() -> None:
    for one in cartography.map_of([]).shapes:
        assert re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+", one.path)


def test_the_map_is_light_enough_for_a_public_page() -> None:
    assert sum(len(one.path) for one in cartography.map_of([]).shapes) < 20_000
    assert sum(len(one.path) for one in cartography.map_of([], mini=True).shapes) < 10_000


@pytest.mark.parametrize("iso", REGIONS)
@pytest.mark.parametrize("level", range(1, 7))
def test_the_fill_covers_its_share_of_the_surface_from_the_south(iso: str, level: int) -> None:
    outline = cartography._outlines(1000).regions[iso]
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
    assert cartography._lines("Béni Mellal-Khénifra", 8) == ("Béni", "Mellal-", "Khénifra")
    assert cartography._lines("Dakhla-Oued Ed-Dahab", 13) == ("Dakhla-", "Oued Ed-Dahab")
    assert cartography._lines("Oriental", 3) == ("Oriental",)
    assert cartography._lines("كلميم-واد نون", 9) == ("كلميم-", "واد نون")
    assert cartography._lines("", 9) == ("",)
