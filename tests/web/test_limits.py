"""Whom the limits of requests count together."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from capacity.web.security import CountedHere, asker

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("198.51.100.7", "198.51.100.8", False),
        ("2001:db8:1:2::7", "2001:db8:1:2:ffff::8", True),
        ("2001:db8:1:2::7", "2001:db8:1:3::7", False),
        ("::ffff:198.51.100.7", "198.51.100.7", True),
        ("", "unix:", False),
    ],
)
def test_one_house_counts_as_one_however_many_addresses_it_has(app: Any, one: str, other: str, together: bool) -> None:
    askers = set()
    for address in (one, other):
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            askers.add(asker())
    assert (len(askers) == 1) is together


def test_what_is_counted_in_memory_is_forgotten_without_a_thread_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty requests are counted; what is over goes when it is swept, which is once in a while."""
    counters = CountedHere()
    counters._sweeping.join()
    threads = threading.active_count()
    assert [counters.incr("asker", 60) for _ in range(20)] == list(range(1, 21))
    assert threading.active_count() == threads
    counters.incr("gone", 0)
    monkeypatch.setattr("capacity.web.security.SWEPT_SECONDS", 0)
    counters.incr("asker", 60)
    counters._sweeping.join()
    assert dict(counters.storage) == {"asker": 21}
