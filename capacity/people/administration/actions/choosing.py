"""What an administrator chooses while the service runs: who answers in a region, who signs, the declared number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from capacity.core import choices
from capacity.core.access import Actor
from capacity.core.choices import CNDP, SIGNATURE, Choice
from capacity.core.contacts import choice_of


def name_contact(*, region: str, contact: Mapping[str, str], actor: Actor, now: datetime, reason: str) -> Choice:
    """Who answers by telephone in a region, from now on, on every page and in every letter."""
    value = {**contact, "example": False}
    return choices.choose(name=choice_of(region), value=value, reason=reason, actor=actor, now=now)


def declare(*, number: str, actor: Actor, now: datetime, reason: str) -> Choice:
    """Under which number the processing was declared to the commission."""
    return choices.choose(name=CNDP, value=number, reason=reason, actor=actor, now=now)


def sign_letters(*, words: Mapping[str, str], actor: Actor, now: datetime, reason: str) -> Choice:
    """Who signs letters, in each language; letters read again are signed so too."""
    return choices.choose(name=SIGNATURE, value=dict(words), reason=reason, actor=actor, now=now)
