"""The ``capacity`` command, as it is typed."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import click
import pytest

from capacity import cli
from capacity.cli import PARTS, command, demo
from capacity.core.demonstration import MARKER
from tests.support.mail import free_port

ROOT = Path(__file__).parents[1]


def environment(**more: str) -> dict[str, str]:
    """This machine's, without any setting of ours."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("CAPACITY_")}
    path = os.pathsep.join(filter(None, (str(ROOT), bare.get("PYTHONPATH"))))
    return {**bare, "PYTHONPATH": path, **more}


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def capacity(*words: str | Path, **more: str) -> Ended:
    """What the command does when it is typed, without the start of a process."""
    out, err = io.StringIO(), io.StringIO()
    typed = patch.object(sys, "argv", ["capacity", *map(str, words)])
    around = patch.dict(os.environ, environment(**more), clear=True)
    with typed, around, redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        cli.main()
    return Ended(int(ended.value.code or 0), out.getvalue(), err.getvalue())


def typed(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Type the command and wait for its process."""
    command = [sys.executable, "-m", "capacity", *map(str, words)]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that was prepared."""
    folder = tmp_path_factory.mktemp("service") / "data"
    done = capacity("init", "--data", folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_help_is_in_plain_words() -> None:
    told = capacity("--help").stdout
    assert "capacity demo" in told
    assert all(word in told for word in ("init", "demo", "serve", "worker", "people", "audit"))


def test_every_command_is_told_of_as_it_tells_of_itself() -> None:
    """The list of commands is shown without reading them."""
    for name, (_module, words) in PARTS.items():
        found = command.get_command(click.Context(command), name)
        assert found is not None
        assert (found.help or "").replace("\n", " ").startswith(words.rstrip("."))


def commands(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that can be typed, with its words."""
    for name in group.list_commands(click.Context(group)):
        found = group.get_command(click.Context(group), name)
        assert found is not None
        yield from commands(found, (*words, name)) if isinstance(found, click.Group) else [((*words, name), found)]


def test_every_command_takes_the_data_folder_and_explains_each_of_its_options() -> None:
    for words, found in commands(command):
        options = [one for one in found.params if isinstance(one, click.Option) and not one.hidden]
        assert "--data" in {name for one in options for name in one.opts}, words
        assert [one.name for one in options if not one.help] == [], words
    told = "".join(capacity(group, "--help").stdout for group in ("audit", "people", "rounds"))
    assert "..." not in told.replace("[OPTIONS] COMMAND [ARGS]...", ""), "no sentence is cut"


def test_nobody_is_invited_to_a_region_that_is_none(data: Path) -> None:
    invited = ("people", "invite", "a@b.example", "--data", data, "--role")
    done = capacity(*invited, "coordinator", "--region", "MA-99")
    assert (done.returncode, "MA-99 is no region" in done.stderr) == (2, True)
    done = capacity(*invited, "administrator", "--region", "MA-02")
    assert (done.returncode, "not bound to regions" in done.stderr) == (2, True)


def test_a_process_ends_with_the_sentence_and_the_code(tmp_path: Path) -> None:
    done = typed("serve", "--data", tmp_path / "nothing")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == capacity("serve", "--data", tmp_path / "nothing").stderr


def test_preparing_a_folder_twice_changes_nothing(data: Path) -> None:
    secret = (data / "secret.key").read_text()
    assert (data / "secret.key").stat().st_mode & 0o077 == 0
    assert capacity("init", "--data", data).returncode == 0
    assert (data / "secret.key").read_text() == secret


def test_the_log_of_a_new_folder_is_whole(data: Path) -> None:
    done = capacity("audit", "verify", CAPACITY_DATA=str(data))
    assert (done.returncode, done.stdout) == (0, "The log is whole: 0 entries.\n")


def test_an_altered_log_is_found(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    capacity("init", "--data", copy)
    with sqlite3.connect(copy / "capacity.db") as database:
        columns = "id, at, action, object_type, hash"
        database.execute(f"INSERT INTO audit_entries ({columns}) VALUES (1, '2026-01-01 10:00:00', 'a', 'b', 'c')")
    done = capacity("audit", "verify", "--data", copy)
    assert done.returncode == 1
    assert "entry 1 was altered" in done.stderr


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("CAPACITY_LOG_LEVEL", "LOUD", "CAPACITY_LOG_LEVEL"),
        ("CAPACITY_HTTPS", "perhaps", "CAPACITY_HTTPS"),
        ("CAPACITY_MAX_UPLOAD_MB", "many", "CAPACITY_MAX_UPLOAD_MB"),
        ("CAPACITY_DATABASE_URL", "mysql://localhost", "CAPACITY_DATABASE_URL"),
        ("CAPACITY_BASE_URL", "capacity.example", "CAPACITY_BASE_URL"),
        ("CAPACITY_SMTP_URL", "mail.example", "CAPACITY_SMTP_URL"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_sentence(data: Path, setting: str, value: str, said: str) -> None:
    done = capacity("serve", "--data", data, **{setting: value})
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_folder_that_was_not_prepared_says_what_to_do(tmp_path: Path) -> None:
    done = capacity("serve", "--data", tmp_path / "nothing")
    assert done.returncode == 2
    assert "capacity init" in done.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE alembic_version SET version_num = '0001'", "an earlier version"),
        ("UPDATE alembic_version SET version_num = '9999'", "a later version"),
        ("ALTER TABLE venues RENAME COLUMN capacity TO places", "between two releases"),
    ],
)
def test_a_database_of_another_version_is_refused_and_says_what_to_do(
    data: Path, tmp_path: Path, change: str, said: str
) -> None:
    shutil.copytree(data, tmp_path / "copy")
    with sqlite3.connect(tmp_path / "copy" / "capacity.db") as database:
        database.execute(change)
    for command_ in ("serve", "worker"):
        done = capacity(command_, "--data", tmp_path / "copy")
        assert (done.returncode, said in done.stderr) == (2, True)
        assert ("capacity init" in done.stderr) == (said == "an earlier version")


def test_a_taken_port_is_said_in_one_sentence(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = capacity("serve", "--data", data, "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "--port" in done.stderr


def test_a_database_that_does_not_answer_is_said(data: Path) -> None:
    address = f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"
    done = capacity("healthcheck", "--data", data, CAPACITY_DATABASE_URL=address)
    assert done.returncode == 1
    assert json.loads(done.stdout) == {"status": "failing", "part": "database"}


@pytest.mark.parametrize("part", ["database", "store"])
def test_health_names_the_part_that_fails(tmp_path: Path, part: str) -> None:
    capacity("init", "--data", tmp_path)
    if part == "database":
        (tmp_path / "capacity.db").unlink()
    else:
        (tmp_path / "documents" / "probe").write_text("a file stands where the probe is written")
    done = capacity("healthcheck", "--data", tmp_path)
    assert (done.returncode, json.loads(done.stdout)) == (1, {"status": "failing", "part": part})
    done = capacity("serve", "--data", tmp_path)
    assert done.returncode == 2
    assert ("capacity init" if part == "database" else "the store does not answer") in done.stderr


def test_what_a_demo_alone_may_set_is_refused(data: Path) -> None:
    done = capacity("serve", "--data", data, CAPACITY_DEMO="yes")
    assert (done.returncode, "`capacity demo` only" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("host", "settings", "refused"),
    [
        ("0.0.0.0", {}, True),
        ("::", {"CAPACITY_BASE_URL": "https://127.0.0.1:8443"}, True),
        ("127.0.0.1", {"CAPACITY_TRUSTED_PROXIES": "1"}, True),
        ("192.0.2.1", {"CAPACITY_BASE_URL": "https://capacity.example"}, False),
    ],
)
def test_others_are_not_served_while_letters_lead_to_this_machine(
    data: Path, host: str, settings: dict[str, str], *, refused: bool
) -> None:
    done = capacity("serve", "--data", data, "--host", host, **settings)
    assert done.returncode == 2
    assert ("CAPACITY_BASE_URL" in done.stderr) is refused, done.stderr
    assert done.stderr.count("\n") == 1


def test_the_demo_refuses_a_folder_that_is_not_a_demo(data: Path) -> None:
    before = sorted(path.name for path in data.iterdir())
    for words in (["--no-serve"], ["--no-serve", "--fresh"]):
        done = capacity("demo", "--data", data, *words)
        assert done.returncode == 2
        assert "not a demo" in done.stderr
    assert sorted(path.name for path in data.iterdir()) == before


def test_a_demo_is_not_served_as_if_it_were_real(tmp_path: Path) -> None:
    (tmp_path / MARKER).write_text("{}")
    done = capacity("serve", "--data", tmp_path, CAPACITY_SECRET_KEY="s" * 32)
    assert done.returncode == 2
    assert "capacity demo" in done.stderr


def test_the_plate_of_a_demo_is_read_back(tmp_path: Path) -> None:
    assert demo.read_plate(tmp_path / "nothing") is None
    assert demo.read_plate(tmp_path) is None
    plate = {"seed": 1, "today": "2026-01-01", "made_by": "x"}
    (tmp_path / MARKER).write_text(json.dumps(plate))
    assert demo.read_plate(tmp_path) == demo.Plate(**plate)


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


KILLED = """
import os, signal, sys
from capacity import cli
from capacity.core import keeping
note = keeping.note
def dies(kind, rows, **who):
    note(kind, rows, **who)
    if rows[0] > keeping.BATCH:
        os.kill(os.getpid(), signal.SIGKILL)
keeping.note = dies
sys.argv = ["capacity", "retention", "--erase", "--kind", "invitations", "--data", sys.argv[1]]
cli.main()
"""
"""Erases what is due, and is killed in the middle of its second transaction."""


@pytest.mark.one_database
def test_an_erasure_that_is_killed_goes_on_where_it_stopped(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "killed"
    shutil.copytree(data, folder)
    with sqlite3.connect(folder / "capacity.db") as database:
        columns = "email, name, language, role, created_at, expires_at"
        row = ("a@b.example", "Nadia", "fr", "mentor", "2017-09-26 10:00:00", "2017-10-03 10:00:00")
        marks = ", ".join("?" * len(row))
        database.executemany(f"INSERT INTO invitations ({columns}) VALUES ({marks})", [row] * 120)
    killed = [sys.executable, "-c", KILLED, str(folder)]
    done = subprocess.run(killed, env=environment(), capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr

    def left() -> list[tuple[int, ...]]:
        with sqlite3.connect(folder / "capacity.db") as database:
            known = "SELECT count(*), sum(email <> ''), (SELECT sum(count) FROM erasures) FROM invitations"
            return database.execute(known).fetchall()

    assert left() == [(120, 70, 50)]
    counted = capacity("retention", "--data", folder, "--kind", "invitations")
    assert "70 due" in counted.stdout
    assert "Nothing was erased" in counted.stdout
    assert "70 erased" in capacity("retention", "--data", folder, "--erase", "--kind", "invitations").stdout
    assert left() == [(120, 0, 120)]
    assert "The log is whole" in capacity("audit", "verify", "--data", folder).stdout
    assert capacity("retention", "--data", folder, "--kind", "shoes").returncode == 2
