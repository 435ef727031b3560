"""Applications that are asked about, for tests; made through the room's own actions; they commit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications import actions, queries
from capacity.admission.applications.models import Application, Clarification
from capacity.admission.applications.states.clarifying import Point, PointKind, due_at_end_of
from capacity.core import clock
from capacity.core.db import db
from capacity.core.unit_of_work import unit_of_work
from tests.factories import admission

ASKED = admission.AFTER
QUESTION = Point(PointKind.QUESTION, "women_in_office", why="Le procès-verbal dit trois.")
TEXT = Point(PointKind.QUESTION, "motivation", reason="unclear")
PAPER = Point(PointKind.DOCUMENT, "statutes", reason="unreadable", why="La page 3.")


def due(days: int = 7, after: datetime = ASKED) -> datetime:
    """The end of the day so many days after."""
    return due_at_end_of(clock.local(after).date() + timedelta(days=days))


def asked(*points: Point, made: Application | None = None, days: int = 7, request_id: str = "") -> Clarification:
    """A request about an application that was sent, two days after the closing."""
    made = made or admission.submitted()
    with unit_of_work():
        return actions.request_clarification(
            made,
            points or (TEXT, PAPER),
            due_at=due(days),
            request_id=request_id,
            actor=admission.EVERYWHERE,
            now=ASKED,
        )


def latest(number: int) -> Clarification:
    """The latest request about an application, as it stands now."""
    db.session.expire_all()
    return db.session.scalars(
        sa.select(Clarification).where(Clarification.application_id == number).order_by(Clarification.id.desc())
    ).first()  # type: ignore[return-value]


def standing(number: int) -> dict[str, Any]:
    """What a reader would see now: answers and names of files, by key."""
    db.session.expire_all()
    draft = queries.draft(db.session.get_one(Application, number))
    answers = {q.key: draft.value(q) for subject in draft.subjects for q in subject.questions}
    return answers | {paper.key: [one.id for one in draft.files.get(paper.id, [])] for paper in draft.papers}


def write(found: Clarification, text: str = "Une réponse plus précise.", *, now: datetime = ASKED) -> None:
    """Something else under every question and document that is asked about."""
    made = found.application
    actor = admission.actor_of(made.association)
    raw = {one.id: text for one in found.items if one.question is not None}
    papers = [one.id for one in found.items if one.document is not None]
    with unit_of_work():
        actions.draft_answers(made, raw, actor=actor, now=now)
        for number in papers:
            actions.attach_to_answer(made, number, admission.PDF, actor=actor, now=now)


def answer(made: Application, *, now: datetime = ASKED, submission_id: str = "answer-00000001") -> None:
    """Send the answer."""
    with unit_of_work():
        actions.answer_clarification(
            made,
            submission_id=submission_id,
            signed_name="Salma Alaoui",
            signed_role="présidente",
            actor=admission.actor_of(made.association),
            now=now,
        )
