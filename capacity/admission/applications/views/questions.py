"""How a page of the form is laid out: what is asked of this association, and what may be asked as it answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from capacity.admission.applications import queries
from capacity.admission.applications.models import ApplicationDocument
from capacity.admission.calls.models import Question, RequiredDocument, Subject
from capacity.admission.calls.states import ROWS_USUAL, QuestionKind, Rule, rule_of

ROWS_SHOWN = 3


@dataclass(frozen=True)
class Place:
    """A question in its place on a page.

    It is ``hidden`` while the question ``waits_for`` (on the same page) was not answered with one of ``answers``: the
    page shows it as soon as it is, or the server once it was saved.
    """

    question: Question
    hidden: bool = False
    waits_for: int | None = None
    answers: str = ""
    version: int = 0
    paper: RequiredDocument | None = None
    files: list[ApplicationDocument] = field(default_factory=list)

    @property
    def is_file(self) -> bool:
        """Its answer is sent as files, not typed."""
        return self.question.kind is QuestionKind.FILE


def places_on(draft: queries.Draft, subject: Subject) -> list[Place]:
    """The questions of a page in order, those included that this page's own answers may bring up."""
    return [
        Place(
            question,
            hidden=question.key not in draft.asked,
            waits_for=waits.id if waits is not None else None,
            answers=" ".join(sorted(rule.condition.answers)) if rule.condition else "",
            version=draft.version(question),
            paper=draft.paper_of(question),
            files=draft.files_of(question),
        )
        for question, rule, waits in _reachable(subject.questions, draft)
    ]


def _reachable(questions: Iterable[Question], draft: queries.Draft) -> list[tuple[Question, Rule, Question | None]]:
    here: dict[str, Question] = {}
    found: list[tuple[Question, Rule, Question | None]] = []
    for question in questions:
        rule = rule_of(question)
        waits = here.get(rule.condition.question) if rule.condition else None
        elsewhere = bool(rule.regions) and draft.application.region_code not in rule.regions
        if not elsewhere and (question.key in draft.asked or waits is not None):
            here[question.key] = question
            found.append((question, rule, waits))
    return found


def rows_of(question: Question, form: Any) -> tuple[int, int]:
    """(rows that are shown, rows that there may be) of a table: one more than were written."""
    most = question.maximum or ROWS_USUAL
    written = len(form.data)
    return min(most, max(written + 1, question.minimum or 0, ROWS_SHOWN)), most
