"""The fair sharing of readings: who reads what, as evenly as conflicts and languages allow, by what they know."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Task:
    """An application that needs readers; ``barred`` are those who may not (or already did, or stepped back), ``fit``
    says how well somebody knows its subject (0 where nothing is said)."""

    application: int
    needed: int
    barred: frozenset[int] = frozenset()
    fit: Mapping[int, int] = field(default_factory=dict)


def share_readings(tasks: Sequence[Task], readers: Sequence[int], loads: Mapping[int, int]) -> list[tuple[int, int]]:
    """Who reads what: (application, reader) pairs, as evenly as the conflicts allow.

    Each application gets the readers it needs, or as many as may read it; ``loads`` is what each reader has already.
    The same input gives the same answer. First the least loaded reader takes each task, of several the one who knows
    its subject best; then tasks are handed on, from reader to reader, as long as that brings the most and the least
    loaded nearer to each other; last, round in circles that leave every load as it is, to those who know more of them.
    """
    load = {reader: loads.get(reader, 0) for reader in readers}
    order = {reader: place for place, reader in enumerate(readers)}
    given: dict[int, set[int]] = {}
    barred = {task.application: task.barred for task in tasks}
    for task in tasks:
        allowed = [reader for reader in readers if reader not in task.barred]
        chosen = sorted(allowed, key=lambda one: (load[one], -task.fit.get(one, 0), order[one]))[: task.needed]
        given[task.application] = set(chosen)
        for reader in chosen:
            load[reader] += 1
    while (path := _levelling_path(given, barred, load, readers)) is not None:
        for application, giver, taker in path:
            given[application].remove(giver)
            given[application].add(taker)
        load[path[0][1]] -= 1
        load[path[-1][2]] += 1
    _suit(given, tasks, readers)
    return [
        (task.application, reader)
        for task in tasks
        for reader in sorted(given[task.application], key=order.__getitem__)
    ]


Step = tuple[int, int, int]


def _levelling_path(
    given: Mapping[int, set[int]], barred: Mapping[int, frozenset[int]], load: Mapping[int, int], readers: Sequence[int]
) -> list[Step] | None:
    """Handings-over (application, giver, taker) that take one task from a reader to one who has at least two fewer."""
    steps: dict[int, dict[int, int]] = {reader: {} for reader in readers}
    for application, chosen in given.items():
        for giver in chosen:
            for taker in readers:
                if taker not in chosen and taker not in barred[application]:
                    steps[giver].setdefault(taker, application)
    for start in sorted(readers, key=lambda reader: -load[reader]):
        came: dict[int, tuple[int, int]] = {start: (start, 0)}
        queue = deque([start])
        while queue:
            giver = queue.popleft()
            if load[start] - load[giver] > 1:
                return _walked(came, start, giver)
            for taker, application in steps[giver].items():
                if taker not in came:
                    came[taker] = (giver, application)
                    queue.append(taker)
    return None


def _walked(came: Mapping[int, tuple[int, int]], start: int, end: int) -> list[Step]:
    path: list[Step] = []
    while end != start:
        giver, application = came[end]
        path.append((application, giver, end))
        end = giver
    return path[::-1]


def _suit(given: Mapping[int, set[int]], tasks: Sequence[Task], readers: Sequence[int]) -> None:
    """Hand tasks round in circles as long as that brings them to readers who know more of their subjects."""
    if not any(task.fit for task in tasks):
        return
    while (circle := _better_circle(_best_steps(given, tasks, readers), readers)) is not None:
        for application, giver, taker in circle:
            given[application].remove(giver)
            given[application].add(taker)


def _best_steps(
    given: Mapping[int, set[int]], tasks: Sequence[Task], readers: Sequence[int]
) -> dict[tuple[int, int], tuple[int, int]]:
    """(gain, application) of the best handing-over from each reader to each other one."""
    best: dict[tuple[int, int], tuple[int, int]] = {}
    for task in tasks:
        chosen = given[task.application]
        takers = [one for one in readers if one not in chosen and one not in task.barred]
        for giver in chosen:
            for taker in takers:
                gain = task.fit.get(taker, 0) - task.fit.get(giver, 0)
                known = best.get((giver, taker))
                if known is None or gain > known[0]:
                    best[giver, taker] = (gain, task.application)
    return best


def _better_circle(best: Mapping[tuple[int, int], tuple[int, int]], readers: Sequence[int]) -> list[Step] | None:
    """A circle of handings-over whose gains add up to more than nothing (Bellman and Ford); None when there is none."""
    reached = dict.fromkeys(readers, 0)
    came: dict[int, int] = {}
    changed: int | None = None
    for _round in readers:
        changed = None
        for (giver, taker), (gain, _application) in best.items():
            if reached[giver] + gain > reached[taker]:
                reached[taker], came[taker], changed = reached[giver] + gain, giver, taker
        if changed is None:
            return None
    here = changed
    for _round in readers:
        here = came[here] if here is not None else None
    if here is None:
        return None
    circle, taker = [], here
    while True:
        giver = came[taker]
        circle.append((best[giver, taker][1], giver, taker))
        taker = giver
        if taker == here:
            return circle
