"""States of an application, what its applicant may know of them, and the rules of answers and submissions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from capacity.admission.calls.states import CHOICE_KINDS, TEXT_KINDS, QuestionKind
from capacity.core import clock
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.wordcount import count_words
from capacity.core.workflow import Move

TEXT_MAX = 20_000
LINE_MAX = 300
NUMBER_MAX = 2**31 - 1
FILES_MAX = 12
SIGNS_IN_ID = 64


class ApplicationState(StrEnum):
    """``draft → submitted → eligible | ineligible``; ``withdrawn`` at any time before enrolment."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CLARIFICATION_REQUESTED = "clarification_requested"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    WITHDRAWN = "withdrawn"


S = ApplicationState
SUBMIT = Move("submit", S.DRAFT, S.SUBMITTED)
REOPEN = Move("reopen", {S.SUBMITTED, S.ELIGIBLE, S.INELIGIBLE}, S.DRAFT)
"""Also from a verdict nobody was told of: were it refused then, the applicant would learn that there is one."""
FIND_ELIGIBLE = Move("find_eligible", {S.SUBMITTED, S.INELIGIBLE}, S.ELIGIBLE)
FIND_INELIGIBLE = Move("find_ineligible", {S.SUBMITTED, S.ELIGIBLE}, S.INELIGIBLE)
REQUEST_CLARIFICATION = Move("request_clarification", S.SUBMITTED, S.CLARIFICATION_REQUESTED)
RETURN_ANSWERED = Move("answer_clarification", S.CLARIFICATION_REQUESTED, S.SUBMITTED)
RETURN_UNANSWERED = Move("lapse_clarification", S.CLARIFICATION_REQUESTED, S.SUBMITTED)
RETURN_UNASKED = Move("take_back_clarification", S.CLARIFICATION_REQUESTED, S.SUBMITTED)
WITHDRAW = Move("withdraw", {S.DRAFT, S.SUBMITTED, S.CLARIFICATION_REQUESTED, S.ELIGIBLE, S.INELIGIBLE}, S.WITHDRAWN)

SECRET_UNTIL_SHOWN = frozenset({S.ELIGIBLE, S.INELIGIBLE})
ARRIVED = frozenset({S.SUBMITTED, S.CLARIFICATION_REQUESTED, S.ELIGIBLE, S.INELIGIBLE})


class PublicState(StrEnum):
    """What the applicant sees."""

    DRAFT = "draft"
    NOT_SUBMITTED = "not_submitted"
    SUBMITTED = "submitted"
    CLARIFICATION_REQUESTED = "clarification_requested"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    WITHDRAWN = "withdrawn"


def public_state(state: ApplicationState, *, shown: bool, still_open: bool) -> PublicState:
    """The state as its applicant may know it.

    ``shown``: the screening was announced; before that, a verdict looks like a submission. ``still_open``: the call
    still takes this association's submission; a draft afterwards was not submitted.
    """
    if state in SECRET_UNTIL_SHOWN and not shown:
        return PublicState.SUBMITTED
    if state is S.DRAFT and not still_open:
        return PublicState.NOT_SUBMITTED
    return PublicState(state.value)


@dataclass(frozen=True)
class Asked:
    """A question as the rules see it."""

    kind: QuestionKind
    required: bool = True
    word_limit: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()


Value = str | int | bool | list[str]


def parse_answer(asked: Asked, raw: object) -> Value | None:
    """What was typed or ticked, as it is kept; None for no answer. Raises RuleBroken with what to do.

    A text over its limit is kept: it is marked, and stops the submission, not the saving.
    """
    if asked.kind is QuestionKind.SEVERAL_CHOICES:
        return _several(asked, raw)
    if asked.kind is QuestionKind.ACKNOWLEDGEMENT:
        return True if raw in (True, "true", "yes", "y", "on", "1") else None
    if isinstance(raw, (list, dict)):
        raise RuleBroken(_l("This answer cannot be read. Type it again."))
    text = "" if raw is None else str(raw).strip()
    if not text:
        return None
    if asked.kind in TEXT_KINDS:
        return _text(asked, text)
    return _PARSERS[asked.kind](asked, text)


