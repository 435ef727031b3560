"""The archive of documents: sensible names in both scripts, safe on every system, and nothing of a draft."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.applications.states.archive import file_name, folder_name, unlike
from capacity.admission.applications.views.archive import KEPT_FOR
from capacity.core import jobs
from capacity.core.clock import now, today
from capacity.core.db import db
from capacity.core.files import Store, StoredFile, store
from capacity.core.outbox import run_due
from tests.factories import admission, people


def made(client: Any, address: str) -> zipfile.ZipFile:
    """The archive that the page makes in the background."""
    number = int(client.submit_form(address, {}, form="archive").location.rsplit("/", 1)[-1])
    db.session.rollback()
    run_due(now())
    db.session.expire_all()
    job = db.session.get_one(jobs.Job, number)
    assert job.file is not None
    return zipfile.ZipFile(io.BytesIO(store().read(job.file)))


def test_each_application_has_a_folder_and_each_document_a_name(sign_in: Any) -> None:
    call = admission.call()
    sent = admission.submitted(call, admission.association(name_fr="Al/Amal", name_ar="جمعية الأمل"))
    admission.complete(call, admission.association(name_fr="Brouillon"))
    archive = made(sign_in(people.coordinator()), "/desk/applications/archive")
    names = [name for name in archive.namelist() if name != "documents.csv"]
    assert len(names) == len(call.documents)
    assert all(name.startswith(f"{sent.number} Al Amal – جمعية الأمل/0") for name in names)
    label = call.documents[0].label
    assert f"01 {label['fr'][:50]}" in names[0]
    assert label["ar"][:20] in names[0]
    assert not any("Brouillon" in name for name in names)
    lines = list(csv.reader(io.StringIO(archive.read("documents.csv").decode().lstrip("\ufeff")), delimiter=";"))
    for line in lines[1:]:
        assert hashlib.sha256(archive.read(line[1])).hexdigest() == line[3]


def test_picked_rows_alone_are_packed(sign_in: Any) -> None:
    call = admission.call()
    first, _second = admission.submitted(call), admission.submitted(call)
    archive = made(sign_in(people.coordinator()), f"/desk/applications/archive?ids={first.id}")
    folders = {name.split("/")[0] for name in archive.namelist() if "/" in name}
    assert len(folders) == 1
    assert folders.pop().startswith(str(first.number))


def test_the_same_archive_is_made_once(sign_in: Any) -> None:
    admission.submitted(admission.call())
    client = sign_in(people.coordinator())
    asked = {client.submit_form("/desk/applications/archive", {}, form="archive").location for _ in range(2)}
    assert len(asked) == 1


def test_an_archive_is_sent_piece_by_piece_and_kept_for_a_day(sign_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    admission.submitted(admission.call())
    owner = people.coordinator()
    client = sign_in(owner)
    made(client, "/desk/applications/archive")
    job = db.session.query(jobs.Job).one()
    file, page = job.file, f"/jobs/{job.id}"
    assert file is not None
    key, whole = file.key, store().read(file)
    assert file.filename == f"{today().isoformat()} Documents.zip", "a day that follows an Arabic word reads backwards"
    shown = client.page(f"{page}?lang=en")
    assert f"<bdi>{file.filename}</bdi>" in shown
    assert 'href="/desk/applications">Back</a>' in shown
    with monkeypatch.context() as patched:
        patched.setattr(Store, "read", None)
        answer = client.get(f"{page}/result")
    assert answer.data == whole
    assert answer.headers["Content-Length"] == str(len(whole))
    assert ".zip" in answer.headers["Content-Disposition"]
    owner.grants[0].ended_at = now()
    assert client.get(f"{page}/result").status_code == 404, "the role is over, and so is what was made under it"
    owner.grants[0].ended_at, owner.grants[0].region_code = None, "MA-01"
    assert client.get(f"{page}/result").status_code == 404
    owner.grants[0].region_code = None
    db.session.commit()
    run_due(now() + KEPT_FOR)
    db.session.expire_all()
    with pytest.raises(FileNotFoundError):
        store().read_kept(key)
    assert db.session.query(StoredFile).filter_by(key=key).count() == 0
    assert "plus conservé" in client.page(page)
    gone = client.get(f"{page}/result")
    assert gone.status_code == 410
    assert "plus conservé" in gone.get_data(as_text=True)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("name", "safe"),
    [("../../etc/passwd", "1 etc passwd"), ("CON", "1 CON_"), ("nul.txt", "1 nul_.txt"), ("a\x00b\u202ec", "1 abc")],
)
def test_a_hostile_name_stays_in_its_folder(name: str, safe: str) -> None:
    assert folder_name("1", name, name) == safe


@pytest.mark.one_database
@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_no_name_leaves_the_archive_or_is_refused_by_a_system(french: str, arabic: str, filename: str) -> None:
    taken: set[str] = set()
    for name in (folder_name(french, arabic, filename), file_name(3, french, arabic, filename)):
        for one in (unlike(name, taken), unlike(name, taken)):
            assert "/" not in one
            assert PurePosixPath(one).name == one
            assert PureWindowsPath(one).name == one
            assert not PureWindowsPath(one).is_reserved()
            assert one.strip(" .") == one
            assert len(one.encode()) <= 255
    assert len(taken) >= 2
    path = f"{folder_name('2018-0042', french, arabic)}/{file_name(3, french, arabic, filename)}"
    assert len(path) < 180, "no room is left for the folders of a person on Windows"
