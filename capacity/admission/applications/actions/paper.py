"""Applications that came on paper are taken in: all rows of a file, or none and why; again, they change nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NoReturn, TypeVar

from capacity.admission.applications import queries
from capacity.admission.applications.actions.coalitions import lock_phase
from capacity.admission.applications.actions.finding import let_find
from capacity.admission.applications.actions.sending import receive
from capacity.admission.applications.models import Answer, Application
from capacity.admission.applications.states import Problem, asked_of
from capacity.admission.applications.states.paper import (
    QUESTION,
    PaperColumn,
    PaperError,
    PaperRefused,
    PaperRow,
    Unfit,
    answer_in,
    chosen,
)
from capacity.admission.calls.models import Call, Question
from capacity.admission.calls.states import CallState, QuestionKind
from capacity.core import audit, clock
from capacity.core.access import Actor, Role
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.people.associations import actions as associations
from capacity.people.associations import queries as association_queries
from capacity.people.associations.models import Association
from capacity.people.associations.states import Details

NOON = time(12)
_COLUMN_OF = {"is_another": "another"}
T = TypeVar("T")


@dataclass
class Taken:
    """What a file led to: applications taken in, and those that had been taken in before."""

    made: list[Application] = field(default_factory=list)
    known: int = 0


def import_paper(
    call: Call,
    rows: Sequence[PaperRow],
    columns: Sequence[PaperColumn],
    *,
    wrong: Sequence[PaperError] = (),
    actor: Actor,
    now: datetime,
) -> Taken:
    """Take in every row, or raise PaperRefused with all that is wrong, row by row.

    ``wrong`` is what could not be read: of its rows the other cells are judged too, so that all is said at once.
    An association that is not registered is registered, without anybody who signs in. Documents stay on paper with the
    coordination. A row that was taken in before is passed over; another application of its association is refused.
    """
    lock_phase(call.phase_id)
    if call.state is not CallState.PUBLISHED:
        raise RuleBroken(_l("Only a published call takes applications on paper."))
    intake = _Intake(call, {column.key: column for column in columns}, actor, now)
    taken, errors = Taken(), list(wrong)
    unread = {error.row for error in wrong}
    for row in (row for row in rows if row.row in unread):
        known = {(error.row, error.column) for error in errors}
        errors += [error for error in intake.look_at(row) if (error.row, error.column) not in known]
    for row in (row for row in rows if row.row not in unread):
        try:
            with db.session.begin_nested():
                application = intake.take(row)
        except PaperRefused as refused:
            errors += refused.errors
            continue
        if application is None:
            taken.known += 1
        else:
            taken.made.append(application)
    if errors:
        raise PaperRefused(sorted(errors, key=lambda error: error.row))
    for application in taken.made:
        audit.record(actor=actor, action="applications.import_paper", obj=application, now=now)
    return taken


def _noted(wrong: list[PaperError], judged: Callable[[], T]) -> T | None:
    """What was judged, or None with what is wrong noted."""
    try:
        return judged()
    except PaperRefused as refused:
        wrong += refused.errors
        return None


class _Intake:
    """What every row of a file is judged by."""

    def __init__(self, call: Call, columns: Mapping[str, PaperColumn], actor: Actor, now: datetime) -> None:
        self.call, self.columns, self.actor, self.now = call, columns, actor, now
        self.regions = call.region_codes
        self.reach = actor.regions(Role.COORDINATOR)
        self.shown = queries.regions_shown(call.id)
        window = call.window()
        self.opens, self.closes = clock.local(window.opens_at).date(), clock.local(window.closes_at).date()
        self.questions = {question.key: question for question in call.questions}

    def take(self, row: PaperRow) -> Application | None:
        """The application of a row; None when it was taken in before."""
        wrong: list[PaperError] = []
        received = _noted(wrong, lambda: self._received(row)) or self.now
        association = _noted(wrong, lambda: self._association(row))
        answers, mistyped = self._answers(row, received)
        if association is None:
            raise PaperRefused([*wrong, *mistyped.values()])
        earlier = queries.of_association(self.call.id, [association.id]).get(association.id)
        paper = row.fingerprint(self.call.reference)
        if earlier is not None:
            if queries.has_snapshot(earlier.id, paper):
                return None
            self._refuse(
                row,
                "receipt_number",
                _l(
                    "This association has an application to this call already: %(number)s.",
                    number=earlier.number or "–",
                ),
            )
        if association.region_code in self.shown:
            self._refuse(row, "province", _l("The screening of this region has been announced."))
        application = self._application(row, association, received, answers)
        draft = queries.draft(application)
        wrong += [
            mistyped.get(question.key)
            or PaperError(
                row.row, self._label(question), Unfit(problem, draft.rules[question.id], draft.value(question))
            )
            for _subject, question, problem in draft.problems
            if question.key in mistyped or not (question.kind is QuestionKind.FILE and problem is Problem.MISSING)
        ]
        wrong += [error for error in mistyped.values() if error not in wrong]
        if wrong:
            raise PaperRefused(wrong)
        self._receive(row, application, received, paper)
        return application

    def look_at(self, row: PaperRow) -> list[PaperError]:
        """What is wrong in a row that is not taken in anyway."""
        wrong: list[PaperError] = []
        received = _noted(wrong, lambda: self._received(row)) or self.now
        return [*wrong, *self._answers(row, received)[1].values()]

    def _refuse(self, row: PaperRow, key: str, what: object) -> NoReturn:
        column = self.columns.get(key)
        raise PaperRefused([PaperError(row.row, column.label if column is not None else "", what)])

    def _received(self, row: PaperRow) -> datetime:
        try:
            day = date.fromisoformat(row.cells.get("received_on", ""))
        except ValueError:
            day = date.min
        if not self.opens <= day <= min(self.closes, clock.local(self.now).date()):
            self._refuse(
                row,
                "received_on",
                _l("Write the day it came, as 2018-02-28: the call was open then, and it is not in the future."),
            )
        return min(clock.from_local(datetime.combine(day, NOON)), self.now)

    def _association(self, row: PaperRow) -> Association:
        cells = row.cells
        province = chosen(self.columns["province"].choices, cells["province"]) or ""
        known = association_queries.by_receipt(province, cells["receipt_number"])
        if known is None:
            details = Details(
                name_ar=cells["name_ar"],
                name_fr=cells["name_fr"],
                province_code=province,
                receipt_number=cells["receipt_number"],
                locality=cells.get("locality", ""),
                rural=self._ticked(row, "rural"),
                phone=cells.get("phone", ""),
                email=cells.get("email", ""),
            )
            try:
                known = associations.register(
                    details=details,
                    themes=(),
                    officers=(),
                    representative=None,
                    actor=self.actor,
                    now=self.now,
                    is_another=self._ticked(row, "another"),
                )
            except RuleBroken as broken:
                self._refuse(row, _COLUMN_OF.get(broken.field or "", broken.field or ""), broken.message)
        region = known.region_code
        if region not in self.regions:
            self._refuse(row, "province", _l("This province is not in a region of this call."))
        if self.reach is not None and region not in self.reach:
            self._refuse(row, "province", _l("You do not coordinate the region of this province."))
        return known

    def _ticked(self, row: PaperRow, key: str) -> bool:
        return chosen(self.columns[key].choices, row.cells.get(key, "")) == "yes"

    def _application(
        self, row: PaperRow, association: Association, received: datetime, answers: list[Answer]
    ) -> Application:
        application = Application(
            call=self.call,
            association=association,
            region_code=association.region_code,
            language=chosen(self.columns["language"].choices, row.cells["language"]) or "ar",
            created_at=received,
            created_by_id=self.actor.id,
            on_paper=True,
            answers=answers,
            documents=[],
            snapshots=[],
        )
        db.session.add(application)
        db.session.flush()
        return application

    def _receive(self, row: PaperRow, application: Application, received: datetime, paper: str) -> None:
        let_find(application)
        try:
            receive(
                application,
                submission_id=paper,
                signed_name=row.cells["signed_name"],
                signed_role=row.cells.get("signed_role", ""),
                actor=self.actor,
                now=received,
            )
        except RuleBroken as broken:
            self._refuse(row, "receipt_number", broken.message)

    def _label(self, question: Question) -> object:
        column = self.columns.get(f"{QUESTION}{question.key}")
        return column.label if column is not None else question.label

    def _answers(self, row: PaperRow, received: datetime) -> tuple[list[Answer], dict[str, PaperError]]:
        """The answers that can be read, and what is wrong with the others, by the key of their question."""
        answers, mistyped = [], {}
        for key, question in self.questions.items():
            words = row.cells.get(f"{QUESTION}{key}", "")
            if not words:
                continue
            try:
                value = answer_in(asked_of(question), self.columns[f"{QUESTION}{key}"].choices, words)
            except RuleBroken as broken:
                mistyped[key] = PaperError(row.row, self._label(question), broken.message)
                continue
            if value is not None:
                answers.append(
                    Answer(question_id=question.id, value=value, saved_at=received, saved_by_id=self.actor.id)
                )
        return answers, mistyped
