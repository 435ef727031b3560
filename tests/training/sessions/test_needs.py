"""What delegates need because of a disability: told if they wish, read by whom it concerns, and gone afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from capacity.core import keeping
from capacity.core.access import SYSTEM
from capacity.core.audit import AuditEntry, AuditWords
from capacity.core.clock import now
from capacity.core.db import db
from capacity.training.sessions.models import ToldNeeds
from capacity.training.sessions.states.needs import Need, Needs
from tests.factories import people, training

WORDS = "Un fauteuil électrique, à charger le midi"


def test_needs_are_read_by_whom_they_concern_and_by_nobody_else(region: Any, sign_in: Any, clock: Any) -> None:
    clock.stop_at(training.THEN)
    session = training.session(region.phase, region.trainer)
    place = training.enrolled(session, region.association)
    url, page = f"/delegates/{place.id}/needs", f"/sessions/{session.id}/needs?lang=en"
    member, coordinator = sign_in(region.member), sign_in(people.coordinator(session.region_code))
    told = {"kinds": ["step_free"], "words": WORDS, "agreed": "y"}
    assert member.submit_form(url, {**told, "agreed": None}).status_code == 422
    assert member.submit_form(url, {"agreed": "y"}).status_code == 422
    assert member.submit_form(url, {"kinds": [" \t", ""], "agreed": "y"}).status_code == 422
    blank = {"name": "Salma", "name_ar": "سلمى", "gender": " \t"}
    assert member.submit_form(f"/delegates/{place.id}/replace", blank).status_code == 422
    assert member.submit_form(url, told).status_code == 302
    for reader in (coordinator, sign_in(region.trainer)):
        read = reader.page(page)
        assert WORDS in read
        assert "without steps" in read
        assert "1 delegate told" in reader.page(f"/sessions/{session.id}?lang=en")
    for other in (people.administrator(), training.trainer(), people.coordinator("MA-01"), region.member):
        assert sign_in(other).get(page).status_code == 404
    everywhere = (
        member.page(url),
        member.page(f"/training/{session.id}"),
        coordinator.page(f"/sessions/{session.id}"),
        sign_in(people.administrator()).page("/administration/audit"),
    )
    assert not any(WORDS in text for text in everywhere)
    assert WORDS.encode() not in db.session.scalars(sa.select(ToldNeeds.sealed)).one()
    assert "enrolments.tell_needs" in db.session.scalars(sa.select(AuditEntry.action)).all()
    assert not any(WORDS in words for words in db.session.scalars(sa.select(AuditWords.words)))
    member.submit_form(url, form="/forget")
    assert "Nobody told anything" in coordinator.page(page)


def test_needs_are_gone_with_the_place_and_after_the_session(region: Any, sign_in: Any, clock: Any) -> None:
    clock.stop_at(training.THEN)
    session = training.session(region.phase, region.trainer, delegates_per_association=2)
    given_up, kept = (training.enrolled(session, region.association) for _ in range(2))
    member = sign_in(region.member)
    for place in (given_up, kept):
        member.submit_form(f"/delegates/{place.id}/needs", {"kinds": ["braille"], "agreed": "y"})
    member.submit_form(f"/delegates/{given_up.id}/cancel", {"reason": "Travels"})
    left = sa.select(ToldNeeds.enrolment_id)
    assert list(db.session.scalars(left)) == [kept.id]
    clock.stop_at(training.THEN + timedelta(days=70))
    assert keeping.erase_due(now=now(), actor=SYSTEM, only=["needs"]) == {"needs": 1}
    assert list(db.session.scalars(left)) == []


def test_needs_are_read_as_they_were_written() -> None:
    for needs in (Needs((Need.BRAILLE, Need.HEARING), WORDS), Needs((), "مرافق"), Needs((), "")):
        assert Needs.read(needs.written()) == needs
