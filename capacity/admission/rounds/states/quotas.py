"""Seats under quotas: who takes them.

The rule, as the call states it: going down the ranking, an application takes a seat unless the seats left could then no
longer be filled with every quota met; only in that case is it passed over. A ceiling always holds. A floor that cannot
be met, alone or together with those declared before it, is met as far as it can be. As many seats as possible are
filled.

Two facts keep this quick: a filling once found is kept as long as nobody asks for a seat that it does not hold; and a
kind of application that had to be passed over once has to be passed over ever after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from capacity.admission.calls.states.rules import Quota
from capacity.admission.rounds.states.filling import Filling, Kind, Search, Seats


@dataclass(frozen=True, slots=True)
class Chosen:
    """The places in the ranking that take a seat, and the floors as far as they can be met, in the order declared."""

    places: frozenset[int]
    floors: tuple[int, ...]


def choose(groups: Sequence[frozenset[str]], seats: int, quotas: Sequence[Quota]) -> Chosen:
    """Who takes the seats; ``groups`` are those of each application in the order of the ranking."""
    if not quotas:
        return Chosen(frozenset(range(min(seats, len(groups)))), ())
    kinds = [sum(1 << place for place, quota in enumerate(quotas) if quota.group in mine) for mine in groups]
    room = tuple(len(kinds) if quota.at_most is None else quota.at_most for quota in quotas)
    search, stock = Search(len(quotas)), Counter(kinds)
    floors = _floors(search, stock, seats, quotas, room)
    for size in range(min(seats, len(kinds)), 0, -1):
        found = search.filling(stock, Seats(size, floors, room))
        if found is not None:
            return Chosen(_descend(search, kinds, found, Seats(size, floors, room)), floors)
    return Chosen(frozenset(), floors)


def promoted(
    held: Sequence[frozenset[str]], reserve: Sequence[frozenset[str]], seats: int, quotas: Sequence[Quota]
) -> tuple[int, ...]:
    """The places in the reserve that move up into these free seats, by the same rule: what the quotas still ask for,
    and still leave room for, after those who hold a seat (by their groups). A seat that only somebody above a ceiling
    could take stays free."""
    counts = Counter(group for mine in held for group in mine)
    left = [
        Quota(
            quota.group,
            max(0, quota.at_least - counts[quota.group]),
            None if quota.at_most is None else max(0, quota.at_most - counts[quota.group]),
        )
        for quota in quotas
    ]
    return tuple(sorted(choose(reserve, seats, left).places))


def _floors(
    search: Search, stock: Mapping[Kind, int], seats: int, quotas: Sequence[Quota], room: tuple[int, ...]
) -> tuple[int, ...]:
    """Each floor as far as it goes together with those before it."""
    floors = [0] * len(quotas)
    for place, quota in enumerate(quotas):
        floors[place] = min(quota.at_least, room[place], seats)
        while floors[place] and search.filling(stock, Seats(seats, tuple(floors), room, exact=False)) is None:
            floors[place] -= 1
    return tuple(floors)


def _descend(search: Search, kinds: Sequence[Kind], filling: Filling, seats: Seats) -> frozenset[int]:
    stock = Counter(kinds)
    passed_over: set[Kind] = set()
    taken: list[int] = []
    for place, kind in enumerate(kinds):
        stock[kind] -= 1
        if kind in passed_over or not seats.count:
            continue
        rest = _rest(search, kind, filling, stock, seats)
        if rest is None:
            passed_over.add(kind)
            continue
        filling, seats = rest, seats.less(kind)
        taken.append(place)
    return frozenset(taken)


def _rest(search: Search, kind: Kind, filling: Filling, stock: Mapping[Kind, int], seats: Seats) -> Filling | None:
    """A filling of the seats that are left when this kind takes one; None when there is none."""
    if filling.get(kind):
        return {**filling, kind: filling[kind] - 1}
    if any(kind >> bit & 1 and most < 1 for bit, most in enumerate(seats.room)):
        return None
    without = next((other for other, number in filling.items() if number), None)
    near = {**filling, without: filling[without] - 1} if without is not None else None
    return search.filling(stock, seats.less(kind), near)
