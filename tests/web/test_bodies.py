"""A file that will be sealed never touches the disk in clear, however large it is."""

from __future__ import annotations

import asyncio
import io
import random
import tempfile
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
import werkzeug.formparser

from capacity.core.db import db
from capacity.mentoring.shadow_reports.models import ReportFile
from capacity.serving import bridge
from capacity.serving.bridge import Bridge
from capacity.web.bodies import Held
from capacity.web.session import comes_signed_in
from tests.factories import mentoring

pytestmark = pytest.mark.one_database


def large_pdf() -> bytes:
    held = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.Padding = document.make_stream(random.Random(1).randbytes(900_000))
        document.save(held)
    return held.getvalue()


@pytest.fixture
def _no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_words: Any, **_more: Any) -> Any:
        raise AssertionError("written to the disk in clear")

    monkeypatch.setattr(werkzeug.formparser, "SpooledTemporaryFile", refuse)


@pytest.mark.usefixtures("_no_disk")
def test_a_large_file_for_a_report_is_read_in_memory(sign_in: Any) -> None:
    around = mentoring.circle()
    member = sign_in(around.member, private_key=around.member_key)
    joined = {"file": (io.BytesIO(large_pdf()), "annexe.pdf")}
    assert member.submit_form(f"/reports/{around.report_id}/files", joined).status_code == 302
    assert db.session.query(ReportFile).count() == 1


def test_what_stays_in_memory_is_bounded(sign_in: Any, app: Any) -> None:
    around = mentoring.circle()
    member = sign_in(around.member, private_key=around.member_key)
    address = f"/reports/{around.report_id}/files"
    data = {"csrf_token": member.csrf_token(address), "file": (io.BytesIO(bytes(12 * 2**20)), "annexe.pdf")}
    assert member.post(address, data=data, content_type="multipart/form-data").status_code == 413


class Line:
    """One request as granian hands it over, and what was answered."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces, self.status = pieces, 0

    def __aiter__(self) -> Line:
        return self

    async def __anext__(self) -> bytes:
        if not self.pieces:
            raise StopAsyncIteration
        return self.pieces.pop(0)

    async def __call__(self) -> bytes:
        return b"".join([piece async for piece in self])

    def response_bytes(self, status: int, _headers: Any, _body: bytes) -> None:
        self.status = status

    def response_empty(self, status: int, _headers: Any) -> None:
        self.status = status


def scope(path: str, size: int) -> Any:
    headers = {"content-length": str(size)}
    every = SimpleNamespace(keys=headers.keys, get_all=lambda name: [headers[name]])
    return SimpleNamespace(
        proto="http", method="POST", path=path, query_string="", server="127.0.0.1:80", client="127.0.0.1:9",
        http_version="1.1", headers=every, authority="x", scheme="http",
    )  # fmt: skip


def asked(path: str, size: int, monkeypatch: pytest.MonkeyPatch, most_held: int = 10**9) -> tuple[int, list[str]]:
    """What was answered, and how often a file on the disk was opened for the body."""
    opened: list[str] = []
    real = tempfile.SpooledTemporaryFile

    def counted(*words: Any, **more: Any) -> Any:
        opened.append(path)
        return real(*words, **more)

    def app(environ: dict[str, Any], start: Any) -> list[bytes]:
        assert len(environ["wsgi.input"].read()) == size
        start("204 No Content", [])
        return [b""]

    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", counted)
    monkeypatch.setattr(bridge, "MOST_HELD", most_held)
    served = Bridge(app, largest_body=10**9, in_memory=("/reports/",), largest_in_memory=10**9)
    line = Line([b"x" * (size // 2), b"x" * (size - size // 2)])
    _serve(served, scope(path, size), line)
    assert served._held == 0
    return line.status, opened


def _serve(served: Bridge, asked_for: Any, line: Line) -> None:
    """In a thread of its own: a browser's loop may run in this one."""
    with ThreadPoolExecutor(1) as aside:
        aside.submit(lambda: asyncio.run(served.__rsgi__(asked_for, line))).result()


