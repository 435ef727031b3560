"""Every move can be made, is made by an action, and is named in a test."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from capacity.core import audit
from capacity.core.access import SYSTEM
from capacity.core.db import db
from capacity.core.errors import IllegalMove
from capacity.core.workflow import Move, move
from tests.architecture.sources import ROOT, part, rooms

NOW = datetime(2017, 9, 26, 9, tzinfo=UTC)

# Objects that may also begin in another state than their enum's first.
BEGINNINGS = {
    "EnrolmentState": {"waiting"},
    "OutcomeKind": {"reserve", "not_selected"},  # an announcement makes all three
}


@dataclass(frozen=True)
class Found:
    """A move, and where it was declared."""

    room: Path
    constant: str
    move: Move[Any]

    def __str__(self) -> str:
        return f"{self.room.name}.{self.constant}"


def declared() -> Iterator[Found]:
    """Every move of every room."""
    for room in rooms():
        for path in part(room, "states"):
            module: ModuleType = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
            for name, value in vars(module).items():
                if isinstance(value, Move):
                    yield Found(room, name, value)


def test_every_move_starts_from_a_state_that_is_reached() -> None:
    moves = list(declared())
    reached: dict[type, set[Any]] = {}
    for found in moves:
        kind = type(found.move.target)
        others = {kind(word) for word in BEGINNINGS.get(kind.__name__, ())}
        reached.setdefault(kind, {next(iter(kind)), *others})
    for _ in moves:
        for found in moves:
            states = reached[type(found.move.target)]
            if found.move.sources & states:
                states.add(found.move.target)
    stranded = [str(found) for found in moves if not found.move.sources <= reached[type(found.move.target)]]
    assert stranded == []


def test_every_state_is_the_beginning_or_the_end_of_a_move() -> None:
    touched: dict[type, set[Any]] = {}
    for found in declared():
        kind = type(found.move.target)
        beginnings = {kind(word) for word in BEGINNINGS.get(kind.__name__, ())}
        touched.setdefault(kind, set()).update({found.move.target, *found.move.sources, *beginnings})
    alone = [
        f"{kind.__name__}.{state.name}" for kind, states in touched.items() for state in kind if state not in states
    ]
    assert alone == []


def test_every_move_is_made_by_an_action() -> None:
    """By name in some room's actions, handed to one by its views, or through a table of moves in its own states."""
    making = [path for room in rooms() for name in ("actions", "views") for path in part(room, name)]
    actions = "\n".join(path.read_text(encoding="utf-8") for path in making)
    missing = []
    for found in declared():
        word = re.compile(rf"\b{found.constant}\b")
        states = "\n".join(path.read_text(encoding="utf-8") for path in part(found.room, "states"))
        if not word.search(actions) and len(word.findall(states)) < 2:
            missing.append(str(found))
    assert missing == []


class Thing:
    """An object with a state, as the workflow sees it."""

    __tablename__ = "things"
    id = 1

    def __init__(self, state: Any) -> None:
        self.state = state


@pytest.mark.parametrize("found", [pytest.param(found, id=str(found)) for found in declared()])
@pytest.mark.usefixtures("app")
@pytest.mark.one_database
def test_every_move_starts_from_its_sources_only(found: Found) -> None:
    for state in type(found.move.target):
        thing = Thing(state)
        if state in found.move.sources:
            move(thing, found.move, actor=SYSTEM, now=NOW)
            assert thing.state is found.move.target
        else:
            with pytest.raises(IllegalMove):
                move(thing, found.move, actor=SYSTEM, now=NOW)
            assert thing.state is state
    audit.forget_pending(db.session())
