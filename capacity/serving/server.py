"""The web server: granian, kept alive, with or without TLS."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import re
import socket
import ssl
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import Interfaces, SSLProtocols
from granian.http import HTTP1Settings
from granian.log import LogLevels

from capacity.core.config import Settings
from capacity.core.errors import SettingWrong
from capacity.factory import create_app
from capacity.serving import memory
from capacity.serving.bridge import Bridge
from capacity.serving.companion import Companion, end_with_parent
from capacity.web.session import comes_signed_in

CONNECTIONS = 4096
HEADER_SECONDS = 15
STOP_SECONDS = 20
STEADY_SECONDS = 60
TURN_SECONDS = 0.0005

log = logging.getLogger("capacity.serving")


def entry() -> Bridge:
    """What each of the server's processes runs."""
    end_with_parent()
    app = create_app(Settings.from_environment())
    settle()
    return Bridge(
        app,
        largest_body=app.config["MAX_CONTENT_LENGTH"],
        in_memory=app.config["KEPT_IN_MEMORY"],
        largest_in_memory=app.config["LARGEST_IN_MEMORY"],
        knows=partial(comes_signed_in, app),
    )


def settle() -> None:
    """What was made at the start stays: the collector of memory does not look through all of it again and again.

    Pages take turns more often than Python means them to: who holds the database for writing gives way at each
    statement, and would wait for every other page's turn to end while all who write wait for it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    sys.setswitchinterval(TURN_SECONDS)
    memory.keep()
    memory.gather()


def as_environment(settings: Settings) -> dict[str, str]:
    """The settings as ``CAPACITY_*`` variables, for the processes started from here; the secret stays where it is."""
    words = {True: "yes", False: "no"}
    values = {item.name: getattr(settings, item.name) for item in fields(settings) if item.name != "secret_key"}
    return {
        f"CAPACITY_{name.upper()}": words[value] if isinstance(value, bool) else str(value)
        for name, value in values.items()
    }


def serve(
    settings: Settings,
    *,
    host: str,
    port: int,
    workers: int = 1,
    tls: tuple[Path, Path] | None = None,
    with_worker: bool = True,
) -> None:
    """Serve until told to stop (SIGINT or SIGTERM); pages being made are finished first.

    Raises SettingWrong when the port is taken or the certificate cannot be used.
    """
    _check_port(host, port)
    if tls:
        _check_tls(*tls)
    os.environ.update(as_environment(settings))
    multiprocessing.set_start_method("spawn", force=True)  # a fork would inherit half a store: its threads stay behind
    with Companion() if with_worker else nullcontext():
        _keep_serving(lambda: _server(host, port, workers, tls))


def _keep_serving(make: Callable[[], Any]) -> None:
    """Granian gives up when a process of its own dies twice within seconds; the service does not."""
    pause = 1.0
    while True:
        server, began = make(), time.monotonic()
        with suppress(SystemExit):
            server.serve()
        if server.interrupt_signal:
            return
        pause = 1.0 if time.monotonic() - began > STEADY_SECONDS else min(pause * 2, 30)
        log.error("the web server ended and is started again in %s seconds", pause)
        time.sleep(pause)


def _server(host: str, port: int, workers: int, tls: tuple[Path, Path] | None) -> Any:
    return Granian(
        "capacity.serving.server:entry",
        factory=True,
        interface=Interfaces.RSGI,
        address=host,
        port=port,
        workers=workers,
        websockets=False,
        backlog=1024,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
        ssl_cert=tls[0] if tls else None,
        ssl_key=tls[1] if tls else None,
        ssl_protocol_min=SSLProtocols.tls12,
        respawn_failed_workers=True,
        respawn_interval=0.1,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
    )


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise SettingWrong(
                f"Port {port} on {host} cannot be used: {problem.strerror}. Choose another with --port."
            ) from problem


def _check_tls(certificate: Path, key: Path) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except (ssl.SSLError, OSError) as problem:
        raise SettingWrong(f"The certificate {certificate} and the key {key} cannot be used: {problem}.") from problem
    if re.search(r"BEGIN (RSA|EC) PRIVATE KEY", key.read_text(encoding="ascii", errors="replace")):
        raise SettingWrong(
            f"The key {key} must be in PKCS#8 form: openssl pkcs8 -topk8 -nocrypt -in {key.name} -out pkcs8-{key.name}"
        )
