"""The whole file as one PDF: conforming to PDF/A-3, its originals inside, readable years later."""

from __future__ import annotations

import hashlib
import io
import random
from typing import Any

import docx
import pikepdf
import pypdfium2
import pytest

from capacity.admission.applications import actions, queries
from capacity.admission.applications.models import Application, Dossier
from capacity.core import outbox, papers, previews
from capacity.core.db import db
from capacity.core.files import store
from capacity.core.inspection import Accepted, Kind, accept
from capacity.core.jobs import Job
from capacity.core.unit_of_work import unit_of_work
from capacity.demo import cast
from capacity.web import previews as web_previews
from capacity.web.security import limiter
from tests.admission.applications.test_papers import pdf
from tests.factories import admission, people

pytestmark = pytest.mark.one_database
TEXT = "Nous accompagnons les femmes. 🙂 ⴰⵎⴰⵣⵉⵖ\nجمعية الواحة"


def word() -> bytes:
    made = io.BytesIO()
    document = docx.Document()
    document.add_heading("Statuts de l’association")
    document.add_paragraph("Article premier : الاسم")
    document.add_table(1, 2).rows[0].cells[0].text = "Siège"
    document.save(made)
    return made.getvalue()


@pytest.fixture
def sent(db_session: Any, clock: Any) -> Application:
    clock.stop_at(admission.DURING)
    made = admission.complete(text=TEXT)
    kept = [(pdf(), "statuts.pdf"), (cast.photo(random.Random(1)), "وصل.jpg"), (word(), "statuts.docx")]
    with unit_of_work():
        papers_asked = queries.draft(made).papers
        for paper, (data, name) in zip(papers_asked, kept, strict=False):
            actions.attach(
                made, paper, accept(data, name), replace=True, actor=admission.actor_of(made.association),
                now=admission.DURING,
            )  # fmt: skip
        rest = Accepted(pdf(), "rest.pdf", Kind.PDF.value, 1)
        for paper in papers_asked[3:]:
            actions.attach(
                made, paper, rest, replace=True, actor=admission.actor_of(made.association), now=admission.DURING
            )
    admission.send(made)
    return made


def asked_for(client: Any, made: Application, desk: str = "") -> bytes:
    """Ask for the file, let the work be done, and take it."""
    page = f"{desk}/applications/{made.id}" + ("" if desk else "/receipt")
    assert client.submit_form(page, form="/whole-file").status_code == 302
    db.session.rollback()
    outbox.run_due()
    again = client.submit_form(page, form="/whole-file")
    assert again.headers["Location"].endswith("/whole-file.pdf")
    return bytes(client.get(again.headers["Location"]).data)


def test_the_file_conforms_and_holds_the_originals(sent: Application, sign_in: Any) -> None:
    content = asked_for(sign_in(admission.member_of(sent.association)), sent)
    snapshot = queries.application(sent.id).snapshots[-1]  # type: ignore[union-attr]
    with pikepdf.open(io.BytesIO(content)) as document:
        with document.open_metadata() as told:
            assert told.pdfa_status == "3A"
        assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert document.Root.MarkInfo.Marked
        assert document.trailer.get("/Encrypt") is None
        named = list(document.Root.AF)
        assert {str(one.AFRelationship) for one in named} == {"/Source", "/Data"}
        for one in named:
            assert one.EF.F.Subtype is not None
            assert one.EF.F.Params.Size == len(one.EF.F.read_bytes())
            assert one.EF.F.Params.ModDate is not None
        inside = {str(one.UF): one.EF.F.read_bytes() for one in named}
        assert hashlib.sha256(inside["submission.json"]).hexdigest() == snapshot.sha256
        written = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content))
        shown = "".join(written.replace("\u200b", "").split())
        for joined in queries.application(sent.id).documents:  # type: ignore[union-attr]
            if joined.replaced_at is None:
                name, original = next(pair for pair in inside.items() if pair[0].endswith(joined.file.filename))
                assert original == store().read(joined.file)
                assert joined.file.sha256 in shown, name
        assert snapshot.sha256 in shown
        assert "Articlepremier" in shown
        assert document.pages[-1].get_images(), "the pages of the documents are drawn"


