"""What the charts of the dashboard are drawn from, and what a chart is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from capacity.core.charts import Drawing
from capacity.overview.queries.figures import Figures
from capacity.overview.queries.tallies import Tally
from capacity.rollout.phases.queries import Placed


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

    def of(self, topic: str, kind: Any, region: Placed | None = None) -> int:
        """How many of this kind, in one region or in all that are followed."""
        asked = [region] if region is not None else self.regions
        return sum(self.figures.get(topic, {}).get(one.code, {}).get(str(kind), 0) for one in asked)

    def total(self, key: str) -> int:
        """The sum of a tally over the regions that are followed."""
        return sum(self.tallies[one.code].number(key) for one in self.regions if one.code in self.tallies)
