"""A part that was taken out of a draft comes back, at the end of its like."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from capacity.admission.calls.actions.drafting import changed, key_for, next_place, still_draft
from capacity.admission.calls.actions.questions import ask_for_files
from capacity.admission.calls.actions.self_checks import refuse_too_many
from capacity.admission.calls.models import Call, Criterion, Question, RemovedPart, RequiredDocument, SelfCheck, Subject
from capacity.admission.calls.states import PartKind, condition_faults, rule_of, values_of
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized
from capacity.core.languages import lazy_gettext as _l


def put_back(call: Call, removed: RemovedPart, *, actor: Actor, now: datetime) -> None:
    """Put it at the end; a question on its page, or on the last one; without a condition that cannot hold any more."""
    still_draft(call)
    values = values_of(removed.content)
    key = values.pop("key")
    if removed.kind is PartKind.QUESTIONS:
        key = _question_back(call, key, values)
    else:
        key = _back(call, removed.kind, key, values)
    db.session.delete(removed)
    changed(call, "put_back", actor=actor, now=now, what=key)


def _back(call: Call, kind: PartKind, key: str, values: dict[str, Any]) -> str:
    part: Any
    items: list[Any]
    if kind is PartKind.CRITERIA:
        part, items = Criterion(**values), call.criteria
    elif kind is PartKind.DOCUMENTS:
        part, items = RequiredDocument(**values), call.documents
    elif kind is PartKind.SUBJECTS:
        part, items = Subject(**values, questions=[]), call.subjects
    else:
        refuse_too_many(call)
        part, items = SelfCheck(**values), call.checks
    part.key, part.position = key_for(Localized(en=key), items), next_place(items)
    items.append(part)
    return str(part.key)


def _question_back(call: Call, key: str, values: dict[str, Any]) -> str:
    wanted = values.pop("subject")
    if not call.subjects:
        raise RuleBroken(_l("Add a page to the form first: the question needs one to stand on."))
    page = next((one for one in call.subjects if one.key == wanted), call.subjects[-1])
    question = Question(**values)
    question.key, question.position = key_for(Localized(en=key), call.questions), next_place(page.questions)
    question.region_codes = [code for code in question.region_codes if code in call.region_codes]
    page.questions.append(question)
    if question.key in dict(condition_faults(rule_of(one) for one in call.questions)):
        question.condition = None
    ask_for_files(call, question)
    return question.key