def _text(asked: Asked, text: str) -> str:
    longest = LINE_MAX if asked.kind is QuestionKind.SHORT_TEXT else TEXT_MAX
    if len(text) > longest:
        raise RuleBroken(_l("This text is too long: %(limit)s characters at most.", limit=longest))
    if any(
        (ord(sign) < 0x20 and sign not in "\r\n\t") or 0xD800 <= ord(sign) <= 0xDFFF or sign == "\x7f" for sign in text
    ):
        raise RuleBroken(_l("This text contains characters that cannot be kept. Type it again without them."))
    return text.replace("\r\n", "\n")


def _number(_asked: Asked, text: str) -> int:
    plain = text.replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    if not plain.removeprefix("-").isdecimal() or len(plain) > 11 or abs(int(plain)) > NUMBER_MAX:
        raise RuleBroken(_l("Write a whole number, for instance 12."))
    return int(plain)


def _date(_asked: Asked, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise RuleBroken(_l("Write a date that exists: day, month and year.")) from None


def _yes_no(_asked: Asked, text: str) -> bool:
    if text.lower() not in {"yes", "no", "true", "false"}:
        raise RuleBroken(_l("Choose yes or no."))
    return text.lower() in {"yes", "true"}


def _one(asked: Asked, text: str) -> str:
    if text not in asked.choices:
        raise RuleBroken(_l("Choose one of the answers offered."))
    return text


def _several(asked: Asked, raw: object) -> list[str] | None:
    given = [raw] if isinstance(raw, str) else raw if isinstance(raw, list) else []
    chosen = {str(one) for one in given if one}
    if not chosen <= set(asked.choices):
        raise RuleBroken(_l("Choose one of the answers offered."))
    return [key for key in asked.choices if key in chosen] or None


_PARSERS: dict[QuestionKind, Callable[[Asked, str], Value]] = {
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.ONE_CHOICE: _one,
}


class Problem(StrEnum):
    """Why an answer keeps an application from being submitted."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    OUT_OF_RANGE = "out_of_range"


def problem_of(asked: Asked, value: Any) -> Problem | None:
    """What is wrong with a kept answer, if anything."""
    if value is None or value == "" or value == []:
        return Problem.MISSING if asked.required else None
    if asked.kind in TEXT_KINDS and asked.word_limit and count_words(str(value)) > asked.word_limit:
        return Problem.TOO_LONG
    if asked.kind is QuestionKind.NUMBER:
        below = asked.minimum is not None and value < asked.minimum
        above = asked.maximum is not None and value > asked.maximum
        return Problem.OUT_OF_RANGE if below or above else None
    return None


def asked_of(question: Any) -> Asked:
    """The question of a call, as the rules see it."""
    keys = tuple(choice["key"] for choice in question.choices or ()) if question.kind in CHOICE_KINDS else ()
    return Asked(
        kind=question.kind,
        required=question.required,
        word_limit=question.word_limit,
        minimum=question.minimum,
        maximum=question.maximum,
        choices=keys,
    )


@dataclass(frozen=True)
class PageState:
    """How far one page of the form is."""

    answered: int
    total: int
    problems: int

    @property
    def is_complete(self) -> bool:
        """Nothing on this page keeps the application from being submitted."""
        return self.problems == 0

    @property
    def is_begun(self) -> bool:
        """Something was written."""
        return self.answered > 0


def page_state(questions: Sequence[tuple[Asked, Any]]) -> PageState:
    """How far a page is, from its questions and their answers."""
    return PageState(
        answered=sum(value not in (None, "", []) for _asked, value in questions),
        total=len(questions),
        problems=sum(problem_of(asked, value) is not None for asked, value in questions),
    )


def number_of(year: int, sequence: int) -> str:
    """``2018-0042``: the phase's year, then the order of arrival in it.

    >>> number_of(2018, 42)
    '2018-0042'
    """
    return f"{year}-{sequence:04d}"


def canonical(content: Mapping[str, Any]) -> str:
    """One spelling for one content: keys sorted, no blanks, letters as they are."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(text: str) -> str:
    """The SHA-256 that stands on the receipt."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


class ClarificationState(StrEnum):
    """Of one request for clarification; when it lapses is judged by the clock, a job only records it."""

    REQUESTED = "requested"
    ANSWERED = "answered"
    LAPSED = "unanswered"
    TAKEN_BACK = "taken_back"
    FELL_AWAY = "fell_away"


C = ClarificationState
ANSWER = Move("answer", {C.REQUESTED, C.LAPSED}, C.ANSWERED)
"""Also from a lapse that was recorded while an answer, received in time, was under way."""
LAPSE = Move("lapse", C.REQUESTED, C.LAPSED)
TAKE_BACK = Move("take_back", C.REQUESTED, C.TAKEN_BACK)
FALL_AWAY = Move("fall_away", C.REQUESTED, C.FELL_AWAY)


class PointKind(StrEnum):
    """What a request for clarification may be about."""

    QUESTION = "question"
    DOCUMENT = "document"


@dataclass(frozen=True)
class Point:
    """One thing that is asked about, by its key in the call, and why: a code of ``reasons``, words, or both."""

    kind: PointKind
    key: str
    reason: str = ""
    why: str = ""


POINTS_MAX = 20
WHY_MAX = 2_000
CLARIFY_DAYS = 7
CLARIFY_DAYS_MAX = 60
REMIND_BEFORE = timedelta(days=2)
LETTERS_AT = time(8, 0)


def due_at_end_of(day: date) -> datetime:
    """The last minute of a day on a Moroccan clock."""
    return clock.from_local(datetime.combine(day, time(23, 59)))


def clarification_state(state: ClarificationState, due_at: datetime, now: datetime) -> ClarificationState:
    """The state as the clock judges it: a request whose time is over is unanswered, whether recorded or not."""
    return C.LAPSED if state is C.REQUESTED and now > due_at else state


def takes_answer(state: ClarificationState, due_at: datetime, received_at: datetime) -> bool:
    """Whether an answer received then counts: in time, even if a lapse was recorded meanwhile."""
    return state in ANSWER.sources and received_at <= due_at


class ClarificationLetter(StrEnum):
    """What an association is told of a request for clarification."""

    ASKED = "clarification"
    MORE_TIME = "clarification_extended"
    REMINDER = "clarification_reminder"
    LAPSED = "clarification_lapsed"
    TAKEN_BACK = "clarification_taken_back"


def letter_to_write(
    state: ClarificationState,
    due_at: datetime,
    now: datetime,
    written: Sequence[tuple[ClarificationLetter, datetime]],
) -> ClarificationLetter | None:
    """What the association has still to be told, if anything, given the letters written so far and the due dates they
    named. It is told the present state only: of what came and went between two letters it hears nothing."""
    kinds = {kind for kind, _due in written}
    match clarification_state(state, due_at, now):
        case C.REQUESTED if not written:
            return ClarificationLetter.ASKED
        case C.REQUESTED if due_at not in {due for _kind, due in written}:
            return ClarificationLetter.MORE_TIME
        case C.REQUESTED if now >= due_at - REMIND_BEFORE and (ClarificationLetter.REMINDER, due_at) not in written:
            return ClarificationLetter.REMINDER
        case C.LAPSED if ClarificationLetter.LAPSED not in kinds:
            return ClarificationLetter.LAPSED
        case C.TAKEN_BACK if written and ClarificationLetter.TAKEN_BACK not in kinds:
            return ClarificationLetter.TAKEN_BACK
        case _:
            return None


def next_letter_day(now: datetime) -> datetime:
    """When the next letter may leave after one has left today: in the morning of tomorrow."""
    return clock.from_local(datetime.combine(clock.local(now).date() + timedelta(days=1), LETTERS_AT))
