"""The worker that sends letters and does jobs, and its keeper."""

from __future__ import annotations

import itertools
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

STOP_SECONDS = 20

log = logging.getLogger("capacity.serving")


class Companion:
    """The worker that sends letters and does jobs, beside the web server; started again when it dies."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, name="worker-keeper", daemon=True)

    def __enter__(self) -> Companion:
        self._process = self._start()
        self._keeper.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self._stopping.set()
        self._keeper.join()
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def _start(self) -> subprocess.Popen[bytes]:
        # The pipe's other end closes with this process, however it ends; the worker watches it (see work()).
        return subprocess.Popen([sys.executable, "-m", "capacity", "worker", "--beside-parent"], stdin=subprocess.PIPE)

    def _keep(self) -> None:
        for attempt in itertools.count():
            while self._process is not None and self._process.poll() is None:
                if self._stopping.wait(0.5):
                    return
            log.warning("the worker ended and is started again")
            if self._stopping.wait(min(2**attempt, 30)):
                return
            self._process = self._start()


def work(do: Callable[[], int], *, stop: threading.Event, pause: float = 1.0, parent: int | None = None) -> None:
    """Do what is due, again and again, until ``stop`` is set or the parent's pipe closes; ``pause`` is in seconds."""
    if parent is not None:
        threading.Thread(target=_stop_with, args=(parent, stop), name="parent-watch", daemon=True).start()
    while not stop.is_set():
        began = time.monotonic()
        try:
            busy = do() > 0
        except Exception as problem:  # noqa: BLE001 - a database that is away for a minute must not end the worker
            log.error("the outbox could not be read: %s", type(problem).__name__)
            busy = False
            stop.wait(5)
        if not busy:
            stop.wait(max(0.0, pause - (time.monotonic() - began)))


def _stop_with(parent: int, stop: threading.Event) -> None:
    while os.read(parent, 1):  # unbuffered: a thread that held a buffer's lock would disturb the end of the process
        pass
    stop.set()


def end_with_parent() -> None:
    """Let this process end soon after the one that started it, even if that one was killed."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
