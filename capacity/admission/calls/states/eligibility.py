"""Who may apply, as a call declares it: rules whose answer follows from what is recorded of an applicant.

What a rule finds is shown to the person who screens, with what it was found from; the person decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from capacity.admission.calls.states.form import spoken

MONTHS_MAX, BOARD_MAX = 600, 50
MONTHS_OF_YEAR = 12


class RuleKind(StrEnum):
    """What a rule asks."""

    SEAT = "seat"
    RECEIPT = "receipt"
    AGE = "age"
    BOARD = "board"
    WOMEN = "women"
    THEMES = "themes"
    NEWCOMER = "newcomer"
    DOCUMENTS = "documents"
    ANSWER = "answer"


OF_ASSOCIATIONS = frozenset(RuleKind) - {RuleKind.DOCUMENTS, RuleKind.ANSWER}
"""The kinds that ask something of an association; the others ask it of the application itself."""

AS_SENT = frozenset({RuleKind.SEAT, RuleKind.DOCUMENTS, RuleKind.ANSWER})
"""The kinds whose answer stands in the receipt: what was sent counts; for the others, what is recorded now."""


class Whom(StrEnum):
    """Of whom in a coalition a rule asks it; an association that applies alone is always meant."""

    LEAD = "lead"
    EVERY = "every"
    SOME = "some"


SOME_MIN, SOME_MAX = 2, 6


COUNTED = {RuleKind.AGE: MONTHS_MAX, RuleKind.BOARD: BOARD_MAX, RuleKind.WOMEN: BOARD_MAX}
"""The kinds that name a least number, and the most that it may be."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One rule: ``least`` months or people, ``codes`` of themes or answers, the key of the ``question`` answered.

    ``whom`` is of whom in a coalition it asks that: its lead, every association, or so many (``members``) of them.
    """

    kind: RuleKind
    least: int = 0
    codes: tuple[str, ...] = ()
    question: str = ""
    whom: Whom = Whom.LEAD
    members: int = 0

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Requirement:
        """What stands in a column; a rule that names nobody means the lead."""
        return cls(
            RuleKind(stored["kind"]),
            stored.get("least", 0),
            tuple(stored.get("codes", ())),
            stored.get("question", ""),
            Whom(stored.get("whom", Whom.LEAD)),
            stored.get("members", 0),
        )

    def stored(self) -> dict[str, Any]:
        """The same as plain values, what the kind has no use for left out."""
        plain: dict[str, Any] = {"least": self.least, "codes": list(self.codes), "question": self.question}
        if self.whom is not Whom.LEAD:
            plain |= {"whom": self.whom.value, "members": self.members}
        return {"kind": self.kind.value, **{name: value for name, value in plain.items() if value}}


def read_requirements(stored: Iterable[Mapping[str, Any]] | None) -> tuple[Requirement, ...]:
    """The rules of a call, in their order."""
    return tuple(Requirement.read(one) for one in stored or ())


class Result(StrEnum):
    """What a rule finds."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Applicant:
    """What is recorded of an applicant and of what it sent; None or nothing where nothing was recorded.

    The board is counted by what was stated of its members. ``selected_by`` are the earlier
    calls by which it took a seat, ``missing`` the keys of required documents without a file.
    """

    province: str
    region: str
    regions: frozenset[str]
    closing: date
    receipt_number: str = ""
    receipt_date: date | None = None
    founded_year: int | None = None
    women: int = 0
    others: int = 0
    unstated: int = 0
    themes: frozenset[str] = frozenset()
    selected_by: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)

    @property
    def board(self) -> int:
        """How many members of the board are recorded."""
        return self.women + self.others + self.unstated


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule, what it finds, and the plain values from which it was found."""

    requirement: Requirement
    result: Result
    inputs: Mapping[str, Any]

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Finding:
        """What was kept beside a verdict."""
        return cls(Requirement.read(stored["rule"]), Result(stored["result"]), stored["inputs"])

    def stored(self) -> dict[str, Any]:
        """As it is kept beside a verdict."""
        return {"rule": self.requirement.stored(), "result": self.result.value, "inputs": dict(self.inputs)}


@dataclass(frozen=True, slots=True)
class Partner:
    """An association that confirmed that it carries the application with its lead, and what is recorded of it."""

    id: int
    names: Mapping[str, str]
    recorded: Applicant


def findings(
    requirements: Sequence[Requirement], applicant: Applicant, partners: Sequence[Partner] = ()
) -> list[Finding]:
    """What each rule finds of an applicant and its partners, in the order of the call."""
    return [_finding(one, applicant, partners) for one in requirements]


def _finding(rule: Requirement, lead: Applicant, partners: Sequence[Partner]) -> Finding:
    result, inputs = _FIND[rule.kind](rule, lead)
    if rule.whom is Whom.LEAD or rule.kind not in OF_ASSOCIATIONS or not partners:
        return Finding(rule, result, inputs)
    results: list[Result] = [result]
    each: list[dict[str, Any]] = [{"result": result.value, "inputs": inputs}]
    for one in partners:
        found, seen = _FIND[rule.kind](rule, one.recorded)
        results.append(found)
        each.append({"association": one.id, "names": dict(one.names), "result": found.value, "inputs": seen})
    return Finding(rule, together(results, needed_of(rule, len(each))), {"each": each})


def needed_of(rule: Requirement, associations: int) -> int:
    """How many of so many associations have to meet a rule: fewer than it names only where there are fewer."""
    return associations if rule.whom is Whom.EVERY else min(rule.members, associations)


def together(results: Sequence[Result], needed: int) -> Result:
    """What is found of several when so many have to meet it: told only where what is unknown can change nothing."""
    met = results.count(Result.MET)
    if met >= needed:
        return Result.MET
    return Result.NOT_MET if met + results.count(Result.UNKNOWN) < needed else Result.UNKNOWN


Found = tuple[Result, dict[str, Any]]


def _told(is_met: bool) -> Result:
    return Result.MET if is_met else Result.NOT_MET


def _seat(_rule: Requirement, of: Applicant) -> Found:
    return _told(of.region in of.regions), {"province": of.province, "region": of.region}


def _receipt(_rule: Requirement, of: Applicant) -> Found:
    inputs = {"number": of.receipt_number, "date": _iso(of.receipt_date)}
    if not of.receipt_number:
        return Result.NOT_MET, inputs
    return (Result.UNKNOWN if of.receipt_date is None else _told(of.receipt_date <= of.closing)), inputs


def _age(rule: Requirement, of: Applicant) -> Found:
    """A year alone says between which days it was founded; a receipt, that it was founded by then."""
    inputs = {"year": of.founded_year, "receipt": _iso(of.receipt_date), "closing": of.closing.isoformat()}
    first, last = founded_between(of.founded_year, of.receipt_date)
    if last is not None and months_between(last, of.closing) >= rule.least:
        return Result.MET, inputs
    if first is not None and months_between(first, of.closing) < rule.least:
        return Result.NOT_MET, inputs
    return Result.UNKNOWN, inputs


def founded_between(year: int | None, receipt: date | None) -> tuple[date | None, date | None]:
    """The first and the last day on which it can have been founded; a receipt from before the year is no help."""
    if year is None:
        return None, receipt
    first, last = date(year, 1, 1), date(year, 12, 31)
    return first, min(last, receipt) if receipt is not None and receipt >= first else last


def months_between(start: date, end: date) -> int:
    """The whole months from one day to another; fewer than none when it has not come yet."""
    months = (end.year - start.year) * MONTHS_OF_YEAR + end.month - start.month
    return months - (end.day < start.day)


def _board(rule: Requirement, of: Applicant) -> Found:
    result = _told(of.board >= rule.least) if of.board else Result.UNKNOWN
    return result, {"board": of.board}


def _women(rule: Requirement, of: Applicant) -> Found:
    inputs = {"women": of.women, "unstated": of.unstated, "board": of.board}
    if of.women >= rule.least and of.board:
        return Result.MET, inputs
    return (Result.NOT_MET if of.board and of.women + of.unstated < rule.least else Result.UNKNOWN), inputs


def _themes(rule: Requirement, of: Applicant) -> Found:
    result = _told(bool(of.themes.intersection(rule.codes))) if of.themes else Result.UNKNOWN
    return result, {"themes": sorted(of.themes)}


def _newcomer(_rule: Requirement, of: Applicant) -> Found:
    return _told(not of.selected_by), {"calls": list(of.selected_by)}


def _documents(_rule: Requirement, of: Applicant) -> Found:
    return _told(not of.missing), {"missing": list(of.missing)}


def _answer(rule: Requirement, of: Applicant) -> Found:
    said = list(spoken(of.answers.get(rule.question)))
    return (_told(bool(set(said).intersection(rule.codes))) if said else Result.UNKNOWN), {"answers": said}


_FIND: Mapping[RuleKind, Callable[[Requirement, Applicant], Found]] = {
    RuleKind.SEAT: _seat,
    RuleKind.RECEIPT: _receipt,
    RuleKind.AGE: _age,
    RuleKind.BOARD: _board,
    RuleKind.WOMEN: _women,
    RuleKind.THEMES: _themes,
    RuleKind.NEWCOMER: _newcomer,
    RuleKind.DOCUMENTS: _documents,
    RuleKind.ANSWER: _answer,
}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
