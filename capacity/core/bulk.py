"""One act on many objects: what is done, which of them it touches, and why it leaves the others alone.

A room offers its acts in a slot of ``core/contributions.py``; the page that drives them always shows what and whom
before anything happens, and judges again when it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from capacity.core.access import Actor

MOST = 1000
"""How many objects one act touches at once."""


@dataclass
class Sorting:
    """Which objects an act touches, and which not, each with the reason."""

    touched: list[Any] = field(default_factory=list)
    left: list[tuple[Any, object]] = field(default_factory=list)


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


@dataclass(frozen=True, kw_only=True)
class BulkAct:
    """An act on many objects.

    ``form(objects)`` is the form that asks what to do; ``why_not(objects, actor, now, form)`` prepares, in statements
    whose number does not depend on the objects, the question asked of each; ``do`` acts on those that are touched.
    ``said(form)`` is what will happen, in words, for the preview; ``done(n)`` is what happened.
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
