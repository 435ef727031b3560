"""The worker is killed in the middle of what a closing and a due date bring, again and again, and started again."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from capacity.admission.applications import queries
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.states.clarifying import ClarificationState
from capacity.core import audit, outbox
from capacity.core.audit import AuditEntry
from capacity.core.db import db
from capacity.core.outbox import LEASE, Letter, OutboxItem
from tests.factories import admission
from tests.factories import clarifying as factory
from tests.support.killing import killed_at

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
MOST = 60


def live_and_die(clock: Any) -> int:
    """The worker dies at its first moment, the next one at its second, and so on, until one has nothing left to do;
    how many were killed. Each lease runs out before the next one begins."""
    for killed in range(MOST):
        if not killed_at(killed + 1, outbox.run_due):
            return killed
        clock.advance(seconds=LEASE.total_seconds() + 1)
    raise AssertionError("no worker comes to an end")


def letters(kind: str) -> Counter[int | None]:
    """How many letters of a kind there are about each thing."""
    return Counter(db.session.scalars(sa.select(Letter.about_id).where(Letter.template.endswith(f"/{kind}"))))


def delivered(app: Flask) -> Counter[str]:
    """How often each letter lies in the folder, by what it is known by."""
    found = (Path(app.config["DATA"]) / "letters").glob("*.eml")
    return Counter(str(message_from_bytes(one.read_bytes())["Message-ID"]) for one in found)


def undone() -> int:
    """What was due and is not done, or was given up."""
    due = sa.or_(OutboxItem.failed_at.is_not(None), sa.and_(OutboxItem.done_at.is_(None), OutboxItem.attempts > 0))
    return db.session.scalar(sa.select(sa.func.count(OutboxItem.id)).where(due)) or 0


def test_reminders_before_a_closing_are_written_once_however_often_the_worker_is_killed(app: Flask, clock: Any) -> None:
    call = admission.call()
    numbers = [admission.draft(call).id for _ in range(3)]
    clock.stop_at(admission.CLOSES - timedelta(days=2))
    assert live_and_die(clock) > 5
    assert letters("reminder") == dict.fromkeys(numbers, 1)
    assert db.session.scalar(sa.select(sa.func.count(Letter.id)).where(Letter.sent_at.is_(None))) == 0
    assert set(delivered(app).values()) == {1}
    assert undone() == 0


def test_a_lapse_is_recorded_and_told_once_however_often_the_worker_is_killed(app: Flask, clock: Any) -> None:
    made = admission.submitted()
    number = made.id
    found = factory.asked(made=made).id
    clock.stop_at(factory.ASKED)
    outbox.run_due()
    clock.stop_at(factory.due() + timedelta(minutes=11))
    assert live_and_die(clock) > 5
    db.session.expire_all()
    assert factory.latest(number).state is ClarificationState.LAPSED
    application = queries.application(number)
    assert application is not None
    assert application.state is ApplicationState.SUBMITTED
    assert letters("clarification_lapsed") == {found: 1}
    lapses = db.session.scalars(sa.select(AuditEntry.action).where(AuditEntry.action.like("%lapse%"))).all()
    assert len(lapses) == len(set(lapses)) == 2, "the request's and the application's"
    assert audit.verify(db.session()).sound
    assert undone() == 0