def test_the_bridge_holds_a_report_in_memory_and_only_so_much(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked("/reports/1/files", 600_000, monkeypatch) == (204, [])
    assert asked("/applications/1/documents/2", 600_000, monkeypatch) == (204, [])
    assert asked("/applications/1/documents/2", 3_000_000, monkeypatch)[1] != []
    monkeypatch.setattr(bridge, "MOST_SPARED", 500_000)
    assert asked("/applications/1/documents/2", 600_000, monkeypatch)[1] != []
    assert asked("/reports/1/files", 600_000, monkeypatch, most_held=400_000)[0] == 408


class SlowLine(Line):
    """A sender who begins, and then lets the others wait."""

    async def __anext__(self) -> bytes:
        if not self.pieces:
            await asyncio.Event().wait()
        return self.pieces.pop(0)


def from_stranger(line: Line, size: int) -> tuple[int, list[int]]:
    """What somebody who has not signed in was answered, and how much of it the application saw."""
    seen: list[int] = []

    def app(environ: dict[str, Any], start: Any) -> list[bytes]:
        seen.append(len(environ["wsgi.input"].read()))
        assert environ["CONTENT_LENGTH"] == str(seen[0])
        start("204 No Content", [])
        return [b""]

    served = Bridge(
        app, largest_body=10**9, in_memory=("/reports/",), largest_in_memory=10**9, knows=lambda _environ: False
    )
    _serve(served, scope("/reports/1/files", size), line)
    assert served._held == 0
    return line.status, seen


def test_little_is_held_of_who_has_not_signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    assert from_stranger(Line([b"x" * 600]), 600) == (204, [600])
    assert from_stranger(Line([b"x" * 600_000]), 600_000) == (204, [0])
    monkeypatch.setattr(bridge, "STRANGER_SECONDS", 0.01)
    assert from_stranger(SlowLine([b"x" * 100]), 600) == (408, [])
    monkeypatch.setattr(bridge, "MOST_HELD_WITH_STRANGERS", 400)
    assert from_stranger(Line([b"x" * 600]), 600) == (408, [])
    assert asked("/reports/1/files", 600, monkeypatch)[0] == 204


def test_who_stops_in_the_middle_of_a_body_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "IDLE_SECONDS", 0.01)
    line = SlowLine([b"x" * 100])
    _serve(Bridge(lambda _environ, _start: [], largest_body=10**9), scope("/applications/1/documents/2", 600), line)
    assert line.status == 408


def test_half_a_body_is_no_request() -> None:
    line = Line([b"x" * 100])
    _serve(Bridge(lambda _environ, _start: [], largest_body=10**9), scope("/applications/1/documents/2", 600), line)
    assert line.status == 408


def test_the_bridge_knows_who_comes_signed_in(sign_in: Any, client: Any, app: Any) -> None:
    around = mentoring.circle()
    member = sign_in(around.member, private_key=around.member_key)
    name = app.config["SESSION_COOKIE_NAME"]
    client.get("/sign-in")
    for cookie, known in ((member.get_cookie(name), True), (client.get_cookie(name), False)):
        sent = f"{name}={cookie.value}" if cookie is not None else ""
        assert comes_signed_in(app, {"HTTP_COOKIE": sent}) is known
    content, _, signature = member.get_cookie(name).value.rpartition(".")
    assert not comes_signed_in(app, {"HTTP_COOKIE": f"{name}={content}.{signature[::-1]}"})


def test_a_file_in_memory_is_read_like_any_other_and_not_copied() -> None:
    held = Held()
    held.write(b"statutes")
    assert held.read() == b""
    held.seek(0)
    assert (held.read(3), held.read(), held.read()) == (b"sta", b"tutes", b"")
    for all_of_it in ((), (-1,), (None,)):
        held.seek(0)
        assert held.read(*all_of_it) is held.getvalue()
        assert (held.read(), held.getvalue()) == (b"", b"statutes")
