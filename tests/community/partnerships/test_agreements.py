"""The seven agreements: their facts, their states, what was done, and who reads them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from capacity.community.partnerships import actions, notices, queries
from capacity.community.partnerships.models import Activity, Agreement, Commitment
from capacity.community.partnerships.states import (
    BEGIN,
    DROP,
    ENTER_INTO_FORCE,
    FULFIL,
    SIGN,
    AgreementState,
    CommitmentState,
)
from capacity.community.partnerships.views import WORDS
from capacity.core import audit
from capacity.core.access import SYSTEM, Actor, Grant, Role
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.unit_of_work import unit_of_work
from tests.factories import community, people
from tests.factories.community import THEN
from tests.support.web_client import Client

SignIn = Callable[..., Client]
DESK = Actor(id=1, grants=(Grant(Role.COORDINATOR),))
OWN, OTHER = "didh-un-women", "solidarity-indh"


def _first(agreement: Agreement) -> Commitment:
    return agreement.commitments[0]


def test_the_seven_agreements_are_loaded_once(app: Flask) -> None:
    actions.load_facts(now=THEN)
    known = queries.agreements(DESK)
    assert len(known) == 7
    social = community.agreement("ccdh-social-development")
    assert (len(social.parties), len(social.commitments), len(social.places)) == (2, 14, 11)
    ccdh = next(party for party in social.parties if party.key == "ccdh")
    assert len(social.commitments_of(ccdh)) == 5
    both = community.agreement(OTHER)
    assert all(len(both.commitments_of(party)) == 5 for party in both.parties)


def test_a_commitment_is_begun_and_fulfilled_by_the_desk(app: Flask, sign_in: SignIn) -> None:
    number = _first(community.agreement(OWN)).id
    client = sign_in(people.coordinator())
    page = f"/agreements/commitments/{number}"
    for step, state in (("begin", CommitmentState.UNDER_WAY), ("fulfil", CommitmentState.FULFILLED)):
        assert client.submit_form(page, {"step": step}).status_code == 302
        assert db.session.get_one(Commitment, number).state is state
    events = audit.history(db.session(), [db.session.get_one(Commitment, number)])
    assert [event.action for event in events] == ["commitments.fulfil", "commitments.begin"]


def test_dropping_asks_for_a_reason_and_keeps_it_for_the_parties(app: Flask, sign_in: SignIn) -> None:
    number = _first(community.agreement(OWN)).id
    client = sign_in(people.coordinator())
    page = f"/agreements/commitments/{number}"
    assert client.submit_form(page, {"step": "drop"}).status_code == 422
    assert db.session.get_one(Commitment, number).state is CommitmentState.NOT_STARTED
    client.submit_form(page, {"step": "drop", "reason": "Reprise par un autre programme"})
    reader = sign_in(community.partner(OWN))
    assert "Reprise par un autre programme" in reader.page(f"/agreements/{community.agreement(OWN).id}")


def test_a_step_out_of_order_is_refused(app: Flask) -> None:
    commitment = _first(community.agreement(OWN))
    with pytest.raises(IllegalMove), unit_of_work():
        actions.follow(commitment, FULFIL, actor=SYSTEM, now=THEN)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.follow(_first(community.agreement(OWN)), DROP, actor=SYSTEM, now=THEN)
    with pytest.raises(IllegalMove), unit_of_work():
        actions.advance(community.agreement(OWN), SIGN, actor=SYSTEM, now=THEN)


def test_an_agreement_enters_into_force_and_ends_with_a_reason(app: Flask, sign_in: SignIn) -> None:
    number = community.agreement(OWN).id
    client = sign_in(people.administrator())
    client.submit_form(f"/agreements/{number}/step", {"step": "enter_into_force"})
    assert db.session.get_one(Agreement, number).state is AgreementState.IN_FORCE
    assert client.submit_form(f"/agreements/{number}/step", {"step": "end"}).status_code == 422
    client.submit_form(f"/agreements/{number}/step", {"step": "end", "reason": "échéance"})
    assert db.session.get_one(Agreement, number).state is AgreementState.ENDED


def test_what_was_done_is_written_down_and_taken_back(app: Flask, sign_in: SignIn) -> None:
    agreement = community.agreement(OWN)
    number, commitment = agreement.id, _first(agreement).id
    client = sign_in(people.coordinator())
    client.submit_form(
        f"/agreements/{number}",
        {"held_on": "2025-02-11", "text": "Analyse restituée à Rabat", "commitment_id": str(commitment)},
        form="activities",
    )
    noted = community.agreement(OWN).activities
    assert [(one.text, one.commitment_id) for one in noted] == [("Analyse restituée à Rabat", commitment)]
    client.submit_form(f"/agreements/{number}", form=f"activities/{noted[0].id}/remove")
    assert db.session.query(Activity).count() == 0


def test_an_activity_of_tomorrow_or_of_another_agreement_is_refused(app: Flask) -> None:
    own, other = community.agreement(OWN), community.agreement(OTHER)
    given: dict[str, Any] = {"text": "x", "language": "fr", "actor": SYSTEM, "now": THEN}
    with pytest.raises(RuleBroken), unit_of_work():
        actions.note_activity(own, held_on=date(2025, 3, 4), **given)
    foreign = _first(other).id
    with pytest.raises(RuleBroken), unit_of_work():
        actions.note_activity(community.agreement(OWN), held_on=date(2025, 3, 1), commitment_id=foreign, **given)


def test_a_partner_reads_their_agreements_and_no_other(app: Flask, sign_in: SignIn) -> None:
    client = sign_in(community.partner(OWN))
    own, other = community.agreement(OWN).id, community.agreement(OTHER).id
    page = client.page("/agreements?lang=fr")
    assert f"/agreements/{own}" in page
    assert f"/agreements/{other}" not in page
    assert client.get(f"/agreements/{own}").status_code == 200
    assert client.get(f"/agreements/{own}/summary.pdf").mimetype == "application/pdf"
    for address in (f"/agreements/{other}", f"/agreements/{other}/summary.pdf", f"/agreements/{own}/step"):
        assert client.get(address).status_code == 404
    assert client.get("/desk/agreements").status_code == 403


def test_access_is_given_and_ended_by_the_desk(app: Flask, sign_in: SignIn) -> None:
    partner = community.partner()
    person, number = partner.id, community.agreement(OWN).id
    desk, reader = sign_in(people.coordinator()), sign_in(partner)
    assert reader.get(f"/agreements/{number}").status_code == 404
    desk.submit_form(f"/agreements/{number}", {"person_id": str(person)}, form=f"/agreements/{number}/access")
    assert reader.get(f"/agreements/{number}").status_code == 200
    desk.submit_form(f"/agreements/{number}", form=f"/access/{person}/end")
    assert reader.get(f"/agreements/{number}").status_code == 404


def test_only_partners_are_given_access(app: Flask) -> None:
    somebody = people.person().id
    with pytest.raises(RuleBroken), unit_of_work():
        actions.give_access(community.agreement(OWN), person_id=somebody, actor=SYSTEM, now=THEN)


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_summary_is_a_readable_paper_in_every_language(app: Flask, language: str) -> None:
    with unit_of_work():
        agreement = community.agreement(OWN)
        actions.advance(agreement, ENTER_INTO_FORCE, actor=SYSTEM, now=THEN)
        actions.follow(_first(agreement), BEGIN, actor=SYSTEM, now=THEN)
        actions.note_activity(agreement, held_on=date(2025, 2, 1), text="ورشة", language="ar", actor=SYSTEM, now=THEN)
    pdf = notices.summary(community.agreement(OWN), words=WORDS, language=language, now=THEN)
    assert pdf.startswith(b"%PDF")


def test_lists_and_records_cost_few_statements(app: Flask, sign_in: SignIn, count_queries: Any) -> None:
    desk, number = sign_in(people.coordinator()), community.agreement("ccdh-social-development").id
    for page, most in (("/desk/agreements", 8), (f"/agreements/{number}", 15)):
        desk.page(page)
        with count_queries() as cost:
            desk.page(page)
        assert cost.queries <= most
        assert not cost.repeated
