"""The states of a phase, and the rule of the rollout: so many regions a year (three), each region once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from capacity.core.workflow import Move


class PhaseState(StrEnum):
    """``planned → active → completed``."""

    PLANNED = "planned"
    ACTIVE = "active"
    COMPLETED = "completed"


ACTIVATE = Move("activate", PhaseState.PLANNED, PhaseState.ACTIVE)
COMPLETE = Move("complete", PhaseState.ACTIVE, PhaseState.COMPLETED)

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Year:
    """A year of the plan: its state, its regions in order, and how many it was planned for (None: as all are now)."""

    year: int
    state: PhaseState
    regions: tuple[str, ...]
    wanted: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether regions may still be moved in or out."""
        return self.state is PhaseState.PLANNED


class Trouble(StrEnum):
    """Why a plan cannot be kept."""

    TOO_MANY = "too_many"
    UNKNOWN_YEAR = "unknown_year"
    FIXED = "fixed"


class Unplannable(Exception):
    """A wish that the rules refuse; ``region`` or ``year`` says where."""

    def __init__(self, trouble: Trouble, *, year: int | None = None, region: str | None = None) -> None:
        super().__init__(trouble)
        self.trouble = trouble
        self.year = year
        self.region = region


def arranged(years: Sequence[Year], wishes: Mapping[str, int | None], *, places: int) -> dict[int, tuple[str, ...]]:
    """Which regions each year takes when the wishes are granted: region → year, or None for no year.

    A region that no wish names stays where it is. Regions that stay keep their order, those that come stand behind
    them. Raises Unplannable when a year takes more regions than it was planned for (``places`` where it has no number
    of its own), is not there, or is active or completed and would change.
    """
    known = {year.year: year for year in years}
    home = {region: year.year for year in years for region in year.regions}
    for region, wish in wishes.items():
        if wish == home.get(region):
            continue
        if wish is not None and wish not in known:
            raise Unplannable(Trouble.UNKNOWN_YEAR, year=wish, region=region)
        for touched in (wish, home.get(region)):
            if touched is not None and not known[touched].is_open:
                raise Unplannable(Trouble.FIXED, year=touched, region=region)
    return {year.year: _filled(year, wishes, places) for year in years}


def _filled(year: Year, wishes: Mapping[str, int | None], places: int) -> tuple[str, ...]:
    staying = [region for region in year.regions if wishes.get(region, year.year) == year.year]
    coming = sorted(region for region, wish in wishes.items() if wish == year.year and region not in staying)
    if len(staying) + len(coming) > (year.wanted or places):
        raise Unplannable(Trouble.TOO_MANY, year=year.year)
    return (*staying, *coming)


def is_complete(years: Sequence[Year], regions: Sequence[str]) -> bool:
    """Whether every region has a year."""
    return set(regions) <= {region for year in years for region in year.regions}


def lacks(taken: int, places: int) -> int:
    """How many regions a year still needs before it can be activated."""
    return max(places - taken, 0)


def next_year(years: Sequence[int], fallback: int) -> int:
    """The year that a plan would add."""
    return max(years, default=fallback - 1) + 1
