"""A wrong announcement is corrected by a new edition: what changes, who signs, what the public and the others read."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.calls.states.recourse import Instead, Recourse, Remedy
from capacity.admission.calls.states.rules import Promotion, Rules
from capacity.admission.rounds import actions, queries
from capacity.admission.rounds.models import ResultCorrection
from capacity.admission.rounds.states import OfferState, OutcomeKind, digest, verify
from capacity.core import audit, clock, outbox
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.languages import Localized
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from tests.factories import admission_review as factory
from tests.factories.admission_region import NOW, Region, actor

K = OutcomeKind
REASON = Localized(
    fr="Une liste erronée avait été publiée.", ar="نُشرت لائحة غير صحيحة.", en="A wrong list was published."
)


@pytest.fixture
def made(db_session: Any, clock: Any) -> Region:
    """Two seats offered, two on the reserve list, one not selected."""
    clock.stop_at(NOW)
    sealed = factory.deliberated(5, seats=2)
    with unit_of_work():
        actions.change_round(sealed.round, reserve_size=2, offer_days=10, sitting_at=None, actor=sealed.desk, now=NOW)
    for person, capacity in ((sealed.coordinator, "coordinator"), (sealed.chair, "chair")):
        factory.signed(sealed, person, capacity)
    with unit_of_work():
        actions.announce(sealed.round, actor=sealed.desk, now=NOW)
    return sealed


def proposed(made: Region, changes: dict[int, OutcomeKind], *, heard: bool = False) -> int:
    """Proposed by the coordinator."""
    with unit_of_work():
        found = actions.propose_correction(
            made.round, changes, reason=REASON, capacity="coordinator", heard=heard, actor=made.desk, now=NOW
        )
        return found.id


def finished(made: Region) -> None:
    """The first gives its seat back and nobody moves up; the second takes its own, and the round ends."""
    first, second = (one.application_id for one in queries.outcomes_of(made.round_id)[:2])
    with unit_of_work():
        made.call.rules = Rules(promotion=Promotion.BY_HAND).stored()
    with unit_of_work():
        actions.decline_offer(queries.outcomes_of(made.round_id)[0], actor=made.desk, now=NOW)
    assert first != second
    factory.accept(made, second)
    with unit_of_work():
        actions.finish(made.round, actor=made.desk, now=NOW + timedelta(days=16))


def issued(made: Region, number: int) -> int:
    """Issued by the chair; how many letters."""
    with unit_of_work():
        found = db.session.get_one(ResultCorrection, number)
        return actions.issue_correction(found, capacity="chair", actor=actor(made.chair), now=NOW)


def test_two_exchange_their_outcomes_and_only_they_are_written_to(made: Region) -> None:
    before = queries.outcomes_of(made.round_id)
    chosen, refused = before[1], before[4]
    sealed = made.round.sealed_content or ""
    number = proposed(made, {chosen.application_id: K.NOT_SELECTED, refused.application_id: K.SELECTED})
    assert queries.outcome_of(refused.application_id).kind is K.NOT_SELECTED, "nothing changes before the second"  # type: ignore[union-attr]
    assert issued(made, number) == 2
    now = {one.application_id: one for one in queries.outcomes_of(made.round_id)}
    assert now[chosen.application_id].kind is K.NOT_SELECTED
    assert now[chosen.application_id].state is None
    assert now[refused.application_id].state is OfferState.OFFERED
    assert queries.seats_taken(made.round_id) == 2
    edition = queries.corrections_of(made.round_id)[0]
    assert (edition.edition, digest(edition.content)) == (2, edition.sha256)
    assert [one["kind"] for one in edition.earlier].count("selected") == 2
    assert verify(sealed).sound
    assert made.round.sealed_content == sealed
    letters = db.session.scalars(sa.select(Letter).where(Letter.key.like("correction:%"))).all()
    assert {letter.about_id for letter in letters} == {chosen.id, refused.id}
    about = sa.select(Letter).where(Letter.about_type == "outcomes", Letter.about_id == refused.id)
    unsent = db.session.scalars(about.where(Letter.superseded_at.is_(None)))
    assert [letter.data["kind"] for letter in unsent] == ["correction"], "of two letters that had not left one leaves"
    acts = [event.action for event in audit.history(db.session(), [made.round, edition])]
    assert {"rounds.correct", "result_corrections.issue_correction"} <= set(acts)


def test_one_person_alone_corrects_nothing(made: Region) -> None:
    wrong = queries.outcomes_of(made.round_id)[4]
    number = proposed(made, {wrong.application_id: K.RESERVE})
    for who, capacity in ((made.desk, "chair"), (actor(made.chair), "coordinator")):
        with pytest.raises(RuleBroken), unit_of_work():
            found = db.session.get_one(ResultCorrection, number)
            actions.issue_correction(found, capacity=capacity, actor=who, now=NOW)
    with pytest.raises(RuleBroken):
        proposed(made, {wrong.application_id: K.RESERVE})
    with unit_of_work():
        actions.drop_correction(db.session.get_one(ResultCorrection, number), actor=made.desk, now=NOW)
    with pytest.raises(IllegalMove):
        issued(made, number)
    assert queries.corrections_of(made.round_id) == []


def test_a_correction_gives_no_seat_that_is_not_there(made: Region) -> None:
    refused = queries.outcomes_of(made.round_id)[4]
    with pytest.raises(RuleBroken):
        proposed(made, {refused.application_id: K.SELECTED})


def test_what_changed_since_the_proposal_is_not_written_over(made: Region) -> None:
    outcomes = queries.outcomes_of(made.round_id)
    number = proposed(made, {outcomes[2].application_id: K.NOT_SELECTED})
    with unit_of_work():
        actions.decline_offer(queries.outcomes_of(made.round_id)[0], actor=made.desk, now=NOW)
    with pytest.raises(RuleBroken):
        issued(made, number)


def test_the_reserve_takes_the_seat_that_a_correction_frees(made: Region) -> None:
    outcomes = queries.outcomes_of(made.round_id)
    issued(made, proposed(made, {outcomes[0].application_id: K.NOT_SELECTED}))
    risen = queries.outcome_of(outcomes[2].application_id)
    assert risen is not None
    assert (risen.kind, risen.state) == (K.SELECTED, OfferState.OFFERED)
    assert queries.seats_taken(made.round_id) == 2


def test_a_seat_that_was_accepted_is_taken_back_only_from_who_was_heard_and_its_letter_says_so(
    made: Region,
) -> None:
    chosen, refused = (queries.outcomes_of(made.round_id)[place].application_id for place in (1, 4))
    exchange = {chosen: K.NOT_SELECTED, refused: K.SELECTED}
    early = proposed(made, exchange)
    factory.accept(made, chosen)
    with pytest.raises(RuleBroken):  # it was accepted after the proposal was signed
        issued(made, early)
    with unit_of_work():
        actions.drop_correction(db.session.get_one(ResultCorrection, early), actor=made.desk, now=NOW)
    with pytest.raises(RuleBroken):
        proposed(made, exchange)
    issued(made, proposed(made, exchange, heard=True))
    taken = queries.outcome_of(chosen)
    assert taken is not None
    letter = db.session.scalars(sa.select(Letter).where(Letter.key.like("correction:%"), Letter.about_id == taken.id))
    [told] = letter.all()
    assert re.search("que vous aviez acceptée|الذي قبلتموه", told.data["text"])
    assert told.data["complain_until"]
    assert queries.seats_taken(made.round_id) == 2


def test_a_final_round_is_corrected_too_and_who_is_enrolled_keeps_its_seat(made: Region, client: Any) -> None:
    outcomes = [one.application_id for one in queries.outcomes_of(made.round_id)]
    finished(made)
    assert queries.seats_taken(made.round_id) == 1
    with pytest.raises(RuleBroken):
        proposed(made, {outcomes[1]: K.NOT_SELECTED}, heard=True)
    both = proposed(made, {outcomes[3]: K.SELECTED, outcomes[4]: K.SELECTED})
    given = {one["application"]: one["given"] for one in db.session.get_one(ResultCorrection, both).changes}
    assert given == {outcomes[3]: "", outcomes[4]: "priority"}, "one seat is free, not two"
    with unit_of_work():
        actions.drop_correction(db.session.get_one(ResultCorrection, both), actor=made.desk, now=NOW)
    number = proposed(made, {outcomes[2]: K.NOT_SELECTED, outcomes[4]: K.SELECTED})
    assert issued(made, number) == 2
    assert queries.seats_taken(made.round_id) == 2
    page = client.page(f"/results/{made.round_id}", headers={"Accept-Language": "fr"})
    assert REASON["fr"] in page
    assert client.get(f"/results/{made.round_id}/editions/1").status_code == 200
    factory.accept(made, outcomes[4])
    outbox.run_due(NOW + timedelta(minutes=1), leaving={outbox.DELIVER})
    stands = queries.outcome_of(outcomes[4])
    assert stands is not None
    assert stands.state is OfferState.ENROLLED


def test_the_public_reads_the_new_edition_and_the_one_before(made: Region, client: Any, sign_in: Any) -> None:
    refused = queries.outcomes_of(made.round_id)[4]
    name = refused.application.association.name_fr
    desk, chair = sign_in(made.coordinator), sign_in(made.chair)
    assert name not in client.page(f"/results/{made.round_id}", headers={"Accept-Language": "fr"})
    reasons = {f"reason-{code}": text for code, text in REASON.items()}
    row = {"number-0": refused.application.number, "kind-0": "reserve", "capacity": "coordinator", **reasons}
    desk.submit_form(f"/selection/{made.round_id}/correction", row)
    waiting = queries.open_correction(made.round_id)
    assert waiting is not None
    assert name not in client.page(f"/results/{made.round_id}", headers={"Accept-Language": "fr"})
    chair.submit_form(f"/selection/corrections/{waiting.id}", {"capacity": "chair"})
    page = client.page(f"/results/{made.round_id}", headers={"Accept-Language": "fr"})
    assert name in page
    assert REASON["fr"] in page
    assert name not in client.page(f"/results/{made.round_id}/editions/1", headers={"Accept-Language": "fr"})
    assert client.get(f"/results/{made.round_id}/editions/2").status_code == 404
    public = client.get(f"/results/{made.round_id}/editions/2/correction.json").data
    assert json.loads(public)["changes"][0]["to"] == "reserve"
    assert digest(public) in page
    told = client.page(f"/fairness?round={made.round_id}", headers={"Accept-Language": "fr"})
    assert "Édition 2" in told
    assert REASON["fr"] in told
    assert "Édition 2" in client.get(f"/fairness.csv?round={made.round_id}&lang=fr").get_data(as_text=True)
    (opened,) = json.loads(client.get("/open-data/regions.json").data)["corrections"]
    assert (opened["edition"], opened["changes"][0]["to"]) == (2, "reserve")
    assert clock.today().isoformat() in client.get("/open-data/regions.csv").get_data(as_text=True)
    member = made.member_of(refused.application_id)
    assert REASON[member.language] in sign_in(member).page(f"/outcomes/{refused.application_id}")


def righted(made: Region, application_id: int, capacity: str = "coordinator") -> Any:
    """Its outcome is corrected to selected in a round that has ended; the outcome as it stands then."""
    with unit_of_work():
        changes = {application_id: K.SELECTED}
        found = actions.propose_correction(
            made.round, changes, reason=REASON, capacity=capacity, actor=made.desk, now=NOW
        ).id
    issued(made, found)
    return queries.outcome_of(application_id)


def over(made: Region, instead: Instead) -> list[int]:
    """Both seats are taken and the round has ended; the applications in the order of the ranking."""
    with unit_of_work():
        made.call.recourse = Recourse(15, Remedy.NEXT_SEAT, instead).stored()
    ids = [one.application_id for one in queries.outcomes_of(made.round_id)]
    for number in ids[:2]:
        factory.accept(made, number)
    with unit_of_work():
        actions.finish(made.round, actor=made.desk, now=NOW + timedelta(days=16))
    return ids


def test_after_the_end_a_correction_adds_the_seat_that_the_call_declared(made: Region, client: Any) -> None:
    ids = over(made, Instead.EXTRA_SEAT)
    stands = righted(made, ids[4])
    assert (stands.kind, stands.state, stands.remedy) == (K.SELECTED, OfferState.OFFERED, Remedy.EXTRA_SEAT)
    assert queries.seats_taken(made.round_id) == 2, "the seats of the region are as they were"
    page = client.page(f"/results/{made.round_id}", headers={"Accept-Language": "fr"})
    assert "une place a été ajoutée pour elle" in page


def test_after_the_end_a_correction_says_who_should_have_had_a_seat_and_the_next_one_given_up_is_offered(
    made: Region, client: Any, sign_in: Any
) -> None:
    ids = over(made, Instead.PRIORITY)
    stands = righted(made, ids[4])
    assert (stands.kind, stands.state) == (K.NOT_SELECTED, None)
    edition = queries.corrections_of(made.round_id)[0]
    [change] = json.loads(edition.content)["changes"]
    assert (change["to"], change["given"]) == ("selected", "priority")
    assert digest(edition.content) == edition.sha256
    letter = db.session.scalars(sa.select(Letter).where(Letter.key.like("correction:%"))).one()
    assert re.search("aurait dû être sélectionnée|كان ينبغي انتقاء", letter.data["text"])
    assert letter.data["complain_until"]
    page = client.page(f"/results/{made.round_id}", headers={"Accept-Language": "fr"})
    assert "sa prochaine candidature passe en premier à égalité de points" in page
    member = made.member_of(ids[4])
    assert REASON[member.language] in sign_in(member).page(f"/outcomes/{ids[4]}")
    with unit_of_work():  # a seat that was given after the end, and is given up
        holder = queries.outcomes_of(made.round_id)[0]
        holder.state = OfferState.OFFERED
    for _twice in range(2):
        with unit_of_work():
            actions.withdraw_offer(queries.outcomes_of(made.round_id)[0], actor=made.desk, now=NOW)
        outbox.run_due(NOW + timedelta(minutes=1), leaving={outbox.DELIVER})
    risen = queries.outcome_of(ids[4])
    assert risen is not None
    assert (risen.kind, risen.state) == (K.SELECTED, OfferState.OFFERED)
    assert queries.seats_taken(made.round_id) == 2
    reserve = [one for one in queries.outcomes_of(made.round_id) if one.application_id in ids[2:4]]
    assert {one.kind for one in reserve} == {K.RESERVE}, "the list has ended"
