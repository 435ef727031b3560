"""How states and acts are said, room by room: every state has a word and a shape."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from types import ModuleType
from typing import Any

from flask import Flask, current_app

from capacity.core.agenda import WaitingWords
from capacity.core.db import Base
from capacity.web.kept_words import generally

Words = dict[Enum, tuple[object, str]]


class Wording:
    """What the rooms' views declare.

    ``WORDS``: state → label and kind of shape. ``MORE_WORDS``: the same, for kinds whose values are also those of
    another state (in one table they would take its place). ``ACTION_WORDS``: audit action → sentence.
    ``OBJECT_WORDS``: table → what one of its rows is to a person. ``WAITING``: kind of waiting thing → words.
    ``KEPT_WORDS``: audit action → what says the key that its entries keep, None for one that it does not know.
    """

    def __init__(self) -> None:
        self.states: Words = {}
        self._exactly: dict[tuple[type[Enum], object], tuple[object, str]] = {}
        self.actions: dict[str, object] = {}
        self.objects: dict[str, object] = {}
        self.waiting: dict[str, WaitingWords] = {}
        self._keys: dict[str, Callable[[str], object | None]] = {}

    def add(self, views: ModuleType) -> None:
        """Take over what a room declares."""
        for words in (getattr(views, "WORDS", {}), getattr(views, "MORE_WORDS", {})):
            self.states.update(words)
            self._exactly.update({(type(state), state.value): said for state, said in words.items()})
        self.actions.update(getattr(views, "ACTION_WORDS", {}))
        self.objects.update(getattr(views, "OBJECT_WORDS", {}))
        self.waiting.update(getattr(views, "WAITING", {}))
        self._keys.update(getattr(views, "KEPT_WORDS", {}))

    def said(self, state: Enum) -> tuple[object, str]:
        """Label and kind of shape. States of two kinds may share a value (``active``), and are then equal as text: the
        words of this very kind come first; where a room words several kinds at once, those of the value serve."""
        return self._exactly.get((type(state), state.value)) or self.states[state]

    def kept(self, table: str, value: str | None, action: str = "") -> object:
        """What an entry of the log kept of an object: a state or a verdict in its words, a key in those of the room
        that acted, what means the same everywhere in its own, and what somebody wrote as they wrote it."""
        rows = Base.metadata.tables.get(table)
        columns = [] if rows is None else sorted(rows.columns, key=lambda one: one.name != "state")
        kinds = (getattr(one.type, "enum_class", None) for one in columns)
        said = next((found for kind in kinds if kind and (found := self._exactly.get((kind, value)))), None)
        if said is not None:
            return said[0]
        if not value:
            return value
        known = self._keys.get(action)
        return (known(value) if known is not None else None) or generally(value) or value


def label(state: Enum | None) -> str:
    """The words of a state, where no template says them."""
    wording: Wording = current_app.extensions["wording"]
    return "" if state is None else str(wording.said(state)[0])


def init_app(app: Flask, rooms: list[ModuleType]) -> None:
    """Collect the rooms' words; templates say ``words_of``, ``kind_of``, ``action_words``, ``object_words`` and
    ``kept_words``."""
    wording = Wording()
    for views in rooms:
        wording.add(views)
    app.extensions["wording"] = wording

    def words_of(state: Enum | None) -> Any:
        return "" if state is None else wording.said(state)[0]

    def kind_of(state: Enum) -> str:
        return wording.said(state)[1]

    def action_words(action: str) -> Any:
        return wording.actions.get(action, action)

    def object_words(table: str) -> Any:
        return wording.objects.get(table, table)

    app.jinja_env.globals.update(
        words_of=words_of,
        kind_of=kind_of,
        action_words=action_words,
        object_words=object_words,
        kept_words=wording.kept,
    )
