"""Who is about to write to an SQLite file waits in a queue: behind those of the same process who came before, and the
first of them for the other processes, turn about.

SQLite lets one in at a time, but whoever waits for it sleeps and looks again, in no order. Nothing leans on the queue:
SQLite stays the judge, so that whoever does not queue (a shell, a migration, a copy being made) harms nobody, and who
cannot queue, or has waited here too long, goes on and is judged by SQLite. Among processes a place is a lock on a byte
of an empty file beside the database, of the same kind as SQLite's own: it is gone with the process that held it.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections import deque
from contextlib import suppress
from stat import S_IMODE
from time import monotonic, sleep
from weakref import WeakValueDictionary

SUFFIX = "-queue"
"""The file is named as SQLite names its own two. It stays: to take it away would part those who have it from those who
make it anew."""
NEXT, WRITING = 0, 1
"""Bytes of the file. Who waits for the one who writes holds the first: without it a process whose threads follow one
another would always be quicker than a process that has to look."""
SOONEST, SHARE, LATEST = 0.000_25, 0.05, 0.01
"""Seconds from one look at another process's lock to the next: this share of what was waited, within these bounds. A
lock that is waited for without looking cannot be given up."""
COURTESY = 1.0
"""Seconds that other processes are waited for here: one of them may have been stopped, and SQLite be free."""
SHUNNED = 10.0
"""Seconds that they are not waited for here after that, or after the file could not be locked."""


class Queue:
    """Those of this process who are about to write to one database, and what holds their place among the processes."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._line: deque[threading.Lock] = deque()
        self._file: int | None = None
        self._shunned_until = 0.0

    def __del__(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            os.close(file)

    def come(self, turn: threading.Lock, until: float) -> bool:
        """Wait behind whoever came before, until then at most; whether one's turn came."""
        self._line.append(turn)
        return self._line[0] is turn or turn.acquire(timeout=max(0.0, until - monotonic()))

    def go(self, turn: threading.Lock) -> None:
        """Leave the line, from wherever one stands, and tell who is the first now.

        Each step is one that Python does not interrupt, and whoever is told that it is their turn is the first until
        they leave: a connection that is forgotten may leave in the middle of somebody else's steps.
        """
        with suppress(ValueError):
            self._line.remove(turn)
        with suppress(IndexError, RuntimeError):  # nobody is there, or knows it already
            self._line[0].release()

    def await_others(self, until: float) -> None:
        """Wait for the other processes, until then at most. Only for the first of the line."""
        began = monotonic()
        if began < self._shunned_until:
            return
        until = min(until, began + COURTESY)
        try:
            file = self._opened()
            if _locked(file, NEXT, until) and _locked(file, WRITING, until):
                fcntl.lockf(file, fcntl.LOCK_UN, 1, NEXT)
                return
        except OSError:  # a folder that only reads, a file system without locks
            pass
        self.let_others_in()
        self._shunned_until = monotonic() + SHUNNED

    def let_others_in(self) -> None:
        """Hold nothing any more that other processes wait for. Only for the first of the line."""
        if self._file is not None:
            with suppress(OSError):
                fcntl.lockf(self._file, fcntl.LOCK_UN, WRITING + 1, NEXT)

    def begin_anew(self) -> None:
        """After a fork: whoever stood in line stands in the other process."""
        self._line.clear()

    def _opened(self) -> int:
        """The file, which is made for whoever may write to the database, as SQLite makes its own."""
        if self._file is None:
            database = os.stat(self._database)
            mode = S_IMODE(database.st_mode)
            self._file = os.open(self._database + SUFFIX, os.O_RDWR | os.O_CREAT, mode)
            with suppress(PermissionError):  # somebody else made it, and let us in
                os.fchmod(self._file, mode)
                if os.geteuid() == 0:
                    os.fchown(self._file, database.st_uid, database.st_gid)
        return self._file


class Place:
    """One place in a queue. It is left by saying so, at the latest when nobody remembers it."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._turn = threading.Lock()
        self._turn.acquire()
        self._stands = self._is_first = False

    def __del__(self) -> None:
        self.leave()

    def wait(self, until: float) -> None:
        """Wait for one's turn, until then (``time.monotonic()``) at most; afterwards one goes on without a place."""
        self._stands = True
        if not self._queue.come(self._turn, until):
            self.leave()
            return
        self._is_first = True
        self._queue.await_others(until)

    def leave(self) -> None:
        """Let the next one in. Nothing happens when the place was left before."""
        if self._is_first:
            self._queue.let_others_in()
            self._is_first = False
        if self._stands:
            self._queue.go(self._turn)
            self._stands = False


def queue_of(database: str) -> Queue:
    """This process's queue for a file, by the path that SQLite knows it by; it lives as long as a connection has it."""
    with _making:
        return _queues.setdefault(database, Queue(database))


def _locked(file: int, byte: int, until: float) -> bool:
    """Lock a byte, unless another process holds it until then."""
    began = monotonic()
    while True:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
        except (BlockingIOError, PermissionError):  # POSIX lets a system say either
            now = monotonic()
            if now >= until:
                return False
            sleep(min(max(SOONEST, (now - began) * SHARE), LATEST))
        else:
            return True


def _begin_anew() -> None:
    global _making
    _making = threading.Lock()  # who held the other one is not here
    for queue in list(_queues.values()):
        queue.begin_anew()


_making = threading.Lock()
_queues: WeakValueDictionary[str, Queue] = WeakValueDictionary()
os.register_at_fork(after_in_child=_begin_anew)
