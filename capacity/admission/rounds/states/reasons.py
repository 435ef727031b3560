"""Why an application has the outcome it has, in codes: those that follow from the sealed file, and those given by
people from the library. They are told to the applicant; the public reads how often each was given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from capacity.admission.rounds.states.moves import OutcomeKind
from capacity.admission.rounds.states.outcomes import Line
from capacity.core.disclosure import depths

RANK, SITTING = "rank", "sitting"
BELOW, QUOTA, WEAK, LIBRARY = "below:", "quota:", "weak:", "library:"
WEAK_BELOW = Fraction(5)
"""A mean mark of less than so many halves, 2.5 out of 5, is named as a weakness."""
WEAK_MOST = 3


def reasons_of(kind: OutcomeKind, line: Line, means: Mapping[str, Fraction | None]) -> list[str]:
    """The codes that follow from the line of the sealed file and the mean mark on each criterion, in halves.

    Who is selected is told of a quota or of a decision of the sitting, nothing else.
    """
    found = [SITTING] if line.decided else []
    if kind is OutcomeKind.SELECTED:
        return [*found, *([QUOTA + line.quota] if line.quota else [])]
    if line.below:
        found.append(BELOW + line.below)
    elif line.quota:
        found.append(QUOTA + line.quota)
    elif not line.decided:
        found.append(RANK)
    weak = sorted((mean, key) for key, mean in means.items() if mean is not None and mean < WEAK_BELOW)
    return [*found, *(WEAK + key for _mean, key in weak[:WEAK_MOST])]


def means_of(readings: Iterable[Mapping[str, int | None]], keys: Iterable[str]) -> dict[str, Fraction | None]:
    """The mean of the marks on each criterion, in halves; None where nobody gave one."""
    all_marks = list(readings)
    found: dict[str, Fraction | None] = {}
    for key in keys:
        given = [halves for marks in all_marks if (halves := marks.get(key)) is not None]
        found[key] = Fraction(sum(given), len(given)) if given else None
    return found


def counted(reasons: Iterable[Iterable[str]]) -> list[tuple[str, int | None]]:
    """How often each code was given, the most frequent first; None for a number that is not told, because so few were
    given this reason, or so few were not."""
    counts: dict[str, int] = {}
    asked = 0
    for codes in reasons:
        asked += 1
        for code in dict.fromkeys(codes):
            counts[code] = counts.get(code, 0) + 1
    found = {
        code: number if depths({"given": (number,), "others": (asked - number,)})["given"] else None
        for code, number in counts.items()
    }
    return sorted(found.items(), key=lambda one: (-(one[1] or 0), one[0]))
