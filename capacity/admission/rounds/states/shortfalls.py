"""Quotas that the applications there are cannot meet, found before anybody sits: which, how far they go, and why."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from capacity.admission.calls.states.rules import Quota
from capacity.admission.rounds.states.quotas import choose

Groups = Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A floor that cannot be met, and how far it can be; without a quota: seats that stay empty, and how many can be
    filled. ``others`` are the quotas that stand in its way, none of which could be left out; empty when there are too
    few applications of the group."""

    quota: Quota | None
    possible: int
    others: tuple[Quota, ...] = ()


def shortfalls(groups: Groups, seats: int, quotas: Sequence[Quota]) -> tuple[Shortfall, ...]:
    """What these applications (by their groups) cannot meet, in the order declared."""
    chosen = choose(groups, seats, quotas)
    found = [
        _of_a_floor(groups, seats, quotas, place, chosen.floors)
        for place, quota in enumerate(quotas)
        if chosen.floors[place] < quota.at_least
    ]
    fillable = min(seats, len(groups))
    if len(chosen.places) < fillable:
        others = _least(quotas, lambda some: len(choose(groups, seats, some).places) < fillable)
        found.append(Shortfall(None, len(chosen.places), others))
    return tuple(found)


def fingerprint(found: Sequence[Shortfall]) -> str:
    """By which one knows whether what was taken note of is still what there is; empty when nothing is short."""
    return hashlib.sha256(repr(tuple(found)).encode()).hexdigest() if found else ""


def _of_a_floor(groups: Groups, seats: int, quotas: Sequence[Quota], place: int, floors: Sequence[int]) -> Shortfall:
    """Those declared before it go first, as far as they go; of those declared after it only the ceilings hold."""
    quota, possible = quotas[place], floors[place]
    there = sum(1 for one in groups if quota.group in one)
    asked = min(quota.at_least, there, seats, there if quota.at_most is None else quota.at_most)
    if possible == asked:
        return Shortfall(quota, possible)
    before = [replace(one, at_least=floors[n]) for n, one in enumerate(quotas[:place])]
    after = [replace(one, at_least=0) for one in quotas[place + 1 :] if one.at_most is not None]
    needed = _least(
        [*before, *after],
        lambda some: choose(groups, seats, [*some, replace(quota, at_least=asked)]).floors[-1] < asked,
    )
    kept = {one.group for one in needed}
    return Shortfall(quota, possible, tuple(one for one in quotas if one.group in kept))


def _least(quotas: Sequence[Quota], fails: Callable[[Sequence[Quota]], bool]) -> tuple[Quota, ...]:
    """Of these quotas a set with which it fails, and without any one of which it does not."""
    kept = list(quotas)
    for quota in quotas:
        fewer = [one for one in kept if one is not quota]
        if fails(fewer):
            kept = fewer
    return tuple(kept)
