"""Who else has to do with a draft, as each of its pages says: who writes in it, and the members of its coalition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Coalition, CoalitionMember
from capacity.admission.applications.queries.applicant import WRITERS_OF, Writer
from capacity.admission.applications.queries.drafts import Draft
from capacity.admission.applications.states.coalitions import PRESENT, MembershipState
from capacity.core.access import Actor
from capacity.core.db import db, table


@dataclass(frozen=True, slots=True)
class Around:
    """The people with an address who write for the association, and what the coalition's members have answered so far,
    those who are asked or have confirmed."""

    writers: list[Writer]
    answers: list[MembershipState]


def around(draft: Draft) -> Around:
    """Who else has to do with this draft: one statement, without objects."""
    rows = db.session.execute(AROUND, {"application": draft.application.id}).all()
    writers = [Writer(row.id, row.email, row.language, row.name, row.name_ar) for row in rows if row.state is None]
    return Around(writers, [row.state for row in rows if row.state is not None])


_C, _M = table(Coalition), table(CoalitionMember)
_SAID = [column for column in WRITERS_OF.selected_columns if column.name != "association_id"]
AROUND: Any = sa.union_all(
    WRITERS_OF.order_by(None).with_only_columns(*_SAID, sa.cast(sa.null(), _M.c.state.type).label("state")),
    sa.select(_M.c.id, *(sa.cast(sa.null(), one.type) for one in _SAID[1:]), _M.c.state)
    .join_from(_M, _C, _C.c.id == _M.c.coalition_id)
    .where(_C.c.application_id == sa.bindparam("application"), _M.c.state.in_(PRESENT)),
)


@dataclass(frozen=True)
class Company:
    """Others write in a draft too: ``who`` of them saved an answer lately, ``at`` when, and whether ``here``."""

    who: Writer | None = None
    at: datetime | None = None
    here: bool = False


LATELY = timedelta(minutes=30)


def company(draft: Draft, beside: Around, key: str, actor: Actor, now: datetime) -> Company | None:
    """Who else of the association writes, for who is on the page of this key; None when nobody may."""
    others = {one.id: one for one in beside.writers if one.id != actor.id}
    if not others:
        return None
    on_page = {question.id for subject in draft.subjects if subject.key == key for question in subject.questions}
    recent = [
        answer for answer in draft.answers.values() if answer.saved_by_id in others and now - answer.saved_at < LATELY
    ]
    last = max(recent, key=lambda answer: (answer.question_id in on_page, answer.saved_at), default=None)
    if last is None:
        return Company()
    return Company(others[last.saved_by_id or 0], last.saved_at, last.question_id in on_page)
