"""What an administrator chooses while the service runs: who answers in a region, who signs, the declared number, how
many regions a year takes, how large a document may be, when those who are drafting are reminded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from capacity.core import choices
from capacity.core.access import Actor
from capacity.core.choices import CNDP, SIGNATURE, Choice, Number
from capacity.core.contacts import choice_of
from capacity.core.contributions import collect
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.reminders import CHOICE, Reminders


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


def choose_number(*, number: Number, value: int, actor: Actor, now: datetime, reason: str) -> Choice:
    """A number within its bounds; what was begun under another keeps that."""
    if not number.least <= value <= number.most:
        raise RuleBroken(_l("From %(least)s to %(most)s.", least=number.least, most=number.most), field="number")
    return choices.choose(name=number.name, value=value, reason=reason, actor=actor, now=now)


def choose_reminders(*, reminders: Reminders, actor: Actor, now: datetime, reason: str) -> Choice:
    """When those who are drafting are reminded; for the calls that are open too, save what was sent already."""
    if not reminders.are_sound:
        sentence = _l("Give one reminder at least, and each nearer to the closing than the one before it.")
        raise RuleBroken(sentence, field="second" if reminders.befores else "first")
    made = choices.choose(name=CHOICE, value=reminders.stored(), reason=reason, actor=actor, now=now)
    for _ in collect("choices.made", name=CHOICE, now=now):
        pass
    return made
