"""What is asked at every keystroke: of an application and of the answer that stands there, without objects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

import sqlalchemy as sa

from capacity.admission.applications.models import Answer, Application
from capacity.admission.applications.queries.asked import Form, form_when
from capacity.admission.applications.states import ApplicationState, Signs
from capacity.admission.calls.models import Call, Question
from capacity.core.asking import Asked, ahead
from capacity.core.db import db, table
from capacity.core.unit_of_work import begin_writing


@dataclass(frozen=True)
class Written:
    """As much of an application as is asked at every keystroke: whose it is, where it stands, and its form.

    What is done to it is noted in the log as done to the application.
    """

    __tablename__: ClassVar[str] = Application.__tablename__

    id: int
    call_id: int
    association_id: int
    region_code: str
    state: ApplicationState
    language: str
    completeness: int
    form: Form
    held_in: Any = field(default=None, repr=False, compare=False)

    def question(self, number: object) -> Question | None:
        """The question of this number, if the application's call asks it."""
        return self.form.questions.get(number) if isinstance(number, int) else None

    @property
    def is_held(self) -> bool:
        """Whether nobody else can have written in it since it was read."""
        return self.held_in is not None and self.held_in is db.session().get_transaction()


def written(application_id: int, *, hold: bool = False, then: Asked = ()) -> Written | None:
    """The application as who types in it needs it: one statement, without objects.

    ``hold`` lets nobody else write in it meanwhile; ``then`` is what is asked next.
    """
    asked = TYPED_HELD if hold else TYPED
    row = db.session.execute(asked, {"application": application_id}, execution_options=ahead(then)).first()
    if row is None:
        return None
    form = form_when(row.call_id, row.call_state, row.published_at, row.lottery_seed_sha256)
    held_in = db.session().get_transaction() if hold else None
    return Written(
        row.id,
        row.call_id,
        row.association_id,
        row.region_code,
        row.state,
        row.language,
        row.completeness,
        form,
        held_in,
    )


def row_id(application: Application | Written) -> int:
    """By which the database knows it, also when what was read of it has been let go of."""
    if isinstance(application, Written):
        return application.id
    (number,) = sa.inspect(application).identity or (application.id,)
    return int(number)


def held(application_id: int) -> Written | None:
    """The same for an act that is done at once and judged by what is read here: in its transaction, and held."""
    begin_writing()
    return written(application_id, hold=True)


_A, _C = table(Application), table(Call)
TYPED = (
    sa.select(
        _A.c.id,
        _A.c.association_id,
        _A.c.region_code,
        _A.c.state,
        _A.c.language,
        _A.c.completeness,
        _A.c.call_id,
        _C.c.state.label("call_state"),
        _C.c.published_at,
        _C.c.lottery_seed_sha256,
    )
    .join_from(_A, _C, _C.c.id == _A.c.call_id)
    .where(_A.c.id == sa.bindparam("application"))
)
TYPED_HELD = TYPED.with_for_update(of=_A)


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
