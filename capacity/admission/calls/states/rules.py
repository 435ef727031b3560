"""What a call declares about the ranking, frozen with its publication: which marks rank, the thresholds, the ladder
that breaks ties, and the quotas region by region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from capacity.core import facts

PROVINCE, THEME = "province:", "theme:"
PRIORITY, RURAL, COALITION, WOMEN, YOUTH = "priority", "rural", "coalition", "women_led", "youth_led"
FOUND_RIGHT = "found_right"
"""The group of who was found right after an earlier round of the region that had no seat left. No quota asks for it: it
goes first between equal points, whatever the ladder says."""
FLAGS = (PRIORITY, RURAL, COALITION, WOMEN, YOUTH)
CRITERION, GROUP, LOWEST = "criterion:", "group:", "lowest"
RUNGS_MAX, QUOTAS_MAX = 8, 12


class RankedBy(StrEnum):
    """Which marks rank: as given, or adjusted for the severity of each reader."""

    RAW = "raw"
    ADJUSTED = "adjusted"


class Promotion(StrEnum):
    """How a seat that becomes free is offered to the reserve: at once, or when the coordinator presses the button."""

    AUTOMATIC = "automatic"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Quota:
    """Seats of a region for associations of a group: so many at least, so many at most (None: no ceiling).

    ``group`` is one of ``FLAGS``, ``province:`` with the code of a province, or ``theme:`` with the code of a theme.
    """

    group: str
    at_least: int = 0
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """How a call ranks. ``points`` are out of 100, ``thresholds`` mean marks in halves by criterion.

    A rung of the ladder is ``criterion:`` with its key (the higher mean mark first), ``lowest`` (the higher points of
    the reader who gave the fewest) or ``group:`` with a group (its associations first); an empty ladder asks the
    criteria, the heaviest first. The lottery always comes last.
    """

    marks: RankedBy = RankedBy.RAW
    ladder: tuple[str, ...] = ()
    points: int = 0
    thresholds: Mapping[str, int] = field(default_factory=dict)
    promotion: Promotion = Promotion.AUTOMATIC

    @classmethod
    def read(cls, stored: Mapping[str, Any] | None) -> Rules:
        """What stands in a column or in a sealed file."""
        found = stored or {}
        return cls(
            RankedBy(found.get("marks", RankedBy.RAW.value)),
            tuple(found.get("ladder", ())),
            found.get("points", 0),
            dict(found.get("thresholds", {})),
            Promotion(found.get("promotion", Promotion.AUTOMATIC.value)),
        )

    def stored(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "marks": self.marks.value,
            "ladder": list(self.ladder),
            "points": self.points,
            "thresholds": dict(self.thresholds),
            "promotion": self.promotion.value,
        }


def asked_groups(rules: Rules, quotas: Iterable[Quota]) -> frozenset[str]:
    """The groups on which the ranking depends: those of the ladder, and those with a quota."""
    rungs = (rung.removeprefix(GROUP) for rung in rules.ladder if rung.startswith(GROUP))
    return frozenset([*rungs, *(quota.group for quota in quotas)])


def read_quotas(stored: Iterable[Mapping[str, Any]] | None) -> tuple[Quota, ...]:
    """Quotas as they stand in a column or in a sealed file."""
    return tuple(Quota(one["group"], one["at_least"], one["at_most"]) for one in stored or ())


def stored_quotas(quotas: Iterable[Quota]) -> list[dict[str, Any]]:
    """The same as plain values."""
    return [{"group": one.group, "at_least": one.at_least, "at_most": one.at_most} for one in quotas]


def provinces_of(region_code: str) -> list[str]:
    """The codes of the provinces of a region, by their French names."""
    found = [province for province in facts.provinces() if province.region_iso == region_code]
    return [province.hcp for province in sorted(found, key=lambda province: province.names.text("fr"))]


def groups_in(region_code: str) -> list[str]:
    """Every group that may have a quota in a region: what associations declare, the region's provinces, the themes."""
    themes = [THEME + theme["code"] for theme in facts.load("themes")["theme"]]
    return [*FLAGS, *(PROVINCE + code for code in provinces_of(region_code)), *themes]


class Flaw(StrEnum):
    """Why quotas cannot be met, whoever applies."""

    CROSSED = "crossed"
    BEYOND = "beyond"
    FLOORS = "floors"
    CEILINGS = "ceilings"


def flaws(quotas: Sequence[Quota], seats: int, provinces: Iterable[str]) -> list[tuple[Flaw, str]]:
    """What no set of applications could meet: (why, group), the group empty where several do not go together.

    ``provinces`` are those of the region: an association lies in exactly one of them.
    """
    found: list[tuple[Flaw, str]] = []
    for quota in quotas:
        if quota.at_most is not None and quota.at_most < quota.at_least:
            found.append((Flaw.CROSSED, quota.group))
        elif quota.at_least > seats:
            found.append((Flaw.BEYOND, quota.group))
    by_province = {quota.group.removeprefix(PROVINCE): quota for quota in quotas if quota.group.startswith(PROVINCE)}
    if sum(quota.at_least for quota in by_province.values()) > seats:
        found.append((Flaw.FLOORS, ""))
    ceilings = [by_province[code].at_most if code in by_province else None for code in provinces]
    if ceilings and None not in ceilings and sum(most for most in ceilings if most is not None) < seats:
        found.append((Flaw.CEILINGS, ""))
    return found


def groups_of(
    *,
    province: str,
    priority: bool = False,
    rural: bool = False,
    coalition: bool = False,
    women_led: bool = False,
    youth_led: bool = False,
    themes: Iterable[str] = (),
) -> list[str]:
    """The groups of one application, in a fixed order: what its association declared of itself when it was sent."""
    flags = zip(FLAGS, (priority, rural, coalition, women_led, youth_led), strict=True)
    return sorted([PROVINCE + province, *(flag for flag, held in flags if held), *(THEME + theme for theme in themes)])
