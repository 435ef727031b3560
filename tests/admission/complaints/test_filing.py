"""A complaint is written, filed within the window with a receipt, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.calls.states.recourse import end_of
from capacity.admission.complaints import actions, queries
from capacity.admission.complaints.models import Complaint
from capacity.admission.complaints.states import ComplaintState, Subject
from capacity.admission.rounds.states import OutcomeKind
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.inspection import accept
from capacity.core.languages import in_language
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from tests.architecture.world_calls import PDF
from tests.factories import admission_review as review
from tests.factories import complaints as factory
from tests.factories.admission_region import NOW, actor
from tests.factories.complaints import LATER

pytestmark = pytest.mark.one_database
"""What depends on locks is tried on both, in ``test_at_once``."""


@pytest.fixture(autouse=True)
def _database(db_session: Any, clock: Any) -> Iterator[None]:
    clock.stop_at(LATER)
    with in_language("en"):
        yield


def letters(name: str) -> list[Letter]:
    found = sa.select(Letter).where(Letter.template == f"admission/complaints/{name}")
    return list(db.session.scalars(found.order_by(Letter.id)))


def test_an_association_files_against_its_own_result_and_gets_a_receipt() -> None:
    made = factory.announced(4, seats=2)
    application = factory.of_kind(made, OutcomeKind.RESERVE)
    found = factory.filed(made, application)
    assert (found.state, found.subject) == (ComplaintState.FILED, Subject.OUTCOME)
    assert found.number == f"{application.number}/R1"
    assert len(found.sha256) == 64
    [letter] = letters("received")
    assert (letter.person_id, letter.data["reference"]) == (made.member_of(application.id).id, found.number)


def test_a_refusal_at_screening_is_complained_about_from_its_announcement_on() -> None:
    made = review.screened(3, ineligible=[1])
    found = factory.filed(made, made.applications[1])
    assert found.subject is Subject.SCREENING
    with pytest.raises(RuleBroken, match="no decision"):
        factory.drafted(made, made.applications[0])


@pytest.mark.parametrize("kind", [OutcomeKind.SELECTED])
def test_who_is_selected_has_nothing_to_complain_about(kind: OutcomeKind) -> None:
    made = factory.announced(3, seats=1)
    with pytest.raises(RuleBroken):
        factory.drafted(made, factory.of_kind(made, kind))


def test_nothing_can_be_complained_about_before_the_announcement() -> None:
    made = review.sealed(3, seats=1)
    for application in made.applications:
        with pytest.raises(RuleBroken, match="no decision"):
            factory.drafted(made, application)


def test_a_late_complaint_is_not_filed_and_keeps_its_draft() -> None:
    made = factory.announced(3, seats=1, days=10)
    application = factory.of_kind(made, OutcomeKind.RESERVE)
    found = factory.drafted(made, application)
    last = end_of(NOW, 10)
    with pytest.raises(RuleBroken, match="over"):
        factory.send(made, found, now=last + timedelta(seconds=1))
    assert factory.again(found).text == factory.TEXT
    factory.send(made, found, now=last)
    assert factory.again(found).state is ComplaintState.FILED


def test_the_time_ends_with_a_moroccan_day() -> None:
    assert end_of(datetime.fromisoformat("2017-11-01T23:30:00+00:00"), 5).isoformat() == "2017-11-06T23:59:00+00:00"


def test_more_time_is_given_to_one_association_with_a_reason() -> None:
    made = factory.announced(4, seats=1, days=5)
    application, other = (factory.of_kind(made, OutcomeKind.RESERVE, place) for place in (0, 1))
    late = NOW + timedelta(days=20)
    with unit_of_work():
        actions.give_time(
            application, ends_at=late + timedelta(days=3), reason="La lettre est revenue", actor=made.desk, now=late
        )
    assert factory.filed(made, application, now=late).state is ComplaintState.FILED
    with pytest.raises(RuleBroken, match="over"):
        factory.drafted(made, other, now=late)


def test_one_complaint_is_open_at_a_time_and_a_repeated_request_files_once() -> None:
    made = factory.announced(3, seats=1)
    application = factory.of_kind(made, OutcomeKind.RESERVE)
    found = factory.drafted(made, application)
    assert factory.drafted(made, application).id == found.id
    for _press in range(3):
        factory.send(made, found, submission_id="the-same-page")
    assert db.session.scalar(sa.select(sa.func.count(Complaint.id))) == 1
    assert len(letters("received")) == 1


def test_an_empty_complaint_is_not_filed() -> None:
    made = factory.announced(3, seats=1)
    application = factory.of_kind(made, OutcomeKind.RESERVE)
    who = actor(made.member_of(application.id))
    with unit_of_work():
        found = actions.begin(application, language="ar", actor=who, now=LATER)
    with pytest.raises(RuleBroken, match="ground"):
        factory.send(made, found)
    with unit_of_work():
        actions.save(found, grounds=["other"], text="Non.", actor=who, now=LATER)
    with pytest.raises(RuleBroken, match="sentences"):
        factory.send(made, found)


def test_documents_are_joined_and_taken_away_until_it_is_filed() -> None:
    made = factory.announced(3, seats=1)
    application = factory.of_kind(made, OutcomeKind.RESERVE)
    found, who = factory.drafted(made, application), actor(made.member_of(application.id))
    with unit_of_work():
        kept = actions.attach(found, accept(PDF, "lettre.pdf"), actor=who, now=LATER)
        gone = actions.attach(found, accept(PDF, "autre.pdf"), actor=who, now=LATER)
    with unit_of_work():
        actions.detach(found, gone, actor=who, now=LATER)
    factory.send(made, found)
    assert [one.id for one in factory.again(found).present_files(with_answer=False)] == [kept.id]
    with pytest.raises(RuleBroken), unit_of_work():
        actions.attach(found, accept(PDF, "tard.pdf"), actor=who, now=LATER)
    with pytest.raises(IllegalMove), unit_of_work():
        actions.detach(found, kept, actor=who, now=LATER)


def test_a_withdrawn_complaint_makes_room_for_another() -> None:
    made = factory.announced(3, seats=1)
    application = factory.of_kind(made, OutcomeKind.RESERVE)
    found = factory.filed(made, application)
    with unit_of_work():
        actions.withdraw(found, actor=actor(made.member_of(application.id)), now=LATER)
    assert factory.again(found).state is ComplaintState.WITHDRAWN
    assert factory.filed(made, application).number == f"{application.number}/R2"
    assert len(letters("withdrawn")) == 1


def test_an_answered_decision_is_not_complained_about_again() -> None:
    made = factory.announced(3, seats=1)
    application = factory.of_kind(made, OutcomeKind.RESERVE)
    factory.decided(made, application, verdict=factory.Verdict.REJECTED, reasons=["marks_stand"], seat_due=False)
    standing = queries.standing_of(application.id)
    assert standing is not None
    assert standing.answered
    with pytest.raises(RuleBroken, match="answered already"):
        factory.drafted(made, application)
