"""Criteria, questions, reasons and kinds of documents are kept for later calls, and taken into one as copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.admission.calls.actions.drafting import changed, key_for, next_place, still_draft, still_sound
from capacity.admission.calls.actions.questions import ask_for_files
from capacity.admission.calls.actions.writing import shipped_anchors, shipped_question
from capacity.admission.calls.models import Call, Criterion, LibraryItem, Question, RequiredDocument, Subject
from capacity.admission.calls.states import LibraryKind, content_of, fresh_key, title_of, values_of
from capacity.admission.calls.states.library import ReasonAbout
from capacity.core import audit, facts
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized
from capacity.core.languages import lazy_gettext as _l


def add_to_library(kind: LibraryKind, content: Mapping[str, Any], *, actor: Actor, now: datetime) -> LibraryItem:
    """Keep something written for it."""
    title = title_of(kind, content)
    taken = set(db.session.scalars(sa.select(LibraryItem.key).where(LibraryItem.kind == kind)))
    item = LibraryItem(
        kind=kind, key=fresh_key(title.text("en"), taken), title=title, content=dict(content), created_at=now
    )
    db.session.add(item)
    db.session.flush()
    audit.record(actor=actor, action="calls.add_to_library", obj=item, now=now)
    return item


def keep_part(kind: LibraryKind, part: Any, *, actor: Actor, now: datetime) -> LibraryItem:
    """Keep a part of a call, as it is worded now; twice the same words are kept once."""
    content = content_of(kind, part)
    for known in db.session.scalars(sa.select(LibraryItem).where(LibraryItem.kind == kind)):
        if known.content == content:
            raise RuleBroken(_l("The library has it already, in the same words."))
    return add_to_library(kind, content, actor=actor, now=now)


def change_item(item: LibraryItem, content: Mapping[str, Any], *, actor: Actor, now: datetime) -> None:
    """Word it anew; the calls that took it keep their copy."""
    item.content, item.title = dict(content), title_of(item.kind, content)
    audit.record(actor=actor, action="calls.change_item", obj=item, now=now)
    db.session.flush()


def retire_item(item: LibraryItem, *, actor: Actor, now: datetime) -> None:
    """No longer offer it."""
    if item.retired_at is None:
        item.retired_at = now
        audit.record(actor=actor, action="calls.retire_item", obj=item, now=now)
        db.session.flush()


def restore_item(item: LibraryItem, *, actor: Actor, now: datetime) -> None:
    """Offer it again."""
    if item.retired_at is not None:
        item.retired_at = None
        audit.record(actor=actor, action="calls.restore_item", obj=item, now=now)
        db.session.flush()


def take_items(
    call: Call, items: Sequence[LibraryItem], *, subject: Subject | None = None, actor: Actor, now: datetime
) -> None:
    """Copy what is kept into a call, at the end; questions onto the page ``subject``."""
    still_draft(call)
    for item in items:
        _TAKE[item.kind](call, item, subject)
        changed(call, "take_item", actor=actor, now=now, what=item.key)
    still_sound(call)


def _take_criterion(call: Call, item: LibraryItem, _subject: Subject | None) -> None:
    place = next_place(call.criteria)
    call.criteria.append(Criterion(key=_key(item, call.criteria), position=place, **values_of(item.content)))


def _take_document(call: Call, item: LibraryItem, _subject: Subject | None) -> None:
    place = next_place(call.documents)
    call.documents.append(RequiredDocument(key=_key(item, call.documents), position=place, **values_of(item.content)))


def _take_question(call: Call, item: LibraryItem, subject: Subject | None) -> None:
    if subject is None:
        raise RuleBroken(_l("Choose the page of the form for these questions."), field="subject")
    place = next_place(subject.questions)
    question = Question(key=_key(item, call.questions), position=place, region_codes=[], **values_of(item.content))
    subject.questions.append(question)
    ask_for_files(call, question)


def _key(item: LibraryItem, items: Sequence[Any]) -> str:
    return key_for(Localized(en=item.key), items)


_TAKE = {
    LibraryKind.CRITERION: _take_criterion,
    LibraryKind.DOCUMENT: _take_document,
    LibraryKind.QUESTION: _take_question,
}


def load_facts(now: datetime) -> None:
    """Fill the library with what ships, as far as it was never there; what was changed or retired stays so."""
    known = {(row.kind, row.key) for row in db.session.execute(sa.select(LibraryItem.kind, LibraryItem.key))}
    for kind, key, content in _shipped():
        if (kind, key) not in known:
            db.session.add(
                LibraryItem(kind=kind, key=key, title=title_of(kind, content), content=content, created_at=now)
            )
    db.session.flush()


def _shipped() -> list[tuple[LibraryKind, str, dict[str, Any]]]:
    def words(texts: Mapping[str, Any]) -> dict[str, str]:
        return dict(facts.words(texts))

    return [
        *(
            (
                LibraryKind.CRITERION,
                one["key"],
                {
                    "name": words(one["criterion"]),
                    "help": {},
                    "weight": one["weight"],
                    "anchors": dict(shipped_anchors(one["key"])),
                    "comment_required": False,
                },
            )
            for one in facts.load("programme")["rubric"]
        ),
        *(
            (LibraryKind.QUESTION, one["key"], content_of(LibraryKind.QUESTION, shipped_question(one, 0)))
            for one in facts.load("questions")["question"]
        ),
        *(
            (LibraryKind.REASON, one["code"], {"text": words(one["text"]), "about": about.value})
            for about, name in (
                (ReasonAbout.APPLICATION, "reasons"),
                (ReasonAbout.PART, "clarifications"),
                (ReasonAbout.OUTCOME, "decision_reasons"),
            )
            for one in facts.load(name)["reason"]
        ),
        *(
            (
                LibraryKind.DOCUMENT,
                one["key"],
                {**_paper(one), "label": words(one["label"]), "help": words(one["help"])},
            )
            for one in facts.load("documents")["document"]
        ),
    ]


def _paper(one: Mapping[str, Any]) -> dict[str, Any]:
    return {"required": True, "lasting": one["lasting"], "limit_mb": None}
