"""A seat is taken with the charter, given back, not answered, and offered again by the service or by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from capacity.admission.calls.states.rules import Rules
from capacity.admission.rounds import actions, queries
from capacity.admission.rounds.models import Outcome
from capacity.admission.rounds.states import OfferState, OutcomeKind, Signing, signed_sha256
from capacity.core import audit, outbox
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized
from capacity.core.unit_of_work import unit_of_work
from tests.factories import admission_review as factory
from tests.factories import people
from tests.factories.admission_region import NOW, Region, actor

SIGNED = {"signed_name": "Salma Alaoui", "signed_role": "Présidente", "agreed": "y"}
CONTACT = {"contact_name": "Youssef", "contact_phone": "06 11 22 33 44", "contact_email": "youssef@example.org"}


@pytest.fixture(autouse=True)
def _moment(db_session: Any, clock: Any) -> None:
    clock.stop_at(NOW)


def by_hand(*args: Any, **kwargs: Any) -> Region:
    """Announced, in a call that leaves the free seats to the coordinator."""
    made = factory.sealed(*args, **kwargs)
    made.call.rules = {**Rules().stored(), "promotion": "by_hand"}
    db.session.commit()
    with unit_of_work():
        actions.announce(made.round, actor=made.desk, now=NOW)
    return made


def first(made: Region) -> Outcome:
    return queries.outcomes_of(made.round_id)[0]


def test_a_seat_is_accepted_with_a_contact_and_the_charter_signed(sign_in: Any, client: Any) -> None:
    made = factory.announced(3, seats=1)
    mine = first(made)
    url = f"/outcomes/{mine.application_id}"
    member = sign_in(made.member_of(mine.application_id))
    text = queries.charter_in_force().text
    assert text["fr"].splitlines()[0].lstrip("# ") in client.page("/charter", headers={"Accept-Language": "fr"})
    page = member.submit_form(f"{url}/accept", {**CONTACT, **SIGNED, "agreed": ""}).get_data(as_text=True)
    assert "Youssef" in page, "what was typed is kept"
    assert queries.outcome_of(mine.application_id).state is OfferState.OFFERED  # type: ignore[union-attr]
    member.submit_form(f"{url}/accept", {**CONTACT, **SIGNED})
    taken = queries.outcome_of(mine.application_id)
    assert taken is not None
    assert (taken.state, taken.contact_email) == (OfferState.ACCEPTED, "youssef@example.org")
    signature = queries.signature_of(taken.id)
    assert signature is not None
    assert (signature.name, signature.role, signature.version, signature.signed_at) == (
        "Salma Alaoui", "Présidente", 1, NOW,
    )  # fmt: skip
    assert signature.text == text[signature.language]
    assert signature.sha256 == signed_sha256(
        text=signature.text, version=1, number=mine.application.number or "",
        association=mine.application.association.name.text(signature.language), name="Salma Alaoui",
        role="Présidente", signed_at=NOW,
    )  # fmt: skip
    assert signature.sha256 in member.page(f"{url}/charter")
    paper = PdfDocument(member.get(f"{url}/charter.pdf").data)
    read = "".join(sheet.get_textpage().get_text_range() for sheet in paper)
    assert all(word in read for word in ("Salma", "Alaoui")), "a line may end between the two"
    assert signature.sha256 in sign_in(made.coordinator).page(f"{url}/charter")
    assert sign_in(people.person()).get(f"{url}/charter").status_code == 404
    assert f"{url}/charter" in sign_in(made.coordinator).page(f"/selection/{made.round_id}/offers")
    assert "charter_signatures.sign_charter" in {e.action for e in audit.history(db.session(), [signature])}


def test_nobody_signs_a_charter_that_they_have_not_read(sign_in: Any) -> None:
    made = factory.announced(3, seats=1)
    mine = first(made)
    member, url = sign_in(made.member_of(mine.application_id)), f"/outcomes/{mine.application_id}/accept"
    read = factory.signing("fr")
    token = member.csrf_token(url)
    national = sign_in(people.coordinator(None))
    words = {code: f"{text}\n\nUn article de plus." for code, text in queries.charter_in_force().text.items()}
    national.submit_form("/selection/charter", {f"text-{code}": text for code, text in words.items()})
    assert queries.charter_in_force().version == 2
    late = {**CONTACT, **SIGNED, "csrf_token": token, "language": "fr", "sha256": read.sha256}
    answer = member.post(url, data=late)
    assert answer.status_code == 422
    assert "Un article de plus." in answer.get_data(as_text=True), "the version in force is shown"
    member.submit_form(url, {**CONTACT, **SIGNED})
    assert queries.signature_of(mine.id).version == 2  # type: ignore[union-attr]


def test_two_versions_of_the_charter_are_not_written_over_each_other() -> None:
    who = actor(people.coordinator(None))
    for place, text in enumerate(("un", "deux"), 1):
        with unit_of_work():
            actions.write_charter(text=Localized(fr=text, ar=text, en=text), seen=place, actor=who, now=NOW)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.write_charter(text=Localized(fr="trois", ar="trois", en="trois"), seen=2, actor=who, now=NOW)
    assert [one.version for one in queries.charter_texts()] == [3, 2]


def test_a_signature_in_a_language_without_a_text_is_refused() -> None:
    made = factory.announced(3, seats=1)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.accept_offer(
            first(made), contact_name="S", contact_phone="0611223344", actor=made.desk, now=NOW,
            signing=Signing("Salma", "Présidente", "de", "0" * 64),
        )  # fmt: skip


def test_by_hand_a_free_seat_waits_for_the_coordinator_and_goes_in_order(sign_in: Any) -> None:
    made = by_hand(5, seats=2)
    outcomes = queries.outcomes_of(made.round_id)
    with unit_of_work():
        for outcome in outcomes[:2]:
            actions.decline_offer(outcome, actor=made.desk, now=NOW)
    assert queries.seats_taken(made.round_id) == 0
    desk = sign_in(made.coordinator)
    page = desk.page(f"/selection/{made.round_id}/offers")
    assert "R1" in page
    assert f"/selection/{made.round_id}/offers" in desk.page("/"), "it stands among what waits"
    desk.submit_form(f"/selection/{made.round_id}/offers", form="next")
    promoted = queries.outcome_of(outcomes[2].application_id)
    assert promoted is not None
    assert (promoted.kind, promoted.state) == (OutcomeKind.SELECTED, OfferState.OFFERED)
    desk.submit_form(f"/selection/{made.round_id}/offers", form="next")
    assert queries.seats_taken(made.round_id) == 2
    with pytest.raises(RuleBroken), unit_of_work():
        actions.offer_next(made.round, actor=made.desk, now=NOW)


def test_a_second_offer_to_the_same_association_is_watched_anew(clock: Any) -> None:
    made = factory.announced(2, seats=1)
    mine = first(made)
    for round_ in range(2):
        assert mine.offer_due_at is not None
        later = mine.offer_due_at + timedelta(hours=1)
        clock.stop_at(later)
        outbox.run_due(later, leaving={outbox.DELIVER})
        mine = queries.outcome_of(mine.application_id)  # type: ignore[assignment]
        assert mine.state is OfferState.LAPSED
        if round_ == 0:
            with unit_of_work():
                mine.state, mine.offer_due_at = OfferState.OFFERED, later + timedelta(days=8)
                actions.watch(mine, now=later)


def test_what_is_said_of_a_seat_given_back_is_true_when_nobody_takes_it(sign_in: Any) -> None:
    made = factory.announced(1, seats=1)
    mine = first(made)
    member = sign_in(made.member_of(mine.application_id))
    member.submit_form(f"/outcomes/{mine.application_id}/decline", {"reason": ""})
    page = member.page(f"/outcomes/{mine.application_id}")
    assert "liste de réserve" not in page
    assert "لائحة الاحتياط" not in page
