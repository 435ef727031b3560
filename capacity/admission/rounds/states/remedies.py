"""What follows where a seat is due after the announcement, by each rule of a call and in each state of the round.

Nothing is promised that the round cannot keep: a place in a queue is given only while there is one, and whoever still
waits in it when the round ends gets what the call gives instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from capacity.admission.calls.states.recourse import Instead, Recourse, Remedy
from capacity.admission.rounds.states.moves import OutcomeKind


class Given(StrEnum):
    """A free seat of the region; one added beside them; the next free one; the first place on the reserve list; or no
    seat, and precedence between equal points in the next call of the region."""

    SEAT = "seat"
    EXTRA = "extra"
    NEXT = "next"
    FIRST = "first"
    PRIORITY = "priority"

    @property
    def is_seat(self) -> bool:
        """Whether a seat is offered at once."""
        return self in {Given.SEAT, Given.EXTRA}

    @property
    def waits(self) -> bool:
        """Whether it is a place in the queue for a seat."""
        return self in {Given.NEXT, Given.FIRST}

    def kind_after(self, before: OutcomeKind) -> OutcomeKind:
        """What the outcome is with it."""
        if self.is_seat:
            return OutcomeKind.SELECTED
        return OutcomeKind.RESERVE if self.waits else before

    def remedy(self, declared: Remedy) -> Remedy | None:
        """By which an outcome is known to hold an added seat, or to stand before the reserve list."""
        if self is Given.PRIORITY:
            return None
        return Remedy.EXTRA_SEAT if self is Given.EXTRA else declared


@dataclass(frozen=True, slots=True)
class Room:
    """The seats of the region: how many are free, how many wait before this one with a claim to the next, and whether
    this one would rise into a free seat now if it stood first on the reserve list."""

    free: int = 0
    ahead: int = 0
    rises: bool = False


def gives(recourse: Recourse, *, is_final: bool, room: Room) -> Given:
    """What the call's rule gives now. An added seat needs no room; the others get a seat only where one is free."""
    if recourse.remedy is Remedy.EXTRA_SEAT:
        return Given.EXTRA
    is_free = room.free > room.ahead if recourse.remedy is Remedy.NEXT_SEAT else room.free > 0 and room.rises
    if is_free:
        return Given.SEAT
    if not is_final:
        return Given.NEXT if recourse.remedy is Remedy.NEXT_SEAT else Given.FIRST
    return at_the_end(recourse)


def at_the_end(recourse: Recourse) -> Given:
    """What whoever waits gets when the round ends without a seat for it."""
    return Given.EXTRA if recourse.instead is Instead.EXTRA_SEAT else Given.PRIORITY
