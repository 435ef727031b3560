"""What waits for somebody: rows of the same columns from every room, so that one UNION ALL gathers a person's day.

A room's ``queries.waiting_for(actor, now)`` returns a list of selects made by ``waiting``; its views say in ``WAITING``
how each kind is worded and where it leads. ``history`` does the same for what an association has been through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from capacity.core.db import AnySelect, Utc


def waiting(
    kind: str, *, object_id: Any, label: Any, detail: Any = None, due_at: Any = None, due_on: Any = None
) -> AnySelect:
    """A select of waiting things of one kind; the caller adds ``where`` and joins.

    ``label`` names the thing (text, or the JSON of a Localized), ``detail`` says a little more; due is a moment
    (``due_at``) or a day (``due_on``), whichever the room keeps.
    """
    return sa.select(
        sa.literal(kind).label("kind"),
        sa.cast(object_id, sa.BigInteger).label("object_id"),
        sa.cast(label, sa.Text).label("label"),
        (sa.null() if detail is None else sa.cast(detail, sa.Text)).label("detail"),
        (sa.cast(sa.null(), Utc()) if due_at is None else sa.type_coerce(due_at, Utc())).label("due_at"),
        (sa.cast(sa.null(), sa.Date()) if due_on is None else sa.type_coerce(due_on, sa.Date())).label("due_on"),
    )


def gathered(selects: Sequence[AnySelect], limit: int = 50) -> AnySelect | None:
    """All of them in one statement, soonest first; None when there are none."""
    if not selects:
        return None
    union = sa.union_all(*selects).subquery()
    day = sa.func.coalesce(sa.cast(union.c.due_on, sa.Text), sa.cast(union.c.due_at, sa.Text), "9999")
    return sa.select(union).order_by(day, union.c.kind, union.c.object_id).limit(limit)


@dataclass(frozen=True)
class WaitingWords:
    """How a kind of waiting thing is said: the sentence (with ``%(label)s``), where it leads, and the button's word.

    ``endpoint`` takes the object's id as ``argument``.
    """

    sentence: Any
    endpoint: str
    argument: str
    act: Any
