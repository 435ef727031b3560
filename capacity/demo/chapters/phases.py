"""The plan: two announced phases begin, two examples take the other six regions."""

from __future__ import annotations

from capacity.core.access import SYSTEM
from capacity.core.unit_of_work import unit_of_work
from capacity.demo.story import Story
from capacity.rollout.phases import actions, queries

EXAMPLES = {2019: ("MA-01", "MA-06", "MA-09"), 2020: ("MA-03", "MA-11", "MA-12")}


def tell(story: Story) -> None:
    """2017 is active for long, 2018 since three weeks; 2019 and 2020 are examples."""
    with story.at(-460) as moment, unit_of_work():
        actions.load_facts(now=moment)
        phase = next(phase for phase in queries.phases() if phase.year == 2017)
        actions.activate(phase, actor=SYSTEM, now=moment)
    with story.at(-440) as moment, unit_of_work():
        for year in EXAMPLES:
            actions.mark_example(
                actions.add_year(year=year, actor=SYSTEM, now=moment), example=True, actor=SYSTEM, now=moment
            )
        wishes: dict[str, int | None] = {code: year for year, codes in EXAMPLES.items() for code in codes}
        seen = {phase.id: phase.version for phase in queries.phases()}
        actions.plan(wishes=wishes, seen=seen, actor=SYSTEM, now=moment)
    with story.at(-30) as moment, unit_of_work():
        phase = next(phase for phase in queries.phases() if phase.year == 2018)
        actions.activate(phase, actor=SYSTEM, now=moment)
    story.phases = {phase.year: phase.id for phase in queries.phases()}
