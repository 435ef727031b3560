"""How states and acts are said, room by room: every state has a word and a shape."""

from __future__ import annotations

from enum import Enum
from types import ModuleType
from typing import Any

from flask import Flask

from capacity.core.agenda import WaitingWords

Words = dict[Enum, tuple[object, str]]


class Wording:
    """What the rooms' views declare: ``WORDS`` (state → label and kind of shape), ``ACTION_WORDS`` (audit action →
    sentence), ``WAITING`` (kind of waiting thing → words)."""

    def __init__(self) -> None:
        self.states: dict[tuple[type[Enum], object], tuple[object, str]] = {}
        self.actions: dict[str, object] = {}
        self.waiting: dict[str, WaitingWords] = {}

    def add(self, views: ModuleType) -> None:
        """Take over what a room declares."""
        words: Words = getattr(views, "WORDS", {})
        self.states.update({_key(state): said for state, said in words.items()})
        self.actions.update(getattr(views, "ACTION_WORDS", {}))
        self.waiting.update(getattr(views, "WAITING", {}))


def _key(state: Enum) -> tuple[type[Enum], object]:
    """Of its own kind: states of two rooms may share a value (``active``), and text enums of one value are equal."""
    return type(state), state.value


def init_app(app: Flask, rooms: list[ModuleType]) -> None:
    """Collect the rooms' words; templates say ``words_of(state)``, ``kind_of(state)`` and ``action_words(action)``."""
    wording = Wording()
    for views in rooms:
        wording.add(views)
    app.extensions["wording"] = wording

    def words_of(state: Enum | None) -> Any:
        return "" if state is None else wording.states[_key(state)][0]

    def kind_of(state: Enum) -> str:
        return wording.states[_key(state)][1]

    def action_words(action: str) -> Any:
        return wording.actions.get(action, action)

    app.jinja_env.globals.update(words_of=words_of, kind_of=kind_of, action_words=action_words)
