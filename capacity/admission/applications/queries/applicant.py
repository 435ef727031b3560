"""What an association reads of its own applications."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased, defer, joinedload, selectinload

from capacity.admission.applications.models import Answer, Application, ApplicationDocument
from capacity.admission.applications.queries.asked import Form, form_of, form_when
from capacity.admission.applications.states import (
    ApplicationState,
    Asked,
    PageState,
    Problem,
    Signs,
    asked_of,
    page_state,
    percent,
    problem_of,
    problem_of_files,
)
from capacity.admission.calls.models import Call, Extension, Question, RequiredDocument, Subject
from capacity.admission.calls.states import QuestionKind, asked
from capacity.core.access import Actor
from capacity.core.db import db, table
from capacity.core.files import StoredFile
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association, Member
from capacity.people.associations.queries import relatives_of


def application(application_id: int) -> Application | None:
    """The application with its association, and what tells the call's window: three statements."""
    return db.session.scalar(_APPLICATION, {"application": application_id})


_APPLICATION = (
    sa.select(Application)
    .where(Application.id == sa.bindparam("application"))
    .options(
        joinedload(Application.association).joinedload(Association.province),
        joinedload(Application.call).joinedload(Call.phase),
        joinedload(Application.call).options(selectinload(Call.extensions), defer(Call.text)),
        selectinload(Application.snapshots),
    )
)
"""Put together once; the long text of the call is read by who shows it."""


def writing(application_id: int, *, hold: bool = False) -> Application | None:
    """The application with what tells the form of its call, for who writes in it: one statement, read anew.

    ``hold`` lets nobody else write in it meanwhile.
    """
    return db.session.scalar(_HELD if hold else _WRITING, {"application": application_id})


_WRITING = (
    sa.select(Application)
    .where(Application.id == sa.bindparam("application"))
    .options(
        joinedload(Application.call, innerjoin=True).options(
            defer(Call.text), defer(Call.summary), defer(Call.rules), defer(Call.reading)
        )
    )
    .execution_options(populate_existing=True)
)
_HELD = _WRITING.with_for_update(of=Application)
"""What is saved as it is typed is saved often."""


def sending(application_id: int) -> Application | None:
    """The application with all that a submission asks of its association and its call, held and read anew."""
    return db.session.scalar(_SENDING, {"application": application_id})


_SENDING = _HELD.options(
    joinedload(Application.association, innerjoin=True).joinedload(Association.province, innerjoin=True),
    joinedload(Application.call, innerjoin=True).joinedload(Call.phase, innerjoin=True),
)


@dataclass(frozen=True)
class Written:
    """As much of an application as is asked at every keystroke: whose it is, where it stands, and its form."""

    id: int
    association_id: int
    region_code: str
    state: ApplicationState
    completeness: int
    form: Form

    def question(self, number: object) -> Question | None:
        """The question of this number, if the application's call asks it."""
        return self.form.questions.get(number) if isinstance(number, int) else None


def written(application_id: int, *, hold: bool = False) -> Written | None:
    """The application as who types in it needs it: one statement, without objects.

    ``hold`` lets nobody else write in it meanwhile.
    """
    row = db.session.execute(_TYPED_HELD if hold else _TYPED, {"application": application_id}).first()
    if row is None:
        return None
    form = form_when(row.call_id, row.call_state, row.published_at, row.lottery_seed_sha256)
    return Written(row.id, row.association_id, row.region_code, row.state, row.completeness, form)


_A, _C = table(Application), table(Call)
_TYPED = (
    sa.select(
        _A.c.id,
        _A.c.association_id,
        _A.c.region_code,
        _A.c.state,
        _A.c.completeness,
        _A.c.call_id,
        _C.c.state.label("call_state"),
        _C.c.published_at,
        _C.c.lottery_seed_sha256,
    )
    .join_from(_A, _C, _C.c.id == _A.c.call_id)
    .where(_A.c.id == sa.bindparam("application"))
)
_TYPED_HELD = _TYPED.with_for_update(of=_A)


