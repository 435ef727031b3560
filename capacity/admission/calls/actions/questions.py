"""Questions are added, changed, removed and moved; none may wait for one that comes later."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from typing import Any

from capacity.admission.calls.actions.drafting import changed, key_for, next_place, still_draft, still_sound
from capacity.admission.calls.actions.removed import keep_removed
from capacity.admission.calls.models import Call, Question, RequiredDocument, Subject
from capacity.admission.calls.states import (
    CHOICE_KINDS,
    COLUMNS_MAX,
    FILE_MAX_MB,
    MOST_KINDS,
    RANGE_KINDS,
    ROWS_MAX,
    TEXT_KINDS,
    PartKind,
    QuestionKind,
    Wording,
    fresh_key,
    keyed,
    stepped,
)
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized
from capacity.core.languages import lazy_gettext as _l


def add_question(call: Call, subject: Subject, wording: Wording, *, actor: Actor, now: datetime) -> Question:
    """Add a question at the end of a page."""
    still_draft(call)
    question = worded(wording)
    question.key, question.position = key_for(wording.label, call.questions), next_place(subject.questions)
    subject.questions.append(question)
    ask_for_files(call, question)
    still_sound(call)
    changed(call, "add_question", actor=actor, now=now, what=question.key)
    return question


def duplicate_question(call: Call, question: Question, *, actor: Actor, now: datetime) -> Question:
    """Ask the same once more, right after it; what waits for the first does not wait for the copy."""
    still_draft(call)
    page = _page_of(call, question)
    copy = Question(key=key_for(Localized(en=question.key), call.questions), **_words_of(question))
    place = page.questions.index(question) + 1
    page.questions.insert(place, copy)
    for position, one in enumerate(page.questions):
        one.position = position
    ask_for_files(call, copy)
    still_sound(call)
    changed(call, "duplicate_question", actor=actor, now=now, what=copy.key)
    return copy


def _words_of(question: Question) -> dict[str, Any]:
    return {name: deepcopy(value) for name, value in question.said().items() if name != "key"}


def change_question(
    call: Call, question: Question, wording: Wording, *, subject: Subject, actor: Actor, now: datetime
) -> None:
    """Change a question, or move it to the end of another page."""
    still_draft(call)
    _word(question, wording)
    ask_for_files(call, question)
    page = _page_of(call, question)
    if page is not subject:
        question.position = next_place(subject.questions)
        page.questions.remove(question)
        subject.questions.append(question)
    still_sound(call)
    changed(call, "change_question", actor=actor, now=now, what=question.key)


def worded(wording: Wording) -> Question:
    """The question that this wording makes, in no call yet."""
    question = Question()
    _word(question, wording)
    return question


def _word(question: Question, wording: Wording) -> None:
    _check(wording)
    kind = wording.kind
    question.kind, question.label, question.help = kind, wording.label, wording.help
    question.required = wording.required
    question.shape = wording.shape if kind is QuestionKind.SHORT_TEXT else None
    question.word_limit = wording.word_limit if kind in TEXT_KINDS and question.shape is None else None
    question.minimum = wording.minimum if kind in RANGE_KINDS else None
    question.maximum = wording.maximum if kind in MOST_KINDS else None
    question.withheld = wording.withheld
    question.choices = keyed(question.choices or (), wording.choices) if kind in CHOICE_KINDS else []
    names = [column.label for column in wording.columns]
    question.columns = (
        [
            {**named, "kind": column.kind.value}
            for named, column in zip(keyed(question.columns or (), names), wording.columns, strict=True)
        ]
        if kind is QuestionKind.TABLE
        else []
    )
    question.condition = wording.condition.stored() if wording.condition else None
    question.region_codes = sorted(wording.regions)


def _check(wording: Wording) -> None:
    if wording.minimum is not None and wording.maximum is not None and wording.minimum > wording.maximum:
        if wording.kind is QuestionKind.DATE:
            raise RuleBroken(_l("The earliest day allowed comes after the latest."), field="earliest")
        raise RuleBroken(_l("The smallest number allowed is larger than the largest."), field="minimum")
    if wording.kind is QuestionKind.MONEY and any(bound is not None and bound < 0 for bound in _bounds(wording)):
        raise RuleBroken(_l("An amount of money is never less than nothing."), field="minimum")
    if wording.kind is QuestionKind.FILE and not 1 <= (wording.maximum or 1) <= FILE_MAX_MB:
        raise RuleBroken(_l("A file has between 1 and %(most)s MB.", most=FILE_MAX_MB), field="maximum")
    if wording.kind is QuestionKind.SEVERAL_CHOICES and wording.maximum is not None:
        _check_most(wording.maximum, len(wording.choices))
    if wording.kind is QuestionKind.TABLE:
        if any(bound is not None and not 1 <= bound <= ROWS_MAX for bound in _bounds(wording)):
            raise RuleBroken(_l("A table has between 1 and %(most)s rows.", most=ROWS_MAX), field="maximum")
        if len(wording.columns) > COLUMNS_MAX:
            raise RuleBroken(_l("A table has %(most)s columns at most.", most=COLUMNS_MAX), field="columns")


def _check_most(most: int, offered: int) -> None:
    """A limit on the choices is one only where more are offered; a question is written before all its choices are."""
    if most < 1 or 0 < offered <= most:
        raise RuleBroken(
            _l("Allow at least one, and fewer than there are choices; leave it empty for no limit."), field="maximum"
        )


def _bounds(wording: Wording) -> tuple[int | None, int | None]:
    return wording.minimum, wording.maximum


def ask_for_files(call: Call, question: Question) -> None:
    """Give a question of kind file the document on which its files hang; take it from one of another kind."""
    paper = paper_of(call, question)
    if question.kind is not QuestionKind.FILE:
        if paper is not None:
            call.documents.remove(paper)
        return
    if paper is None:
        taken = {one.key for one in call.documents}
        paper = RequiredDocument(key=fresh_key(question.key, taken), position=next_place(call.documents))
        paper.question = question
        call.documents.append(paper)
    paper.label, paper.help, paper.required = question.label, question.help, question.required
    paper.limit_mb = question.maximum


def paper_of(call: Call, question: Question) -> RequiredDocument | None:
    """The document on which the files of this question hang."""
    return next((paper for paper in call.documents if paper.question is question), None)


def _page_of(call: Call, question: Question) -> Subject:
    return next(page for page in call.subjects if question in page.questions)


def remove_question(call: Call, question: Question, *, actor: Actor, now: datetime) -> None:
    """Take a question away, unless another one waits for its answer."""
    still_draft(call)
    paper, page = paper_of(call, question), _page_of(call, question)
    keep_removed(call, PartKind.QUESTIONS, question, now=now, subject=page.key)
    if paper is not None:
        call.documents.remove(paper)
        db.session.flush()
    page.questions.remove(question)
    still_sound(call)
    changed(call, "remove_question", actor=actor, now=now, what=question.key)


def shift_question(call: Call, question: Question, *, by: int, actor: Actor, now: datetime) -> None:
    """Move a question up (-1) or down (+1); past an end of its page, on to the page beside it."""
    page, place = stepped([[one.id for one in subject.questions] for subject in call.subjects], question.id, by)
    place_question(call, question, call.subjects[page], place=place, actor=actor, now=now)


def place_question(
    call: Call, question: Question, subject: Subject, *, place: int, actor: Actor, now: datetime
) -> None:
    """Put a question at a place, from 0, of its page or of another one."""
    still_draft(call)
    _page_of(call, question).questions.remove(question)
    subject.questions.insert(place, question)
    for position, one in enumerate(subject.questions):
        one.position = position
    still_sound(call)
    changed(call, "shift_question", actor=actor, now=now, what=question.key)
