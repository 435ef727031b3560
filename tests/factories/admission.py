"""Phases, calls and applications for tests, made through the rooms' own actions; they commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications import actions as applications
from capacity.admission.applications import queries as application_queries
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import Asked, asked_of
from capacity.admission.calls import actions as calls
from capacity.admission.calls.models import Call
from capacity.admission.calls.states import QuestionKind, Wording
from capacity.core.access import Actor, Grant, Role
from capacity.core.db import db
from capacity.core.inspection import Accepted
from capacity.core.languages import Localized
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association
from capacity.rollout.phases.models import Phase
from capacity.rollout.phases.states import PhaseState
from tests.factories import people
from tests.factories.remembered import remembered

OPENS = datetime(2018, 1, 29, 9, tzinfo=UTC)
CLOSES = datetime(2018, 3, 2, 16, 30, tzinfo=UTC)
BEFORE = OPENS - timedelta(days=10)
DURING = OPENS + timedelta(days=5)
AFTER = CLOSES + timedelta(days=2)
REGIONS = ("MA-08", "MA-02", "MA-04")
EVERYWHERE = Actor(id=None, name="coordination", grants=(Grant(Role.COORDINATOR),))
PDF = Accepted(b"%PDF-1.4 invented for a test", "statuts.pdf", "application/pdf", 1)
_numbers = count(1)


def words(text: str) -> Localized:
    """The same in three languages, told apart by their codes."""
    return Localized({code: f"{text} {code}" for code in ("ar", "fr", "en")})


def phase(year: int = 2017) -> Phase:
    """The shipped phase of this year, active; 2017 holds the regions of ``REGIONS``."""
    made = db.session.scalars(sa.select(Phase).where(Phase.year == year)).one()
    made.state = PhaseState.ACTIVE
    db.session.commit()
    return made


@remembered
def call(
    *,
    phase_of: Phase | None = None,
    reference: str | None = None,
    seats: int = 30,
    opens_at: datetime = OPENS,
    closes_at: datetime = CLOSES,
    published: bool = True,
    regions: Sequence[str] | None = None,
) -> Call:
    """A call with the shipped form and texts in three languages, published unless told otherwise."""
    belongs = phase_of or phase()
    codes = regions or [place.region_code for place in belongs.places]
    with unit_of_work():
        made = calls.create(
            belongs,
            reference=reference or f"AMI-{next(_numbers)}",
            opens_at=opens_at,
            closes_at=closes_at,
            regions=[(code, seats) for code in codes],
            actor=EVERYWHERE,
            now=opens_at - timedelta(days=12),
        )
        calls.write(
            made,
            title=words("Call"),
            summary=words("Summary"),
            text=words("Text"),
            actor=EVERYWHERE,
            now=opens_at - timedelta(days=11),
        )
        if published:
            calls.publish(made, actor=EVERYWHERE, now=opens_at - timedelta(days=10))
    return made


def call_asking(
    *wordings: Wording, then: Sequence[Wording] = (), last: Sequence[Wording] = ()
) -> tuple[Call, dict[str, int]]:
    """A published call with a page of its own, ``money``, ``then`` on another one after it, ``more``, and the ``last``
    ones on ``end``; the numbers of its questions by their keys."""
    made = call(published=False)
    told: dict[str, Any] = {"actor": EVERYWHERE, "now": BEFORE}
    with unit_of_work():
        page = calls.add_subject(made, title=words("Money"), **told)
        asked = [calls.add_question(made, page, wording, **told) for wording in wordings]
        for title, others in (("More", then), ("End", last)):
            if others:
                page = calls.add_subject(made, title=words(title), **told)
                asked += [calls.add_question(made, page, wording, **told) for wording in others]
        calls.publish(made, **told)
    return made, {question.key: question.id for question in asked}


def member_of(association: Association) -> Person:
    """Its first member."""
    return association.members[0].person


def actor_of(association: Association) -> Actor:
    """Its representative, as the rules see them."""
    person = member_of(association)
    here = frozenset({association.id})
    return Actor(id=person.id, name=person.name, language=person.language, association_ids=here, represents=here)


def association(**values: Any) -> Association:
    """An association of Zagora with a representative who can sign in."""
    return people.association(people.person(), **values)


@remembered
def draft(
    of: Call | None = None, by: Association | None = None, *, now: datetime = DURING, language: str = "fr"
) -> Application:
    """An application begun, nothing written yet."""
    by, of = by or association(), of or call()
    with unit_of_work():
        return applications.begin(of, by, language=language, actor=actor_of(by), now=now)


def answer_to(asked: Asked, text: str = "Nous accompagnons les femmes de la commune.") -> object:
    """Something that answers a question well."""
    return {
        QuestionKind.SHORT_TEXT: text,
        QuestionKind.LONG_TEXT: text,
        QuestionKind.NUMBER: "4",
        QuestionKind.MONEY: "12 500,50",
        QuestionKind.DATE: "2017-11-20",
        QuestionKind.YES_NO: "yes",
        QuestionKind.ONE_CHOICE: (asked.choices or ("",))[0],
        QuestionKind.SEVERAL_CHOICES: list(asked.choices[:1]),
        QuestionKind.TABLE: [{key: "3" for key, _kind, _name in asked.columns}],
        QuestionKind.ACKNOWLEDGEMENT: "yes",
    }[asked.kind]


@remembered
def complete(
    of: Call | None = None,
    by: Association | None = None,
    *,
    now: datetime = DURING,
    text: str = "Nous accompagnons les femmes de la commune.",
    language: str = "fr",
) -> Application:
    """A draft with every answer and every document, not sent."""
    made = draft(of, by, now=now, language=language)
    actor = actor_of(made.association)
    with unit_of_work():
        written = application_queries.draft(made)
        answers = {
            q: answer_to(asked_of(q), text)
            for subject in written.subjects
            for q in subject.questions
            if q.kind is not QuestionKind.FILE
        }
        applications.save_answers(made, answers, actor=actor, now=now)
        for paper in application_queries.draft(made).papers:
            applications.attach(made, paper, PDF, actor=actor, now=now)
    return made


@remembered
def submitted(
    of: Call | None = None, by: Association | None = None, *, now: datetime = DURING, **values: Any
) -> Application:
    """An application that was sent."""
    made = complete(of, by, now=now, **values)
    send(made, now=now)
    return made


def send(application: Application, *, now: datetime = DURING, submission_id: str | None = None) -> str:
    """Send it; the id of the submission."""
    submission_id = submission_id or f"submission-{next(_numbers):08d}"
    with unit_of_work():
        applications.submit(
            application,
            submission_id=submission_id,
            signed_name="Salma Alaoui",
            signed_role="présidente",
            actor=actor_of(application.association),
            now=now,
        )
    return submission_id
