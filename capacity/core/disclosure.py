"""Which numbers of a public statistic are told, so that no small one can be read or computed from all that is told.

One rule for every public statistic. A statistic counts the same things several times, each time fewer of them (those
who applied, those of them who were found eligible, those of these who were selected), for a whole and for groups that
add up to it:

- a number from one to four is not told, and of two numbers one is not told if they differ by one to four; zero points
  at nobody;
- what is left out of the groups is, taken together, at least two groups, and large enough to be told itself: otherwise
  the smallest group beside them is left out as well;
- several wholes (rounds) are added up only where the number is told in each of them, so that a sum, an earlier edition,
  or the difference of two, tells nothing that is not told already.

What an edition counts must be frozen: then the next edition repeats it, number by number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SMALLEST_TOLD = 5
"""Counts of people or associations below this are not published: they could point at somebody."""

Numbers = Sequence[int]
"""What was counted, in the order in which it is told: what comes later is left out first. The third, if there is one,
lies between the first and the second."""


def is_small(count: int) -> bool:
    """Whether the count could point at somebody."""
    return 0 < count < SMALLEST_TOLD


def told(count: int) -> int | None:
    """A count that stands alone, as it may be published; None when it is too small. Zero tells nothing of anybody."""
    return None if is_small(count) else count


def depth(numbers: Numbers) -> int:
    """How many of the numbers can be told together: none of them is small, nor is what two of them differ by.

    >>> depth((20, 6, 19)), depth((20, 6, 12)), depth((3, 0, 0))
    (2, 3, 0)
    """
    for place, number in enumerate(numbers):
        if is_small(number) or any(is_small(abs(number - other)) for other in numbers[:place]):
            return place
    return len(numbers)


def steady(count: int) -> int:
    """A count that goes on changing, as it may be published at any time: in steps, so that what two editions differ by
    tells nothing of a few.

    >>> steady(4), steady(5), steady(14)
    (0, 5, 10)
    """
    return count - count % SMALLEST_TOLD


def depths(groups: Mapping[str, Numbers], *, falling: bool = False) -> dict[str, int]:
    """How many numbers of each group are told; the groups add up to a whole that is told in full, and those that
    everybody knows to be empty are not among them. A group of which the later numbers are known anyway leaves them out.
    ``falling``: each number counts a part of the one before.

    >>> depths({"a": (3,), "b": (20,), "c": (30,)})
    {'a': 0, 'b': 0, 'c': 1}
    """
    found = {name: depth(numbers) for name, numbers in groups.items()}
    width = max(map(len, groups.values()), default=0)
    while (more := _next(groups, found, width, falling=falling)) is not None:
        found[more[0]] = more[1]
    return found


def _next(
    groups: Mapping[str, Numbers], found: Mapping[str, int], width: int, *, falling: bool
) -> tuple[str, int] | None:
    """The next group to tell less of, and how many numbers of it are told then."""
    for deep in range(1, width + 1):
        hidden = [name for name in groups if found[name] < deep <= len(groups[name])]
        unknown = [name for name in hidden if not _follows(groups[name], found[name], deep, falling=falling)]
        rest = [sum(groups[name][place] for name in unknown) for place in range(deep)]
        if not unknown or (len(unknown) > 1 and depth(rest) == deep):
            continue
        if beside := [name for name in groups if found[name] >= deep]:
            return min(beside, key=lambda name: (groups[name], name)), deep - 1
        if following := [name for name in hidden if name not in unknown]:
            return min(following, key=lambda name: (groups[name], name)), deep - 2
    return None


def _follows(numbers: Numbers, told_now: int, deep: int, *, falling: bool) -> bool:
    """Whether the number follows from those that are told: the third lies between the first and the second, and they
    are the same; or each is part of the one before, and the first is zero."""
    if falling:
        return told_now > 0 and numbers[0] == 0
    return deep == 3 and told_now == 2 and numbers[0] == numbers[1]
