"""The same request, asked again, is not done again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from capacity.core.once import KEPT_FOR, once
from capacity.core.unit_of_work import unit_of_work

NOW = datetime(2018, 3, 2, 16, 30, tzinfo=UTC)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("came_to", [17, True, None, "words"])
def test_what_was_done_is_not_done_again_and_leads_to_the_same(came_to: Any) -> None:
    done: list[str] = []

    def ask(key: str, now: datetime = NOW) -> Any:
        def act() -> Any:
            done.append(key)
            return came_to

        with unit_of_work():
            return once(key, act, now=now)

    assert ask("a") == came_to
    assert ask("a") == (17 if came_to == 17 else None)
    assert ask("b") == came_to
    assert done == ["a", "b"]
    ask("a", NOW + KEPT_FOR + timedelta(seconds=1))
    assert done == ["a", "b", "a"]


@pytest.mark.usefixtures("app")
def test_what_failed_may_be_asked_again() -> None:
    def fail() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError), unit_of_work():
        once("a", fail, now=NOW)
    with unit_of_work():
        assert once("a", lambda: 17, now=NOW) == 17
