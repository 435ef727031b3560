"""Criteria, pages of the form and required documents: each is added, changed, removed, moved up and down."""

from __future__ import annotations

from datetime import datetime

from capacity.admission.calls.actions.drafting import changed, key_for, next_place, shift, still_draft, still_sound
from capacity.admission.calls.actions.removed import keep_removed
from capacity.admission.calls.models import Call, Criterion, RequiredDocument, Subject
from capacity.admission.calls.states import WEIGHT_TOTAL, PartKind
from capacity.admission.calls.states.reading import are_anchors
from capacity.core.access import Actor
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized
from capacity.core.languages import lazy_gettext as _l

NONE = Localized()


def add_criterion(
    call: Call,
    *,
    name: Localized,
    help: Localized,  # noqa: A002 - the word on the form
    weight: int,
    anchors: Localized = NONE,
    comment_required: bool = False,
    actor: Actor,
    now: datetime,
) -> Criterion:
    """Add a criterion at the end."""
    still_draft(call)
    _check_weight(weight)
    _check_anchors(anchors)
    criterion = Criterion(
        key=key_for(name, call.criteria),
        position=next_place(call.criteria),
        name=name,
        help=help,
        weight=weight,
        anchors=anchors,
        comment_required=comment_required,
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
    anchors: Localized = NONE,
    comment_required: bool = False,
    actor: Actor,
    now: datetime,
) -> None:
    """Change a criterion's words or weight, what its marks mean, and whether a comment is owed."""
    still_draft(call)
    _check_weight(weight)
    _check_anchors(anchors)
    criterion.name, criterion.help, criterion.weight = name, help, weight
    criterion.anchors, criterion.comment_required = anchors, comment_required
    changed(call, "change_criterion", actor=actor, now=now, what=criterion.key)


def _check_weight(weight: int) -> None:
    if not 1 <= weight <= WEIGHT_TOTAL:
        raise RuleBroken(_l("A weight lies between 1 and 100."), field="weight")


def _check_anchors(anchors: Localized) -> None:
    if not are_anchors(anchors):
        raise RuleBroken(_l("Write six lines in each language, one for each mark from 0 to 5."), field="anchors")


def remove_criterion(call: Call, criterion: Criterion, *, actor: Actor, now: datetime) -> None:
    """Take a criterion away."""
    still_draft(call)
    keep_removed(call, PartKind.CRITERIA, criterion, now=now)
    call.criteria.remove(criterion)
    changed(call, "remove_criterion", actor=actor, now=now, what=criterion.key)


def shift_criterion(call: Call, criterion: Criterion, *, by: int, actor: Actor, now: datetime) -> None:
    """Move a criterion up (-1) or down (+1)."""
    still_draft(call)
    shift(call.criteria, criterion, by)
    changed(call, "shift_criterion", actor=actor, now=now, what=criterion.key)


def add_subject(
    call: Call,
    *,
    title: Localized,
    help: Localized = NONE,  # noqa: A002 - the word on the form
    actor: Actor,
    now: datetime,
) -> Subject:
    """Add a page to the form."""
    still_draft(call)
    key, position = key_for(title, call.subjects), next_place(call.subjects)
    subject = Subject(key=key, position=position, title=title, help=help, questions=[])
    call.subjects.append(subject)
    changed(call, "add_subject", actor=actor, now=now, what=subject.key)
    return subject


def change_subject(
    call: Call,
    subject: Subject,
    *,
    title: Localized,
    help: Localized = NONE,  # noqa: A002 - the word on the form
    actor: Actor,
    now: datetime,
) -> None:
    """Give a page another title, and say something else at its head."""
    still_draft(call)
    subject.title, subject.help = title, help
    changed(call, "change_subject", actor=actor, now=now, what=subject.key)


def remove_subject(call: Call, subject: Subject, *, actor: Actor, now: datetime) -> None:
    """Take away a page that has no question left."""
    still_draft(call)
    if subject.questions:
        raise RuleBroken(_l("This page still has questions. Remove them first, or move them to another page."))
    keep_removed(call, PartKind.SUBJECTS, subject, now=now)
    call.subjects.remove(subject)
    changed(call, "remove_subject", actor=actor, now=now, what=subject.key)


def shift_subject(call: Call, subject: Subject, *, by: int, actor: Actor, now: datetime) -> None:
    """Move a page up (-1) or down (+1)."""
    still_draft(call)
    shift(call.subjects, subject, by)
    still_sound(call)
    changed(call, "shift_subject", actor=actor, now=now, what=subject.key)


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
        key=key_for(label, call.documents),
        position=next_place(call.documents),
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
    keep_removed(call, PartKind.DOCUMENTS, document, now=now)
    call.documents.remove(document)
    changed(call, "remove_document", actor=actor, now=now, what=document.key)


def shift_document(call: Call, document: RequiredDocument, *, by: int, actor: Actor, now: datetime) -> None:
    """Move a document up (-1) or down (+1)."""
    still_draft(call)
    shift(call.papers, document, by)
    changed(call, "shift_document", actor=actor, now=now, what=document.key)
