"""The workbench: documents one by one, the rules beside them, a verdict, what the association reads in the end."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.applications import actions as applications
from capacity.admission.applications.models import Application, ClarificationItem
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls import actions as calls
from capacity.admission.calls.models import LibraryItem
from capacity.admission.review import actions, queries
from capacity.admission.review.actions import Judged
from capacity.admission.review.states import Verdict
from capacity.admission.review.states.screening import Judgement
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from capacity.people.associations.queries import actor_of
from capacity.web import letters
from tests.factories import admission, clarifying, people
from tests.factories.screening import (
    ACCEPTED,
    NOW,
    REGION,
    RULES,
    UNCLEAR,
    UNREADABLE,
    accepted,
    arrived,
    documents,
    judge,
)


@pytest.fixture(autouse=True)
def _moment(db_session: Any, clock: Any) -> None:
    clock.stop_at(NOW)


@pytest.fixture
def coordinator() -> Any:
    return people.coordinator(REGION)


def test_a_document_is_judged_with_a_reason_and_every_finding_is_kept(coordinator: Any) -> None:
    (made,) = arrived(coordinator)
    assert judge(made, coordinator, statutes=UNCLEAR, deposit_receipt=ACCEPTED) == 2
    assert judge(made, coordinator, statutes=UNCLEAR) == 0
    assert judge(made, coordinator, statutes=ACCEPTED) == 1
    found = documents(made)
    assert found["statutes"].judgement is Judgement.ACCEPTED
    assert [one.judgement for one, _by in found["statutes"].history] == [Judgement.ACCEPTED, Judgement.QUESTIONED]
    assert found["statutes"].history[0][1] == coordinator.called("ar")
    for wrong in (Judged(Judgement.REFUSED), Judged(Judgement.QUESTIONED, "no_such_reason")):
        with pytest.raises(RuleBroken):
            judge(made, coordinator, statutes=wrong)
    with pytest.raises(RuleBroken):
        judge(made, coordinator, no_such_document=ACCEPTED)
    assert documents(made)["statutes"].judgement is Judgement.ACCEPTED


def test_what_was_judged_is_open_again_once_another_file_is_sent(coordinator: Any) -> None:
    (made,) = arrived(coordinator)
    seen = documents(made)["statutes"].seen
    judge(made, coordinator, statutes=UNREADABLE, deposit_receipt=ACCEPTED)
    with pytest.raises(RuleBroken):
        judge(made, coordinator, statutes=Judged(Judgement.ACCEPTED, seen=seen))
    clarifying.write(clarifying.asked(clarifying.PAPER, made=made))
    clarifying.answer(made)
    found = documents(made)
    assert (found["statutes"].judgement, found["statutes"].is_overtaken) == (None, True)
    assert found["deposit_receipt"].judgement is Judgement.ACCEPTED


def test_the_workbench_keeps_the_documents_then_the_verdict(sign_in: Any, coordinator: Any) -> None:
    first, second = arrived(coordinator, *RULES, files=2)
    desk = sign_in(coordinator)
    page = f"/review/applications/{first.id}/screening"
    said = desk.page(page)
    for words in (
        "Récépissé",
        "dossier 1 sur 2",
        "Ne peut être établi",
        "0 sur 2",
        f"/review/applications/{second.id}/",
    ):
        assert words in said
    assert desk.submit_form(page, {"judgement_statutes": "questioned", "act": "documents"}).status_code == 422
    data = {"judgement_statutes": "questioned", "reason_statutes": "incomplete", "words_statutes": "Page 2."}
    assert desk.submit_form(page, {**data, "act": "accept"}).status_code == 302
    found = documents(first)
    assert found["statutes"].judgement is Judgement.QUESTIONED
    assert {one.judgement for key, one in found.items() if key != "statutes"} == {Judgement.ACCEPTED}
    asking = desk.page(f"/desk/applications/{first.id}/clarification")
    assert "Page 2." in asking
    assert re.search(r'<option selected value="incomplete">', asking)
    answer = desk.submit_form(page, {"judgement_statutes": "accepted", "verdict": "eligible", "act": "next"})
    assert answer.location == f"/review/applications/{second.id}/screening"
    with unit_of_work():
        actions.screen(
            first, verdict=Verdict.INELIGIBLE, reasons=["no_valid_receipt"], actor=actor_of(coordinator), now=NOW
        )
    assert "Historique de la décision" in desk.page(page)
    assert queries.screening(first.id).checks == [one["key"] for one in _papers(first)]
    refused = desk.submit_form(f"/review/applications/{second.id}/screening", {"verdict": "eligible", "act": "next"})
    assert refused.status_code == 422
    assert "Dites d’abord ce que vous avez constaté" in refused.text


def _papers(application: Application) -> list[dict[str, str]]:
    return [{"key": one.paper.key} for one in documents(application).values()]


def test_two_people_who_judge_the_same_document_do_not_overwrite_each_other(sign_in: Any, coordinator: Any) -> None:
    (made,) = arrived(coordinator)
    desk, page = sign_in(coordinator), f"/review/applications/{made.id}/screening"
    data = {"csrf_token": desk.csrf_token(page), "judgement_statutes": "accepted", "act": "documents"}
    data["seen_statutes"] = documents(made)["statutes"].seen
    judge(made, people.coordinator(REGION), statutes=UNREADABLE)
    answer = desk.post(page, data=data)
    assert answer.status_code == 422
    assert "examiné par quelqu’un d’autre" in answer.text
    assert documents(made)["statutes"].judgement is Judgement.REFUSED
    data["seen_statutes"] = re.search(r'name="seen_statutes"[^>]*value="([^"]+)"', answer.text)[1]
    assert desk.post(page, data=data).status_code == 302
    assert documents(made)["statutes"].judgement is Judgement.ACCEPTED


def test_a_verdict_given_meanwhile_is_read_before_it_is_written_over(sign_in: Any, coordinator: Any) -> None:
    (made,) = arrived(coordinator)
    desk, page = sign_in(coordinator), f"/review/applications/{made.id}/screening"
    data: dict[str, Any] = {"csrf_token": desk.csrf_token(page), "verdict": "ineligible", "act": "next"}
    data |= {"reasons": ["no_valid_receipt"], "departure": "Le récépissé est un faux."}
    read = desk.filled_form(page, data)[1]["version_read"]
    with unit_of_work():
        actor = actor_of(people.coordinator(REGION))
        actions.screen(made, verdict=Verdict.ELIGIBLE, judged=accepted(made), actor=actor, now=NOW)
    assert desk.post(page, data={**data, "version_read": read}).status_code == 422
    assert queries.screening(made.id).verdict is Verdict.ELIGIBLE
    assert desk.submit_form(page, data).status_code == 302
    assert queries.screening(made.id).verdict is Verdict.INELIGIBLE


def test_asking_about_questioned_documents_sends_their_reasons(coordinator: Any) -> None:
    (made,) = arrived(coordinator)
    judge(made, coordinator, statutes=UNCLEAR, deposit_receipt=UNREADABLE)
    points = queries.points_to_ask(made.id)
    assert [(one.key, one.reason, one.why) for one in points] == [("statutes", "incomplete", "Il manque la page 2.")]
    due = NOW + timedelta(days=7)
    with unit_of_work():
        applications.request_clarification(made, points, due_at=due, actor=actor_of(coordinator), now=NOW)
    assert db.session.scalars(sa.select(ClarificationItem)).one().reason == "incomplete"
    with pytest.raises(RuleBroken):
        judge(made, coordinator, statutes=ACCEPTED)


def test_an_association_reads_its_own_reasons_and_how_to_answer_after_the_announcement_only(
    app: Any, sign_in: Any, coordinator: Any
) -> None:
    out, kept = arrived(coordinator, files=2)
    second = people.coordinator(REGION)
    judge(out, coordinator, statutes=UNREADABLE)
    with unit_of_work():
        found = actions.screen(
            out, verdict=Verdict.INELIGIBLE, reasons=["no_valid_receipt"], note="Voir la page 3.",
            actor=actor_of(coordinator), now=NOW,
        )  # fmt: skip
        judged = accepted(kept)
        actions.screen(kept, verdict=Verdict.ELIGIBLE, judged=judged, actor=actor_of(coordinator), now=NOW)
        actions.confirm_ineligible(found, actor=actor_of(second), now=NOW)
    result = f"/review/applications/{out.id}/result"
    theirs = sign_in(admission.member_of(out.association))
    assert theirs.get(result).status_code == 404
    assert "motifs" not in theirs.page(f"/applications/{out.id}")
    panel = queries.panel_of_application(out)
    announce = f"/review/panels/{panel.id}/screening/announce"
    desk = sign_in(coordinator)
    assert "La page 3" not in desk.page(announce)
    assert "La copie est illisible" in desk.page(announce)
    assert desk.submit_form(announce, form=announce).status_code == 302
    told = theirs.page(result)
    for words in ("récépissé de dépôt valable", "La copie est illisible", "La page 3 est noire.", "Voir la page 3."):
        assert words in told
    for words in ("Brahim Aït Ouarab", "contact-ma-08@programme.example", "+212 5 35 00 00 18"):
        assert words in told
    assert "Lire les motifs et la façon de répondre" in theirs.page(f"/applications/{out.id}")
    others = sign_in(admission.member_of(kept.association))
    assert others.get(result).status_code == 404
    assert "Votre candidature est recevable" in others.page(f"/review/applications/{kept.id}/result")
    _is_written_once(app, out, kept)


def _is_written_once(app: Any, out: Application, kept: Application) -> None:
    item = db.session.scalars(sa.select(LibraryItem).where(LibraryItem.key == "no_valid_receipt")).one()
    with unit_of_work():
        words = {"text": dict.fromkeys(("ar", "fr", "en"), "Reworded since"), "about": "application"}
        calls.change_item(item, words, actor=admission.EVERYWHERE, now=NOW)
    written = db.session.scalars(sa.select(Letter).where(Letter.template == "admission/review/screening")).all()
    assert sorted(one.association_id for one in written) == sorted([out.association_id, kept.association_id])
    with app.test_request_context():
        texts = {one.association_id: letters.render(one).text for one in written}
    mine = texts[out.association_id]
    for words in ("récépissé de dépôt valable", "La page 3 est noire.", "Brahim Aït Ouarab", "réclamation"):
        assert words in mine
    assert "Reworded since" not in mine
    assert "récépissé" not in texts[kept.association_id]
    assert queries.told(db.session.get_one(Application, out.id))["reasons"][0]["text"]["fr"] != "Reworded since"


def test_a_withdrawn_application_has_no_workbench(sign_in: Any, coordinator: Any) -> None:
    (made,) = arrived(coordinator)
    with unit_of_work():
        applications.withdraw(made, actor=admission.actor_of(made.association), now=NOW)
    assert made.state is ApplicationState.WITHDRAWN
    assert sign_in(coordinator).get(f"/review/applications/{made.id}/screening").status_code == 404


def test_who_did_not_give_a_refusal_is_asked_to_confirm_it(sign_in: Any, coordinator: Any) -> None:
    first, second = arrived(coordinator, files=2)
    judge(second, coordinator, statutes=UNCLEAR)
    with unit_of_work():
        actions.screen(
            first, verdict=Verdict.INELIGIBLE, reasons=["no_valid_receipt"], actor=actor_of(coordinator), now=NOW
        )
    other = sign_in(people.coordinator(REGION))
    page = f"/review/applications/{first.id}/screening"
    assert page in other.page("/")
    assert "Vous n’avez pas pris cette décision" in other.page(page)
    panel = queries.panel_of_application(first)
    for chosen, shown, hidden in (("alone", first, second), ("questioned", second, first)):
        found = other.page(f"/review/panels/{panel.id}/screening?verdict={chosen}")
        assert f"/applications/{shown.id}/screening" in found
        assert f"/applications/{hidden.id}/screening" not in found
    own = sign_in(coordinator)
    assert page not in own.page("/")
    assert "quelqu’un d’autre doit la confirmer" in own.page(page)
