"""Two people at the same moment, and what an association can tell of what is proposed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from capacity.admission.calls.states.recourse import Remedy
from capacity.admission.complaints import actions, queries
from capacity.admission.complaints.models import Complaint
from capacity.admission.complaints.states import ComplaintState, Verdict
from capacity.admission.rounds.models import AddedDecision
from capacity.admission.rounds.queries import outcomes_of
from capacity.admission.rounds.states import HOLDS_SEAT, OutcomeKind
from capacity.core.audit import AuditEntry
from capacity.core.db import db
from capacity.core.languages import in_language
from capacity.core.outbox import Letter
from tests.admission.rounds.test_at_once import at_once
from tests.crosscut.reading import lasting
from tests.factories import complaints as factory
from tests.factories.admission_region import actor
from tests.factories.complaints import LATER


@pytest.fixture(autouse=True)
def _database(db_session: Any, clock: Any) -> Iterator[None]:
    clock.stop_at(LATER)
    with in_language("en"):
        yield


def test_twenty_confirmations_at_once_add_one_decision_and_one_seat(app: Flask) -> None:
    made = factory.announced(5, seats=2, remedy=Remedy.EXTRA_SEAT)
    found, _handler, second = factory.proposed(made, factory.of_kind(made, OutcomeKind.RESERVE))
    number, seen, who = found.id, found.version, actor(second)

    def confirm() -> Any:
        stands = queries.complaint(number)
        assert stands is not None
        return actions.confirm(stands, seen=seen, actor=who, now=LATER)

    at_once(app, [confirm] * 20)
    assert db.session.scalar(sa.select(sa.func.count(AddedDecision.id))) == 1
    assert sum(one.state in HOLDS_SEAT for one in outcomes_of(made.round_id)) == 3
    for template, times in (("admission/complaints/decided", 1), ("admission/complaints/received", 1)):
        told = sa.select(sa.func.count(Letter.id)).where(Letter.template == template)
        assert db.session.scalar(told) == times
    confirmed = sa.select(sa.func.count(AuditEntry.id)).where(AuditEntry.action == "complaints.confirm")
    assert db.session.scalar(confirmed) == 1


def test_two_members_who_begin_at_once_begin_one_complaint(app: Flask) -> None:
    made = factory.announced(4, seats=1)
    application = factory.of_kind(made, OutcomeKind.RESERVE)
    number, who = application.id, actor(made.member_of(application.id))

    def begin() -> Any:
        standing = queries.standing_of(number)
        assert standing is not None
        return actions.begin(standing.application, language="fr", actor=who, now=LATER)

    try:
        at_once(app, [begin] * 6)
    except sa.exc.IntegrityError:
        db.session.rollback()  # the page answers it with a sentence
    assert db.session.scalar(sa.select(sa.func.count(Complaint.id))) == 1


def test_a_confirmation_and_a_withdrawal_at_once_have_one_effect(app: Flask) -> None:
    made = factory.announced(4, seats=1, remedy=Remedy.EXTRA_SEAT)
    application = factory.of_kind(made, OutcomeKind.RESERVE)
    found, _handler, second = factory.proposed(made, application)
    number, seen, confirmer = found.id, found.version, actor(second)
    member = actor(made.member_of(application.id))

    def stands() -> Complaint:
        one = queries.complaint(number)
        assert one is not None
        return one

    acts: list[Callable[[], Any]] = [
        lambda: actions.confirm(stands(), seen=seen, actor=confirmer, now=LATER),
        lambda: actions.withdraw(stands(), actor=member, now=LATER),
    ]
    assert at_once(app, acts * 2) >= 1
    ended = factory.again(stands()).state
    added = db.session.scalar(sa.select(sa.func.count(AddedDecision.id)))
    assert (ended, added) in {(ComplaintState.DECIDED, 1), (ComplaintState.WITHDRAWN, 0)}


@pytest.mark.one_database
def test_an_association_reads_the_same_whatever_is_proposed(sign_in: Any) -> None:
    made = factory.announced(4, seats=1)
    application = factory.of_kind(made, OutcomeKind.RESERVE)
    found, _handler, _second = factory.proposed(made, application)
    pages = (
        f"/complaints/{found.id}",
        f"/applications/{application.id}/complaints",
        f"/outcomes/{application.id}",
        "/",
    )
    number, member = found.id, sign_in(made.member_of(application.id))
    seen = []
    for verdict, seat_due in ((Verdict.UPHELD, True), (Verdict.REJECTED, False)):
        values = {"verdict": verdict, "seat_due": seat_due, "reasoning": f"Because {verdict}.", "reasons": []}
        db.session.execute(sa.update(Complaint).where(Complaint.id == number).values(**values))
        db.session.commit()
        seen.append([lasting(member.get(page).data) for page in pages])
    assert seen[0] == seen[1]
    assert "En cours d’examen".encode() in seen[0][0]
