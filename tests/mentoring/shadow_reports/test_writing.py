"""Versions, comments, files and the way to submission."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
import sqlalchemy as sa

from capacity.core import clock, vault
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from capacity.mentoring.shadow_reports import actions, queries
from capacity.mentoring.shadow_reports.models import ReportFile, ReportVersion, ShadowReport
from capacity.mentoring.shadow_reports.states import AbandonReason, Channel, ReportState
from capacity.people.associations.queries import actor_of
from tests.factories import mentoring, people
from tests.factories.mentoring import NOW, Circle

CODE = vault.recovery_code_of("the secret of a browser", "b")


def _pdf() -> bytes:
    held = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(held)
    return held.getvalue()


def test_each_save_is_a_version_and_the_first_section_begins_drafting(db_session: Any) -> None:
    around = mentoring.circle()
    assert around.report().state is ReportState.OUTLINE
    first = around.save("Un")
    second = around.save("Deux", base=first)
    assert (first, second, around.report().versions) == (2, 3, 3)
    assert around.report().state is ReportState.DRAFTING


def test_the_same_text_twice_is_one_version(db_session: Any) -> None:
    around = mentoring.circle()
    first = around.save("Un")
    assert around.save("Un", base=first) == first
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ReportVersion)) == 2


def test_of_two_who_save_at_once_the_second_is_told(db_session: Any) -> None:
    around = mentoring.circle()
    around.save("Un")
    with pytest.raises(RuleBroken):
        around.save("Deux", base=0)
    assert around.reads(around.member, around.member_key) == "Un"


def test_a_sealed_version_moved_elsewhere_does_not_open(db_session: Any) -> None:
    around = mentoring.circle()
    first = around.save("Un")
    around.save("Deux", base=first)
    rows = {row.number: row for row in db.session.scalars(sa.select(ReportVersion))}
    rows[3].sealed = rows[2].sealed
    db.session.commit()
    with pytest.raises(Exception):  # noqa: B017 - whatever it is, it must not open
        around.reads(around.member, around.member_key)


def test_a_repeated_start_makes_no_second_report(sign_in: Any) -> None:
    around = mentoring.circle()
    member = sign_in(around.member, private_key=around.member_key)
    mechanism = mentoring.mechanism("CRC")
    token = member.csrf_token("/reports/start")
    data = {
        "csrf_token": token,
        "request_id": "a" * 32,
        "title": "Enfance",
        "authors": f"association:{around.association.id}",
        "mechanism": str(mechanism.id),
        "event": "",
        "language": "fr",
    }
    shown = member.post("/reports/start", data=data)
    assert shown.status_code == 200
    assert "no-store" in shown.headers["Cache-Control"]
    again = member.post("/reports/start", data=data)
    printed = re.search("<code>([0-9A-Z-]{29})</code>", again.get_data(as_text=True))
    assert printed is not None, "who pressed twice reads the code, which nobody could send a second time"
    assert printed[1] in shown.get_data(as_text=True)
    elsewhere = sign_in(around.member, private_key=around.member_key)
    data["csrf_token"] = elsewhere.csrf_token("/reports/start")
    assert elsewhere.post("/reports/start", data=data).status_code == 302
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ShadowReport)) == 2


def test_somebody_without_a_key_is_told_how_to_get_one(db_session: Any) -> None:
    member = people.person()
    people.association(member)
    with pytest.raises(RuleBroken):
        actor = actor_of(member)
        with unit_of_work():
            actions.start(
                mechanism=mentoring.mechanism(), association_ids=actor.association_ids, mentorship=None, event=None,
                language="fr", title="x", request_id="b" * 32, code=CODE, actor=actor, now=NOW,
            )  # fmt: skip


def test_writing_comparing_commenting_joining_through_the_pages(sign_in: Any) -> None:
    around = mentoring.circle()
    member = sign_in(around.member, private_key=around.member_key)
    guide = sign_in(around.mentor, private_key=around.mentor_key)
    url = f"/reports/{around.report_id}"
    assert (
        member.submit_form(f"{url}/sections/method", {"text": "Trente entretiens"}, form="writing").status_code == 302
    )
    assert (
        member.submit_form(f"{url}/sections/method", {"text": "Quarante entretiens"}, form="writing").status_code == 302
    )
    compared = guide.page(f"{url}/versions/3")
    assert "<ins>" in compared
    assert "<del>" in compared
    assert guide.submit_form(f"{url}/sections/method", {"comment": "Où ?"}, form="commenting").status_code == 302
    assert "Où ?" in member.page(f"{url}/sections/method")
    assert guide.submit_form(f"{url}/sections/method", {"comment": ""}, form="commenting").status_code == 422
    joined = {"file": (io.BytesIO(_pdf()), "annexe.pdf")}
    assert member.submit_form(f"{url}/files", joined).status_code == 302
    assert "annexe.pdf" in guide.page(url)
    joined_id = db.session.scalars(sa.select(ReportFile.id)).one()
    assert guide.get(f"/reports/files/{joined_id}").data.startswith(b"%PDF-")
    assert member.get(f"{url}/paper.pdf").data.startswith(b"%PDF-")
    assert guide.get(f"{url}/sections/method").headers["Cache-Control"] == "no-store"
    assert member.submit_form(f"{url}/files", {"file": (io.BytesIO(b"no"), "x.pdf")}).status_code == 422


def test_a_mentor_reads_and_comments_but_does_not_write(sign_in: Any) -> None:
    around = mentoring.circle()
    guide = sign_in(around.mentor, private_key=around.mentor_key)
    url = f"/reports/{around.report_id}/sections/method"
    token = guide.csrf_token("/library")
    assert guide.post(url, data={"csrf_token": token, "text": "x", "base": "0"}).status_code == 403
    assert guide.get(f"/reports/{around.report_id}/submission").status_code == 404


def _ready(around: Circle, text: str = "Constats et recommandations") -> None:
    around.save(text)
    with unit_of_work():
        report = around.report()
        actions.decide_publication(report, publish=False, actor=around.writing, now=NOW)
        actions.check_sources(report, actor=around.writing, now=NOW)
        actions.send_to_review(report, actor=around.writing, now=NOW)
    with unit_of_work():
        party = queries.party(around.report().parties[0].id)
        assert party is not None
        actions.sign_off(party, actor=around.writing, now=NOW)


def _submit(around: Circle) -> None:
    with unit_of_work():
        report = around.report()
        ring = queries.opened_ring(report, around.member.id, around.member_key)
        actions.submit(
            report,
            on=NOW.date(),
            channel=Channel.EMAIL,
            reference="R-1",
            opened_ring=ring,
            actor=around.writing,
            now=NOW,
        )


def test_a_report_goes_all_the_way(db_session: Any) -> None:
    around = mentoring.circle()
    _ready(around)
    assert around.report().state is ReportState.SIGNED_OFF
    _submit(around)
    for act in (actions.consider, actions.follow_up):
        with unit_of_work():
            report = around.report()
            ring = queries.opened_ring(report, around.member.id, around.member_key)
            act(report, on=NOW.date(), words="Suite", opened_ring=ring, actor=around.writing, now=NOW)
    assert around.report().state is ReportState.FOLLOWED_UP


def test_a_report_beyond_the_limit_or_the_deadline_is_not_submitted(db_session: Any) -> None:
    around = mentoring.circle()
    _ready(around, text="mot " * 3301)
    with pytest.raises(RuleBroken):
        _submit(around)
    late = mentoring.circle()
    session = mentoring.event(NOW.date() + timedelta(days=20))
    with unit_of_work():
        actions.aim(late.report(), event=db.session.merge(session), language="fr", actor=late.writing, now=NOW)
    _ready(late)
    with pytest.raises(RuleBroken):
        _submit(late)
    assert late.report().state is ReportState.SIGNED_OFF


def test_a_change_after_review_asks_for_everything_again(db_session: Any) -> None:
    around = mentoring.circle()
    _ready(around)
    with unit_of_work():
        actions.return_to_drafting(around.report(), actor=around.guiding, now=NOW)
    assert around.report().parties[0].signed_off_at is None
    around.save("Autre", section="method")
    assert around.report().sources_checked_at is None


def test_nothing_is_written_in_review_and_nothing_submitted_unsigned(db_session: Any) -> None:
    around = mentoring.circle()
    around.save("Un")
    with unit_of_work():
        actions.send_to_review(around.report(), actor=around.writing, now=NOW)
    with pytest.raises(RuleBroken):
        around.save("Deux", section="method")
    with pytest.raises((RuleBroken, IllegalMove)):
        _submit(around)


def test_only_the_representative_signs_off(db_session: Any) -> None:
    around = mentoring.circle()
    around.save("Un")
    with unit_of_work():
        actions.send_to_review(around.report(), actor=around.writing, now=NOW)
    for somebody in (around.mentor, people.coordinator(), people.administrator()):
        with pytest.raises(RuleBroken), unit_of_work():
            party = queries.party(around.report().parties[0].id)
            assert party is not None
            actions.sign_off(party, actor=actor_of(somebody), now=NOW)


def test_a_report_given_up_keeps_its_reason_to_itself(db_session: Any, sign_in: Any) -> None:
    around = mentoring.circle()
    with unit_of_work():
        actions.abandon(around.report(), reason=AbandonReason.SAFETY, actor=around.writing, now=NOW)
    page = sign_in(people.coordinator()).page("/reports/progress?lang=en")
    assert "Given up" in page
    assert "risk" not in page


def test_submission_through_the_pages(sign_in: Any) -> None:
    around = mentoring.circle()
    around.save("Constats")
    member = sign_in(around.member, private_key=around.member_key)
    url = f"/reports/{around.report_id}"
    assert member.submit_form(f"{url}/publication", {"publish": "yes"}).status_code == 302
    assert member.submit_form(f"{url}/sources", {}).status_code == 422
    every = dict.fromkeys(("consent", "names", "details", "pictures"), "y")
    assert member.submit_form(f"{url}/sources", every).status_code == 302
    member.submit_form(url, form="/review")
    member.submit_form(url, form="/sign-off")
    assert member.submit_form(f"{url}/aim", {"language": "fr"}).status_code == 302
    sent = {"on": clock.today().isoformat(), "channel": "email", "reference": "Accusé 12"}
    assert member.submit_form(f"{url}/submission", sent).status_code == 302
    assert "Accusé 12" in member.page(url)
    for step in ("Examiné", "Suivi"):
        assert member.submit_form(f"{url}/next", {"words": step}).status_code == 302
    assert "Suivi" in member.page(url)
    db.session.expire_all()
    assert around.report().state is ReportState.FOLLOWED_UP


def test_giving_up_through_the_pages_asks_first(sign_in: Any) -> None:
    around = mentoring.circle()
    member = sign_in(around.member, private_key=around.member_key)
    url = f"/reports/{around.report_id}/abandon"
    assert member.submit_form(url, {"reason": ""}).status_code == 422
    assert member.submit_form(url, {"reason": "other"}).status_code == 302


def test_letters_of_a_review_name_the_mechanism_and_nothing_else(db_session: Any) -> None:
    around = mentoring.circle(title="Un titre à taire")
    around.save("Un")
    with unit_of_work():
        actions.send_to_review(around.report(), actor=around.writing, now=NOW)
    letters = db.session.scalars(sa.select(Letter).where(Letter.template.contains("shadow_reports"))).all()
    assert {letter.person_id for letter in letters} == {around.mentor.id, around.member.id}
    assert "taire" not in repr([letter.data for letter in letters])


def test_pages_cost_the_same_whatever_was_written(sign_in: Any, count_queries: Any) -> None:
    around = mentoring.circle()
    base = 0
    for number in range(6):
        base = around.save(f"Texte {number}", base=base)
    member = sign_in(around.member, private_key=around.member_key)
    desk = sign_in(people.coordinator())
    for signed, url, most in (
        (member, "/reports", 8),
        (member, f"/reports/{around.report_id}", 15),
        (member, f"/reports/{around.report_id}/sections/issues", 15),
        (desk, "/reports/progress", 8),
    ):
        signed.page(url)
        with count_queries() as cost:
            signed.page(url)
        assert cost.queries <= most, (url, cost.queries, cost.statements)
        assert not cost.repeated, (url, cost.repeated)
