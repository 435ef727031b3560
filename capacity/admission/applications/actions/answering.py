"""Answers are saved as they are written: in the order they were made, each once, none over another one unseen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.exc import StaleDataError

from capacity.admission.applications import queries
from capacity.admission.applications.actions.drafting import held, hold, still_writable
from capacity.admission.applications.actions.measuring import NOTE, measure, reaching
from capacity.admission.applications.models import Answer, Application
from capacity.admission.applications.states import asked_of, noted, parse_answer, problem_of, version_of
from capacity.admission.calls.models import Question
from capacity.admission.calls.states import TEXT_KINDS
from capacity.core.access import Actor
from capacity.core.db import db, table
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.together import InsertAndChange

Stood = Answer | queries.Stands
"""An answer as it stood when it was read."""


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
    def with_answer(cls, stands: Stood | None, mine: Any) -> Conflict:
        """With the answer as it stands, or with none."""
        if stands is None:
            return cls(mine)
        return cls(mine, stands.value, stands.version, stands.saved_at, stands.saved_by_id)


@dataclass(frozen=True)
class Kept:
    """What a save led to: the value as it was read, the version of the answer that holds it, and whether it may have
    changed how far the application is, or what is asked."""

    value: Any
    version: int
    measured: bool = True


def save_answer(
    application: Application | queries.Written,
    question: Question,
    raw: object,
    *,
    version: int | None,
    sign: str = "",
    actor: Actor,
    now: datetime,
) -> Kept:
    """Keep one answer as it was typed. An autosave: not audited, and made of a few statements without objects.

    ``version`` is what the writer had read (0: no answer yet). ``sign`` is made where it was typed: the same one again,
    because its answer was lost on the way, changes nothing and leads to the same version, even after the application
    was sent. Raises Conflict when somebody else was quicker, and RuleBroken when it cannot be read.
    """
    application, number = held(application), question.id
    # A first answer mostly changes how far the application is: all of it is read then, and once.
    draft = None if version else queries.filled(application)
    known_answers = draft.answers if draft is not None else queries.standing(application.id, [number])
    asked, stands = application.form.asked[number], known_answers.get(number)
    known = version_of(stands.signs, sign) if stands is not None else None
    if known is not None:
        return Kept(parse_answer(asked, raw), known)
    still_writable(application)
    value = parse_answer(asked, raw)
    if version is not None and version != (stands.version if stands else 0) and (not stands or stands.value != value):
        raise Conflict.with_answer(stands, value)
    stood = stands.value if stands is not None else None
    counts = asked.kind not in TEXT_KINDS or problem_of(asked, stood) is not problem_of(asked, value)
    then = (draft or queries.filled(application)).with_answer(number, value) if counts else None
    reached = reaching(application, then) if then is not None else None
    kept = _keep(application.id, number, stands, value, sign=sign, reached=reached, actor=actor, now=now)
    return Kept(value, kept, counts)


def _keep(
    application_id: int,
    question_id: int,
    stands: Stood | None,
    value: Any,
    *,
    sign: str = "",
    reached: Mapping[str, int] | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """Write the answer in the place of the one that stands; the version that holds it, 0 for none.

    ``reached`` is how far the application is with it, where that is to be noted.
    """
    if (stands.value if stands is not None else None) == value:  # then nothing more is reached either
        return stands.version if stands is not None else 0
    version = (stands.version if stands is not None else 0) + 1
    said = {
        "value": value,
        "version": version,
        "signs": noted(stands.signs if stands is not None else None, sign, version),
        "saved_at": now,
        "saved_by_id": actor.id,
    }
    if stands is None:
        _BEGIN.insert(db.session(), {"application_id": application_id, "question_id": question_id, **said}, reached)
        return version
    changed: Any = db.session.execute(_CHANGE, {"of": stands.id, "over": stands.version, **said})
    if changed.rowcount != 1:  # the application is held, so only somebody who does not ask for it can be quicker
        raise StaleDataError
    if reached is not None:
        db.session.execute(NOTE, reached)
    return version


_ANSWERS = table(Answer)
_SAID = ("value", "version", "signs", "saved_at", "saved_by_id")
_BEGIN = InsertAndChange(Answer, ("application_id", "question_id", *_SAID), NOTE)
_CHANGE = sa.update(_ANSWERS).where(_ANSWERS.c.id == sa.bindparam("of"), _ANSWERS.c.version == sa.bindparam("over"))


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
    known = queries.standing(application.id, [question.id for question in questions])
    done = Saved()
    for question, raw in questions.items():
        stands = known.get(question.id)
        try:
            value = parse_answer(asked_of(question), raw)
        except RuleBroken as broken:
            done.refused[question.id] = broken
            continue
        read = None if versions is None else versions.get(question.id, 0)
        changed = value != (stands.value if stands is not None else None)
        if read is not None and changed and read != (stands.version if stands is not None else 0):
            done.refused[question.id] = Conflict.with_answer(stands, value)
            continue
        _keep(application.id, question.id, stands, value, actor=actor, now=now)
        done.values[question.id] = value
    measure(application)
    return done
