"""The sitting of a panel: its states, its agenda, its quorum, and how a vote is counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise

from capacity.admission.rounds.states.moves import ProposalKind
from capacity.admission.rounds.states.outcomes import Line
from capacity.admission.rounds.states.ranking import LOTTERY
from capacity.core.workflow import Move


class SittingState(StrEnum):
    """``convened → open ⇄ adjourned``, ``open → closed``; a closed one may be resumed until the seal."""

    CONVENED = "convened"
    OPEN = "open"
    ADJOURNED = "adjourned"
    CLOSED = "closed"


S = SittingState
OPEN_SITTING = Move("open_sitting", S.CONVENED, S.OPEN)
ADJOURN_SITTING = Move("adjourn_sitting", S.OPEN, S.ADJOURNED)
RESUME_SITTING = Move("resume_sitting", {S.ADJOURNED, S.CLOSED}, S.OPEN)
CLOSE_SITTING = Move("close_sitting", S.OPEN, S.CLOSED)


class ItemKind(StrEnum):
    """Why something stands on the agenda, in the order in which it is taken."""

    DISAGREEMENT = "disagreement"
    TIE = "tie"
    QUOTA = "quota"
    LINE = "line"
    BROUGHT = "brought"
    OTHER = "other"
    ADOPTION = "adoption"


class MotionKind(StrEnum):
    """What is moved: to decide about an application, to let a disagreement stand, to adopt the ranking, anything
    else."""

    SELECT = "select"
    RESERVE = "reserve"
    DECLINE = "decline"
    RANKING = "ranking"
    SETTLE = "settle"
    ADOPT = "adopt"
    RESOLVE = "resolve"


class VoteChoice(StrEnum):
    """How somebody votes."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


DECIDES = {
    MotionKind.SELECT: ProposalKind.SELECT,
    MotionKind.RESERVE: ProposalKind.RESERVE,
    MotionKind.DECLINE: ProposalKind.DECLINE,
}
NEAR = 2
"""So many places on each side of the last seat are looked at, whatever else the agenda holds."""


def agenda(lines: Sequence[Line], disagreeing: Collection[str]) -> list[tuple[ItemKind, str | None]]:
    """What the sitting goes through: (why, number); each application once, disagreements first, the adoption last."""
    found: dict[str, ItemKind] = {}
    for kind, numbers in (
        (ItemKind.DISAGREEMENT, [line.number for line in lines if line.number in disagreeing]),
        (ItemKind.TIE, _ties(lines)),
        (ItemKind.QUOTA, [line.number for line in lines if line.quota and line.kind is ProposalKind.SELECT]),
        (ItemKind.LINE, _near(lines)),
    ):
        for number in numbers:
            found.setdefault(number, kind)
    order = list(ItemKind)
    items = sorted(((kind, number) for number, kind in found.items()), key=lambda item: order.index(item[0]))
    return [*items, (ItemKind.ADOPTION, None)]


def _ties(lines: Sequence[Line]) -> list[str]:
    """Those whom only the lot set apart from a neighbour who fares otherwise."""
    found = []
    for before, line in pairwise(lines):
        if line.decided_by == LOTTERY and before.kind is not line.kind:
            found += [before.number, line.number]
    return found


def _near(lines: Sequence[Line]) -> list[str]:
    selected = [line.number for line in lines if line.kind is ProposalKind.SELECT]
    others = [line.number for line in lines if line.kind is ProposalKind.RESERVE]
    return [*selected[-NEAR:], *others[:NEAR]] if others else []


def majority(members: int) -> int:
    """More than half of the members."""
    return members // 2 + 1


def may_vote(present: Iterable[int], stepped_out: Collection[int]) -> list[int]:
    """Who is in the room and has no conflict, in the order given."""
    return [person for person in present if person not in stepped_out]


def has_quorum(*, present: int, quorum: int, voters: int, members: int, stepped_out: int) -> bool:
    """Enough members attend, and more than half of those without a conflict are in the room."""
    return present >= quorum and voters >= majority(members - stepped_out)


def is_carried(votes: Mapping[int, VoteChoice], chair: int | None) -> bool:
    """More for than against; at equal numbers as the chair voted, and not without the chair's vote."""
    in_favour = sum(1 for choice in votes.values() if choice is VoteChoice.FOR)
    against = sum(1 for choice in votes.values() if choice is VoteChoice.AGAINST)
    if in_favour != against:
        return in_favour > against
    return chair is not None and votes.get(chair) is VoteChoice.FOR
