"""A copy of all that is kept comes back byte for byte; one that is not whole is noticed before anything is written."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from pathlib import Path

import pytest

from capacity.core import backups, clock, files
from capacity.core.config import Settings
from capacity.core.db import db
from capacity.core.unit_of_work import unit_of_work
from capacity.factory import create_app
from tests.support.commands import capacity

pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an invitation, a document of ours and one that waits for its row."""
    folder = tmp_path_factory.mktemp("kept") / "data"
    assert capacity("init", "--data", folder).returncode == 0
    invited = capacity("people", "invite", "a@b.example", "--role", "trainer", "--data", folder)
    assert invited.returncode == 0, invited.stderr
    with create_app(Settings.from_environment({}, data=folder)).app_context(), unit_of_work():
        words = {"filename": "statuts.pdf", "media_type": "application/pdf", "uploader_id": None}
        files.store().put(db.session(), "القانون الأساسي".encode(), now=clock.now(), **words)
        files.store().keep(b"a piece that waits")
    return folder


def test_what_was_copied_comes_back(data: Path, tmp_path: Path) -> None:
    copy, elsewhere = tmp_path / "copy", tmp_path / "elsewhere"
    done = capacity("backup", copy, "--data", data)
    assert (done.returncode, "2 documents, and the database" in done.stdout) == (0, True), done.stderr
    assert not (copy / "secret.key").exists()
    assert copy.stat().st_mode & 0o077 == 0
    assert capacity("restore", copy, "--check").returncode == 0
    done = capacity("restore", copy, "--data", elsewhere)
    assert (done.returncode, "secret.key" in done.stdout) == (0, True), done.stderr
    (elsewhere / "secret.key").write_bytes((data / "secret.key").read_bytes())
    assert capacity("audit", "verify", "--data", elsewhere).stdout == "The log is whole: 1 entries.\n"
    assert capacity("healthcheck", "--data", elsewhere).returncode == 0
    assert _documents(elsewhere) == _documents(data)
    done = capacity("restore", copy, "--data", elsewhere)
    assert (done.returncode, "nothing was touched" in done.stderr) == (1, True)


def test_a_copy_that_is_not_whole_is_refused(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert capacity("backup", copy, "--data", data).returncode == 0
    document = next(path for path in (copy / "documents").rglob("*") if path.is_file())
    kept = document.read_bytes()
    for harm, words in (
        (lambda: document.write_bytes(b"x"), "was altered"),
        (document.unlink, "is missing"),
        ((copy / backups.LIST).unlink, "no copy made by"),
    ):
        harm()
        done = capacity("restore", copy, "--data", tmp_path / "elsewhere")
        assert (done.returncode, words in done.stderr) == (1, True)
        document.write_bytes(kept)
    assert not (tmp_path / "elsewhere").exists()


def test_a_document_that_the_database_names_and_the_store_lost_is_told(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert capacity("backup", copy, "--data", data).returncode == 0
    with sqlite3.connect(copy / "capacity.db") as database:
        (key,) = database.execute("SELECT key FROM stored_files").fetchone()
    found = json.loads((copy / backups.LIST).read_text())
    del found["files"][f"documents/{key}"]
    (copy / backups.LIST).write_text(json.dumps(found))
    assert f"names is missing: {key}" in capacity("restore", copy, "--check").stderr


def test_a_list_that_was_forged_is_refused_in_one_sentence(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert capacity("backup", copy, "--data", data).returncode == 0
    honest = json.loads((copy / backups.LIST).read_text())
    stray = next(path for path in honest["files"] if path != backups.DATABASE)
    (copy / "documents" / "elsewhere").write_bytes((copy / stray).read_bytes())
    for files_named in (
        {**honest["files"], "documents/elsewhere": honest["files"][stray]},
        {**honest["files"], f"documents/../{stray}": honest["files"][stray]},
        {**honest["files"], "/etc/hostname": "0" * 64},
        [backups.DATABASE],
    ):
        (copy / backups.LIST).write_text(json.dumps({**honest, "files": files_named}))
        done = capacity("restore", copy, "--data", tmp_path / "elsewhere")
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
        assert "never wrote" in done.stderr
    (copy / backups.DATABASE).write_bytes(b"no database")
    forged = {**honest["files"], backups.DATABASE: hashlib.sha256(b"no database").hexdigest()}
    (copy / backups.LIST).write_text(json.dumps({**honest, "files": forged}))
    done = capacity("restore", copy, "--data", tmp_path / "elsewhere")
    assert (done.returncode, "cannot be read" in done.stderr) == (1, True), done.stderr
    assert not (tmp_path / "elsewhere").exists()


def test_nothing_is_overwritten_and_postgresql_is_left_to_its_own_tool(data: Path, tmp_path: Path) -> None:
    done = capacity("backup", tmp_path, "--data", data)
    assert (done.returncode, "exists already" in done.stderr) == (1, True)
    address = {"CAPACITY_DATABASE_URL": "postgresql://somebody@127.0.0.1/service"}
    done = capacity("backup", tmp_path / "copy", "--data", data, **address)
    assert (done.returncode, "pg_dump" in done.stderr) == (2, True)
    done = capacity("backup", tmp_path / "copy", "--documents-only", "--data", data, **address)
    assert (done.returncode, "2 documents." in done.stdout) == (0, True)
    done = capacity("restore", tmp_path / "copy", "--data", tmp_path / "elsewhere", **address)
    assert (done.returncode, "pg_restore" in done.stdout) == (0, True)
    assert _documents(tmp_path / "elsewhere") == _documents(data)


def _documents(folder: Path) -> dict[str, bytes]:
    place = folder / "documents"
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}
