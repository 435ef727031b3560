"""Who is about to write to an SQLite file is let in one after another, in order; nobody is kept out for ever."""

from __future__ import annotations

import fcntl
import gc
import os
import random
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from capacity.core import sqlite_queue
from capacity.core.sqlite_queue import NEXT, Place, Queue, queue_of
from tests.support.neighbours import Neighbour

FOR_LONG = 60.0
"""Seconds that no test takes: whoever waits so long was let in for another reason than that it was over."""


@pytest.fixture(autouse=True)
def _courteous(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_queue, "COURTESY", FOR_LONG)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "x.db"
    made.touch(mode=0o640)
    return made


@pytest.fixture
def queue(path: Path) -> Queue:
    return queue_of(str(path))


@pytest.fixture
def neighbour(path: Path) -> Iterator[Neighbour]:
    other = Neighbour(path)
    yield other
    other.process.kill()
    other.process.communicate()


def standing(queue: Queue, patience: float = FOR_LONG) -> Place:
    place = Place(queue)
    place.wait(monotonic() + patience)
    return place


def until(is_so: Callable[[], bool]) -> None:
    for _look in range(20_000):
        if is_so():
            return
        sleep(0.001)
    raise AssertionError("it did not come to that")


def another_waits(queue: Queue) -> bool:
    """Whether another process waits until this one has written."""
    try:
        fcntl.lockf(queue._opened(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, NEXT)
    except BlockingIOError:
        return True
    fcntl.lockf(queue._opened(), fcntl.LOCK_UN, 1, NEXT)
    return False


def ended(thread: threading.Thread) -> None:
    thread.join(FOR_LONG / 3)
    assert not thread.is_alive(), "it waits for ever"


def beside(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_those_of_one_process_are_let_in_in_the_order_of_their_coming(queue: Queue) -> None:
    let_in: list[int] = []

    def write(number: int) -> None:
        place = standing(queue)
        let_in.append(number)
        place.leave()

    first = standing(queue)
    others = []
    for number in range(6):
        others.append(beside(lambda number=number: write(number)))  # type: ignore[misc]
        until(lambda number=number: len(queue._line) == number + 2)  # type: ignore[misc]
    assert let_in == []
    first.leave()
    for thread in others:
        ended(thread)
    assert let_in == list(range(6))


def test_whoever_gives_up_or_is_forgotten_keeps_nobody_out(queue: Queue) -> None:
    first = standing(queue)
    impatient = standing(queue, 0.0)  # gave up, and goes on without
    assert len(queue._line) == 1
    waiting = beside(lambda: standing(queue))
    until(lambda: len(queue._line) == 2)
    first.leave()
    ended(waiting)  # and forgot its place as it died
    impatient.leave()
    ring = [standing(queue)]
    ring.append(ring)  # type: ignore[arg-type]
    del ring
    gc.collect()
    assert not queue._line
    standing(queue).leave()


def test_nobody_is_in_beside_another_whatever_they_do(queue: Queue, neighbour: Neighbour) -> None:
    """Come, wait for long or shortly, leave, leave twice, or be forgotten."""
    inside: list[int] = []
    met: list[list[int]] = []

    def live(number: int) -> None:
        chance = random.Random(number)
        for _time in range(150):
            place = standing(queue, chance.choice([0.0, 0.000_1, FOR_LONG, FOR_LONG]))
            if place._is_first:
                inside.append(number)
                sleep(chance.choice([0.0, 0.000_1]))
                met.append(list(inside))
                inside.remove(number)
            for _leave in range(chance.randrange(3)):
                place.leave()
            del place

    threads = [beside(lambda number=number: live(number)) for number in range(4)]  # type: ignore[misc]
    for thread in threads:
        ended(thread)
    assert {len(each) for each in met} == {1}
    assert not queue._line
    assert neighbour.gets_in()


def test_processes_wait_for_one_another_turn_about(queue: Queue, neighbour: Neighbour) -> None:
    """However many of one process stand in line: the other is next."""
    assert neighbour.gets_in()
    order: list[str] = []

    def write() -> None:
        place = standing(queue)
        order.append("ours")
        place.leave()

    first = standing(queue)
    neighbour.tell(str(FOR_LONG))
    until(lambda: another_waits(queue))
    others = [beside(write) for _number in range(3)]
    until(lambda: len(queue._line) == 4)
    first.leave()
    assert neighbour.says() == "in"
    assert order == []
    neighbour.tell("leave")
    for thread in others:
        ended(thread)
    assert neighbour.says() == "left"
    assert neighbour.gets_in()


def test_a_process_that_is_killed_lets_the_others_in_at_once(queue: Queue, neighbour: Neighbour) -> None:
    neighbour.tell("0")
    assert neighbour.says() == "in"
    waiting = beside(lambda: standing(queue))
    waiting.join(0.02)
    assert waiting.is_alive()
    neighbour.process.send_signal(signal.SIGKILL)
    ended(waiting)
    assert queue._shunned_until == 0


def test_a_process_that_was_stopped_is_waited_for_once_and_shortly(
    queue: Queue, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    neighbour.tell("0")
    assert neighbour.says() == "in"
    neighbour.process.send_signal(signal.SIGSTOP)
    monkeypatch.setattr(sqlite_queue, "COURTESY", 0.01)
    standing(queue).leave()  # goes on without
    monkeypatch.setattr(sqlite_queue, "COURTESY", FOR_LONG)
    standing(queue).leave()  # does not wait again so soon
    neighbour.process.send_signal(signal.SIGCONT)
    neighbour.tell("leave")
    assert neighbour.says() == "left"
    queue._shunned_until = 0.0
    place = standing(queue)
    assert not neighbour.gets_in()
    place.leave()
    assert neighbour.gets_in()


def test_a_process_that_was_forked_stands_in_line_for_itself(queue: Queue) -> None:
    place = standing(queue)
    waiting = beside(lambda: standing(queue))
    until(lambda: len(queue._line) == 2)
    child = os.fork()
    if child == 0:
        place.leave()  # holds nothing here
        own = standing(queue)
        os._exit(0 if own._is_first and not queue._shunned_until else 1)
    sleep(0.02)
    assert os.waitpid(child, os.WNOHANG) == (0, 0)
    place.leave()
    ended(waiting)
    assert os.waitpid(child, 0) == (child, 0)


def test_the_file_may_be_used_by_whoever_may_use_the_database(queue: Queue, path: Path) -> None:
    previous = os.umask(0o077)
    try:
        place = standing(queue)
    finally:
        os.umask(previous)
    file = path.with_name(f"{path.name}-queue")
    assert (file.stat().st_mode, file.stat().st_size) == (path.stat().st_mode, 0)
    place.leave()


@pytest.mark.parametrize("obstacle", ["folder", "no locks"])
def test_where_no_file_can_be_locked_one_goes_on_without(
    queue: Queue, path: Path, obstacle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(37, "No locks available")

    if obstacle == "folder":
        path.with_name(f"{path.name}-queue").mkdir()
    else:
        monkeypatch.setattr("fcntl.lockf", refuse)
    place = standing(queue)
    assert place._is_first  # of its own process, nevertheless
    place.leave()
    assert not queue._line


def test_a_database_has_one_queue_as_long_as_somebody_has_it(tmp_path: Path) -> None:
    def files() -> set[str]:
        return {os.path.realpath(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd")}

    path = tmp_path.resolve() / "y.db"
    path.touch()
    queue = queue_of(str(path))
    assert queue_of(str(path)) is queue
    assert queue_of(f"{path}.other") is not queue
    standing(queue).leave()
    assert f"{path}-queue" in files()
    del queue
    assert f"{path}-queue" not in files()
