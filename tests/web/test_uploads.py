"""Files that come piece by piece: nothing that was acknowledged is lost, doubled, or seen by somebody else."""

from __future__ import annotations

import os
import random
import re
from datetime import timedelta
from errno import ENOSPC
from typing import Any
from unittest.mock import Mock

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from capacity.admission.applications import queries
from capacity.admission.applications.models import Application, ApplicationDocument
from capacity.core import clock as core_clock
from capacity.core import files, outbox, uploads
from capacity.core.db import db, is_out_of_room
from capacity.core.files import store
from capacity.core.uploads import LARGEST_PIECE, Upload, UploadPiece
from capacity.demo import cast
from tests.admission.applications.test_papers import pdf
from tests.factories import admission, remembered

KEY = "0123456789abcdefABCDEF-_"


class Sender:
    """A browser that sends a file to one document of an application in pieces."""

    def __init__(self, client: Any, application: Application, key: str = "statutes") -> None:
        self.client, self.number = client, application.id
        self.paper = next(paper.id for paper in queries.draft(application).papers if paper.key == key)
        self.action = f"/applications/{self.number}/documents/{self.paper}"
        page = client.page(f"/applications/{self.number}/documents")
        self.ticket = re.findall(rf'action="{self.action}".*?data-ticket="([^"]+)"', page, re.DOTALL)[0]
        self.headers = {"Accept": "application/json", "X-CSRFToken": client.own_token()}

    def begin(self, size: int, key: str = KEY, name: str = "statuts.pdf", **more: Any) -> Any:
        data = {"ticket": self.ticket, "key": key, "name": name, "size": size, **more}
        return self.client.post("/uploads", data=data, headers=self.headers)

    def append(self, start: int, piece: bytes, key: str = KEY) -> Any:
        headers = {**self.headers, "Upload-Offset": str(start), "Content-Type": "application/octet-stream"}
        return self.client.patch(f"/uploads/{key}", data=piece, headers=headers)

    def offset(self, key: str = KEY) -> int:
        return int(self.client.get(f"/uploads/{key}", headers=self.headers).json["offset"])

    def finish(self, *keys: str, **more: Any) -> Any:
        return self.client.post(self.action, data={"uploads": list(keys or (KEY,)), **more}, headers=self.headers)

    def whole(self, data: bytes, key: str, name: str) -> None:
        self.begin(len(data), key, name)
        assert self.append(0, data, key).status_code == 200


def reader_of_english(draft: Application) -> Any:
    person = admission.member_of(draft.association)
    person.language = "en"
    db.session.commit()
    return person


@pytest.fixture
def draft(db_session: Any) -> Application:
    return admission.draft()


@pytest.fixture
def sender(draft: Application, sign_in: Any, clock: Any) -> Sender:
    clock.stop_at(admission.DURING)
    return Sender(sign_in(reader_of_english(draft)), draft)


def joined() -> list[ApplicationDocument]:
    db.session.expire_all()
    return db.session.query(ApplicationDocument).order_by(ApplicationDocument.id).all()


def test_a_file_goes_on_where_it_stopped_and_arrives_whole(sender: Sender) -> None:
    data = pdf()
    half = len(data) // 2
    assert sender.begin(len(data)).json == {"key": KEY, "offset": 0, "size": len(data), "piece": LARGEST_PIECE}
    assert sender.append(0, data[:half]).headers["Upload-Offset"] == str(half)
    assert sender.offset() == half
    assert sender.begin(len(data)).json["offset"] == half, "begun again after the line was lost"
    sender.append(half, data[half:])
    assert sender.finish().json == {"next": f"/applications/{sender.number}/documents#paper-{sender.paper}"}
    (one,) = joined()
    assert (one.file.filename, store().read(one.file)) == ("statuts.pdf", data)


def test_repeating_any_step_changes_nothing(sender: Sender) -> None:
    data = pdf()
    for _ in range(2):
        sender.begin(len(data))
    for _ in range(2):
        assert sender.append(0, data[:100]).json["offset"] == 100
    sender.append(100, data[100:])
    assert sender.append(0, data[:100]).json["offset"] == len(data)
    for _ in range(2):
        assert sender.finish().status_code == 200
    assert len(joined()) == 1
    assert db.session.query(UploadPiece).count() == 0


