"""Whether seats can be filled under floors and ceilings, found exactly.

Applications of the same groups are of one kind; a filling says how many of each kind. It is sought in three ways, the
quick ones first: by exchanging one application for another as long as that brings the counts nearer; by weights, which
either lead to a filling or prove that there is none; and by trying one kind after the other, which always ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Kind = int
"""The groups of an application among those that have a quota: one bit for each quota."""
Filling = dict[Kind, int]
STEPS = (64, 48, 32, 24, 16, 12, 8, 6, 4, 3, 2, 2, 1, 1)
"""By how much weights are mended, turn after turn."""
EXCHANGES = 40


@dataclass(frozen=True, slots=True)
class Seats:
    """Seats still to fill: how many, and for each quota how many must and how many may be of its group. ``exact``: all
    of them are filled, else as many as the needs ask for."""

    count: int
    needs: tuple[int, ...]
    room: tuple[int, ...]
    exact: bool = True

    def less(self, kind: Kind) -> Seats:
        """After one was given to an application of this kind."""
        return Seats(
            self.count - 1,
            tuple(n - 1 if n and kind >> bit & 1 else n for bit, n in enumerate(self.needs)),
            tuple(n - (kind >> bit & 1) for bit, n in enumerate(self.room)),
            self.exact,
        )


class Search:
    """Fillings of seats from a stock of kinds. What was found impossible is remembered, and so are the weights."""

    def __init__(self, quotas: int) -> None:
        self.bits = range(quotas)
        self.pulls = [0] * quotas
        self.dead: set[tuple[object, ...]] = set()
        self.members: dict[Kind, tuple[int, ...]] = {}

    def filling(self, stock: Mapping[Kind, int], seats: Seats, near: Filling | None = None) -> Filling | None:
        """So many applications of each kind that fill the seats; None when there is no way. ``near`` is a filling of
        other seats from which to set out."""
        full = sum(1 << bit for bit in self.bits if seats.room[bit] < 1)
        stock = {kind: number for kind, number in stock.items() if number > 0 and not kind & full}
        there = self._counted(stock)
        if not self._may_be(stock, there, seats):
            return None
        if not any(seats.needs) and (not seats.exact or self._is_roomy(there, seats)):
            return _first(stock, seats.count) if seats.exact else {}
        known = (seats, tuple(sorted(stock.items())))
        if known in self.dead:
            return None
        impossible, found = self._quickly(stock, seats, near)
        if found is None and not impossible:
            found = self._one_by_one(stock, there, seats)
        if found is None:
            self.dead.add(known)
        return found

    def _quickly(self, stock: Filling, seats: Seats, near: Filling | None) -> tuple[bool, Filling | None]:
        """(proved impossible, a filling)."""
        if near is not None and self._is_filling(near, stock, seats):
            return False, near
        impossible, taken = self._weighed(stock, seats, (1,))
        if impossible or self._fits(taken, seats):
            return impossible, None if impossible else taken
        for start in (near, taken):
            if start is not None and (found := self._exchanged(stock, seats, start)) is not None:
                return False, found
        impossible, taken = self._weighed(stock, seats, STEPS)
        if impossible or self._fits(taken, seats):
            return impossible, None if impossible else taken
        return False, self._exchanged(stock, seats, taken)

    def _one_by_one(self, stock: Filling, there: Sequence[int], seats: Seats) -> Filling | None:
        left = dict(stock)
        for kind in self._choices(stock, there, seats):
            found = self.filling({**left, kind: left[kind] - 1}, seats.less(kind))
            if found is not None:
                return {**found, kind: found.get(kind, 0) + 1}
            del left[kind]
        return None

    def _counted(self, filling: Filling) -> list[int]:
        counts = [0] * len(self.bits)
        for kind, number in filling.items():
            for bit in self._members(kind):
                counts[bit] += number
        return counts

    def _members(self, kind: Kind) -> tuple[int, ...]:
        found = self.members.get(kind)
        if found is None:
            found = self.members[kind] = tuple(bit for bit in self.bits if kind >> bit & 1)
        return found

    def _fits(self, taken: Filling, seats: Seats) -> bool:
        return all(
            need <= count <= room
            for need, count, room in zip(seats.needs, self._counted(taken), seats.room, strict=True)
        )

    def _is_filling(self, taken: Filling, stock: Filling, seats: Seats) -> bool:
        spare = seats.count - sum(taken.values())
        return (
            (spare == 0 if seats.exact else spare >= 0)
            and all(number <= stock.get(kind, 0) for kind, number in taken.items())
            and self._fits(taken, seats)
        )

    def _may_be(self, stock: Filling, there: Sequence[int], seats: Seats) -> bool:
        """Bounds that are quick to see: no filling breaks one of them."""
        needs, room = seats.needs, seats.room
        if any(needs[bit] > min(there[bit], room[bit], seats.count) for bit in self.bits):
            return False
        if sum(needs[bit] for bit in self._apart(stock, needs)) > seats.count:
            return False
        if not seats.exact:
            return True
        beyond = [max(0, there[bit] - room[bit]) for bit in self.bits]
        unused = sum(beyond[bit] for bit in self._apart(stock, beyond))
        return sum(stock.values()) - unused >= seats.count

    def _apart(self, stock: Filling, weights: Sequence[int]) -> list[int]:
        """Quotas that weigh something and of which no application belongs to two, the weightiest first."""
        found: list[int] = []
        together = 0
        for bit in sorted((bit for bit in self.bits if weights[bit]), key=lambda bit: -weights[bit]):
            if not any(kind >> bit & 1 and kind & together for kind in stock):
                found.append(bit)
                together |= 1 << bit
        return found

    def _is_roomy(self, there: Sequence[int], seats: Seats) -> bool:
        """No ceiling can be reached any more."""
        return all(seats.room[bit] >= min(seats.count, there[bit]) for bit in self.bits)

    def _weighed(self, stock: Filling, seats: Seats, steps: Sequence[int]) -> tuple[bool, Filling]:
        """(proved impossible, the filling that came last).

        Give each quota a weight, above nothing for what it needs, below for what it has no room for. The seats given to
        the weightiest applications weigh the most that any filling can. If that is less than the needs weigh (less what
        the room allows), no filling exists. Weights are whole numbers and are mended from what their filling lacks.
        """
        pulls, needs, room = self.pulls, seats.needs, seats.room
        taken: Filling = {}
        for step in steps:
            taken = self._weightiest(stock, seats)
            counts = self._counted(taken)
            weight = sum(pull * count for pull, count in zip(pulls, counts, strict=True))
            if weight < sum(pull * (needs[bit] if pull > 0 else room[bit]) for bit, pull in enumerate(pulls)):
                return True, {}
            lacking = [need - count for need, count in zip(needs, counts, strict=True)]
            beyond = [count - most for most, count in zip(room, counts, strict=True)]
            if max(*lacking, *beyond) <= 0:
                break
            for bit in self.bits:
                if lacking[bit] > 0:
                    pulls[bit] += step * lacking[bit]
                elif beyond[bit] > 0:
                    pulls[bit] -= step * beyond[bit]
                elif pulls[bit] > 0:
                    pulls[bit] = max(0, pulls[bit] + step * lacking[bit])
                else:
                    pulls[bit] = min(0, pulls[bit] - step * beyond[bit])
        return False, taken

    def _weightiest(self, stock: Filling, seats: Seats) -> Filling:
        pulls, left = self.pulls, seats.count
        weights = sorted((-sum([pulls[bit] for bit in self._members(kind)]), kind) for kind in stock)
        taken: Filling = {}
        for weight, kind in weights:
            if left == 0 or (weight >= 0 and not seats.exact):
                break
            taken[kind] = min(stock[kind], left)
            left -= taken[kind]
        return taken

    def _exchanged(self, stock: Filling, seats: Seats, start: Filling) -> Filling | None:
        """A filling reached from this one by exchanges, each of which brings the counts nearer; None when stuck."""
        taken = {kind: min(number, stock.get(kind, 0)) for kind, number in start.items() if stock.get(kind)}
        spare = seats.count - sum(taken.values())
        if spare < 0:
            return None
        for kind, number in stock.items() if spare else ():
            more = min(number - taken.get(kind, 0), spare)
            taken[kind], spare = taken.get(kind, 0) + more, spare - more
        for _turn in range(EXCHANGES):
            pair = self._exchange(stock, seats, taken)
            if pair is None:
                break
            given, got = pair
            taken[given] -= 1
            taken[got] = taken.get(got, 0) + 1
        return taken if self._fits(taken, seats) else None

    def _exchange(self, stock: Filling, seats: Seats, taken: Filling) -> tuple[Kind, Kind] | None:
        """The exchange of two kinds that brings the counts nearest; None when none does, or none is needed."""
        counts = self._counted(taken)
        lack = over = low = high = 0
        for bit, (need, count, room) in enumerate(zip(seats.needs, counts, seats.room, strict=True)):
            lack |= (count < need) << bit
            over |= (count > room) << bit
            low |= (count <= need) << bit
            high |= (count >= room) << bit
        if not lack | over:
            return None
        best, found = 0, None
        even_high, even_low = high & ~over, low & ~lack
        ins = [
            ((got & lack).bit_count() - (got & high).bit_count(), got)
            for got, number in stock.items()
            if taken.get(got, 0) < number and (got & lack or ~got & over)
        ]
        ins.sort(reverse=True)
        for given in [kind for kind, number in taken.items() if number]:
            # an exchange brings what the one gains and the other loses; what both have in common is neither
            lost = (given & over).bit_count() - (given & low).bit_count()
            kept_high, kept_low = given & even_high, given & even_low
            most = lost + kept_high.bit_count() + kept_low.bit_count()
            for gain, got in ins:
                if gain + most <= best:
                    break
                nearer = gain + lost + (got & kept_high).bit_count() + (got & kept_low).bit_count()
                if nearer > best:
                    best, found = nearer, (given, got)
        return found

    def _choices(self, stock: Filling, there: Sequence[int], seats: Seats) -> list[Kind]:
        """Kinds of which at least one must be in a filling, those first that serve the most and cost the least.

        A kind is left out when another one serves every need that it serves and weighs on no ceiling on which it does
        not: exchanging the two spoils no filling.
        """
        needs, room = seats.needs, seats.room
        wanted = sum(1 << bit for bit in self.bits if needs[bit])
        tight = sum(1 << bit for bit in self.bits if room[bit] < there[bit])
        kinds = list(stock)
        if wanted:
            rarest = min((bit for bit in self.bits if needs[bit]), key=lambda bit: (there[bit] - needs[bit], bit))
            kinds = [kind for kind in kinds if kind >> rarest & 1]
        kinds.sort(key=lambda kind: (-(kind & wanted).bit_count(), (kind & tight).bit_count(), kind))
        kept: list[Kind] = []
        for kind in kinds:
            serves, weighs = kind & wanted, kind & tight
            if not any(serves & ~other == 0 and (other & tight) & ~weighs == 0 for other in kept):
                kept.append(kind)
        return kept


def _first(stock: Filling, seats: int) -> Filling:
    found: Filling = {}
    for kind, number in stock.items():
        found[kind] = min(number, seats - sum(found.values()))
    return found
