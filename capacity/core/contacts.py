"""Whom associations call or write to in each region: the people an administrator named, or else those that ship."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from capacity.core import choices, facts

CONTACT = "contact."
"""How the names of these choices begin; the region's code follows."""


def choice_of(region: str) -> str:
    """Under which name a region's contact is chosen."""
    return CONTACT + region


def contacts(chosen: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """The contact of each region, in the order of the regions: ``region``, both names, ``phone``, ``email``.

    ``chosen`` are the choices in force, where they were read already.
    """
    chosen = choices.in_force() if chosen is None else chosen
    return [{**one, **chosen.get(choice_of(one["region"]), {})} for one in facts.load("contacts")["contact"]]


def contact_of(region: str) -> dict[str, Any]:
    """The contact of one region; empty where there is none."""
    return next((one for one in contacts() if one["region"] == region), {})
