"""What the server acknowledged outlives its being killed, and stands once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.__main__ import loaded
from tests.benchmarks.last_hour import last_hour
from tests.benchmarks.settings import settings_for

pytestmark = pytest.mark.one_database


def test_no_acknowledged_act_is_lost_or_doubled_when_the_server_is_killed(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    end = last_hour(*loaded(settings, 40, journeys=6), settings, associations=6, at_once=3, as_run=False)
    assert (end.lost, end.doubled, end.faults) == (0, 0, 0)
    assert end.acknowledged == 6 * 5
    assert end.chain_is_whole
