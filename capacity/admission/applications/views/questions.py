"""How a page of the form is laid out: what is asked of this association, and what may be asked as it answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from capacity.admission.applications import queries
from capacity.admission.applications.models import ApplicationDocument
from capacity.admission.calls.models import Question, RequiredDocument, Subject
from capacity.admission.calls.states import ROWS_USUAL, QuestionKind, Rule, rule_of

ROWS_SHOWN = 3


@dataclass(frozen=True)
class Place:
    """A question in its place on a page.

    It is ``hidden`` while the question ``waits_for`` was not answered with one of ``answers``: the page shows it as
    soon as it is, or the server once it was saved. ``afar``: that question stands on an earlier page, and the browser
    knows its answer when it waits there to be sent; ``waits_version`` is the one that decided here.
    """

    question: Question
    hidden: bool = False
    waits_for: int | None = None
    answers: str = ""
    afar: bool = False
    waits_version: int = 0
    version: int = 0
    paper: RequiredDocument | None = None
    files: Sequence[ApplicationDocument | queries.JoinedFile] = ()

    @property
    def is_file(self) -> bool:
        """Its answer is sent as files, not typed."""
        return self.question.kind is QuestionKind.FILE


def places_on(draft: queries.Draft, subject: Subject) -> list[Place]:
    """The questions of a page in order, those that answers of this page or of an earlier one may bring up too."""
    return [
        Place(
            question,
            hidden=question.key not in draft.asked,
            waits_for=waits.id if waits is not None else None,
            answers=" ".join(sorted(rule.condition.answers)) if rule.condition else "",
            afar=waits is not None and waits.subject_id != subject.id,
            waits_version=draft.version(waits) if waits is not None else 0,
            version=draft.version(question),
            paper=draft.paper_of(question),
            files=draft.files_of(question),
        )
        for question, rule, waits in _reachable(subject, draft)
    ]


def _reachable(subject: Subject, draft: queries.Draft) -> list[tuple[Question, Rule, Question | None]]:
    """Files cannot be sent without a line: those an earlier page brings up are left to the server."""
    known = {one.key: one for one in _before(subject, draft) if one.key in draft.asked}
    found: list[tuple[Question, Rule, Question | None]] = []
    for question in subject.questions:
        rule = rule_of(question)
        waits = known.get(rule.condition.question) if rule.condition else None
        if waits is not None and waits.subject_id != subject.id and question.kind is QuestionKind.FILE:
            waits = None
        elsewhere = bool(rule.regions) and draft.application.region_code not in rule.regions
        if not elsewhere and (question.key in draft.asked or waits is not None):
            known[question.key] = question
            found.append((question, rule, waits))
    return found


def _before(subject: Subject, draft: queries.Draft) -> Iterator[Question]:
    """The questions of the pages before this one."""
    for one in draft.subjects:
        if one.id == subject.id:
            return
        yield from one.questions


def rows_of(question: Question, form: Any) -> tuple[int, int]:
    """(rows that are shown, rows that there may be) of a table: one more than were written."""
    most = question.maximum or ROWS_USUAL
    written = len(form.data)
    return min(most, max(written + 1, question.minimum or 0, ROWS_SHOWN)), most
