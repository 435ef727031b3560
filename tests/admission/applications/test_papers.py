"""Documents: taken in after inspection, opened in a sandbox, kept when replaced; hostile ones are refused."""

from __future__ import annotations

import io
import os
import random
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
import sqlalchemy as sa
from flask import current_app
from sqlalchemy import event

from capacity.admission.applications import actions, queries
from capacity.admission.applications.models import Application, ApplicationDocument
from capacity.admission.applications.states import FILES_MAX, ApplicationState
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.files import store
from capacity.core.unit_of_work import unit_of_work
from capacity.demo import cast
from tests.factories import admission, people

pytestmark = pytest.mark.one_database


def pdf(pages: int = 1) -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as empty:
        for _page in range(pages):
            empty.add_blank_page()
        empty.save(made)
    return made.getvalue()


def with_script() -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as empty:
        empty.add_blank_page()
        empty.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        empty.save(made)
    return made.getvalue()


def paper_of(application: Application, key: str = "statutes") -> Any:
    return next(paper for paper in queries.draft(application).papers if paper.key == key)


def send(client: Any, application: Application, content: bytes, name: str, **more: str) -> Any:
    paper = paper_of(application).id
    number = application.id
    token = client.csrf_token(f"/applications/{number}/documents")
    data = {
        "csrf_token": token,
        f"d{paper}-files": (io.BytesIO(content), name),
        **{f"d{paper}-{k}": v for k, v in more.items()},
    }
    return client.post(f"/applications/{number}/documents/{paper}", data=data, content_type="multipart/form-data")


@pytest.fixture
def drafting(sign_in: Any, clock: Any) -> tuple[Any, Application]:
    made = admission.draft()
    clock.stop_at(admission.DURING)
    return sign_in(admission.member_of(made.association)), made


def test_a_pdf_and_a_photo_are_taken_in_and_shown_in_a_sandbox(drafting: Any) -> None:
    client, made = drafting
    send(client, made, pdf(), "القانون الأساسي.pdf")
    send(client, made, cast.photo(random.Random(1)), "page.jpg")
    files = db.session.query(ApplicationDocument).order_by(ApplicationDocument.id).all()
    assert [one.file.media_type for one in files] == ["application/pdf", "image/jpeg"]
    page = client.page(f"/applications/{made.id}/documents")
    assert "القانون الأساسي.pdf" in page
    shown = client.get(f"/applications/{made.id}/files/{files[0].id}")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert shown.data.startswith(b"%PDF")
    key = files[0].document_id and next(one.key for one in made.call.documents if one.id == files[0].document_id)
    assert f"filename={key}.pdf; filename*=UTF-8" in shown.headers["Content-Disposition"], (
        "what it is, in Latin letters"
    )


