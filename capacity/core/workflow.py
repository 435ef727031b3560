"""Moves between states, declared as data and made in one place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Generic, TypeVar

from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.errors import IllegalMove

State = TypeVar("State", bound=Enum)


@dataclass(frozen=True)
class Move(Generic[State]):
    """A change of state: its verb, where it may start, where it ends."""

    name: str
    sources: frozenset[State]
    target: State

    def __init__(self, name: str, sources: State | Iterable[State], target: State) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "sources", frozenset([sources] if isinstance(sources, Enum) else sources))
        object.__setattr__(self, "target", target)

    def may_start(self, state: State) -> bool:
        """Whether the move starts from this state."""
        return state in self.sources


def move(
    obj: Any, step: Move[Any], *, actor: Actor, now: datetime, reason: str | None = None, attribute: str = "state"
) -> None:
    """Change the object's state and note it in the audit log.

    Raises IllegalMove when the state is not one of the move's sources.
    """
    current = getattr(obj, attribute)
    if current not in step.sources:
        raise IllegalMove(obj=obj, move=step.name, current=current)
    setattr(obj, attribute, step.target)
    audit.record(
        actor=actor,
        action=f"{obj.__tablename__}.{step.name}",
        obj=obj,
        now=now,
        before=current,
        after=step.target,
        reason=reason,
    )
