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
    return _Choice(groups, seats, quotas).chosen


def choose_and_compare(
    groups: Sequence[frozenset[str]], seats: int, quotas: Sequence[Quota]
) -> tuple[Chosen, tuple[Chosen, ...]]:
    """Who takes the seats, and who would take them had each of the quotas alone not been declared."""
    choice = _Choice(groups, seats, quotas)
    return choice.chosen, tuple(choice.without(place) for place in range(len(quotas)))


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


class _Choice:
    """The seats of one ranking. What was learnt in filling them serves again when a quota is left out: who was chosen
    under all the quotas is also a way to meet the others, and the weights of the search are a good beginning."""

    def __init__(self, groups: Sequence[frozenset[str]], seats: int, quotas: Sequence[Quota]) -> None:
        self.quotas, self.seats = quotas, min(seats, len(groups))
        self.kinds = [sum(1 << place for place, quota in enumerate(quotas) if quota.group in mine) for mine in groups]
        self.search = Search(len(quotas))
        self.chosen = self._chosen(self.kinds, self.quotas, None)

    def without(self, place: int) -> Chosen:
        """Who takes the seats when this quota asks for nothing."""
        kinds = [kind & ~(1 << place) for kind in self.kinds]
        nothing = Quota(self.quotas[place].group)
        quotas = [*self.quotas[:place], nothing, *self.quotas[place + 1 :]]
        found = self._chosen(kinds, quotas, Counter(kinds[taken] for taken in self.chosen.places))
        return Chosen(found.places, (*found.floors[:place], *found.floors[place + 1 :]))

    def _chosen(self, kinds: Sequence[Kind], quotas: Sequence[Quota], known: Filling | None) -> Chosen:
        if not any(quota.at_least or quota.at_most is not None for quota in quotas):
            return Chosen(frozenset(range(self.seats)), (0,) * len(quotas))
        stock = Counter(kinds)
        room = tuple(len(kinds) if quota.at_most is None else quota.at_most for quota in quotas)
        floors, known = self._floors(stock, quotas, room, known)
        for size in range(self.seats, 0, -1):
            asked = Seats(size, floors, room)
            found = self.search.filling(stock, asked, known)
            if found is not None:
                return Chosen(_descend(self.search, kinds, found, asked), floors)
        return Chosen(frozenset(), floors)

    def _floors(
        self, stock: Filling, quotas: Sequence[Quota], room: tuple[int, ...], known: Filling | None
    ) -> tuple[tuple[int, ...], Filling | None]:
        """Each floor as far as it goes together with those before it, and a filling that meets them if one is known."""
        wanted = tuple(min(quota.at_least, most, self.seats) for quota, most in zip(quotas, room, strict=True))
        found = self.search.filling(stock, Seats(self.seats, wanted, room), known)
        if found is not None:
            return wanted, found
        floors = [0] * len(quotas)
        for place, floor in enumerate(wanted):
            for floors[place] in range(floor, 0, -1):
                found = self.search.filling(stock, Seats(self.seats, tuple(floors), room, exact=False), known)
                if found is not None:
                    known = found
                    break
            else:
                floors[place] = 0
        return tuple(floors), known


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
