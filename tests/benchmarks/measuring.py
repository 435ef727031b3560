"""Two things timed beside one another, in turns, so that a busy machine slows both alike.

Of each turn counts the tenth that was disturbed least: what else the machine does is no part of a page, and hits a long
one more often than a short one.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median

BATCH_SECONDS = 0.12
WARMING, WARMING_TURNS = 6, 6
Act = Callable[[], float]
"""Does the thing once and answers how many seconds it took."""


@dataclass(frozen=True)
class Measured:
    """Seconds of the bare thing and of ours, and the ratio of what a second serves: 1.0 is as fast as the bare one."""

    bare: float
    ours: float
    ratio: float


def side_by_side(bare: Act, ours: Act, *, rounds: int) -> Measured:
    """Time both in turns; medians over the rounds. The first round is thrown away: it warms up."""
    counts = [_batch_size(act) for act in (bare, ours)]
    taken = [(_batch(bare, counts[0]), _batch(ours, counts[1])) for _ in range(rounds + 1)][1:]
    return Measured(
        bare=median(one for one, _ in taken),
        ours=median(two for _, two in taken),
        ratio=median(one / two for one, two in taken),
    )


def in_turns(bare: Iterator[float], ours: Iterator[float], *, rounds: int) -> Measured:
    """The same for journeys, of which each round makes one; the first quarter counts.

    A server meets its hundreds of visitors after its first: those before ``WARMING`` are thrown away. PostgreSQL plans
    each statement anew for the first five times.
    """
    gc.collect()
    taken = [(next(bare), next(ours)) for _ in range(rounds + WARMING)][WARMING:]
    bare_least, ours_least = (sorted(times)[len(taken) // 4] for times in zip(*taken, strict=True))
    return Measured(bare=bare_least, ours=ours_least, ratio=bare_least / ours_least)


def at_once(bare: Sequence[Iterator[float]], ours: Sequence[Iterator[float]], *, rounds: int, each: int) -> Measured:
    """The same for several clients at the same time, each of whom begins again when a journey is over.

    A turn is so many journeys (``each``) of one kind; what counts is how many end in a second, so the seconds are those
    of a turn by its journeys. Medians over the rounds, after as many turns as warm each connection of each process.
    """
    taken = [(_turn(bare, each), _turn(ours, each)) for _ in range(rounds + WARMING_TURNS)][WARMING_TURNS:]
    return Measured(
        bare=median(one for one, _ in taken),
        ours=median(two for _, two in taken),
        ratio=median(one / two for one, two in taken),
    )


def _turn(clients: Sequence[Iterator[float]], journeys: int) -> float:
    gc.collect()
    left = iter(range(journeys))

    def go_on(client: Iterator[float]) -> None:
        for _ in left:
            next(client)

    begun = time.perf_counter()
    with ThreadPoolExecutor(len(clients)) as together:
        list(together.map(go_on, clients))
    return (time.perf_counter() - begun) / journeys


def processor(act: Callable[[], object], elsewhere: Callable[[], float] = float) -> Act:
    """The same thing timed by what it takes of the processor, which other programs disturb less.

    ``elsewhere`` tells how much another process has taken so far that works for it.
    """

    def timed() -> float:
        before, begun = elsewhere(), time.process_time()
        act()
        return time.process_time() - begun + elsewhere() - before

    return timed


def _batch_size(act: Act) -> int:
    once = min(act() for _ in range(5))
    return max(10, min(400, int(BATCH_SECONDS / once)))


def _batch(act: Act, count: int) -> float:
    gc.collect()
    return sorted(act() for _ in range(count))[count // 10]
