"""What a call lacks before it can be published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from capacity.admission.calls.states.form import CHOICE_KINDS
from capacity.core.languages import NAMES, Localized
from capacity.core.languages import lazy_gettext as _l

WEIGHT_TOTAL = 100


class Part(StrEnum):
    """A page on which a call is written."""

    WORDS = "words"
    REGIONS = "regions"
    WINDOW = "window"
    CRITERIA = "criteria"
    QUESTIONS = "questions"
    DOCUMENTS = "documents"


@dataclass(frozen=True)
class Gap:
    """Something that a call lacks before it can be published: on which page, and what."""

    part: Part
    message: object


def gaps(call: Any, now: datetime) -> list[Gap]:
    """What a call lacks before it can be published, page by page; empty when nothing is missing."""
    return [
        *_word_gaps(call),
        *_place_gaps(call, now),
        *_criterion_gaps(call),
        *_question_gaps(call),
        *_paper_gaps(call),
    ]


def _word_gaps(call: Any) -> Iterator[Gap]:
    for text, label in ((call.title, _l("Title")), (call.summary, _l("Summary")), (call.text, _l("Text"))):
        yield from _untranslated(Part.WORDS, label, text)


def _place_gaps(call: Any, now: datetime) -> Iterator[Gap]:
    if not call.regions:
        yield Gap(Part.REGIONS, _l("No region has been chosen."))
    if call.closes_at <= call.opens_at:
        yield Gap(Part.WINDOW, _l("The closing must come after the opening."))
    if call.closes_at <= now:
        yield Gap(Part.WINDOW, _l("The closing has passed already."))


def _criterion_gaps(call: Any) -> Iterator[Gap]:
    total = sum(criterion.weight for criterion in call.criteria)
    if total != WEIGHT_TOTAL:
        yield Gap(Part.CRITERIA, _l("The weights add up to %(total)s, not to 100.", total=total))
    for criterion in call.criteria:
        yield from _untranslated(Part.CRITERIA, _l("Criterion “%(name)s”", name=criterion.name), criterion.name)


def _question_gaps(call: Any) -> Iterator[Gap]:
    if not call.subjects:
        yield Gap(Part.QUESTIONS, _l("The form has no page."))
    for subject in call.subjects:
        yield from _untranslated(Part.QUESTIONS, _l("Page “%(name)s”", name=subject.title), subject.title)
        if not subject.questions:
            yield Gap(Part.QUESTIONS, _l("The page “%(name)s” has no question.", name=subject.title))
        for question in subject.questions:
            yield from _untranslated(Part.QUESTIONS, _l("Question “%(name)s”", name=question.label), question.label)
            if question.help:
                yield from _untranslated(Part.QUESTIONS, _l("Help of “%(name)s”", name=question.label), question.help)
            if question.kind in CHOICE_KINDS and len(question.choices) < 2:
                yield Gap(
                    Part.QUESTIONS, _l("The question “%(name)s” needs at least two choices.", name=question.label)
                )
            for choice in question.choices if question.kind in CHOICE_KINDS else ():
                words = Localized(choice["label"])
                yield from _untranslated(Part.QUESTIONS, _l("Choice “%(name)s”", name=words), words)


def _paper_gaps(call: Any) -> Iterator[Gap]:
    for paper in call.documents:
        yield from _untranslated(Part.DOCUMENTS, _l("Document “%(name)s”", name=paper.label), paper.label)
        if paper.help:
            yield from _untranslated(Part.DOCUMENTS, _l("Help of “%(name)s”", name=paper.label), paper.help)


def _untranslated(part: Part, label: object, text: Localized) -> Iterator[Gap]:
    for code in text.missing:
        yield Gap(part, _l("%(what)s: missing in %(language)s.", what=label, language=NAMES[code]))
