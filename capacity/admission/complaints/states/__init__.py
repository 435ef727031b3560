"""States of a complaint and the moves between them; the clock of its window and who may handle it stand in leaves."""

from __future__ import annotations

from enum import StrEnum

from capacity.core.workflow import Move

TEXT_MAX, TEXT_MIN = 6_000, 20
FILES_MAX = 10
SIGNS_IN_ID = range(8, 65)


class Subject(StrEnum):
    """What is complained about: that the application was found ineligible, or the result of the selection."""

    SCREENING = "screening"
    OUTCOME = "outcome"


class ComplaintState(StrEnum):
    """``draft → filed → handling ⇄ asked → proposed → decided``; ``withdrawn`` at any time before the decision."""

    DRAFT = "draft"
    FILED = "filed"
    HANDLING = "handling"
    ASKED = "asked"
    PROPOSED = "proposed"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


S = ComplaintState
FILE = Move("file", S.DRAFT, S.FILED)
ASSIGN = Move("assign", S.FILED, S.HANDLING)
ASK = Move("ask", S.HANDLING, S.ASKED)
ANSWER = Move("answer", S.ASKED, S.HANDLING)
PROPOSE = Move("propose", {S.HANDLING, S.ASKED}, S.PROPOSED)
SEND_BACK = Move("send_back", S.PROPOSED, S.HANDLING)
CONFIRM = Move("confirm", S.PROPOSED, S.DECIDED)
WITHDRAW = Move("withdraw", {S.DRAFT, S.FILED, S.HANDLING, S.ASKED, S.PROPOSED}, S.WITHDRAWN)

ENDED = frozenset({S.DECIDED, S.WITHDRAWN})
BEING_HANDLED = frozenset({S.HANDLING, S.ASKED, S.PROPOSED})
OPEN = frozenset(S) - ENDED - {S.DRAFT}
"""Filed and not ended: the coordination, the handler or the association has something to do."""


class Verdict(StrEnum):
    """What the answer is."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    REJECTED = "rejected"
    INADMISSIBLE = "inadmissible"


IN_FAVOUR = frozenset({Verdict.UPHELD, Verdict.PARTLY_UPHELD})


class Effect(StrEnum):
    """What was added by an upheld complaint."""

    NONE = "none"
    READ = "read"
    DECISION = "decision"


class PublicState(StrEnum):
    """What the association sees: nothing of it depends on what is proposed."""

    DRAFT = "draft"
    FILED = "filed"
    EXAMINED = "examined"
    ASKED = "asked"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


def public_state(state: ComplaintState) -> PublicState:
    """A complaint whose answer is proposed looks like one that is being examined."""
    if state in {S.HANDLING, S.PROPOSED}:
        return PublicState.EXAMINED
    return PublicState(state.value)


def number_of(application: str, sequence: int) -> str:
    """``2017-0042/R1``: the application's number, then the order of its complaints.

    >>> number_of("2017-0042", 1)
    '2017-0042/R1'
    """
    return f"{application}/R{sequence}"


def may_owe_seat(verdict: Verdict) -> bool:
    """Whether a seat can be due at all with this answer."""
    return verdict in IN_FAVOUR
