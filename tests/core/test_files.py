"""A document that a committed row names is there, whole, under a key nobody can guess."""

import hashlib
import io
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from errno import ENOSPC
from pathlib import Path

import obstore
import pytest
from hypothesis import given
from hypothesis import strategies as st
from obstore.exceptions import AlreadyExistsError
from sqlalchemy.orm import Session

from capacity.core import files
from capacity.core.config import Settings
from capacity.core.errors import NoRoom
from capacity.core.filenames import LONGEST_NAME, safe_filename
from capacity.core.files import Store, StoredFile

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
CONTENT = b"%PDF- a document " * 40_000


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return Store.at(tmp_path / "documents" if request.param == "folder" else "memory:///")


def put(store: Store, session: Session, data: bytes = CONTENT, filename: str = "وصل.pdf") -> StoredFile:
    return store.put(session, data, filename=filename, media_type="application/pdf", uploader_id=7, now=NOW)


def test_a_document_comes_back_whole_with_its_facts(store: Store, db_session: Session) -> None:
    stored = put(store, db_session)
    assert store.read(stored) == CONTENT == b"".join(store.stream(stored))
    assert (stored.size, stored.sha256) == (len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
    assert (stored.filename, stored.uploaded_by, stored.created_at, stored.sealed) == ("وصل.pdf", 7, NOW, False)


def test_a_stream_is_taken_as_well(store: Store, db_session: Session) -> None:
    stored = store.put(
        db_session, io.BytesIO(b"x"), filename="a.png", media_type="image/png", uploader_id=None, now=NOW, sealed=True
    )
    assert store.read(stored) == b"x"
    assert stored.sealed


def test_keys_are_unguessable_and_tell_nothing(store: Store, db_session: Session) -> None:
    first, second = put(store, db_session), put(store, db_session)
    assert first.key != second.key
    assert len(first.key) == 35
    assert first.sha256 not in first.key


def test_a_key_is_never_written_twice(store: Store, db_session: Session) -> None:
    stored = put(store, db_session)
    with pytest.raises((AlreadyExistsError, FileExistsError)):
        store._write(stored.key, b"other")
    assert store.read(stored) == CONTENT


def test_bytes_and_folders_are_synced_before_the_row_is_written(
    tmp_path: Path, db_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, synced, real = Store.at(tmp_path), [], os.fsync

    def counted(handle: int) -> None:
        real(handle)
        synced.append(Path(f"/proc/self/fd/{handle}").readlink())

    monkeypatch.setattr(os, "fsync", counted)
    path = tmp_path.resolve() / put(store, db_session).key
    assert synced[0] == tmp_path.resolve()
    assert sorted(synced[1:]) == [path.parent, path]
    synced.clear()
    later = tmp_path.resolve() / put(store, db_session).key  # its folder is on the disk already, whichever it is
    assert sorted(synced) == [later.parent, later]


def test_what_did_not_reach_the_disk_leaves_nothing_behind(
    tmp_path: Path, db_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.at(tmp_path)
    put(store, db_session)
    before = sorted(store.everything())
    for fails in (stat.S_ISREG, stat.S_ISDIR):

        def full(handle: int, fails: Callable[[int], bool] = fails) -> None:
            if fails(os.fstat(handle).st_mode):
                raise OSError(ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(NoRoom):
            put(store, db_session)
        assert sorted(store.everything()) == before


def test_folders_that_somebody_took_away_are_made_again(tmp_path: Path, db_session: Session) -> None:
    store = Store.at(tmp_path)
    put(store, db_session)
    shutil.rmtree(tmp_path)
    tmp_path.mkdir()
    assert store.read(put(store, db_session)) == CONTENT


@pytest.mark.parametrize("key", ["../secret.key", "/etc/passwd", "ab/../../x", "", "ab/" + "0" * 31, "probe/health"])
def test_a_key_never_leads_out_of_the_store(store: Store, key: str) -> None:
    for act in (store.read, store.stream):
        with pytest.raises(ValueError):
            act(StoredFile(key=key))


def test_a_document_that_the_store_lost_is_noticed_before_streaming(store: Store) -> None:
    with pytest.raises(FileNotFoundError):
        store.stream(StoredFile(key="ab/" + "ab" * 16))


def test_orphans_are_swept_and_named_or_young_documents_stay(store: Store, db_session: Session) -> None:
    kept, removed, undone = put(store, db_session), put(store, db_session), put(store, db_session)
    lost = StoredFile(key=undone.key)
    store.remove(db_session, removed)
    db_session.expunge(undone)
    db_session.execute(StoredFile.__table__.delete().where(StoredFile.key == lost.key))
    assert store.sweep(db_session, older_than=datetime.now(UTC) - timedelta(days=1)) == 0
    assert store.sweep(db_session, older_than=datetime.now(UTC) + timedelta(minutes=1)) == 2
    assert store.read(kept) == CONTENT
    with pytest.raises(FileNotFoundError):
        store.read(lost)


def test_a_store_that_answers_is_healthy_and_leaves_no_trace(store: Store) -> None:
    assert store.healthy()
    assert [meta for page in obstore.list(store._place) for meta in page] == []


def test_a_store_whose_folder_became_a_file_is_not_healthy(tmp_path: Path) -> None:
    place = tmp_path / "documents"
    broken = Store.at(place)
    place.rmdir()
    place.write_text("in the way")
    assert not broken.healthy()


@pytest.fixture
def unconfigured() -> Iterator[None]:
    before = list(files._configured)
    files._configured.clear()
    yield
    files._configured[:] = before


@pytest.mark.usefixtures("unconfigured")
def test_the_store_lies_in_the_data_folder_unless_told_otherwise(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        files.store()
    files.configure(Settings(data=tmp_path, secret_key="x" * 32))
    assert files.store().healthy()
    assert (tmp_path / "documents").is_dir()
    files.configure(Settings(data=tmp_path, secret_key="x" * 32, store_url=f"file://{tmp_path}/else%20where"))
    assert (tmp_path / "else where").is_dir()


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("وصل الإيداع.pdf", "وصل الإيداع.pdf"),
        ("reçu n° 5.pdf", "reçu n° 5.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\statuts.docx", "statuts.docx"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ('"; rm -rf.pdf', "rm -rf.pdf"),
        (".pdf", "file.pdf"),
        ("...", "file"),
        ("", "file"),
        ("\0\ud800", "file"),
    ],
)
def test_a_name_is_made_safe_and_stays_readable(given_name: str, safe: str) -> None:
    assert safe_filename(given_name) == safe


@given(st.text(st.characters(), max_size=300))
def test_any_name_becomes_a_safe_one(name: str) -> None:
    safe = safe_filename(name)
    assert 0 < len(safe) <= LONGEST_NAME
    assert not set(safe) & set('/\\\0\r\n"<>')
    assert safe == safe_filename(safe)
    safe.encode()
