"""What is found of each document at screening, what the rules and the documents come to, and who departs from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from capacity.admission.calls.states.eligibility import Result
from capacity.admission.review.states import Verdict
from capacity.core.languages import lazy_gettext as _l


class Judgement(StrEnum):
    """What a person found of a document."""

    ACCEPTED = "accepted"
    QUESTIONED = "questioned"
    REFUSED = "refused"


REASONED = frozenset({Judgement.QUESTIONED, Judgement.REFUSED})
"""What is never said without a reason of the library."""


def standing(judgement: Judgement | None, judged: Iterable[int], joined: Iterable[int]) -> Judgement | None:
    """What still stands of a judgement: nothing, once the files joined are not those that were judged."""
    return judgement if judgement is not None and set(judged) == set(joined) else None


def proposed(results: Iterable[Result], documents: Iterable[Judgement | None]) -> Verdict | None:
    """What the rules and the required documents come to; None as long as it cannot be told.

    One rule that is not met, or one required document that is refused, is enough to be ineligible. To be eligible
    takes every rule met and every required document accepted, and something to go by.
    """
    found, judged = list(results), list(documents)
    if Result.NOT_MET in found or Judgement.REFUSED in judged:
        return Verdict.INELIGIBLE
    met = all(one is Result.MET for one in found) and all(one is Judgement.ACCEPTED for one in judged)
    return Verdict.ELIGIBLE if met and (found or judged) else None


def left_to_judge(required: Iterable[str], judged: Mapping[str, object]) -> list[str]:
    """The documents that had to be sent and of which nobody said anything yet, by their keys: as long as there is one,
    nothing is found eligible."""
    return [key for key in required if not judged.get(key)]


def unsaid(name: object) -> object:
    """What is said where a document that has to be judged was not."""
    return _l("Say first what you found of “%(name)s”.", name=name)


def departs(verdict: Verdict, proposal: Verdict | None) -> bool:
    """Whether a person decides otherwise than what was computed: then they say why."""
    return proposal is not None and verdict is not proposal


def seen_as(verdict_id: int | None, files: Sequence[int]) -> str:
    """What a page showed of a document, so that nothing is judged that changed since: ``12:4-9``."""
    return f"{verdict_id or 0}:{'-'.join(str(one) for one in sorted(files))}"
