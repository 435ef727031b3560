"""The longest tests are begun first: at the end of a run no worker waits for one that another has just begun.

Two workers share a run, and each is given one half of it to begin with: so the longest stand at the beginning of both.
"""

from __future__ import annotations

import pytest

FIRST = (
    "tests/crosscut/test_twin_demos.py",
    "tests/journeys/test_pages.py",
    "tests/architecture/test_routes.py",
    "tests/test_last_hour.py",
    "tests/cli/test_serving.py",
    "tests/cli/test_refusals.py",
    "tests/cli/test_commands.py",
    "tests/crosscut/test_on_postgres.py",
    "tests/crosscut/test_costs.py",
)
SECOND = (
    "tests/journeys/test_story.py",
    "tests/journeys/test_whole_round.py",
    "tests/crosscut/test_hostile_forms.py",
    "tests/mentoring/test_independence.py",
)


@pytest.hookimpl(trylast=True)  # when it is known which tests are run
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those at the beginning of the halves, the others as they were found."""
    first, second = _of(FIRST, items), _of(SECOND, items)
    long = {*first, *second}
    others = [item for item in items if item not in long]
    half = max(0, len(items) // 2 - len(first))
    items[:] = [*first, *others[:half], *second, *others[half:]]


def _of(files: tuple[str, ...], items: list[pytest.Item]) -> list[pytest.Item]:
    """The tests of these files, in the files' order."""
    places = {name: place for place, name in enumerate(files)}
    found = [item for item in items if item.nodeid.partition("::")[0] in places]
    return sorted(found, key=lambda item: places[item.nodeid.partition("::")[0]])
