"""The association's own folder: papers are kept once with their versions, offered again, and warned of in time."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.applications import queries as applications
from capacity.core import clock as core_clock
from capacity.core import outbox
from capacity.core.db import db
from capacity.core.unit_of_work import unit_of_work
from capacity.people.associations import actions, queries
from capacity.people.associations.models import Association, LastingPaper, Member
from capacity.people.associations.states import (
    WARNED_BEFORE,
    PaperStanding,
    Standing,
    kind_of_other,
    paper_standing,
    warned_at,
)
from tests.admission.applications.test_papers import paper_of, pdf, send
from tests.factories import admission, people

pytestmark = pytest.mark.one_database
TODAY = admission.DURING.date()
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(DAYS, DAYS)
def test_a_paper_is_warned_of_before_it_expires_and_never_after(expires_on: date, today: date) -> None:
    standing = paper_standing(expires_on, today)
    assert (standing is PaperStanding.EXPIRED) == (today > expires_on)
    assert (standing is PaperStanding.EXPIRING) == (expires_on - WARNED_BEFORE <= today <= expires_on)
    assert core_clock.local(warned_at(expires_on)).date() == expires_on - WARNED_BEFORE
    assert paper_standing(None, today) is PaperStanding.LASTING


def test_another_document_is_the_same_however_it_is_spelt() -> None:
    assert kind_of_other("Règlement intérieur") == kind_of_other("REGLEMENT  interieur")
    assert kind_of_other("Règlement intérieur") != kind_of_other("Règlement financier")


@pytest.fixture
def seat(db_session: Any, clock: Any) -> Association:
    clock.stop_at(admission.DURING)
    return admission.association()


@pytest.fixture
def client(seat: Association, sign_in: Any) -> Any:
    member = admission.member_of(seat)
    member.language = "en"
    return sign_in(member)


def add(client: Any, seat: Association, **more: Any) -> Any:
    address = f"/association/{seat.id}/documents"
    data = {"kind": "statutes", "files": (io.BytesIO(pdf()), "statuts.pdf"), **more}
    return client.post(
        address, data={"csrf_token": client.csrf_token(address), **data}, content_type="multipart/form-data"
    )


def kept() -> list[LastingPaper]:
    db.session.rollback()
    return db.session.query(LastingPaper).order_by(LastingPaper.id).all()


def test_a_newer_version_takes_the_place_and_the_earlier_one_can_still_be_read(client: Any, seat: Association) -> None:
    add(client, seat, dated="2016-05-01", expires_on="2020-05-01")
    (first,) = kept()
    address = f"/association/documents/{first.id}"
    data = {"csrf_token": client.csrf_token(address), "files": (io.BytesIO(pdf()), "statuts-2018.pdf")}
    client.post(address, data=data, content_type="multipart/form-data")
    first, second = kept()
    assert (first.version, second.version) == (1, 2)
    assert first.replaced_at is not None
    page = client.page(f"/association/documents/{second.id}")
    assert "statuts.pdf" in page
    assert client.get(f"/association/documents/{first.id}/file").data.startswith(b"%PDF")
    assert "no longer offered" in client.page(f"/association/documents/{first.id}")


def test_what_is_wrong_is_said_and_what_was_typed_stays(client: Any, seat: Association) -> None:
    wrong = add(client, seat, kind="other", title="", dated="2016-05-01").get_data(as_text=True)
    assert "Give the document a name." in wrong
    assert "2016-05-01" in wrong
    assert "cannot expire before" in add(client, seat, dated="2016-05-01", expires_on="2016-04-01").get_data(
        as_text=True
    )
    assert "not accepted" in add(client, seat, files=(io.BytesIO(b"MZ"), "a.pdf")).get_data(as_text=True)
    assert kept() == []
    add(client, seat, kind="other", title="Règlement intérieur")
    assert kept()[0].label.text("en") == "Règlement intérieur"


def test_the_folder_is_the_association_s_own(client: Any, seat: Association, sign_in: Any) -> None:
    add(client, seat)
    (paper,) = kept()
    for stranger in (people.coordinator("MA-08"), admission.member_of(admission.association())):
        other = sign_in(stranger)
        assert other.get(f"/association/{seat.id}/documents").status_code == 404
        assert other.get(f"/association/documents/{paper.id}/file").status_code == 404


def test_a_warning_goes_out_a_month_before_and_only_for_the_version_in_force(
    client: Any, seat: Association, letters: Any, clock: Any
) -> None:
    expires_on = TODAY + timedelta(days=60)
    add(client, seat, expires_on=expires_on.isoformat())
    add(client, seat, kind="board_list", expires_on=expires_on.isoformat())
    add(client, seat, kind="board_list", expires_on=(TODAY + timedelta(days=400)).isoformat())
    outbox.run_due()
    to = admission.member_of(seat).email
    assert letters(to=to) == []
    clock.stop_at(warned_at(expires_on))
    (letter,) = [one for one in letters(to=to) if "expires" in one.subject]
    assert "Statutes" in letter.subject
    assert f"/association/documents/{kept()[0].id}" in letter.text
    home = client.page("/")
    assert "Send a newer version" in home


def test_the_folder_is_offered_with_an_application_and_the_desk_sees_the_version(
    client: Any, seat: Association, sign_in: Any
) -> None:
    add(client, seat, dated="2016-05-01", expires_on="2020-05-01")
    draft = admission.draft(by=seat)
    page = client.page(f"/applications/{draft.id}/documents")
    assert "In your folder" in page
    client.submit_form(f"/applications/{draft.id}/documents", form=f"/documents/{paper_of(draft).id}/reuse")
    (joined,) = applications.draft(draft).files[paper_of(draft).id]
    assert joined.paper_id == kept()[0].id


def test_an_expired_paper_is_not_joined(client: Any, seat: Association, clock: Any) -> None:
    add(client, seat, expires_on=(TODAY + timedelta(days=1)).isoformat())
    draft = admission.draft(by=seat)
    address = f"/applications/{draft.id}/documents"
    clock.stop_at(admission.DURING + timedelta(days=2))
    assert "expired on" in client.page(address)
    token = client.csrf_token(address)
    answer = client.post(f"{address}/{paper_of(draft).id}/reuse", data={"csrf_token": token})
    assert answer.status_code == 409
    assert applications.draft(draft).files == {}


def test_what_lasts_and_is_sent_with_an_application_comes_into_the_folder(client: Any, seat: Association) -> None:
    draft = admission.draft(by=seat)
    send(client, draft, pdf(), "statuts.pdf")
    (paper,) = kept()
    assert (paper.kind, paper.version) == ("statutes", 1)
    send(client, draft, pdf(pages=2), "statuts-2.pdf", replace="y")
    assert [one.version for one in kept()] == [1, 2]


def test_a_coordinator_sees_which_version_was_joined(clock: Any, sign_in: Any, db_session: Any) -> None:
    sent = admission.submitted()
    clock.stop_at(admission.DURING)
    coordinator = people.coordinator("MA-08")
    coordinator.language = "en"
    page = sign_in(coordinator).page(f"/desk/applications/{sent.id}?tab=documents")
    assert "version 1 of the association’s folder" in page


def test_taking_a_paper_out_keeps_it_where_it_was_sent(client: Any, seat: Association) -> None:
    draft = admission.draft(by=seat)
    send(client, draft, pdf(), "statuts.pdf")
    client.submit_form(f"/association/documents/{kept()[0].id}", form="/remove")
    assert kept()[0].replaced_at is not None
    assert applications.draft(draft).files[paper_of(draft).id]
    assert "Nothing is kept here yet" in client.page(f"/association/{seat.id}/documents")


def test_dates_are_corrected(client: Any, seat: Association) -> None:
    add(client, seat)
    number = kept()[0].id
    client.submit_form(
        f"/association/documents/{number}", {"now-expires_on": "2019-01-01", "now-dated": "2017-01-01"}, form="/dates"
    )
    assert (kept()[0].dated, kept()[0].expires_on) == (date(2017, 1, 1), date(2019, 1, 1))


def test_merged_associations_have_one_folder(client: Any, seat: Association, clock: Any) -> None:
    gone = admission.association()
    gone.members.append(Member(person=admission.member_of(seat), standing=Standing.MEMBER, joined_at=admission.DURING))
    db.session.commit()
    add(client, seat, kind="board_list")
    add(client, seat)
    clock.stop_at(admission.DURING + timedelta(hours=1))
    add(client, gone)
    gone.merged_into_id = seat.id
    db.session.commit()
    board, old, new = kept()
    for number in (seat.id, gone.id):
        assert [one.id for one in queries.folder(number)] == [board.id, new.id]
        assert queries.offered(number, ["statutes"]) == {"statutes": new}
        assert queries.count_of_papers(number) == 2
    assert [one.id for one in queries.versions(new)] == [new.id, old.id]
    with unit_of_work():
        actions.take_away_paper(new, actor=admission.actor_of(seat), now=admission.AFTER)
    assert [one.kind for one in queries.folder(seat.id)] == ["board_list"]


def test_what_was_sent_under_the_other_name_is_offered(db_session: Any) -> None:
    sent, kept_one = admission.submitted(), admission.association()
    earlier = {
        one.key for one in sent.call.documents if one.lasting and one.id in {f.document_id for f in sent.documents}
    }
    sent.association.merged_into_id = kept_one.id
    db.session.commit()
    later = admission.draft(admission.call(), kept_one)
    assert earlier
    assert set(applications.lasting_files(later)) == earlier
