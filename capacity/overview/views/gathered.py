"""What the charts of the dashboard are drawn from, and what a chart is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from capacity.admission.applications.states import ARRIVED, ApplicationState
from capacity.core.charts import Drawing, stacked
from capacity.core.languages import language
from capacity.overview.queries.figures import Figures
from capacity.overview.queries.tallies import Tally
from capacity.rollout.phases.queries import Placed

ELIGIBLE = ApplicationState.ELIGIBLE


@dataclass(frozen=True)
class Chart:
    """A drawing with its title, the sentence that says what it shows, and the head of its first column."""

    id: str
    title: str
    says: str
    unit: str
    drawing: Drawing


@dataclass(frozen=True)
class Gathered:
    """What the charts are drawn from: the regions that the reader follows, and what was counted."""

    regions: Sequence[Placed]
    tallies: dict[str, Tally]
    figures: Figures

    def of(self, topic: str, kind: StrEnum | str, region: Placed | None = None) -> int:
        """How many of this kind, in one region or in all that are followed."""
        counted = self.figures.get(topic)
        if not counted:
            return 0
        if region is not None:
            return counted[region.code].get(kind, 0) if region.code in counted else 0
        return sum(counted[one.code].get(kind, 0) for one in self.regions if one.code in counted)

    def by_region(self, topic: str, parts: Sequence[tuple[object, Sequence[StrEnum | str]]]) -> Drawing:
        """Bars of regions in parts, each the kinds that go by one word; without the regions that had none."""
        rows = [
            (one.name.text(), [float(sum(self.of(topic, kind, one) for kind in kinds)) for _words, kinds in parts])
            for one in self.regions
        ]
        return stacked(
            [row for row in rows if any(row[1])], [str(words) for words, _kinds in parts], mirrored=language() == "ar"
        )

    def applications(self) -> list[tuple[Placed, int, int]]:
        """Region, applications to its seats, and those found eligible so far; without the regions that had none."""
        counted = [
            (one, sum(self.of("applications", state, one) for state in ARRIVED), self.of("applications", ELIGIBLE, one))
            for one in self.regions
        ]
        return [(one, received, eligible) for one, received, eligible in counted if received]

    def total(self, key: str) -> int:
        """The sum of a tally over the regions that are followed."""
        return sum(self.tallies[one.code].number(key) for one in self.regions if one.code in self.tallies)
