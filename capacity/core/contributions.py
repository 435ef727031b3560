"""What later rooms add to earlier pages: the factory registers providers, an earlier page collects them.

A slot is a name such as ``association.related`` or ``person.export``; its providers are called in the order in which
they were registered, all with the same keywords.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

_providers: dict[str, dict[str, Callable[..., Any]]] = {}


def provide(slot: str, function: Callable[..., Any], *, name: str | None = None) -> None:
    """Register a provider; registering the same one again changes nothing."""
    _providers.setdefault(slot, {})[name or f"{function.__module__}.{function.__qualname__}"] = function


def collect(slot: str, **keywords: Any) -> Iterator[Any]:
    """What each provider of the slot answers, empty answers left out."""
    for function in _providers.get(slot, {}).values():
        answer = function(**keywords)
        if answer:
            yield answer
