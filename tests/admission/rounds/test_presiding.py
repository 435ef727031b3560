"""Where the chair steps back from an application the deputy presides, signs, and receives the file."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.review import actions as review
from capacity.admission.review import queries as review_queries
from capacity.admission.review.states.presiding import presiding, who_may_deputise
from capacity.admission.rounds import actions, queries
from capacity.admission.rounds.models import SealSignature
from capacity.admission.rounds.states import RoundState, VoteChoice, is_carried, verify
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from tests.admission.rounds.test_at_once import at_once
from tests.factories import admission_review as factory
from tests.factories import people
from tests.factories.admission_region import NOW, Region, actor

PEOPLE = st.integers(1, 6)


@pytest.fixture(autouse=True)
def _moment(db_session: Any, clock: Any) -> None:
    clock.stop_at(NOW)


@pytest.mark.one_database
@given(st.none() | PEOPLE, st.none() | PEOPLE, st.frozensets(PEOPLE), st.lists(PEOPLE, unique=True))
def test_whoever_presides_stepped_back_from_nothing_and_the_chair_comes_first(
    chair: int | None, deputy: int | None, out: frozenset[int], members: list[int]
) -> None:
    found = presiding(chair=chair, deputy=deputy, stepped_back=out)
    assert found not in out
    assert found in {chair, deputy, None}
    if chair is not None and chair not in out:
        assert found == chair
    for one in who_may_deputise(members, chair=chair, stepped_back=out):
        assert presiding(chair=chair, deputy=one, stepped_back=out) is not None
    assert not is_carried({1: VoteChoice.FOR, 2: VoteChoice.AGAINST}, None)


def recused() -> Region:
    """Every mark is in, the deliberation open, and the chair stepped back from one application that others read."""
    made = factory.scoring(4, seats=2, committee=5)
    mine = next(one for one in review_queries.assignments_of(made.panel_id) if one.reader_id == made.chair.id)
    with unit_of_work():
        review.recuse(mine, reason="Mon frère la préside", actor=actor(made.chair), now=NOW)
        review.share_out(made.panel, actor=made.desk, now=NOW)
    factory.read(made)
    with unit_of_work():
        actions.open_deliberation(made.round, actor=made.desk, now=NOW)
    return made


def named(made: Region, place: int = 1) -> None:
    with unit_of_work():
        actions.name_deputy(made.round, made.committee[place].id, actor=made.desk, now=NOW)


def letters(template: str) -> list[int | None]:
    return list(
        db.session.scalars(sa.select(Letter.person_id).where(Letter.template == f"admission/review/{template}"))
    )


def test_without_a_deputy_the_seal_is_refused_with_whom_to_appoint(sign_in: Any) -> None:
    made = recused()
    assert made.coordinator.id in letters("no_deputy")
    factory.adopted(made)
    with pytest.raises(RuleBroken, match="نائبا للرئيس"):
        factory.signed(made, made.coordinator, "coordinator")
    page = sign_in(made.coordinator).page(f"/selection/{made.round_id}")
    for member in made.committee[1:]:
        assert member.name in page
    assert f"/selection/{made.round_id}/deputy" in page
    assert sign_in(made.chair).get(f"/selection/{made.round_id}/seal").status_code == 404


def test_the_deputy_presides_signs_and_downloads_and_the_chair_does_not(sign_in: Any) -> None:
    made = recused()
    desk, chair, deputy = sign_in(made.coordinator), sign_in(made.chair), sign_in(made.committee[1])
    seal, file = f"/selection/{made.round_id}/seal", f"/selection/{made.round_id}/file"
    assert deputy.get(seal).status_code == 404
    desk.submit_form(f"/selection/{made.round_id}/deputy", {"deputy": str(made.committee[1].id)})
    assert letters("deputy") == [made.committee[1].id]
    factory.adopted(made)
    assert "Vice-présidence, pour la présidence" in deputy.page(seal)
    assert not factory.signed(made, made.coordinator, "coordinator")
    with pytest.raises(RuleBroken):
        factory.signed(made, made.chair, "chair")
    deputy.submit_form(seal, {"capacity": "chair"})
    assert made.round.state is RoundState.SEALED
    assert [one.person_id for one in made.round.signatures] == [made.coordinator.id, made.committee[1].id]
    assert verify(deputy.get(file).data).sound
    assert chair.get(file).status_code == 404
    assert "fichier scellé" in chair.page(f"/selection/{made.round_id}").lower()
    with pytest.raises(IllegalMove), unit_of_work():
        actions.name_deputy(made.round, None, actor=made.desk, now=NOW)


def test_who_stepped_back_is_not_named_and_another_deputy_voids_a_signature() -> None:
    made = recused()
    named(made)
    factory.adopted(made)
    assert not factory.signed(made, made.coordinator, "coordinator")
    named(made, 2)
    assert made.round.signatures == []
    for wrong in (made.chair.id, made.members[0].id):
        with pytest.raises(RuleBroken), unit_of_work():
            actions.name_deputy(made.round, wrong, actor=made.desk, now=NOW)
    with unit_of_work():
        actions.name_deputy(made.round, None, actor=made.desk, now=NOW)
    assert made.panel.deputy is None


def test_a_chair_who_steps_out_of_the_sitting_hands_over_to_the_deputy() -> None:
    made = factory.deliberated(4, seats=2)
    named(made)
    assert made.round.presiding is made.chair
    factory.sits(made)
    last = queries.standing(made.round).rows[-1].file.id
    item = factory.item_of(made, next(one for one in made.applications if one.id == last))
    with unit_of_work():
        actions.take_up(made.round, item_id=item.id, actor=made.desk, now=NOW)
    with unit_of_work():
        actions.step_out(
            made.round, item_id=item.id, person_id=made.chair.id, reason="Cousin", actor=made.desk, now=NOW
        )
    assert letters("presides") == [made.committee[1].id]
    presides = made.round.presiding
    assert presides is not None
    assert presides.id == made.committee[1].id


def test_a_chair_who_cannot_come_hands_over_and_may_come_after_all(sign_in: Any) -> None:
    made = factory.deliberated(4, seats=2)
    url = f"/selection/{made.round_id}/presiding"
    chair, deputy = sign_in(made.chair), sign_in(made.committee[1])
    assert chair.get(url).status_code == 200
    with pytest.raises(RuleBroken), unit_of_work():
        actions.hand_over(made.round, reason="Malade", actor=actor(made.chair), now=NOW)
    named(made)
    factory.adopted(made)
    assert not factory.signed(made, made.coordinator, "coordinator")
    assert deputy.get(url).status_code == sign_in(made.coordinator).get(url).status_code == 404
    assert chair.submit_form(url, {"reason": "Malade"}).status_code == 302
    assert letters("handed_over") == [made.committee[1].id]
    assert (made.round.presiding, made.round.signatures) == (made.panel.deputy, [])
    assert chair.get(f"/selection/{made.round_id}/seal").status_code == 404
    with pytest.raises(RuleBroken), unit_of_work():
        actions.name_deputy(made.round, None, actor=made.desk, now=NOW)
    chair.submit_form(url, form="/presiding/back")
    assert made.round.presiding is made.chair
    chair.submit_form(url, {"reason": "Malade, encore"})
    waits = [
        one.kind for rows in queries.waiting_for(actor(made.committee[1]), NOW) for one in db.session.execute(rows)
    ]
    assert "sign_round" in waits
    factory.signed(made, made.coordinator, "coordinator")
    deputy.submit_form(f"/selection/{made.round_id}/seal", {"capacity": "chair"})
    assert made.round.state is RoundState.SEALED
    sealed = deputy.get(f"/selection/{made.round_id}/file").data
    assert verify(sealed).sound
    assert b'"handed_over":true' in sealed.replace(b" ", b"")
    assert chair.get(url).status_code == 404


def test_for_a_chair_whose_account_is_closed_an_administrator_hands_over(sign_in: Any) -> None:
    made = factory.deliberated(2, seats=1)
    named(made)
    office, url = sign_in(people.administrator()), f"/selection/{made.round_id}/presiding"
    assert office.get(url).status_code == 404
    made.chair.disabled_at = NOW
    db.session.commit()
    assert office.submit_form(url, {"reason": "Décédé"}).status_code == 302
    assert made.round.presiding is made.panel.deputy


def test_deputies_named_and_signatures_given_at_once_leave_one_deputy_and_a_sound_seal(app: Flask) -> None:
    made = factory.adopted(recused())
    named(made)
    round_id, who = made.round_id, made.desk
    deputies = [(one.id, actor(one)) for one in made.committee[1:3]]
    sha256 = queries.to_sign(made.round).sha256

    def name(person_id: int) -> Any:
        return lambda: actions.name_deputy(_round(round_id), person_id, actor=who, now=NOW)

    def sign(capacity: str, signer: Any) -> Any:
        return lambda: actions.sign(_round(round_id), capacity=capacity, sha256=sha256, actor=signer, now=NOW)

    acts = [name(person_id) for person_id, _who in deputies] + [sign("coordinator", who), sign("chair", deputies[0][1])]
    at_once(app, acts * 2)
    given = db.session.scalars(sa.select(SealSignature).where(SealSignature.round_id == round_id)).all()
    assert sum(member.deputises for member in made.panel.members) == 1
    if made.round.state is RoundState.SEALED:
        assert {one.sha256 for one in given} == {made.round.sealed_sha256}
        deputy = made.panel.deputy
        assert deputy is not None
        assert f'"deputises":true,"name":"{deputy.name}"' in (made.round.sealed_content or "").replace(": ", ":")


def _round(round_id: int) -> Any:
    found = queries.round_of(round_id)
    assert found is not None
    return found