class Stands(NamedTuple):
    """An answer as it stands: what, since when and by whom, with the signs of its last saves."""

    id: int
    question_id: int
    value: Any
    version: int
    saved_at: datetime
    saved_by_id: int | None
    signs: Signs


def standing(application_id: int, questions: Iterable[int]) -> dict[int, Stands]:
    """The answers to these questions as they stand, by question."""
    rows = db.session.execute(_STANDS, {"application": application_id, "questions": list(questions)})
    return {row.question_id: Stands(*row) for row in rows}


_ANSWER = table(Answer)
_STANDS = sa.select(*(_ANSWER.c[name] for name in Stands._fields)).where(
    _ANSWER.c.application_id == sa.bindparam("application"),
    _ANSWER.c.question_id.in_(sa.bindparam("questions", expanding=True)),
)


def mine(actor: Actor) -> list[Application]:
    """The applications of the actor's associations, newest first."""
    return list(
        db.session.scalars(
            sa.select(Application)
            .where(Application.association_id.in_(actor.association_ids))
            .options(
                joinedload(Application.association),
                joinedload(Application.call).selectinload(Call.extensions),
                joinedload(Application.call).joinedload(Call.phase),
            )
            .order_by(Application.created_at.desc(), Application.id.desc())
        )
    )


def own_associations(actor: Actor) -> list[Association]:
    """The associations the actor writes for, merged ones left out."""
    return list(
        db.session.scalars(
            sa.select(Association)
            .where(Association.id.in_(actor.association_ids), Association.merged_into_id.is_(None))
            .options(joinedload(Association.province))
            .order_by(Association.name_fr, Association.id)
        )
    )


def of_association(call_id: int, association_ids: Iterable[int]) -> dict[int, Application]:
    """The application that each of these associations has in the call already, under whichever name it had.

    One that goes on comes before one that was withdrawn; a withdrawn one counts under the present name only.
    """
    asked, kin = aliased(Association), aliased(Association)
    rows = db.session.execute(
        sa.select(asked.id, Application)
        .join(kin, kin.id == Application.association_id)
        .join(asked, sa.func.coalesce(asked.merged_into_id, asked.id) == sa.func.coalesce(kin.merged_into_id, kin.id))
        .where(Application.call_id == call_id, asked.id.in_(list(association_ids)))
        .where(sa.or_(kin.id == asked.id, Application.state != ApplicationState.WITHDRAWN))
    ).all()
    ranked = sorted(
        rows, key=lambda row: (row[1].state is not ApplicationState.WITHDRAWN, row[1].association_id == row[0])
    )
    return {row[0]: row[1] for row in ranked}


