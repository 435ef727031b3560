"""Criteria, pages of the form, questions and required documents: each is added, changed, removed, moved up and down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from capacity.admission.calls.actions.drafting import changed, still_draft
from capacity.admission.calls.models import Call, Criterion, Question, RequiredDocument, Subject
from capacity.admission.calls.states import CHOICE_KINDS, TEXT_KINDS, WEIGHT_TOTAL, QuestionKind, fresh_key, shifted
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized
from capacity.core.languages import lazy_gettext as _l


def _next_place(items: Sequence[Any]) -> int:
    return max((item.position for item in items), default=-1) + 1


def _key(words: Localized, items: Sequence[Any]) -> str:
    return fresh_key(words.text("en"), {item.key for item in items})


def _shift(items: Sequence[Any], item: Any, by: int) -> None:
    order = shifted([one.id for one in items], item.id, by)
    for one in items:
        one.position = order.index(one.id)


def add_criterion(
    call: Call,
    *,
    name: Localized,
    help: Localized,  # noqa: A002 - the word on the form
    weight: int,
    actor: Actor,
    now: datetime,
) -> Criterion:
    """Add a criterion at the end."""
    still_draft(call)
    _check_weight(weight)
    criterion = Criterion(
        key=_key(name, call.criteria), position=_next_place(call.criteria), name=name, help=help, weight=weight
    )
    call.criteria.append(criterion)
    changed(call, "add_criterion", actor=actor, now=now, what=criterion.key)
    return criterion


def change_criterion(
    call: Call,
    criterion: Criterion,
    *,
    name: Localized,
    help: Localized,  # noqa: A002 - the word on the form
    weight: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Change a criterion's words or weight."""
    still_draft(call)
    _check_weight(weight)
    criterion.name, criterion.help, criterion.weight = name, help, weight
    changed(call, "change_criterion", actor=actor, now=now, what=criterion.key)


def _check_weight(weight: int) -> None:
    if not 1 <= weight <= WEIGHT_TOTAL:
        raise RuleBroken(_l("A weight lies between 1 and 100."), field="weight")


def remove_criterion(call: Call, criterion: Criterion, *, actor: Actor, now: datetime) -> None:
    """Take a criterion away."""
    still_draft(call)
    call.criteria.remove(criterion)
    changed(call, "remove_criterion", actor=actor, now=now, what=criterion.key)


def shift_criterion(call: Call, criterion: Criterion, *, by: int, actor: Actor, now: datetime) -> None:
    """Move a criterion up (-1) or down (+1)."""
    still_draft(call)
    _shift(call.criteria, criterion, by)
    changed(call, "shift_criterion", actor=actor, now=now, what=criterion.key)


def add_subject(call: Call, *, title: Localized, actor: Actor, now: datetime) -> Subject:
    """Add a page to the form."""
    still_draft(call)
    subject = Subject(key=_key(title, call.subjects), position=_next_place(call.subjects), title=title, questions=[])
    call.subjects.append(subject)
    changed(call, "add_subject", actor=actor, now=now, what=subject.key)
    return subject


def change_subject(call: Call, subject: Subject, *, title: Localized, actor: Actor, now: datetime) -> None:
    """Give a page another title."""
    still_draft(call)
    subject.title = title
    changed(call, "change_subject", actor=actor, now=now, what=subject.key)


def remove_subject(call: Call, subject: Subject, *, actor: Actor, now: datetime) -> None:
    """Take away a page that has no question left."""
    still_draft(call)
    if subject.questions:
        raise RuleBroken(_l("This page still has questions. Remove them first, or move them to another page."))
    call.subjects.remove(subject)
    changed(call, "remove_subject", actor=actor, now=now, what=subject.key)


def shift_subject(call: Call, subject: Subject, *, by: int, actor: Actor, now: datetime) -> None:
    """Move a page up (-1) or down (+1)."""
    still_draft(call)
    _shift(call.subjects, subject, by)
    changed(call, "shift_subject", actor=actor, now=now, what=subject.key)


def add_question(
    call: Call,
    subject: Subject,
    *,
    kind: QuestionKind,
    label: Localized,
    help: Localized,  # noqa: A002 - the word on the form
    required: bool,
    word_limit: int | None = None,
    minimum: int | None = None,
    maximum: int | None = None,
    choices: Sequence[Localized] = (),
    actor: Actor,
    now: datetime,
) -> Question:
    """Add a question at the end of a page."""
    still_draft(call)
    question = Question(key=_key(label, call.questions), position=_next_place(subject.questions), kind=kind)
    _word(question, label, help, required, word_limit, minimum, maximum, choices)
    subject.questions.append(question)
    changed(call, "add_question", actor=actor, now=now, what=question.key)
    return question


