"""What the ``capacity`` command does not begin, and the one sentence that says why."""

from __future__ import annotations

import json
import shutil
import socket
import sqlite3
from pathlib import Path

import pytest

from tests.support.commands import capacity
from tests.support.mail import free_port


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
