"""States of a question about a call, and the rules of asking, answering and telling."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from capacity.admission.calls.states import CallStatus
from capacity.core.spelling import fold
from capacity.core.workflow import Move

MOST_WAITING = 5
"""Questions of one association on one call that may wait for an answer at a time."""
QUESTION_MAX = 1_000
ANSWER_MAX = 5_000
ADDRESSES_FOR = timedelta(days=3)
"""How long an address that was not confirmed is kept."""
SLOT = timedelta(hours=1)
SETTLES = timedelta(minutes=5)
LONG_NAME = 8


class EnquiryState(StrEnum):
    """``asked → answered | dismissed``: an answer is given once, to everybody."""

    ASKED = "asked"
    ANSWERED = "answered"
    DISMISSED = "dismissed"


ANSWER = Move("answer", EnquiryState.ASKED, EnquiryState.ANSWERED)
DISMISS = Move("dismiss", EnquiryState.ASKED, EnquiryState.DISMISSED)

TAKES_QUESTIONS = frozenset({CallStatus.SCHEDULED, CallStatus.OPEN})


def slot_of(moment: datetime) -> datetime:
    """The beginning of the hour whose answers go into one letter."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def told_at(slot: datetime) -> datetime:
    """When the letter on an hour's answers is written: a little after its end, so that none of them is missed."""
    return slot + SLOT + SETTLES


def names_somebody(texts: Iterable[str], names: Iterable[str | None]) -> bool:
    """Whether one of the texts holds one of the names, however it is spelt.

    A single short word (``Amal``) is anybody's word and is not looked for.

    >>> names_somebody(["L'association Al-Amal de Figuig peut-elle…"], ["Association Al Amal de Figuig"])
    True
    """
    read = [f" {fold(text)} " for text in texts]
    looked_for = [fold(name) for name in names if name]
    telling = [name for name in looked_for if " " in name or len(name) >= LONG_NAME]
    return any(f" {name} " in text for name in telling for text in read)
