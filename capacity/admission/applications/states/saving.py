"""Signs made where an answer is typed: a save that is sent again, because its answer was lost, is known by its sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

SIGNS_IN_ID = 64
SIGNS_KEPT = 12

Signs = Sequence[Sequence[Any]]
"""The signs of the last saves of an answer, each with the version it led to."""


def version_of(signs: Signs | None, sign: str) -> int | None:
    """The version that the save of this sign led to; None for one that is not known, or forgotten by now."""
    return next((version for known, version in signs or () if sign and known == sign), None)


def noted(signs: Signs | None, sign: str, version: int) -> list[Sequence[Any]]:
    """The signs with that of a save which leads to this version; the oldest are forgotten."""
    return [*(signs or ()), [sign, version]][-SIGNS_KEPT:] if sign else list(signs or ())
