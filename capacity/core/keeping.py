"""How long each kind of personal data is kept, and what erases it when its time is over.

Every room says in the slot ``data.kinds`` what it keeps of people: the register of processing, the notice on data
protection and the page of retention read the same list, and the worker erases by it. Rows are erased in small
transactions, each with an entry in the audit log that holds ids and counts only; a row that was erased is due no more,
so that an interrupted run goes on where it stopped. A later room adds in the slot ``erase.<kind>`` what it keeps beside
the rows of an earlier one, and in ``letters.held`` which of its letters are of a call that is held.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.core import audit, choices
from capacity.core.access import Actor
from capacity.core.contributions import collect
from capacity.core.db import Base, Id, Mapped, db, mapped_column
from capacity.core.files import StoredFile
from capacity.core.outbox import post
from capacity.core.unit_of_work import unit_of_work
from capacity.core.uploads import CLEAR

BATCH = 50
"""Rows erased in one transaction."""
MOST = 2_000
"""Rows erased before the worker looks at something else."""
NAMELESS = "—"
"""Stands where a name was erased, in every language."""

Due = Callable[[datetime], sa.Select[Any]]
Erase = Callable[[Sequence[int], datetime], Collection[int] | None]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of personal data: whose and what, for which purpose, who sees it, how long, and what becomes of it then.

    ``months`` are counted from the event that ``since`` names; an administrator may choose others, from ``least`` to
    ``most``. ``due`` selects the rows whose event lies before a moment, as ``due_rows`` puts them, and leaves out what
    was erased; ``erase`` erases some of them, and answers those that it had to leave. A kind without months says in
    ``kept`` how long it is kept: by the handler of the event ``by``, or as long as those want whose it is. ``asked``
    says what becomes of it when the person asks for erasure.
    """

    key: str
    data: object
    purpose: object
    seen_by: object
    since: object = ""
    ends: object = ""
    asked: object = ""
    months: int | None = None
    least: int = 1
    most: int = 120
    due: Due | None = None
    erase: Erase | None = None
    kept: object = ""
    by: str | None = None

    @property
    def choice(self) -> str:
        """Under which name its period is chosen."""
        return f"keep.{self.key}"

    def period(self, chosen: Mapping[str, Any]) -> int | None:
        """The months in force, within its bounds."""
        if self.months is None:
            return None
        return min(max(int(chosen.get(self.choice, self.months)), self.least), self.most)


class Hold(Base):
    """Nothing of an association, or of a call, is erased while a complaint, a court or an audit needs it."""

    __tablename__ = "erasure_holds"
    __table_args__ = (sa.CheckConstraint("(association_id IS NULL) <> (call_id IS NULL)", name="of_one"),)

    id: Mapped[Id]
    association_id: Mapped[int | None] = mapped_column(index=True)
    call_id: Mapped[int | None] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(sa.Text)
    placed_at: Mapped[datetime]
    placed_by_id: Mapped[int | None]
    lifted_at: Mapped[datetime | None]


class Erasure(Base):
    """What one transaction erased: which kind, which rows. Ids tell nothing of anybody."""

    __tablename__ = "erasures"
    __table_args__ = (sa.Index("ix_erasures_kind_at", "kind", "at"),)

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(sa.String(40))
    at: Mapped[datetime]
    count: Mapped[int]
    rows: Mapped[list[int]] = mapped_column(sa.JSON)


def kinds() -> list[Kind]:
    """Every kind of personal data, in the order of the rooms."""
    return [kind for several in collect("data.kinds") for kind in several]


def months_before(moment: datetime, months: int) -> datetime:
    """The same day so many months earlier; the last of its month where there is none such.

    >>> months_before(datetime(2028, 3, 31), 1)
    datetime.datetime(2028, 2, 29, 0, 0)
    """
    years, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    return moment.replace(year=years, month=month + 1, day=min(moment.day, monthrange(years, month + 1)[1]))


def due_rows(row: Any, *, association: Any = None, call: Any = None) -> sa.Select[Any]:
    """A select of rows that may be due, with the association and the call by which they can be held."""
    nothing = sa.cast(sa.null(), sa.BigInteger)
    return sa.select(
        row.label("row"),
        (nothing if association is None else association).label("association"),
        (nothing if call is None else call).label("call"),
    )


