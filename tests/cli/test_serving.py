"""The server and its worker as processes: what they outlive, and how they end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.commands import environment
from tests.support.mail import free_port

Server = tuple[subprocess.Popen[str], str]


@contextmanager
def serving(data: Path, workers: int) -> Iterator[Server]:
    """The real server with its worker, and its address."""
    port = free_port()
    command = [sys.executable, "-m", "capacity", "serve", "--data", str(data), "--port", str(port)]
    command += ["--workers", str(workers)]
    server = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    address = f"http://127.0.0.1:{port}"
    assert answers(address, within=90), server.communicate(timeout=5)[0] if server.poll() is not None else "no answer"
    yield server, address
    if server.poll() is None:
        server.terminate()
    server.communicate(timeout=60)


def answers(address: str, within: float) -> bool:
    """Whether /healthz says ok before the seconds are over."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
                return bool(json.load(answer) == {"status": "ok"})
        except OSError:
            time.sleep(0.1)
    return False


def children(process: int) -> list[int]:
    """The processes started by this one."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(word) for task in tasks for word in task.read_text().split()]


def command_of(process: int) -> str:
    return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")


def test_the_server_goes_on_whatever_happens_and_ends_when_told_to(data: Path) -> None:
    with serving(data, workers=2) as (server, address):
        _holds_two_hundred_slow_connections(address)
        _outlives_its_processes(server, address)
        worker = _starts_its_worker_again(server)
        server.terminate()
        said, _ = server.communicate(timeout=60)
        assert server.returncode == 0, said
        assert not answers(address, within=1)
        assert not Path(f"/proc/{worker}").exists()


def _holds_two_hundred_slow_connections(address: str) -> None:
    """Two hundred connections that never end do not stop the next page."""
    port = int(address.rsplit(":", 1)[1])
    slow_headers = b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "
    slow_body = b"POST /language HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nlanguage="
    for beginning in (slow_headers, slow_body):
        held = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(200)]
        for connection in held:
            connection.sendall(beginning)
        time.sleep(0.5)
        assert answers(address, within=30)
        for connection in held:
            connection.close()


def _outlives_its_processes(server: subprocess.Popen[str], address: str) -> None:
    """It answers after each of its processes was killed."""
    for victim in [child for child in children(server.pid) if "capacity worker" not in command_of(child)][:2]:
        os.kill(victim, signal.SIGKILL)
        assert answers(address, within=60)


def _starts_its_worker_again(server: subprocess.Popen[str]) -> int:
    """There is another worker after the first was killed; its number."""
    first = _worker_of(server.pid)
    os.kill(first, signal.SIGKILL)
    assert _comes_about(lambda: _worker_of(server.pid) not in {0, first})
    return _worker_of(server.pid)


def test_a_worker_ends_with_the_process_beside_which_it_stands_however_that_ends(data: Path) -> None:
    beside = "import signal; from capacity.serving.companion import Companion\nwith Companion(): signal.pause()"
    parent = subprocess.Popen([sys.executable, "-c", beside], env=environment(CAPACITY_DATA=str(data)))
    assert _comes_about(lambda: _worker_of(parent.pid) != 0)
    worker = _worker_of(parent.pid)
    parent.kill()
    parent.wait()
    assert _comes_about(lambda: not Path(f"/proc/{worker}").exists())


def _comes_about(what: Callable[[], bool]) -> bool:
    """Whether it is so before a minute is over."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.05)
    return False


def _worker_of(process: int) -> int:
    return next((child for child in children(process) if "capacity worker" in command_of(child)), 0)
