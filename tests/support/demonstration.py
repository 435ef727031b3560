"""The demo, built once per run and served: the world that the crawls walk through."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from werkzeug.serving import make_server

from capacity.cli.demo import settings_for
from capacity.core.config import Settings
from capacity.factory import create_app
from tests.support import rendered, requirements

BUILD_SECONDS = 300


@dataclass(frozen=True)
class Site:
    """A demo that answers at ``address``."""

    app: Flask
    address: str


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a demo, built by the command itself; the workers of a run share one.

    ``CAPACITY_TEST_DEMO`` names a folder that was built before, for trying things out.
    """
    if ready := os.environ.get("CAPACITY_TEST_DEMO"):
        return Path(ready)
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / "demo"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "demo.json").exists():
            command = [sys.executable, "-m", "capacity", "demo", "--no-serve", "--data", str(folder)]
            subprocess.run(command, check=True, timeout=BUILD_SECONDS, stdout=subprocess.DEVNULL)
    return folder


@pytest.fixture(scope="session")
def demo_site(demo_folder: Path) -> Iterator[Site]:
    """The demo, served to a browser."""
    if requirements.chromium() is None:
        requirements.missing("browser")
    settings = settings_for(demo_folder, 0)
    app = create_app(Settings(**{**settings.__dict__, "rate_limits": False}))
    app.jinja_env.bytecode_cache = rendered.compiled
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield Site(app, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()