def places_of(content: bytes, number: str, ending: str) -> list[float]:
    """How far from the left edge a file's number and the ending of its name stand, on the first line that has both."""
    for page in (one.get_textpage() for one in pypdfium2.PdfDocument(content)):
        where = {word: [page.get_charbox(at) for at in starts(page, word)] for word in (number, ending)}
        for left, bottom, *_rest in where[ending]:
            beside = [one[0] for one in where[number] if abs(one[1] - bottom) < 4]
            if beside:
                return [beside[0], left]
    raise AssertionError(f"no line has {number} and {ending}")


def starts(page: Any, word: str) -> list[int]:
    """Where a word begins on a page, each time."""
    found, search = [], page.search(word)
    while (hit := search.get_next()) is not None:
        found.append(hit[0])
    return found


def test_it_is_made_once_for_each_language_and_kept(sent: Application, sign_in: Any) -> None:
    client = sign_in(admission.member_of(sent.association))
    assert asked_for(client, sent) == asked_for(client, sent)
    page = client.page(f"/jobs/{db.session.query(Job).order_by(Job.id).first().id}")  # type: ignore[union-attr]
    assert 'class="rooms' not in page, "the frame is an association's, not the desk's"
    assert f'href="/applications/{sent.id}/receipt">' in page
    coordinator = people.coordinator("MA-08")
    coordinator.language = "ar"
    arabic = asked_for(sign_in(coordinator), sent, "/desk")
    assert places_of(arabic, "02", "jpg") == sorted(places_of(arabic, "02", "jpg"), reverse=True), "read from the right"
    assert db.session.query(Dossier).count() == 2


def test_strangers_and_drafts_have_none(sent: Application, sign_in: Any) -> None:
    stranger = sign_in(admission.member_of(admission.association()))
    assert stranger.get(f"/applications/{sent.id}/whole-file.pdf").status_code == 404
    draft = admission.draft()
    own = sign_in(admission.member_of(draft.association))
    assert own.get(f"/applications/{draft.id}/whole-file.pdf").status_code == 404


def test_a_joined_file_stays_in_its_place(db_session: Any) -> None:
    for path in ("../evil", "papers/letterhead.typ"):
        with pytest.raises(ValueError):
            papers.render("papers/specimen.typ", {}, language="fr", joined={path: b""})


def test_files_are_looked_at_without_a_program(sent: Application, sign_in: Any) -> None:
    client = sign_in(admission.member_of(sent.association))
    files = {one.file.media_type: one for one in sent.documents if one.replaced_at is None}
    base = f"/applications/{sent.id}/files"
    words = client.page(f"{base}/{files[Kind.DOCX.value].id}/preview")
    assert "Article premier" in words
    assert "Siège" in words
    for kind in (Kind.PDF, Kind.JPEG):
        address = f"{base}/{files[kind.value].id}/preview"
        assert f"{address}?page=1" in client.page(address)
        picture = client.get(f"{address}?page=1")
        assert picture.data.startswith(b"\xff\xd8")
        assert "sandbox" in picture.headers["Content-Security-Policy"]
        for nowhere in ("0", "2", "-1", "99999"):
            assert client.get(f"{address}?page={nowhere}").status_code == 404
    desk = sign_in(people.coordinator("MA-08"))
    assert desk.get(f"/desk{base}/{files[Kind.PDF.value].id}/preview?page=1").data.startswith(b"\xff\xd8")


def test_few_pages_are_drawn_at_once_and_the_next_is_told_when_to_come_back(
    sent: Application, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(admission.member_of(sent.association))
    now = [one for one in sent.documents if one.replaced_at is None]
    joined = next(one for one in now if one.file.media_type == Kind.PDF.value)
    address = f"/applications/{sent.id}/files/{joined.id}/preview?page=1"
    client.allow_failures = True
    monkeypatch.setattr(web_previews, "PATIENCE_SECONDS", 0.01)
    for _ in range(previews.MOST_AT_ONCE):
        assert previews._desks.acquire(blocking=False)
    try:
        busy = client.get(address)
    finally:
        previews._desks.release(previews.MOST_AT_ONCE)
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "5")
    assert client.get(address).status_code == 200


def test_pictures_of_pages_are_limited_by_address(
    sent: Application, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(admission.member_of(sent.association))
    now = [one for one in sent.documents if one.replaced_at is None]
    joined = next(one for one in now if one.file.media_type == Kind.PDF.value)
    address = f"/applications/{sent.id}/files/{joined.id}/preview?page="
    monkeypatch.setattr(web_previews, "_slowly", limiter.shared_limit("2 per minute", scope="a test"))
    assert [client.get(f"{address}{page}").status_code for page in (0, 0, 1)] == [404, 404, 429]
