"""The longest tests are begun first: at the end of a run no worker waits for one that another has just begun."""

from __future__ import annotations

import pytest

LONGEST = (
    "tests/crosscut/test_twin_demos.py",
    "tests/journeys/test_pages.py",
    "tests/architecture/test_routes.py",
    "tests/test_last_hour.py",
    "tests/test_cli.py",
    "tests/crosscut/test_on_postgres.py",
    "tests/crosscut/test_costs.py",
    "tests/mentoring/test_independence.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those first, the others as they were found."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))