@dataclass(frozen=True)
class Draft:
    """An application as it is being written: what the call asks of it, the answers so far, the files so far.

    ``subjects`` are the pages on which something is asked, ``papers`` the documents that are wanted: what a question
    waits for, and where the association has its seat, decide. Answers to what is not asked any more are kept.
    """

    application: Application
    subjects: list[Subject]
    papers: list[RequiredDocument]
    answers: dict[int, Answer]
    files: dict[int, list[ApplicationDocument]]
    asked: frozenset[str]
    rules: Mapping[int, Asked]

    def questions(self, subject: Subject) -> list[Question]:
        """What is asked on this page."""
        return [question for question in subject.questions if question.key in self.asked]

    def value(self, question: Question) -> Any:
        """The answer as it is kept, None without one; the names of its files for a question that asks for files."""
        if question.kind is QuestionKind.FILE:
            return [one.file.filename for one in self.files_of(question)] or None
        answer = self.answers.get(question.id)
        return answer.value if answer is not None else None

    def files_of(self, question: Question) -> list[ApplicationDocument]:
        """The files sent under a question."""
        paper = self.paper_of(question)
        return self.files.get(paper.id, []) if paper is not None else []

    def paper_of(self, question: Question) -> RequiredDocument | None:
        """The document on which the files of a question hang."""
        return next((paper for paper in self.papers if paper.question_id == question.id), None)

    def version(self, question: Question) -> int:
        """How often the answer was saved; 0 when never."""
        answer = self.answers.get(question.id)
        return answer.version if answer is not None else 0

    def page(self, subject: Subject) -> PageState:
        """How far a page is."""
        return page_state([(self.value(question), self.problem(question)) for question in self.questions(subject)])

    def problem(self, question: Question) -> Problem | None:
        """What keeps this answer from being sent."""
        if question.kind is not QuestionKind.FILE:
            return problem_of(self.rules[question.id], self.value(question))
        sizes = [one.file.size for one in self.files_of(question)]
        return problem_of_files(required=question.required, sizes=sizes, limit_mb=question.maximum)

    def paper_problem(self, paper: RequiredDocument) -> Problem | None:
        """What keeps the files of a document from being sent; those of questions are problems of their questions."""
        if paper.question_id is not None:
            return None
        sizes = [one.file.size for one in self.files.get(paper.id, [])]
        return problem_of_files(required=paper.required, sizes=sizes, limit_mb=paper.limit_mb)

    @cached_property
    def paper_problems(self) -> list[tuple[RequiredDocument, Problem]]:
        """Every document that keeps the application from being submitted: missing, or with a file over its limit."""
        return [(paper, problem) for paper in self.papers if (problem := self.paper_problem(paper)) is not None]

    @cached_property
    def problems(self) -> list[tuple[Subject, Question, Problem]]:
        """Every answer that keeps the application from being submitted."""
        return [
            (subject, question, problem)
            for subject in self.subjects
            for question in self.questions(subject)
            if (problem := self.problem(question)) is not None
        ]

    @property
    def percent(self) -> int:
        """How much of what is required is there, in per cent."""
        wanted = sum(question.required for subject in self.subjects for question in self.questions(subject))
        wanted += sum(paper.required and paper.question_id is None for paper in self.papers)
        return percent(wanted - len(self.problems) - len(self.paper_problems), wanted)

    @property
    def share(self) -> tuple[int, int]:
        """(done, all): pages and documents that are complete."""
        pages = [self.page(subject).is_complete for subject in self.subjects]
        papers = [
            self.paper_problem(paper) is None for paper in self.papers if paper.required and paper.question_id is None
        ]
        return sum(pages) + sum(papers), len(pages) + len(papers)


def draft(application: Application) -> Draft:
    """The draft behind an application: two statements, and two or three more for a call that was not read yet."""
    asks = {"application": application.id}
    answers, joined = db.session.scalars(_ANSWERS, asks).all(), db.session.scalars(_JOINED, asks).all()
    return _draft(application, form_of(application.call), answers, joined)


def reached(application: Application | Written) -> int:
    """How much of what is required is there, in per cent, from the answers and what is known of the files alone."""
    asks = {"application": application.id}
    answers, names = db.session.execute(_VALUES, asks).all(), db.session.execute(_NAMES, asks)
    joined = [_Named(number, _File(name, size)) for number, name, size in names]
    form = application.form if isinstance(application, Written) else form_of(application.call)
    return _draft(application, form, answers, joined).percent


class _File(NamedTuple):
    filename: str
    size: int


class _Named(NamedTuple):
    document_id: int
    file: _File


def _draft(application: Any, form: Form, answers: Sequence[Any], joined: Sequence[Any]) -> Draft:
    files: dict[int, list[Any]] = {}
    for one in joined:
        files.setdefault(one.document_id, []).append(one)
    by_question = {answer.question_id: answer for answer in answers}
    values = {one.key: by_question[one.id].value for one in form.questions.values() if one.id in by_question}
    found = asked(form.rules, values, application.region_code)
    wanted = {number for number, question in form.questions.items() if question.key in found}
    return Draft(
        application,
        [subject for subject in form.subjects if any(question.id in wanted for question in subject.questions)],
        [paper for paper in form.papers if paper.question_id is None or paper.question_id in wanted],
        by_question,
        files,
        frozenset(found),
        form.asked,
    )