def test_files_that_an_acknowledged_act_names_are_on_the_disk_before_it_is_kept(
    drafting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted call by call: the file and the folder that holds it, then the transaction that names it."""
    client, made = drafting
    calls: list[object] = []
    sync = os.fsync

    def synced(handle: int) -> None:
        sync(handle)
        calls.append(os.fstat(handle).st_ino)

    def committed(_connection: Any) -> None:
        calls.append("commit")

    monkeypatch.setattr(os, "fsync", synced)
    event.listen(db.engine, "commit", committed)
    assert send(client, made, pdf(), "statuts.pdf").status_code == 302
    event.remove(db.engine, "commit", committed)
    kept = db.session.query(ApplicationDocument).one().file
    lies = current_app.config["SETTINGS"].data / "documents" / kept.key
    places = {lies.stat().st_ino, lies.parent.stat().st_ino}
    *synced, last = [one for one in calls if one in {*places, "commit"}][-3:]
    assert last == "commit"
    assert set(synced) == places
    assert [calls.count(place) for place in places] == [1, 1]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.pdf"),
        (b"<html><script>alert(1)</script>", "page.html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "picture.svg"),
        (b"%PDF-1.7 broken", "broken.pdf"),
        (b"MZ\x90\x00", "statutes.pdf"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "bomb.png"),
        (with_script(), "script.pdf"),
        (pdf(), "photo.jpg"),
        (b"x" * 40, "../../etc/passwd"),
    ],
)
def test_hostile_files_are_refused_with_a_sentence(drafting: Any, content: bytes, name: str) -> None:
    client, made = drafting
    answer = send(client, made, content, name)
    assert answer.status_code == 422
    assert 'class="errors' in answer.get_data(as_text=True)
    assert db.session.query(ApplicationDocument).count() == 0


def test_a_replaced_file_is_kept_aside(drafting: Any) -> None:
    client, made = drafting
    send(client, made, pdf(), "first.pdf")
    send(client, made, pdf(2), "second.pdf", replace="y")
    first, second = db.session.query(ApplicationDocument).order_by(ApplicationDocument.id).all()
    assert first.replaced_at is not None
    assert second.replaced_at is None
    standing, _aside, _below = client.page(f"/applications/{made.id}/documents?lang=en").partition("kept aside")
    assert "first.pdf" not in standing
    client.submit_form(f"/applications/{made.id}/documents", form=f"/files/{second.id}/remove")
    db.session.expire_all()
    assert db.session.get_one(ApplicationDocument, second.id).replaced_at is not None
    assert store().read(second.file)


def test_a_lasting_document_of_an_earlier_application_is_used_again(sign_in: Any, clock: Any) -> None:
    seat = admission.association()
    admission.submitted(by=seat)
    later = admission.draft(admission.call(), seat)
    clock.stop_at(admission.DURING)
    client = sign_in(admission.member_of(seat))
    lasting, passing = paper_of(later, "statutes"), paper_of(later, "motivation_letter")
    client.submit_form(f"/applications/{later.id}/documents", form=f"/documents/{lasting.id}/reuse")
    assert db.session.query(ApplicationDocument).filter_by(application_id=later.id).one().document_id == lasting.id
    assert f"/documents/{passing.id}/reuse" not in client.page(f"/applications/{later.id}/documents")


def test_there_is_an_end_to_files(db_session: Any) -> None:
    made = admission.draft()
    paper, actor = paper_of(made), admission.actor_of(made.association)
    with unit_of_work():
        for number in range(FILES_MAX):
            another = replace(admission.PDF, data=b"%d" % number)
            actions.attach(made, paper, another, actor=actor, now=admission.DURING)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.attach(made, paper, admission.PDF, actor=actor, now=admission.DURING)


def test_the_desk_opens_what_was_sent_and_no_draft(sign_in: Any, clock: Any) -> None:
    call = admission.call()
    sent, draft = admission.submitted(call), admission.complete(call)
    clock.stop_at(admission.DURING)
    staff = sign_in(people.coordinator("MA-08"))
    assert staff.get(f"/desk/applications/{sent.id}/files/{sent.documents[0].id}").status_code == 200
    assert staff.get(f"/desk/applications/{draft.id}/files/{draft.documents[0].id}").status_code == 302
    elsewhere = sign_in(people.coordinator("MA-02"))
    elsewhere.page(f"/desk/applications/{sent.id}/files/{sent.documents[0].id}", status=404)


def test_what_was_sent_meanwhile_takes_no_file_and_gives_none_away(db_session: Any) -> None:
    """The object in hand still says draft; the row, which is locked and read anew, says sent."""
    made = admission.draft()
    paper, actor, now = paper_of(made), admission.actor_of(made.association), admission.DURING
    with unit_of_work():
        actions.attach(made, paper, admission.PDF, actor=actor, now=now)
    (joined,) = made.documents
    stored = joined.file
    assert made.state is ApplicationState.DRAFT
    sent = sa.update(Application).where(Application.id == made.id).values(state=ApplicationState.SUBMITTED)
    for act in (
        lambda: actions.attach(made, paper, admission.PDF, actor=actor, now=now),
        lambda: actions.reuse(made, paper, stored, actor=actor, now=now),
        lambda: actions.join(made, paper, stored, actor=actor, now=now),
        lambda: actions.detach(made, joined.id, actor=actor, now=now),
        lambda: actions.put_back(made, joined.id, actor=actor, now=now),
    ):
        with pytest.raises(RuleBroken), unit_of_work():
            db.session.execute(sent, execution_options={"synchronize_session": False})
            act()


def test_what_was_replaced_or_taken_away_is_put_back(drafting: Any) -> None:
    client, made = drafting
    number = made.id
    send(client, made, pdf(1), "first.pdf")
    send(client, made, pdf(2), "second.pdf", replace="y")
    page = client.page(f"/applications/{number}/documents?lang=en")
    assert "1 earlier file, kept aside" in page
    earlier = db.session.scalars(sa.select(ApplicationDocument).order_by(ApplicationDocument.id)).first()
    assert earlier is not None
    token = {"csrf_token": client.csrf_token(f"/applications/{number}/documents")}
    for _time in range(2):
        assert client.post(f"/applications/{number}/files/{earlier.id}/put-back", data=token).status_code == 302
    standing = queries.draft(db.session.get_one(Application, number)).files[paper_of(made).id]
    assert [one.file.filename for one in standing] == ["second.pdf", "first.pdf"]
    assert "kept aside" not in client.page(f"/applications/{number}/documents?lang=en")


def test_a_file_sent_again_because_no_answer_came_is_joined_once(drafting: Any) -> None:
    client, made = drafting
    statutes = pdf()
    for _time in range(2):
        assert send(client, made, statutes, "statuts.pdf").status_code == 302
    assert db.session.scalar(sa.select(sa.func.count(ApplicationDocument.id))) == 1
