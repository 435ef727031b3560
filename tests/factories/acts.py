"""What somebody does to an application, told now and done at the moment that a test chooses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications import actions, queries
from capacity.admission.applications.models import Application, Snapshot
from capacity.core.db import db
from capacity.core.unit_of_work import unit_of_work
from capacity.people.associations import actions as associations
from capacity.people.associations.models import Association, Suspicion
from capacity.people.associations.states.doubles import SuspicionState
from tests.factories import admission
from tests.factories import clarifying as factory
from tests.support.at_once import Act

SIGNED = {"signed_name": "S", "signed_role": "P"}


def here(number: int) -> Application:
    """The application as it stands now."""
    db.session.expire_all()
    found = queries.application(number)
    assert found is not None
    return found


def submit(number: int, submission_id: str = "sent-at-once", now: datetime = admission.DURING) -> Act:
    """The applicant sends it."""
    actor = admission.actor_of(here(number).association)

    def act() -> None:
        draft = queries.written(number) or here(number)
        actions.submit(draft, submission_id=submission_id, **SIGNED, actor=actor, now=now)

    return act


def on(number: int, act: Callable[..., Any], **values: Any) -> Act:
    """An act of the applicant on the application."""
    actor = admission.actor_of(here(number).association)
    return lambda: act(here(number), actor=actor, now=admission.DURING, **values)


def sent(number: int) -> int:
    """How often it was sent, answers to clarifications among them."""
    return db.session.scalar(sa.select(sa.func.count(Snapshot.id)).where(Snapshot.application_id == number)) or 0


def ask(number: int) -> Act:
    """The coordination asks for clarification."""
    return lambda: actions.request_clarification(
        here(number), [factory.TEXT], due_at=factory.due(), actor=admission.EVERYWHERE, now=factory.ASKED
    )


def merge(kept: Association, gone: Association, choices: Mapping[int, int] = MappingProxyType({})) -> Act:
    """The coordination makes one of two associations."""
    low, high = sorted((kept.id, gone.id))
    with unit_of_work():
        pair = Suspicion(first_id=low, second_id=high, reasons=" phone ", noticed_at=admission.BEFORE)
        pair.state = SuspicionState.OPEN
        db.session.add(pair)
        db.session.flush()
        number, kept_id = pair.id, kept.id

    def act() -> Any:
        return associations.merge(
            db.session.get_one(Suspicion, number),
            kept_id=kept_id,
            choices=choices,
            reason="one",
            actor=admission.EVERYWHERE,
            now=admission.DURING,
        )

    return act
