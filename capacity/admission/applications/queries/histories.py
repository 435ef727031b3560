"""What an association did in earlier calls, kept with each of its applications for the desk's table to ask."""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import Ended
from capacity.core.asking import UNAWAITED
from capacity.core.contributions import collect
from capacity.core.db import AnySelect, table
from capacity.people.associations.models import Association

EARLIER = aliased(Application)
_OWN = aliased(Association)
_SISTER = aliased(Association)


_KEPT = {
    None: Application.applied_before,
    Ended.SELECTED: Application.selected_before,
    Ended.NOT_SELECTED: Application.not_selected_before,
}
"""Whether there was an earlier application, and whether one ended so; in a history each counts twice the one before."""


def _family(own: Any) -> Any:
    """The associations that are one with this one: itself, what it was merged into, what was merged into that.

    Each is found in its own table by an index, and then what it sent: said as one condition with OR, PostgreSQL read
    all applications for each row.
    """
    canonical = sa.func.coalesce(own.merged_into_id, own.id)
    ways = (_SISTER.id == own.id, _SISTER.id == own.merged_into_id, _SISTER.merged_into_id == canonical)
    family = sa.union_all(*(sa.select(_SISTER.id).where(way).correlate(own) for way in ways))
    return EARLIER.association_id.in_(family)


def is_earlier(own: Any) -> Any:
    """An application of the same association to another call, sent before this one was sent or begun.

    ``own`` is the row of the association that sent this one.
    """
    return sa.and_(
        _family(own),
        EARLIER.call_id != Application.call_id,
        EARLIER.submitted_at.is_not(None),
        EARLIER.listed_at < Application.listed_at,
    )


def note_histories(session: Session, *association_ids: int) -> None:
    """Note anew what came before each application of these associations, and of those that are one with them, and how
    that ended; without a number, of all.

    To be asked by whatever sends an application, begins one, joins associations, or changes what was announced.
    """
    session.flush()
    told = {_OF: association_ids} if association_ids else {}
    session.connection().execute(_histories(of_some=bool(association_ids)), told)  # no objects: what is read stays read


_OF = "associations"


@cache
def _histories(*, of_some: bool) -> sa.Update:
    noted = table(Application)
    of_it = sa.and_(_OWN.id == Application.association_id, is_earlier(_OWN))
    found = sa.select(_history()).select_from(EARLIER).join(_OWN, sa.true()).where(of_it).correlate(noted)
    told = sa.func.coalesce(found.scalar_subquery(), _number(0))
    weights = {noted.c[column.key]: _number(1 << place) for place, column in enumerate(_KEPT.values())}
    kept = sum((sa.case((column, weight), else_=_number(0)) for column, weight in weights.items()), _number(0))
    changed = sa.update(noted).where(kept != told)
    if of_some:
        named, one = Association.id.in_(sa.bindparam(_OF, expanding=True)), aliased(Association)
        root = sa.select(sa.func.coalesce(Association.merged_into_id, Association.id)).where(named)
        ways = (sa.select(one.id).where(one.merged_into_id.in_(root)), root, sa.select(Association.id).where(named))
        changed = changed.where(noted.c.association_id.in_(sa.union_all(*ways)))
    values = {column: told.bitwise_and(weight) != _number(0) for column, weight in weights.items()}
    return changed.values(values).execution_options(**{UNAWAITED: True})


def _number(value: int) -> Any:
    """Written out: one more value to send would cost more than it."""
    return sa.literal_column(str(value), sa.Integer)


def _history() -> Any:
    """What the rows of EARLIER say together; NULL where there is none.

    How they ended, only a later room knows: ``application.ended`` gives, for each ending, a select of the numbers of
    the applications that ended so.
    """
    history: Any = sa.func.max(_number(1))
    endings = {ending: among for given in collect("application.ended") for ending, among in given.items()}
    for place, ending in enumerate(_KEPT):
        if ending in endings:
            among = endings[ending]
            # Asked of each: in one list SQLite would gather all of them.
            is_so = among.where(next(iter(among.selected_columns)) == EARLIER.id).correlate(EARLIER).exists()
            history += sa.func.max(sa.case((is_so, _number(1 << place)), else_=_number(0)))
    return history


def with_earlier(statement: AnySelect, *, wanted: bool = True) -> AnySelect:
    """Those whose association sent an application to an earlier call, or did not."""
    return statement.where(Application.applied_before if wanted else sa.not_(Application.applied_before))


def with_ended(statement: AnySelect, *, ending: Ended) -> AnySelect:
    """Those with an earlier one that ended so."""
    return statement.where(_KEPT[ending])
