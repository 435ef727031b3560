"""Answers are saved as they are written: in the order they were made, each once, none over another one unseen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.actions.drafting import hold, still_writable
from capacity.admission.applications.actions.measuring import measure
from capacity.admission.applications.models import Answer, Application
from capacity.admission.applications.states import asked_of, parse_answer, problem_of
from capacity.admission.calls.models import Question
from capacity.admission.calls.states import TEXT_KINDS
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l


class Conflict(RuleBroken):
    """The answer was changed since it was read.

    The attributes say what was to be saved (``mine``), what stands there now, by whom and since when.
    """

    def __init__(
        self,
        mine: Any,
        value: Any = None,
        version: int = 0,
        saved_at: datetime | None = None,
        saved_by_id: int | None = None,
    ) -> None:
        super().__init__(_l("This answer was changed meanwhile. Both texts are kept until you choose one."))
        self.mine, self.value, self.version = mine, value, version
        self.saved_at, self.saved_by_id = saved_at, saved_by_id

    @classmethod
    def with_answer(cls, answer: Answer | None, mine: Any) -> Conflict:
        """With the answer as it stands, or with none."""
        if answer is None:
            return cls(mine)
        return cls(mine, answer.value, answer.version, answer.saved_at, answer.saved_by_id)


@dataclass(frozen=True)
class Kept:
    """What a save led to: the value as it was read, the version of the answer that holds it, and whether it may have
    changed how far the application is, or what is asked."""

    value: Any
    version: int
    measured: bool = True


def save_answer(
    application: Application,
    question: Question,
    raw: object,
    *,
    version: int | None,
    sign: str = "",
    actor: Actor,
    now: datetime,
) -> Kept:
    """Keep one answer as it was typed. An autosave: not audited.

    ``version`` is what the writer had read (0: no answer yet). ``sign`` is made where it was typed: the same one again,
    because its answer was lost on the way, changes nothing and leads to the same version, even after the application
    was sent. Raises Conflict when somebody else was quicker, and RuleBroken when it cannot be read.
    """
    hold(application)
    answer = db.session.scalar(
        sa.select(Answer).where(Answer.application_id == application.id, Answer.question_id == question.id)
    )
    known = answer.version_of(sign) if answer is not None else None
    if known is not None:
        return Kept(parse_answer(asked_of(question), raw), known)
    still_writable(application)
    value = parse_answer(asked_of(question), raw)
    stands = answer.version if answer is not None else 0
    if version is not None and version != stands and (answer is None or answer.value != value):
        raise Conflict.with_answer(answer, value)
    stood = answer.value if answer is not None else None
    kept = _keep(application, question, answer, value, sign=sign, actor=actor, now=now)
    asked = asked_of(question)
    counts = question.kind not in TEXT_KINDS or problem_of(asked, stood) is not problem_of(asked, value)
    if counts:
        measure(application)
    return Kept(value, kept.version if kept is not None else 0, counts)


def _keep(
    application: Application,
    question: Question,
    answer: Answer | None,
    value: Any,
    *,
    sign: str = "",
    actor: Actor,
    now: datetime,
) -> Answer | None:
    if answer is None:
        if value is None:
            return None
        answer = Answer(application_id=application.id, question_id=question.id, value=value, signs=[])
        db.session.add(answer)
    elif answer.value == value:
        return answer
    answer.value, answer.saved_at, answer.saved_by_id = value, now, actor.id
    answer.note(sign)
    db.session.flush()
    return answer


@dataclass
class Saved:
    """What saving a page led to: the answers that were kept, and why others were not."""

    values: dict[int, Any] = field(default_factory=dict)
    refused: dict[int, RuleBroken] = field(default_factory=dict)


def save_answers(
    application: Application,
    questions: Mapping[Question, object],
    *,
    versions: Mapping[int, int] | None = None,
    actor: Actor,
    now: datetime,
) -> Saved:
    """Keep the answers of a page, all that can be kept; what cannot be read or was changed meanwhile is told apart."""
    hold(application)
    still_writable(application)
    known = {
        answer.question_id: answer
        for answer in db.session.scalars(
            sa.select(Answer).where(
                Answer.application_id == application.id, Answer.question_id.in_([question.id for question in questions])
            )
        )
    }
    done = Saved()
    for question, raw in questions.items():
        answer = known.get(question.id)
        try:
            value = parse_answer(asked_of(question), raw)
        except RuleBroken as broken:
            done.refused[question.id] = broken
            continue
        stands = answer.value if answer is not None else None
        if (
            versions is not None
            and stands != value
            and versions.get(question.id, 0) != (answer.version if answer else 0)
        ):
            done.refused[question.id] = Conflict.with_answer(answer, value)
            continue
        _keep(application, question, answer, value, actor=actor, now=now)
        done.values[question.id] = value
    measure(application)
    return done
