"""What the tests of the command share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import capacity


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that was prepared; nobody writes into it."""
    folder = tmp_path_factory.mktemp("service") / "data"
    done = capacity("init", "--data", folder)
    assert done.returncode == 0, done.stderr
    return folder