def change_question(
    call: Call,
    question: Question,
    *,
    subject: Subject,
    kind: QuestionKind,
    label: Localized,
    help: Localized,  # noqa: A002 - the word on the form
    required: bool,
    word_limit: int | None = None,
    minimum: int | None = None,
    maximum: int | None = None,
    choices: Sequence[Localized] = (),
    actor: Actor,
    now: datetime,
) -> None:
    """Change a question, or move it to another page."""
    still_draft(call)
    question.kind = kind
    _word(question, label, help, required, word_limit, minimum, maximum, choices)
    if question.subject_id != subject.id:
        question.position = _next_place(subject.questions)
        question.subject_id = subject.id
    changed(call, "change_question", actor=actor, now=now, what=question.key)
    db.session.expire(call, ["subjects"])


def _word(
    question: Question,
    label: Localized,
    help: Localized,  # noqa: A002 - the word on the form
    required: bool,
    word_limit: int | None,
    minimum: int | None,
    maximum: int | None,
    choices: Sequence[Localized],
) -> None:
    if minimum is not None and maximum is not None and minimum > maximum:
        raise RuleBroken(_l("The smallest number allowed is larger than the largest."), field="minimum")
    question.label, question.help, question.required = label, help, required
    question.word_limit = word_limit if question.kind in TEXT_KINDS else None
    numbers = question.kind is QuestionKind.NUMBER
    question.minimum, question.maximum = (minimum, maximum) if numbers else (None, None)
    known = [choice["key"] for choice in question.choices or ()]
    keys = known if len(known) == len(choices) else _keys(choices)
    question.choices = (
        [{"key": key, "label": dict(words)} for key, words in zip(keys, choices, strict=True)]
        if question.kind in CHOICE_KINDS
        else []
    )


def _keys(choices: Sequence[Localized]) -> list[str]:
    keys: list[str] = []
    for words in choices:
        keys.append(fresh_key(words.text("en"), keys))
    return keys


def remove_question(call: Call, question: Question, *, actor: Actor, now: datetime) -> None:
    """Take a question away."""
    still_draft(call)
    next(subject for subject in call.subjects if subject.id == question.subject_id).questions.remove(question)
    changed(call, "remove_question", actor=actor, now=now, what=question.key)


def shift_question(call: Call, question: Question, *, by: int, actor: Actor, now: datetime) -> None:
    """Move a question up (-1) or down (+1) on its page."""
    still_draft(call)
    _shift(next(s for s in call.subjects if s.id == question.subject_id).questions, question, by)
    changed(call, "shift_question", actor=actor, now=now, what=question.key)


def add_document(
    call: Call,
    *,
    label: Localized,
    help: Localized,  # noqa: A002 - the word on the form
    required: bool,
    lasting: bool,
    limit_mb: int | None = None,
    actor: Actor,
    now: datetime,
) -> RequiredDocument:
    """Ask for one more document."""
    still_draft(call)
    paper = RequiredDocument(
        key=_key(label, call.documents),
        position=_next_place(call.documents),
        label=label,
        help=help,
        required=required,
        lasting=lasting,
        limit_mb=limit_mb,
    )
    call.documents.append(paper)
    changed(call, "add_document", actor=actor, now=now, what=paper.key)
    return paper


def change_document(
    call: Call,
    document: RequiredDocument,
    *,
    label: Localized,
    help: Localized,  # noqa: A002 - the word on the form
    required: bool,
    lasting: bool,
    limit_mb: int | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Change what is said of a document."""
    still_draft(call)
    document.label, document.help, document.required, document.lasting = label, help, required, lasting
    document.limit_mb = limit_mb
    changed(call, "change_document", actor=actor, now=now, what=document.key)


def remove_document(call: Call, document: RequiredDocument, *, actor: Actor, now: datetime) -> None:
    """No longer ask for a document."""
    still_draft(call)
    call.documents.remove(document)
    changed(call, "remove_document", actor=actor, now=now, what=document.key)


def shift_document(call: Call, document: RequiredDocument, *, by: int, actor: Actor, now: datetime) -> None:
    """Move a document up (-1) or down (+1)."""
    still_draft(call)
    _shift(call.documents, document, by)
    changed(call, "shift_document", actor=actor, now=now, what=document.key)
