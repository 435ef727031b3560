"""Letters of an announcement: worded, explained, previewed, tried on oneself, sent once, overtaken by what is newer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.calls import actions as calls
from capacity.admission.rounds import actions, queries
from capacity.admission.rounds.models import Outcome
from capacity.admission.rounds.states import LetterKind, OutcomeKind
from capacity.core import audit, outbox
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.languages import LANGUAGES, Localized
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from capacity.web import letters
from tests.factories import admission_review as factory
from tests.factories import people
from tests.factories.admission_region import NOW, Region, actor

pytestmark = pytest.mark.one_database
K = LetterKind
SUBJECT = Localized(fr="Résultat {number}", ar="نتيجة {number}", en="Result {number}")
TEXT = Localized(fr="Bonjour {association}.\n\n{reasons}", ar="تحية {association}.\n\n{reasons}", en="{association}")


@pytest.fixture(autouse=True)
def _moment(db_session: Any, clock: Any) -> None:
    clock.stop_at(NOW)


def short_reserve(**kwargs: Any) -> Region:
    """A sealed round of five with two seats and one place on the reserve list; the library is there."""
    made = factory.deliberated(5, seats=2, **kwargs)
    with unit_of_work():
        calls.load_facts(NOW)
        actions.change_round(made.round, reserve_size=1, offer_days=10, sitting_at=None, actor=made.desk, now=NOW)
    for person, capacity in ((made.coordinator, "coordinator"), (made.chair, "chair")):
        factory.signed(made, person, capacity)
    return made


def worded(made: Region, kind: K, text: Localized = TEXT, seen: int = 0) -> None:
    with unit_of_work():
        actions.write_wording(made.round, kind, subject=SUBJECT, text=text, seen=seen, actor=made.desk, now=NOW)


def announced(made: Region) -> dict[int, Letter]:
    """Announced; the letters by application."""
    with unit_of_work():
        actions.announce(made.round, actor=made.desk, now=NOW)
    found = db.session.scalars(sa.select(Letter).where(Letter.template == queries.WORDED, Letter.key.like("outcome:%")))
    return {letter.data["application_id"]: letter for letter in found}


def test_letters_leave_in_the_words_of_the_round_and_say_why(app: Any) -> None:
    made = short_reserve()
    worded(made, K.NOT_SELECTED)
    refused = next(one for one in queries.foreseen(made.round) if one.kind is OutcomeKind.NOT_SELECTED)
    application = queries.recipients(made.round, [refused])[refused.application_id]
    with unit_of_work():
        actions.give_reasons(made.round, application, ["plan_too_general"], actor=made.desk, now=NOW)
    found = announced(made)
    assert sorted(letter.data["kind"] for letter in found.values()) == [
        "not_selected", "not_selected", "reserve", "selected", "selected",
    ]  # fmt: skip
    with app.test_request_context():
        letter = letters.render(found[refused.application_id])
    assert letter.subject in {f"Résultat {refused.number}", f"نتيجة \u2066{refused.number}\u2069"}
    reasons = next(content for block, content in letter.blocks if block == "list")
    assert any("trop général" in line or "عامة" in line for line in reasons)
    assert len(reasons) >= 2, "what follows from the ranking, and what people gave"
    with pytest.raises(IllegalMove):
        worded(made, K.NOT_SELECTED, seen=1)
    worded(made, K.PROMOTED, Localized(fr="{due}", ar="{due}", en="{due}"))


@pytest.mark.parametrize("text", ["{nom}", "{number", "{rank}"])
def test_unknown_and_broken_fields_are_refused_with_a_sentence(sign_in: Any, text: str) -> None:
    made = short_reserve()
    desk = sign_in(made.coordinator)
    url = f"/selection/{made.round_id}/wording/selected"
    form = {f"{part}-{code}": text for part in ("subject", "text") for code in ("ar", "fr", "en")}
    answer = desk.post(url, data={"csrf_token": desk.csrf_token(url), "seen": "0", **form})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "{number}" in page
    assert text in page, "what was typed is kept"
    assert queries.editions_of(K.SELECTED, round_id=made.round_id) == []


def test_editions_are_kept_and_nobody_writes_over_another(sign_in: Any) -> None:
    made = short_reserve()
    worded(made, K.SELECTED, SUBJECT)
    with pytest.raises(RuleBroken):
        worded(made, K.SELECTED, SUBJECT)
    worded(made, K.SELECTED, Localized(fr="Deux", ar="اثنان", en="Two"), seen=1)
    with unit_of_work():
        actions.restore_wording(made.round, K.SELECTED, actor=made.desk, now=NOW)
    assert [one.edition for one in queries.editions_of(K.SELECTED, round_id=made.round_id)] == [3, 2, 1]
    acts = [event.action for event in audit.history(db.session(), [made.round])]
    assert acts.count("rounds.write_wording") == 3
    assert "Deux" in sign_in(made.coordinator).page(f"/selection/{made.round_id}/wording/selected")


def test_a_letter_is_worded_once_for_a_call_and_a_region_departs_from_it(sign_in: Any) -> None:
    made = short_reserve()
    desk = sign_in(made.coordinator)
    url = f"/selection/calls/{made.call.id}/letters"
    assert "Lettres de l’appel" in desk.page(f"/desk/calls/{made.call.id}")
    words = {f"{part}-{code}": f"Pour tous {{number}} {code}" for part in ("subject", "text") for code in LANGUAGES}
    assert desk.post(
        f"{url}/selected/wording",
        data={"csrf_token": desk.csrf_token(url), "seen": "0", **words, "text-fr": "{nom}"},
    ).status_code == 422  # fmt: skip
    desk.submit_form(f"{url}/selected/wording", words)
    example = desk.page(f"{url}/selected?language=fr")
    assert "Pour tous 2017-0042 fr" in example
    desk.submit_form(f"{url}/selected?language=ar", form="test")
    test = db.session.scalars(sa.select(Letter).where(Letter.key.like("example:%"))).one()
    assert (test.language, test.person_id) == ("ar", made.coordinator.id)
    mine = queries.wordings_of(made.call.id, made.round_id)
    assert mine.words(K.SELECTED, "fr")[1] == "Pour tous {number} fr"
    worded(made, K.SELECTED, SUBJECT)
    assert queries.wordings_of(made.call.id, made.round_id).words(K.SELECTED, "fr")[1] == SUBJECT["fr"]
    assert "a son propre texte" in desk.page(url)
    desk.submit_form(f"/selection/{made.round_id}/wording/selected", form="restore")
    found = announced(made)
    texts = {letter.data["text"] for letter in found.values() if letter.data["kind"] == "selected"}
    assert all(text.startswith("Pour tous 2017-") for text in texts)
    assert "lettres déjà écrites" in desk.page(url)
    acts = [event.action for event in audit.history(db.session(), [made.call])]
    assert {"calls.write_wording", "calls.send_test"} <= set(acts)
    only_here = sign_in(people.coordinator("MA-02"))
    assert only_here.get(url).status_code == 404
    desk.submit_form(f"{url}/selected/wording", form="restore")
    assert [one.edition for one in queries.editions_of(K.SELECTED, call_id=made.call.id)] == [2, 1]


def test_each_letter_is_previewed_and_tried_on_oneself(sign_in: Any, app: Any) -> None:
    made = short_reserve()
    worded(made, K.NOT_SELECTED)
    desk = sign_in(made.coordinator)
    url = f"/selection/{made.round_id}/letters"
    assert "5" in desk.page(url)
    refused = [one for one in queries.foreseen(made.round) if one.kind is OutcomeKind.NOT_SELECTED]
    listed = desk.page(f"{url}/not_selected")
    assert all(one.number in listed for one in refused)
    page = desk.page(f"{url}/to/{refused[0].application_id}?language=fr")
    assert f"Résultat {refused[0].number}" in page
    assert f"/letters/to/{refused[1].application_id}" in page, "the next one"
    desk.submit_form(f"{url}/to/{refused[0].application_id}?language=fr", form="test")
    tried = db.session.scalars(sa.select(Letter).where(Letter.key.like("test:%"))).one()
    assert (tried.address, tried.association_id) == (made.coordinator.email, None)
    with app.test_request_context():
        assert letters.render(tried).subject.endswith(f"Résultat {refused[0].number}")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Outcome)) == 0
    for who in (made.chair, made.committee[1], made.members[0]):
        assert sign_in(who).get(url).status_code == 404


def test_reasons_are_given_on_a_page_and_not_by_who_stepped_back(sign_in: Any) -> None:
    made = short_reserve()
    one = next(one for one in queries.foreseen(made.round) if one.kind is OutcomeKind.NOT_SELECTED)
    url = f"/selection/{made.round_id}/reasons/{one.application_id}"
    sign_in(made.chair).submit_form(url, {"codes": ["weak_network", "plan_too_general"]})
    assert queries.given_reasons(made.round_id) == {one.application_id: ["weak_network", "plan_too_general"]}
    application = queries.recipients(made.round, [one])[one.application_id]
    with pytest.raises(RuleBroken), unit_of_work():
        actions.give_reasons(made.round, application, ["no_valid_receipt"], actor=made.desk, now=NOW)
    announced(made)
    member = made.member_of(one.application_id)
    page = sign_in(member).page(f"/outcomes/{one.application_id}")
    assert "trop général" in page or "عامة أكثر" in page
    public = sign_in(member).page(f"/results/{made.round_id}")
    assert "moins de 5" in public or "أقل من 5" in public


def test_a_letter_about_what_is_no_longer_so_does_not_leave() -> None:
    made = short_reserve()
    announced(made)
    first, reserve = queries.outcomes_of(made.round_id)[0], queries.outcomes_of(made.round_id)[2]
    with unit_of_work():
        actions.decline_offer(first, actor=made.desk, now=NOW)
    for outcome, kinds in ((first, {None}), (reserve, {"promoted"})):
        statement = sa.select(Letter).where(Letter.about_type == "outcomes", Letter.about_id == outcome.id)
        leaving = db.session.scalars(statement.where(Letter.superseded_at.is_(None))).all()
        assert {letter.data.get("kind") for letter in leaving} == kinds
        assert len(leaving) == 1, "nobody receives two"
    delivery = queries.delivery_of(made.round_id)
    assert (delivery.sent, delivery.superseded) == (0, 2)


def test_how_far_the_letters_are_is_read_while_they_leave(sign_in: Any) -> None:
    made = short_reserve()
    announced(made)
    desk, url = sign_in(made.coordinator), f"/selection/{made.round_id}/letters"
    news = desk.get(url, headers={"Accept": "application/json"}).get_json()
    assert (news["done"], news["total"]) == (0, 5)
    db.session.rollback()
    outbox.run_due(NOW)
    news = desk.get(url, headers={"Accept": "application/json"}).get_json()
    assert (news["done"], news["total"]) == (5, 5)
    sent = queries.delivery_of(made.round_id)
    outbox.run_due(NOW)
    assert queries.delivery_of(made.round_id) == sent
    desk.page(url)


def test_who_has_not_answered_is_reminded_and_who_has_is_not(clock: Any) -> None:
    made = factory.announced(3, seats=2)
    silent, quick = queries.outcomes_of(made.round_id)[:2]
    member = made.member_of(quick.application_id)
    with unit_of_work():
        actions.accept_offer(
            quick, contact_name="S", contact_phone="0611223344", signing=factory.signing(),
            actor=actor(member), now=NOW,
        )  # fmt: skip
    assert silent.offer_due_at is not None
    for days in (3, 3, 1):
        moment = silent.offer_due_at - timedelta(days=days)
        clock.stop_at(moment)
        outbox.run_due(moment, leaving={outbox.DELIVER})
    reminders = db.session.scalars(sa.select(Letter).where(Letter.template == "admission/rounds/offer_due")).all()
    assert [letter.about_id for letter in reminders] == [silent.id, silent.id]
    with unit_of_work():
        actions.decline_offer(silent, actor=made.desk, now=silent.offer_due_at - timedelta(days=1))
    assert all(letter.superseded_at is not None for letter in reminders)


@pytest.mark.parametrize("size", [6, 30])
def test_the_pages_of_letters_cost_the_same_for_few_and_many(
    sign_in: Any, count_queries: Callable[[], Any], size: int
) -> None:
    made = factory.sealed(size, seats=2)
    desk = sign_in(made.coordinator)
    number = queries.foreseen(made.round)[0].application_id
    for page, most in (("letters", 12), ("letters/reserve", 13), (f"letters/to/{number}", 18), ("announce", 14)):
        with count_queries() as cost:
            desk.page(f"/selection/{made.round_id}/{page}")
        assert cost.queries <= most, (page, cost.queries, cost.statements)
