"""The ground: the twelve regions as shipped."""

from __future__ import annotations

from capacity.core import clock
from capacity.core.unit_of_work import unit_of_work
from capacity.demo.story import Story
from capacity.rollout.territory import actions


def tell(story: Story) -> None:
    """Make sure that the territory is there; nobody has changed it."""
    with unit_of_work():
        actions.load_facts(now=clock.now())
