"""Programs that a machine may lack: a test is then skipped and says how to get them; CAPACITY_REQUIRE forbids that."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

# the shell first: the same engine, without the half of the work that goes into a window nobody sees
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO_GET = {
    "browser": (
        "Chromium is not installed: apt-get install chromium-headless-shell, "
        "or anything that puts `chromium` on the PATH."
    ),
    "postgres": (
        "no PostgreSQL: pip install 'capacity[test]' brings one for most machines; or set CAPACITY_TEST_POSTGRES to "
        "the address of an empty database, as postgresql://user:password@localhost/capacity_test."
    ),
}


def required() -> frozenset[str]:
    """What this run may not do without."""
    return frozenset(word.strip() for word in os.environ.get("CAPACITY_REQUIRE", "").split(",") if word.strip())


def missing(name: str, why: str = "") -> None:
    """Skip the test for want of ``name``, or fail it when this run requires that."""
    message = f"{HOW_TO_GET[name]} {why}".strip()
    if name in required():
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def chromium() -> Path | None:
    """The machine's own Chromium."""
    found = (shutil.which(name) for name in BROWSERS)
    return next((Path(path) for path in found if path), None)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Under CAPACITY_REQUIRE a skipped test fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not required() or reporter is None or hasattr(session.config, "workerinput"):
        return
    if reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        reporter.section("skipped tests", sep="=", red=True)
        reporter.line("CAPACITY_REQUIRE is set: nothing may be skipped.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
