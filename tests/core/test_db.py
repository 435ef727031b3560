"""A database that is being started again is waited for, and not for ever."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from capacity.core.postgres import patiently


def refusals(times: int) -> Iterator[str]:
    """A database that refuses so many times before it answers."""
    for _ in range(times):
        yield "refused"
    yield "connected"


def connecting(answers: Iterator[str]) -> str:
    answer = next(answers)
    if answer == "refused":
        raise ConnectionRefusedError
    return answer


def test_a_database_that_comes_back_is_waited_for() -> None:
    answers = refusals(3)
    assert patiently(lambda: connecting(answers), ConnectionRefusedError, pause=0) == "connected"


def test_one_that_stays_away_is_not_waited_for_for_ever() -> None:
    answers = refusals(10**6)
    with pytest.raises(ConnectionRefusedError):
        patiently(lambda: connecting(answers), ConnectionRefusedError, seconds=0, pause=0)


def test_one_that_was_never_there_is_said_at_once() -> None:
    answers = refusals(1)
    with pytest.raises(ConnectionRefusedError):
        patiently(lambda: connecting(answers), ())
