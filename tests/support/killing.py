"""A worker that is killed, without a word, at the worst moments there are: around each of its commits."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from capacity.core.db import db


def killed_at(moment: int, work: Callable[[], Any]) -> bool:
    """Let a process of its own do this work, and kill it (-9) at the so-many-th of its moments: before and after each
    commit. False when the work came to its end before that moment."""
    db.session.remove()
    db.engine.dispose()  # no connection is shared with the other process
    child = os.fork()
    if child == 0:
        _live(moment, work)
    _number, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "the work failed by itself"
    return False


def _live(moment: int, work: Callable[[], Any]) -> None:
    """The life of the other process, of which nothing comes back."""
    left = moment

    def hit(*_told: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        event.listen(db.engine, "commit", hit)
        event.listen(Session, "after_commit", hit)
        work()
    except BaseException:  # noqa: BLE001 - whatever it was, the test that waits is told, and this process ends here
        os._exit(1)
    os._exit(0)
