"""One act on many objects: what is done, which of them it touches, and why it leaves the others alone.

A room offers its acts in a slot of ``core/contributions.py``; the page that drives them always shows what and whom
before anything happens, and judges again when it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from capacity.core.access import Actor
from capacity.core.db import Base, Id, Mapped, db, mapped_column

MOST = 1000
"""How many objects one act touches at once."""
KEPT_FOR = timedelta(days=1)


@dataclass
class Sorting:
    """Which objects an act touches, and which not, each with the reason."""

    touched: list[Any] = field(default_factory=list)
    left: list[tuple[Any, object]] = field(default_factory=list)

    @property
    def left_by_reason(self) -> list[tuple[str, list[Any]]]:
        """Those that are left, gathered under their reasons: what holds for most of them comes first."""
        found: dict[str, list[Any]] = {}
        for one, reason in self.left:
            found.setdefault(str(reason), []).append(one)
        return sorted(found.items(), key=lambda group: -len(group[1]))


def sort_out(objects: Iterable[Any], why_not: Callable[[Any], object | None]) -> Sorting:
    """Ask of each object why it cannot be touched; None lets it be."""
    found = Sorting()
    for one in objects:
        reason = why_not(one)
        if reason is None:
            found.touched.append(one)
        else:
            found.left.append((one, reason))
    return found


@dataclass(frozen=True)
class Sheet:
    """A letter that an act writes, as it will be read in one ``language``; ``said`` tells which, and how many."""

    said: object
    language: str
    letter: Any


@dataclass(frozen=True, kw_only=True)
class BulkAct:
    """An act on many objects.

    ``form(objects)`` is the form that asks what to do; ``why_not(objects, actor, now, form)`` prepares, in statements
    whose number does not depend on the objects, the question asked of each; ``do`` acts on those that are touched.
    ``said(form)`` is what will happen, in words, for the preview; ``done(n)`` is what happened. ``plainly_not(object,
    now)`` says why one object alone cannot be touched where its own state shows it: its page then tells, and offers
    nothing that would only be refused. ``sheets(form, objects)`` are the letters to those that are touched, for the
    preview.
    """

    key: str
    label: object
    title: object
    form: Callable[[Sequence[Any]], Any]
    why_not: Callable[[Sequence[Any], Actor, datetime, Any], Callable[[Any], object | None]]
    do: Callable[[Sequence[Any], Actor, datetime, Any], object]
    said: Callable[[Any], Sequence[tuple[object, object]]]
    done: Callable[[int], object]
    confirm: object
    plainly_not: Callable[[Any, datetime], object | None] = lambda _one, _now: None
    sheets: Callable[[Any, Sequence[Any]], Sequence[Sheet]] = lambda _form, _touched: ()


class Plan(Base):
    """What somebody typed for an act, between asking for the preview and doing it: the preview has an address of its
    own, so that the browser's way back never asks to send anything again."""

    __tablename__ = "bulk_plans"

    id: Mapped[Id]
    owner_id: Mapped[int] = mapped_column(index=True)
    act: Mapped[str] = mapped_column(sa.String(60))
    typed: Mapped[list[list[str]]] = mapped_column(sa.JSON)
    made_at: Mapped[datetime]


def plan(act: str, typed: Sequence[tuple[str, str]], *, actor: Actor, now: datetime) -> Plan:
    """Keep what was typed for a day; this person's older ones go."""
    db.session.execute(sa.delete(Plan).where(Plan.owner_id == actor.id, Plan.made_at < now - KEPT_FOR))
    made = Plan(owner_id=actor.id, act=act, typed=[list(pair) for pair in typed], made_at=now)
    db.session.add(made)
    db.session.flush()
    return made


def planned(act: str, number: str, *, actor: Actor) -> list[tuple[str, str]] | None:
    """What this person typed for the act; None when it is gone, or never was."""
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    mine = sa.select(Plan.typed).where(Plan.id == int(number), Plan.owner_id == actor.id, Plan.act == act)
    typed = db.session.scalar(mine)
    return None if typed is None else [(name, value) for name, value in typed]
