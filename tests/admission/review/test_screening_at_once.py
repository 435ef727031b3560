"""Two coordinators at the same moment: one finding of a document, one verdict, one announcement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from capacity.admission.applications import queries as applications
from capacity.admission.review import actions, queries
from capacity.admission.review.actions import Judged
from capacity.admission.review.models import Panel, Screening
from capacity.admission.review.models.documents import DocumentVerdict
from capacity.admission.review.states import Verdict
from capacity.admission.review.states.screening import Judgement
from capacity.core.db import db
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from capacity.people.associations.queries import actor_of
from tests.admission.applications.test_at_once import at_once
from tests.factories import people
from tests.factories.screening import NOW, REGION, accepted, arrived, documents


@pytest.fixture(autouse=True)
def _moment(db_session: Any, clock: Any) -> None:
    clock.stop_at(NOW)


def test_two_who_judge_and_decide_at_once_leave_one_finding_and_one_verdict(app: Flask) -> None:
    coordinator = people.coordinator(REGION)
    (made,) = arrived(coordinator)
    number, actor = made.id, actor_of(coordinator)
    seen = documents(made)["statutes"].seen

    def judging(judgement: Judgement) -> Callable[[], Any]:
        def act() -> None:
            found = applications.application(number)
            said = Judged(judgement, "unreadable", seen=seen)
            actions.judge_documents(found, {"statutes": said}, actor=actor, now=NOW)
            actions.screen(found, verdict=Verdict.INELIGIBLE, reasons=["no_valid_receipt"], actor=actor, now=NOW)

        return act

    done = at_once(app, judging(Judgement.QUESTIONED), judging(Judgement.REFUSED))
    assert done.count(True) == 1
    assert db.session.scalar(sa.select(sa.func.count(DocumentVerdict.id))) == 1
    assert db.session.scalar(sa.select(sa.func.count(Screening.id))) == 1


def test_two_who_announce_at_once_write_once(app: Flask) -> None:
    coordinator = people.coordinator(REGION)
    made, actor = arrived(coordinator, files=2), actor_of(coordinator)
    with unit_of_work():
        for one in made:
            actions.screen(one, verdict=Verdict.ELIGIBLE, judged=accepted(one), actor=actor, now=NOW)
        number = db.session.scalars(sa.select(Panel.id)).one()

    def announce() -> None:
        actions.announce_screening(queries.panel(number), actor=actor, now=NOW)

    assert at_once(app, announce, announce, announce).count(True) == 1
    written = sa.select(sa.func.count(Letter.id)).where(Letter.template == "admission/review/screening")
    assert db.session.scalar(written) == 2
