"""Whom the limits of requests count together."""

from __future__ import annotations

from typing import Any

import pytest

from capacity.web.security import asker

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
