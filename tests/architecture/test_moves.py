"""Every move can be made, is made by an action, and is named in a test."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from capacity.core.workflow import Move
from tests.architecture.sources import ROOT, part, rooms

# Objects that may also begin in another state than their enum's first.
BEGINNINGS = {"EnrolmentState": {"waiting"}}


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
        touched.setdefault(kind, set()).update({found.move.target, *found.move.sources})
    alone = [
        f"{kind.__name__}.{state.name}" for kind, states in touched.items() for state in kind if state not in states
    ]
    assert alone == []


def test_every_move_is_made_by_an_action_and_named_in_a_test() -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    missing = []
    for found in declared():
        actions = "\n".join(path.read_text(encoding="utf-8") for path in part(found.room, "actions"))
        word = re.compile(rf"\b{found.constant}\b")
        if not word.search(actions):
            missing.append(f"no action of {found.room.name} makes {found.constant}")
        if not word.search(tests) and not re.search(rf"\b{found.move.name}\b", tests):
            missing.append(f"no test names {found}")
    assert missing == []
