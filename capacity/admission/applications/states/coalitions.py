"""Coalitions: an association leads an application, others confirm that they carry it with it."""

from __future__ import annotations

from enum import StrEnum

from capacity.core.workflow import Move

MEMBERS_MAX = 12
NAME_MAX = 160
SEARCH_MIN = 3
FOUND_MAX = 8


class MembershipState(StrEnum):
    """Of one association in a coalition; it confirms by its own representative's account."""

    INVITED = "invited"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    LEFT = "left"
    REMOVED = "removed"
    ENDED = "ended"


M = MembershipState
CONFIRM = Move("confirm", M.INVITED, M.CONFIRMED)
DECLINE = Move("decline", M.INVITED, M.DECLINED)
LEAVE = Move("leave", M.CONFIRMED, M.LEFT)
REMOVE = Move("remove", {M.INVITED, M.CONFIRMED}, M.REMOVED)
INVITE_AGAIN = Move("invite_again", {M.DECLINED, M.LEFT, M.REMOVED}, M.INVITED)
END = Move("end", {M.INVITED, M.CONFIRMED}, M.ENDED)
"""With the withdrawal of the application that it carried."""

PRESENT = frozenset({M.INVITED, M.CONFIRMED})
