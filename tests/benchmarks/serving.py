"""Our application and the bare one behind the server that the software ships with.

Run as a module with ``ours`` or ``bare``, a port and a number of processes; the settings are in the environment.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from capacity.core.config import Settings
from capacity.factory import create_app
from capacity.serving.bridge import Bridge
from capacity.serving.companion import end_with_parent
from capacity.serving.server import settle
from tests.benchmarks.bare import create_bare
from tests.benchmarks.bare_acts import add_acts
from tests.benchmarks.settings import as_environment, compression_of
from tests.benchmarks.wire import Wire

STARTS_WITHIN = 90


def ours() -> Bridge:
    """The software."""
    end_with_parent()
    app = create_app(Settings.from_environment())
    settle()
    return Bridge(app, largest_body=app.config["MAX_CONTENT_LENGTH"])


def bare() -> Bridge:
    """What it is compared with."""
    end_with_parent()
    settings = Settings.from_environment()
    app = create_bare(settings.data, settings, compression=compression_of(create_app(settings)))
    add_acts(app, settings.data)
    settle()
    return Bridge(app, largest_body=10**7)


@contextmanager
def served(settings: Settings, what: str, *, workers: int = 1) -> Iterator[Wire]:
    """The application behind the server, in so many processes, until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "tests.benchmarks.serving", what, str(port), str(workers)]
    server = subprocess.Popen(command, env=os.environ | as_environment(settings), stderr=subprocess.DEVNULL)
    try:
        wait_for(server, port)
        yield Wire(port)
    finally:
        server.terminate()
        server.wait(STARTS_WITHIN)


def free_port() -> int:
    """A port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    """Until the server takes connections; RuntimeError when it ends or takes too long."""
    until = time.monotonic() + STARTS_WITHIN
    while server.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")


def main(what: str, port: int, workers: int) -> None:
    """Serve until told to stop."""
    target = f"tests.benchmarks.serving:{what}"
    Granian(
        target, factory=True, interface=Interfaces.RSGI, address="127.0.0.1", port=port, workers=workers,
        websockets=False, log_level=LogLevels.error,
    ).serve()  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
