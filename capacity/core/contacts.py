"""Whom associations call or write to in each region: the people an administrator named, or else those that ship."""

from __future__ import annotations

from typing import Any

from capacity.core import choices, facts


def choice_of(region: str) -> str:
    """Under which name a region's contact is chosen."""
    return f"contact.{region}"


def contacts() -> list[dict[str, Any]]:
    """The contact of each region, in the order of the regions: ``region``, both names, ``phone``, ``email``."""
    chosen = choices.in_force()
    return [{**one, **chosen.get(choice_of(one["region"]), {})} for one in facts.load("contacts")["contact"]]


def contact_of(region: str) -> dict[str, Any]:
    """The contact of one region; empty where there is none."""
    return next((one for one in contacts() if one["region"] == region), {})
