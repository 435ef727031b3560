"""The rule of the rollout: so many regions a year, each region once, and what has begun no longer moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.rollout.phases.states import (
    PhaseState,
    Trouble,
    Unplannable,
    Year,
    arranged,
    is_complete,
    next_year,
)

REGIONS = [f"MA-{number:02}" for number in range(1, 13)]
YEARS = (2017, 2018, 2019, 2020)


@st.composite
def plans(draw: st.DrawFn) -> list[Year]:
    """Four years with up to three regions each, some of them begun."""
    order = draw(st.permutations(REGIONS))
    sizes = draw(st.lists(st.integers(0, 3), min_size=4, max_size=4))
    found, taken = [], 0
    for year, size in zip(YEARS, sizes, strict=True):
        state = draw(st.sampled_from(list(PhaseState)))
        found.append(Year(year, state, tuple(order[taken : taken + size])))
        taken += size
    return found


wishes = st.dictionaries(st.sampled_from(REGIONS), st.none() | st.sampled_from((*YEARS, 2031)))


@given(plans(), wishes)
def test_a_plan_that_is_kept_breaks_no_rule(years: list[Year], wanted: dict[str, int | None]) -> None:
    try:
        result = arranged(years, wanted, places=3)
    except Unplannable:
        return
    placed = [region for regions in result.values() for region in regions]
    assert len(placed) == len(set(placed)), "a region stands once"
    assert all(len(regions) <= 3 for regions in result.values())
    for year in years:
        if not year.is_open:
            assert result[year.year] == year.regions, "what has begun does not move"
    for region, wish in wanted.items():
        assert (region in placed) == (wish is not None)
        assert wish is None or region in result[wish]


@given(plans())
def test_saving_without_a_wish_changes_nothing(years: list[Year]) -> None:
    unchanged = {year.year: year.regions for year in years}
    assert arranged(years, {}, places=3) == unchanged
    same = {region: year.year for year in years for region in year.regions}
    assert arranged(years, same, places=3) == unchanged


def test_a_fourth_region_is_refused() -> None:
    years = [Year(2019, PhaseState.PLANNED, ("MA-01", "MA-03", "MA-06"))]
    with pytest.raises(Unplannable) as refused:
        arranged(years, {"MA-09": 2019}, places=3)
    assert (refused.value.trouble, refused.value.year) == (Trouble.TOO_MANY, 2019)


def test_two_regions_may_change_places_in_full_years() -> None:
    years = [
        Year(2019, PhaseState.PLANNED, ("MA-01", "MA-03", "MA-06")),
        Year(2020, PhaseState.PLANNED, ("MA-09", "MA-11", "MA-12")),
    ]
    result = arranged(years, {"MA-01": 2020, "MA-09": 2019}, places=3)
    assert result == {2019: ("MA-03", "MA-06", "MA-09"), 2020: ("MA-11", "MA-12", "MA-01")}


@pytest.mark.parametrize("state", [PhaseState.ACTIVE, PhaseState.COMPLETED])
def test_the_regions_of_a_begun_phase_stay(state: PhaseState) -> None:
    years = [Year(2017, state, ("MA-02",)), Year(2019, PhaseState.PLANNED, ())]
    for wish in ({"MA-02": 2019}, {"MA-02": None}, {"MA-01": 2017}):
        with pytest.raises(Unplannable) as refused:
            arranged(years, wish, places=3)
        assert refused.value.trouble is Trouble.FIXED


def test_a_year_that_was_taken_out_is_not_chosen() -> None:
    with pytest.raises(Unplannable) as refused:
        arranged([], {"MA-02": 2019}, places=3)
    assert refused.value.trouble is Trouble.UNKNOWN_YEAR


def test_a_plan_is_complete_when_every_region_has_a_year() -> None:
    assert not is_complete([Year(2017, PhaseState.ACTIVE, ("MA-02",))], ["MA-02", "MA-08"])
    assert is_complete([Year(2017, PhaseState.ACTIVE, ("MA-02", "MA-08"))], ["MA-02", "MA-08"])


def test_the_next_year_follows_the_last() -> None:
    assert next_year([2017, 2020, 2018], 2031) == 2021
    assert next_year([], 2031) == 2031
