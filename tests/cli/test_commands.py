"""The ``capacity`` command, as it is typed."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from capacity.cli import PARTS, command, demo
from capacity.core.demonstration import MARKER
from tests.support.commands import capacity, environment, typed


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