_OF: Any = sa.bindparam("application")
_ANSWERS = sa.select(Answer).where(Answer.application_id == _OF).execution_options(populate_existing=True)
_JOINED = (
    sa.select(ApplicationDocument)
    .where(ApplicationDocument.application_id == _OF, ApplicationDocument.replaced_at.is_(None))
    .options(joinedload(ApplicationDocument.file), joinedload(ApplicationDocument.paper))
    .order_by(ApplicationDocument.id)
)
_VALUES = sa.select(_ANSWER.c.question_id, _ANSWER.c.value).where(_ANSWER.c.application_id == _OF)
_D, _F = table(ApplicationDocument), table(StoredFile)
_NAMES = (
    sa.select(_D.c.document_id, _F.c.filename, _F.c.size)
    .join_from(_D, _F, _F.c.id == _D.c.file_id)
    .where(_D.c.application_id == _OF, _D.c.replaced_at.is_(None))
)
"""A draft is read at every autosave: what asks for it is put together once."""


def blank_draft(call: Call, region: str) -> Draft:
    """What an association of this region meets before it has answered anything; nothing of it is in the database.

    What waits for an answer on another page is there; what waits for one of its own page is still hidden.
    """
    here = [one for one in call.questions if not one.region_codes or region in one.region_codes]
    page_of = {one.key: subject.id for subject in call.subjects for one in subject.questions}
    found = {
        one.key for one in here if one.condition is None or page_of.get(one.condition["question"]) != one.subject_id
    }
    shown = {one.id for one in here}
    return Draft(
        Application(call_id=call.id, region_code=region),
        [subject for subject in call.subjects if any(one.id in shown for one in subject.questions)],
        [paper for paper in call.documents if paper.question_id is None or paper.question_id in shown],
        {},
        {},
        frozenset(found),
        {one.id: asked_of(one) for one in here},
    )


def page_of_document(document_id: int) -> tuple[str, int] | None:
    """(key of its page, number) of the question under which this document is sent; None for one that stands alone."""
    found = db.session.execute(
        sa.select(Subject.key, Question.id)
        .join(Question, Question.subject_id == Subject.id)
        .join(RequiredDocument, RequiredDocument.question_id == Question.id)
        .where(RequiredDocument.id == document_id)
    ).first()
    return None if found is None else (found[0], found[1])


def writer(person_id: int | None) -> Person | None:
    """Who saved an answer."""
    return None if person_id is None else db.session.get(Person, person_id)


def has_time_of_its_own(call_id: int, actor: Actor, now: datetime) -> bool:
    """Whether one of the actor's associations was given more time, and it is not over."""
    found = sa.select(Extension.id).where(
        Extension.call_id == call_id, Extension.association_id.in_(actor.association_ids), Extension.closes_at > now
    )
    return db.session.scalar(found.limit(1)) is not None


def lasting_files(application: Application) -> dict[str, ApplicationDocument]:
    """The latest file of each lasting document that the association sent otherwise, by the document's key."""
    found = db.session.execute(
        sa.select(RequiredDocument.key, ApplicationDocument)
        .join(RequiredDocument, RequiredDocument.id == ApplicationDocument.document_id)
        .join(Application, Application.id == ApplicationDocument.application_id)
        .where(
            Application.association_id.in_(relatives_of(application.association_id)), Application.id != application.id
        )
        .where(RequiredDocument.lasting.is_(True), ApplicationDocument.replaced_at.is_(None))
        .options(joinedload(ApplicationDocument.file))
        .order_by(ApplicationDocument.uploaded_at)
    )
    return {row[0]: row[1] for row in found}


_WRITERS = (
    sa.select(Association.id, Person)
    .join(Member, Member.association_id == sa.func.coalesce(Association.merged_into_id, Association.id))
    .join(Person, Person.id == Member.person_id)
    .where(Association.id.in_(sa.bindparam("associations", expanding=True)), Member.ended_at.is_(None))
    .where(Person.email.is_not(None), Person.disabled_at.is_(None))
    .order_by(Member.id)
)


def drafting_members(association_ids: Iterable[int]) -> dict[int, list[Person]]:
    """The people with an address who write for these associations now, by association; of a merged one, the other's."""
    found: dict[int, list[Person]] = {}
    for association_id, person in db.session.execute(_WRITERS, {"associations": list(association_ids)}):
        found.setdefault(association_id, []).append(person)
    return found
