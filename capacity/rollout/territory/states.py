"""Kinds of provinces."""

from __future__ import annotations

from enum import StrEnum


class ProvinceKind(StrEnum):
    """What the administration calls it."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
