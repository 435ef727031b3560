"""What is asked at every keystroke: of an application and of the answer that stands there, without objects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from capacity.admission.applications.models import Answer, Application
from capacity.admission.applications.queries.asked import Form, form_when
from capacity.admission.applications.states import ApplicationState, Signs
from capacity.admission.calls.models import Call, Question
from capacity.core.db import db, table


@dataclass(frozen=True)
class Written:
    """As much of an application as is asked at every keystroke: whose it is, where it stands, and its form."""

    id: int
    association_id: int
    region_code: str
    state: ApplicationState
    completeness: int
    form: Form

    def question(self, number: object) -> Question | None:
        """The question of this number, if the application's call asks it."""
        return self.form.questions.get(number) if isinstance(number, int) else None


def written(application_id: int, *, hold: bool = False) -> Written | None:
    """The application as who types in it needs it: one statement, without objects.

    ``hold`` lets nobody else write in it meanwhile.
    """
    row = db.session.execute(_TYPED_HELD if hold else _TYPED, {"application": application_id}).first()
    if row is None:
        return None
    form = form_when(row.call_id, row.call_state, row.published_at, row.lottery_seed_sha256)
    return Written(row.id, row.association_id, row.region_code, row.state, row.completeness, form)


_A, _C = table(Application), table(Call)
_TYPED = (
    sa.select(
        _A.c.id,
        _A.c.association_id,
        _A.c.region_code,
        _A.c.state,
        _A.c.completeness,
        _A.c.call_id,
        _C.c.state.label("call_state"),
        _C.c.published_at,
        _C.c.lottery_seed_sha256,
    )
    .join_from(_A, _C, _C.c.id == _A.c.call_id)
    .where(_A.c.id == sa.bindparam("application"))
)
_TYPED_HELD = _TYPED.with_for_update(of=_A)


class Stands(NamedTuple):
    """An answer as it stands: what, since when and by whom, with the signs of its last saves."""

    id: int
    question_id: int
    value: Any
    version: int
    saved_at: datetime
    saved_by_id: int | None
    signs: Signs


def standing(application_id: int, questions: Iterable[int]) -> dict[int, Stands]:
    """The answers to these questions as they stand, by question."""
    rows = db.session.execute(_STANDS, {"application": application_id, "questions": list(questions)})
    return {row.question_id: Stands(*row) for row in rows}


_ANSWER = table(Answer)
_STANDS = sa.select(*(_ANSWER.c[name] for name in Stands._fields)).where(
    _ANSWER.c.application_id == sa.bindparam("application"),
    _ANSWER.c.question_id.in_(sa.bindparam("questions", expanding=True)),
)