def due(kind: Kind, moment: datetime, chosen: Mapping[str, Any]) -> sa.Select[Any]:
    """The rows of a kind whose time is over at this moment and that nobody holds."""
    months = kind.period(chosen)
    if months is None or kind.due is None:
        raise ValueError(f"{kind.key} is not erased by its age")
    found = kind.due(months_before(moment, months)).subquery()
    mine = sa.or_(Hold.association_id == found.c.association, Hold.call_id == found.c.call)
    held = sa.select(Hold.id).where(Hold.lifted_at.is_(None), mine)
    return sa.select(found.c.row).where(~held.correlate(found).exists())


def is_held(association: Any) -> Any:
    """Whether this column names an association of which nothing may be erased."""
    return sa.select(Hold.id).where(Hold.lifted_at.is_(None), Hold.association_id == association).exists()


def is_held_call(call: Any) -> Any:
    """Whether this column names a call of which nothing may be erased."""
    return sa.select(Hold.id).where(Hold.lifted_at.is_(None), Hold.call_id == call).exists()


def count_due(kind: Kind, moment: datetime, chosen: Mapping[str, Any]) -> int:
    """How many rows of a kind would be erased at this moment."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(due(kind, moment, chosen).subquery())) or 0


def erase_due(*, now: datetime, actor: Actor, most: int = MOST, only: Iterable[str] = ()) -> dict[str, int]:
    """Erase what is due, a few rows at a time; how many of each kind. Call without an open transaction."""
    erased: dict[str, int] = {}
    chosen, wanted = choices.in_force(), set(only)
    for kind in kinds():
        if kind.due is None or (wanted and kind.key not in wanted):
            continue
        last: int | None = 0
        while last is not None and sum(erased.values()) < most:
            last, done = _erase_some(kind, last, chosen, now=now, actor=actor)
            if done:
                erased[kind.key] = erased.get(kind.key, 0) + done
    return erased


def _erase_some(
    kind: Kind, last: int, chosen: Mapping[str, Any], *, now: datetime, actor: Actor
) -> tuple[int | None, int]:
    """One transaction: what is due is judged in it, so that nothing is erased that was held a moment before.

    Answers the last row that was looked at, None when there was none, and how many were erased.
    """
    with unit_of_work() as session:
        some = due(kind, now, chosen).subquery()
        rows = list(session.scalars(sa.select(some.c.row).where(some.c.row > last).order_by(some.c.row).limit(BATCH)))
        return (rows[-1], erase(kind, rows, now=now, actor=actor)) if rows else (None, 0)


def erase(kind: Kind, rows: Sequence[int], *, now: datetime, actor: Actor) -> int:
    """Erase these rows in the current unit of work, with what later rooms keep beside them; how many were erased."""
    if kind.erase is None:
        raise ValueError(f"{kind.key} is not erased here")
    for _ in collect(f"erase.{kind.key}", rows=rows, now=now):
        pass
    left = kind.erase(rows, now) or ()
    done = [row for row in rows if row not in left]
    if done:
        note(kind.key, done, now=now, actor=actor)
    return len(done)


def write_over(statement: Any) -> None:
    """Delete or empty rows as the rooms do when they erase: many at once, without their objects."""
    db.session.execute(statement, execution_options={"synchronize_session": False})


def note(kind: str, rows: Sequence[int], *, now: datetime, actor: Actor) -> None:
    """Note what was erased, by ids and counts."""
    made = Erasure(kind=kind, at=now, count=len(rows), rows=list(rows))
    db.session.add(made)
    db.session.flush()
    audit.record(actor=actor, action="keeping.erase", obj=made, now=now, after=f"{kind} × {len(rows)}")


def discard_files(numbers: Iterable[int], now: datetime) -> None:
    """Forget documents that no row names any more; their bytes go after the commit.

    Call it when the rows that named them are gone: what is still named elsewhere, as a paper of an association's own
    folder, stays.
    """
    session, wanted = db.session(), set(numbers)
    session.flush()
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if wanted and key.references(StoredFile.__table__):  # type: ignore[arg-type]
                wanted -= set(session.scalars(sa.select(key.parent).where(key.parent.in_(wanted))))
    if not wanted:
        return
    gone = session.scalars(sa.delete(StoredFile).where(StoredFile.id.in_(wanted)).returning(StoredFile.key)).all()
    if gone:
        post(CLEAR, {"keys": list(gone)}, key=f"{CLEAR}:{gone[0]}", now=now)
