"""How a page of the form is laid out: what is asked of this association, and what may be asked as it answers."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import Any

from capacity.admission.applications import queries
from capacity.admission.applications.models import ApplicationDocument
from capacity.admission.calls.models import Question, RequiredDocument, Subject
from capacity.admission.calls.states import ROWS_USUAL, QuestionKind
from capacity.web.drawing import address_of

ROWS_SHOWN = 3


@dataclass(frozen=True)
class Place:
    """A question in its place on a page.

    It is ``hidden`` while the question ``waits_for`` was not answered with one of ``answers``: the page shows it as
    soon as it is, or the server once it was saved. ``chain``: that question stands on an earlier page, and may wait
    for another one itself; the browser knows their answers when they wait there to be sent.
    """

    question: Question
    hidden: bool = False
    waits_for: int | None = None
    answers: str = ""
    chain: list[queries.Link] = field(default_factory=list)
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
            chain=chain,
            version=draft.version(question),
            paper=draft.paper_of(question),
            files=draft.files_of(question),
        )
        for question, rule, waits, chain in draft.reached
        if question.subject_id == subject.id
    ]


@dataclass(frozen=True)
class Page:
    """A page of the form that is asked, or that answers of earlier pages may bring up.

    ``chains``: it is asked while one of them holds; without any it is, whatever is answered.
    """

    subject: Subject
    url: str
    is_asked: bool
    chains: list[list[queries.Link]]


def page_address(application_id: int, subject: Subject) -> str:
    """Where a page of the form is."""
    return address_of("applications.page", application_id=application_id, key=subject.key)


def pages_of(draft: queries.Draft) -> list[Page]:
    """The pages in order, those that are not asked yet too: without a line they have to be on the device already."""
    asked, always = {one.id for one in draft.subjects}, set()
    chains: dict[int, list[list[queries.Link]]] = {}
    for question, _rule, waits, chain in draft.reached:
        found = chains.setdefault(question.subject_id, [])
        if waits is None:
            always.add(question.subject_id)
        elif chain and chain not in found:
            found.append(chain)
    return [
        Page(
            subject,
            page_address(draft.application.id, subject),
            subject.id in asked,
            [] if subject.id in always else chains[subject.id],
        )
        for subject in draft.every
        if subject.id in chains
    ]


def sent_on(draft: queries.Draft, subject: Subject, came: Container[str]) -> list[Place]:
    """The questions of a page that is not asked any more, as far as they came with it: what was written is kept."""
    typed = (one for one in subject.questions if one.kind is not QuestionKind.FILE)
    return [Place(one, version=draft.version(one)) for one in typed if f"v{one.id}" in came]


def rows_of(question: Question, form: Any) -> tuple[int, int]:
    """(rows that are shown, rows that there may be) of a table: one more than were written."""
    most = question.maximum or ROWS_USUAL
    written = len(form.data)
    return min(most, max(written + 1, question.minimum or 0, ROWS_SHOWN)), most
