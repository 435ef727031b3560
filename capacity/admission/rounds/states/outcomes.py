"""What follows from a ranking: who takes a seat, who stands on the reserve list, and what each quota changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from capacity.admission.calls.states.rules import Quota
from capacity.admission.rounds.states.moves import ProposalKind
from capacity.admission.rounds.states.quotas import Chosen, choose, choose_and_compare
from capacity.admission.rounds.states.ranking import Ranked

Decisions = Mapping[str, ProposalKind]


@dataclass(frozen=True, slots=True)
class Line:
    """What is proposed, and later announced, for one application.

    ``quota`` is the group whose quota moved it: into a seat, or out of the seat that its points alone would have given;
    ``other`` is the number of the application with which it changed places, where there is one.
    """

    number: str
    rank: int
    points: int
    kind: ProposalKind
    reserve_rank: int | None = None
    decided_by: str = ""
    decided: bool = False
    below: str = ""
    quota: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """A quota: what was asked, how far its floor could go, how many it counts among the selected, and the exchange of
    seats had it alone not been declared: who would have been selected, and who would not."""

    quota: Quota
    floor: int
    selected: int
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def is_met(self) -> bool:
        """The floor was met in full."""
        return self.floor >= self.quota.at_least


@dataclass(frozen=True, slots=True)
class Result:
    """Every line in the order of the ranking, and what each quota did."""

    lines: tuple[Line, ...]
    effects: tuple[Effect, ...] = ()


def outcome(
    ranking: Sequence[Ranked], *, seats: int, reserve_size: int, decisions: Decisions, quotas: Sequence[Quota] = ()
) -> tuple[Line, ...]:
    """The lines of ``result``."""
    return result(ranking, seats=seats, reserve_size=reserve_size, decisions=decisions, quotas=quotas).lines


def result(
    ranking: Sequence[Ranked], *, seats: int, reserve_size: int, decisions: Decisions, quotas: Sequence[Quota] = ()
) -> Result:
    """What follows from the ranking, the seats, the quotas and the sitting's own decisions.

    A decision fixes the kind of one application; the others take the seats left, then the reserve, in their order.
    Seats and quotas are never broken: of more decided selections than fit, the ones ranked last go to the reserve. What
    lies below a threshold takes no seat and stands on no reserve list.
    """
    asked = _asked(ranking, decisions)
    groups_asked = [place.groups for place in asked]
    chosen, others = choose_and_compare(groups_asked, seats, quotas)
    selected = _numbers(asked, chosen)
    lines = _lines(ranking, selected, reserve_size, decisions)
    if not quotas:
        return Result(lines)
    plain = _numbers(asked, choose(groups_asked, seats, ()))
    without = [_numbers(asked, other) for other in others]
    order = [place.number for place in ranking]
    groups = {place.number: place.groups for place in ranking}
    effects = tuple(
        Effect(
            quota,
            chosen.floors[n],
            sum(1 for number in selected if quota.group in groups[number]),
            tuple(number for number in order if number in without[n] - selected),
            tuple(number for number in order if number in selected - without[n]),
        )
        for n, quota in enumerate(quotas)
    )
    return Result(_explained(lines, order, groups, selected, plain, effects), effects)


def _asked(ranking: Sequence[Ranked], decisions: Decisions) -> list[Ranked]:
    """Decided selections are asked first, then everybody about whom nothing was decided."""
    standing = [place for place in ranking if not place.below]
    first = [place for place in standing if decisions.get(place.number) is ProposalKind.SELECT]
    return [*first, *(place for place in standing if place.number not in decisions)]


def _numbers(asked: Sequence[Ranked], chosen: Chosen) -> frozenset[str]:
    return frozenset(asked[place].number for place in chosen.places)


def _lines(
    ranking: Sequence[Ranked], selected: frozenset[str], reserve_size: int, decisions: Decisions
) -> tuple[Line, ...]:
    lines: list[Line] = []
    reserves = 0
    for place in ranking:
        wish = decisions.get(place.number)
        kind = ProposalKind.DECLINE
        if place.number in selected:
            kind = ProposalKind.SELECT
        elif not place.below and wish is not ProposalKind.DECLINE and (reserves < reserve_size or wish is not None):
            kind, reserves = ProposalKind.RESERVE, reserves + 1
        lines.append(
            Line(
                place.number,
                place.rank,
                place.points,
                kind,
                reserves if kind is ProposalKind.RESERVE else None,
                place.decided_by,
                wish is not None,
                place.below,
            )
        )
    return tuple(lines)


def _explained(
    lines: Sequence[Line],
    order: Sequence[str],
    groups: Mapping[str, frozenset[str]],
    selected: frozenset[str],
    plain: frozenset[str],
    effects: Sequence[Effect],
) -> tuple[Line, ...]:
    """Who entered and who gave way, in pairs in the order of the ranking, each with the quota that did it."""
    entered = [number for number in order if number in selected - plain]
    left = [number for number in order if number in plain - selected]
    pairs = {**dict(zip(entered, left, strict=False)), **dict(zip(left, entered, strict=False))}
    moved = {number: _entered_by(number, groups, effects) for number in entered}
    for number in left:
        moved[number] = _left_by(number, groups, effects, moved.get(pairs.get(number, ""), ""))
    for number in entered:
        moved[number] = moved[number] or moved.get(pairs.get(number, ""), "") or effects[0].quota.group
    return tuple(
        replace(line, quota=moved[line.number], other=pairs.get(line.number, "")) if line.number in moved else line
        for line in lines
    )


def _entered_by(number: str, groups: Mapping[str, frozenset[str]], effects: Sequence[Effect]) -> str:
    """The quota without which it would have no seat, else the first floor from which it profits."""
    floors = [effect for effect in effects if effect.quota.at_least and effect.quota.group in groups[number]]
    alone = next((effect.quota.group for effect in floors if number in effect.lost), None)
    return alone or next((effect.quota.group for effect in floors), "")


def _left_by(number: str, groups: Mapping[str, frozenset[str]], effects: Sequence[Effect], entered_by: str) -> str:
    """The ceiling without which it would have kept its seat, else the floor by which another one entered, else a
    ceiling that it meets together with other quotas, else the first of the quotas, which only together moved it."""
    mine = [effect for effect in effects if effect.quota.group in groups[number]]
    ceilings = [effect for effect in mine if effect.quota.at_most is not None]
    alone = next((effect.quota.group for effect in ceilings if number in effect.gained), None)
    return alone or entered_by or [*ceilings, *effects][0].quota.group