def test_a_piece_out_of_place_is_told_where_to_go_on(sender: Sender) -> None:
    sender.begin(1000)
    sender.append(0, b"x" * 100)
    for start in (50, 200):
        answer = sender.append(start, b"y" * 10)
        assert (answer.status_code, answer.json["offset"]) == (409, 100)
    assert sender.append(100, b"z" * 901).status_code == 422
    assert sender.append(100, b"z" * (LARGEST_PIECE + 1)).status_code == 413
    assert sender.offset() == 100


def test_an_unfinished_file_is_not_taken(sender: Sender) -> None:
    sender.begin(1000)
    assert "not arrived completely" in sender.finish().json["error"]
    assert sender.finish("f" * 24).status_code == 422
    assert joined() == []


def test_nothing_is_read_of_what_will_not_be_taken(sender: Sender, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    data, second = pdf(), "a" * 24
    sender.whole(data, KEY, "statuts.pdf")
    sender.begin(len(data), second)
    with monkeypatch.context() as patched:
        patched.setattr(uploads, "content", None)
        assert "not arrived completely" in sender.finish(KEY, second).json["error"]
        sender.append(0, data, second)
        patched.setitem(app.config, "MAX_CONTENT_LENGTH", 2 * len(data))
        refused = sender.finish(KEY, second)
        assert (refused.status_code, refused.json["error"]) == (
            422,
            "These files are too large together. Send fewer at once.",
        )
    assert sender.finish(KEY, second).status_code == 200


def test_what_arrives_in_pieces_is_judged_like_the_rest(sender: Sender) -> None:
    sender.whole(b"MZ not a document", KEY, "statuts.pdf")
    answer = sender.finish()
    assert answer.status_code == 422
    assert "This kind of file is not accepted" in answer.json["error"]
    assert joined() == []


def test_photographs_become_one_pdf_in_their_order(sender: Sender) -> None:
    keys = [f"{place}" * 24 for place in range(3)]
    for place, key in enumerate(keys):
        sender.whole(cast.photo(random.Random(place)), key, f"IMG_{place}.jpg")
    sender.finish(*keys, **{f"d{sender.paper}-together": "y"})
    (one,) = joined()
    assert one.file.media_type == "application/pdf"
    assert one.file.filename.endswith(".pdf")


def test_limits_are_told_before_anything_is_sent(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "larger than 10 MB" in sender.begin(10 * 2**20 + 1).json["error"]
    assert "empty" in sender.begin(0).json["error"]
    monkeypatch.setattr(uploads, "MOST_OPEN", 2)
    assert [sender.begin(10, f"{n}" * 24).status_code for n in range(3)] == [201, 201, 422]
    monkeypatch.setattr(uploads, "MOST_OPEN", 9)
    monkeypatch.setattr(uploads, "MOST_OPEN_BYTES", 30)
    assert sender.begin(11, "3" * 24).status_code == 422


def test_only_who_may_write_sends_and_only_their_own(sender: Sender, sign_in: Any) -> None:
    stranger = sign_in(admission.member_of(admission.association()))
    sender.begin(1000)
    headers = {"Accept": "application/json", "X-CSRFToken": stranger.own_token()}
    data = {"ticket": sender.ticket, "key": "a" * 24, "name": "x.pdf", "size": 10}
    assert stranger.post("/uploads", data=data, headers=headers).status_code == 422, "a ticket is not handed on"
    assert stranger.get(f"/uploads/{KEY}", headers=headers).status_code == 404
    assert stranger.patch(f"/uploads/{KEY}", data=b"x", headers={**headers, "Upload-Offset": "0"}).status_code == 404
    assert stranger.delete(f"/uploads/{KEY}", headers=headers).status_code == 404
    sender.ticket += "x"
    assert sender.begin(10, "b" * 24).status_code == 422


def test_a_piece_is_kept_for_the_document_it_was_meant_for(sender: Sender, draft: Application) -> None:
    data = pdf()
    sender.whole(data, KEY, "statuts.pdf")
    other = Sender(sender.client, draft, "deposit_receipt")
    assert other.finish().status_code == 422
    assert joined() == []


def test_pieces_need_the_token_of_the_page(sender: Sender) -> None:
    sender.begin(10)
    del sender.headers["X-CSRFToken"]
    assert sender.append(0, b"x").status_code == 400
    assert sender.begin(10, "c" * 24).status_code == 400


def test_what_was_given_up_is_thrown_away(sender: Sender, clock: Any) -> None:
    sender.begin(1000)
    sender.append(0, b"x" * 100)
    (kept,) = db.session.scalars(sa.select(UploadPiece.kept_key)).all()
    assert store().read_kept(kept) == b"x" * 100
    store().sweep(db.session(), older_than=core_clock.now() + timedelta(days=9_000))
    remembered.forget()
    assert store().read_kept(kept), "no orphan: a piece names it"
    clock.stop_at(admission.DURING + timedelta(days=4))
    db.session.rollback()
    outbox.run_due()
    outbox.run_due()
    assert db.session.query(Upload).count() == 0
    with pytest.raises(FileNotFoundError):
        store().read_kept(kept)


def test_a_number_given_again_is_thrown_away_in_its_own_time(sender: Sender, clock: Any) -> None:
    sender.begin(1000)
    sender.client.delete(f"/uploads/{KEY}", headers=sender.headers)
    clock.advance(minutes=20)
    sender.begin(1000)
    expire = sa.select(sa.func.count(outbox.OutboxItem.id)).where(outbox.OutboxItem.name == "uploads.expire")
    assert db.session.scalar(expire) == 2
    clock.advance(hours=23, minutes=50)
    db.session.rollback()
    outbox.run_due()
    assert db.session.query(Upload).count() == 1
    clock.advance(hours=1)
    db.session.rollback()
    outbox.run_due()
    assert db.session.query(Upload).count() == 0


def test_cancelling_forgets_a_file(sender: Sender) -> None:
    sender.begin(1000)
    sender.append(0, b"x" * 100)
    assert sender.client.delete(f"/uploads/{KEY}", headers=sender.headers).status_code == 204
    assert sender.client.get(f"/uploads/{KEY}", headers=sender.headers).status_code == 404
    assert sender.begin(500).json["offset"] == 0


def test_bytes_and_folders_reach_the_disk_before_the_commit_that_names_them(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted at the system's own call: the store's folder once, each file and its folder, then the commit."""
    calls: list[str] = []
    real = os.fsync

    def counted(handle: int) -> None:
        calls.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file")
        real(handle)

    def naming(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(("INSERT INTO stored_files", "INSERT INTO upload_pieces")):
            calls.append("named")

    monkeypatch.setattr(os, "fsync", counted)
    session = db.session
    sa.event.listen(db.engine, "before_cursor_execute", naming)
    commits = lambda _session: calls.append("commit")  # noqa: E731
    sa.event.listen(session, "after_commit", commits)
    try:
        data = pdf()
        sender.begin(len(data))
        calls.clear()
        sender.append(0, data)
        begun = calls.index("folder")  # the store's own, with the folders of all keys
        assert sorted(calls[begun + 1 :][:2]) == ["file", "folder"]
        assert calls[begun + 3 :][:2] == ["named", "commit"]
        calls.clear()
        assert sender.finish().status_code == 200
        begun = min(calls.index("file"), calls.index("folder"))
        assert sorted(calls[begun:][:2]) == ["file", "folder"]
        assert calls[begun + 2] == "named"
        assert calls[-1] == "commit"
        assert calls.count("file") == calls.count("named") == 1
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", naming)
        sa.event.remove(session, "after_commit", commits)


def test_where_no_room_is_left_it_is_said_and_the_piece_comes_again(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, sender.client.allow_failures = pdf(), True
    sender.begin(len(content))
    with monkeypatch.context() as full:
        full.setattr(files, "_sync", Mock(side_effect=OSError(ENOSPC, "No space left on device")))
        refused = sender.append(0, content)
    assert refused.status_code == 503
    assert refused.json["message"]
    assert sender.offset() == 0
    assert sender.append(0, content).status_code == 200
    assert sender.finish().status_code == 200


def test_a_full_disk_of_the_database_is_recognised() -> None:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        connection.execute(sa.text("CREATE TABLE lines (words TEXT)"))
        connection.execute(sa.text("PRAGMA max_page_count = 3"))
        with pytest.raises(OperationalError) as caught:
            connection.execute(sa.text("INSERT INTO lines VALUES (:words)"), {"words": "x" * 100_000})
    engine.dispose()
    assert is_out_of_room(caught.value)
