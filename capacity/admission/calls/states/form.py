"""What an application form asks: the kinds of questions, and which of them are asked of whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from capacity.admission.calls.states.keys import fresh_key
from capacity.core.languages import Localized
from capacity.core.languages import lazy_gettext as _l


class QuestionKind(StrEnum):
    """How a question is answered."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    YES_NO = "yes_no"
    ONE_CHOICE = "one_choice"
    SEVERAL_CHOICES = "several_choices"
    TABLE = "table"
    FILE = "file"
    ACKNOWLEDGEMENT = "acknowledgement"


class TextShape(StrEnum):
    """What a short text has to be, where not just any text will do."""

    EMAIL = "email"
    PHONE = "phone"
    WEB = "web"


CHOICE_KINDS = frozenset({QuestionKind.ONE_CHOICE, QuestionKind.SEVERAL_CHOICES})
TEXT_KINDS = frozenset({QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT})
RANGE_KINDS = frozenset({QuestionKind.NUMBER, QuestionKind.MONEY, QuestionKind.DATE, QuestionKind.TABLE})
"""Kinds with a least and a most: a number, an amount in dirhams, a day, the rows of a table."""
MOST_KINDS = RANGE_KINDS | {QuestionKind.FILE, QuestionKind.SEVERAL_CHOICES}
"""Kinds with a most: these, the megabytes of a file, and how many choices may be ticked."""
DECIDING_KINDS = frozenset({QuestionKind.YES_NO, QuestionKind.ACKNOWLEDGEMENT, *CHOICE_KINDS})
"""Kinds whose answer may decide whether a later question is asked."""

YES, NO = "yes", "no"
EMPTY = Localized()
COLUMNS_MAX = 6
ROWS_MAX = 20
ROWS_USUAL = 8
FILE_MAX_MB = 40


class ColumnKind(StrEnum):
    """What stands in a column of a table."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"


def day_number(day: date) -> int:
    """A day as the bounds of a question keep it, a whole number that orders as days do.

    >>> day_number(date(2018, 3, 2))
    20180302
    """
    return day.year * 10_000 + day.month * 100 + day.day


def day_of(number: int) -> date:
    """The day of such a number."""
    return date(number // 10_000, number // 100 % 100, number % 100)


@dataclass(frozen=True)
class Condition:
    """A question is asked only if an earlier one was answered with one of these answers."""

    question: str
    answers: frozenset[str]

    @classmethod
    def read(cls, stored: Mapping[str, Any] | None) -> Condition | None:
        """From ``{"question": key, "answers": [key, …]}``; None without one."""
        return cls(stored["question"], frozenset(stored["answers"])) if stored else None

    def stored(self) -> dict[str, Any]:
        """As it stands in the database."""
        return {"question": self.question, "answers": sorted(self.answers)}

    def is_met_by(self, value: Any) -> bool:
        """Whether this kept answer is one of those waited for."""
        return bool(self.answers.intersection(spoken(value)))


@dataclass(frozen=True)
class ColumnOf:
    """A column of a table, as it is written."""

    label: Localized
    kind: ColumnKind = ColumnKind.TEXT


@dataclass(frozen=True)
class Wording:
    """What a question says and takes; what its kind has no use for is left aside.

    ``minimum`` and ``maximum`` are whole numbers, whole dirhams, days (``day_number``), rows or choices, as the kind
    is. ``withheld``: readers see neither the answer nor its files.
    """

    kind: QuestionKind
    label: Localized
    help: Localized = EMPTY
    required: bool = True
    word_limit: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    shape: TextShape | None = None
    withheld: bool = False
    choices: Sequence[Localized] = ()
    columns: Sequence[ColumnOf] = ()
    condition: Condition | None = None
    regions: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rule:
    """A question as the rules see it: its answers that may decide others, and when and where it is asked."""

    key: str
    answers: frozenset[str] = frozenset()
    condition: Condition | None = None
    regions: frozenset[str] = frozenset()


def spoken(value: Any) -> Sequence[str]:
    """A kept answer as the keys that conditions name."""
    if value is True:
        return (YES,)
    if value is False:
        return (NO,)
    if isinstance(value, list):
        return tuple(one for one in value if isinstance(one, str))
    return (value,) if isinstance(value, str) else ()


def deciding_answers(kind: QuestionKind, choices: Iterable[str]) -> frozenset[str]:
    """The answers of a question of this kind that a later one may wait for."""
    if kind in CHOICE_KINDS:
        return frozenset(choices)
    if kind is QuestionKind.YES_NO:
        return frozenset({YES, NO})
    return frozenset({YES}) if kind is QuestionKind.ACKNOWLEDGEMENT else frozenset()


def keyed(before: Sequence[Mapping[str, Any]], lines: Sequence[Localized]) -> list[dict[str, Any]]:
    """Choices or columns with their keys, by which answers and conditions know them.

    A line keeps its key wherever it now stands: the one that says the same, then one that says the same in some
    language. Those that are left over on both sides were reworded, when there are as many of them; else they are new.
    """
    free = [{"key": line["key"], "label": dict(line["label"])} for line in before]
    keys: dict[int, str] = {}
    for alike in (dict.__eq__, _share_words):
        for place, words in enumerate(lines):
            same = next((line for line in free if place not in keys and alike(line["label"], dict(words))), None)
            if same is not None:
                keys[place] = same["key"]
                free.remove(same)
    new = [place for place in range(len(lines)) if place not in keys]
    if len(new) == len(free):
        keys |= {place: line["key"] for place, line in zip(new, free, strict=True)}
    taken = {line["key"] for line in before}
    for place in new:
        keys.setdefault(place, fresh_key(lines[place].text("en"), taken))
        taken.add(keys[place])
    return [{"key": keys[place], "label": dict(words)} for place, words in enumerate(lines)]


def _share_words(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return any(text and other.get(code) == text for code, text in one.items())


def rule_of(question: Any) -> Rule:
    """The question of a call, as the rules of asking see it."""
    return Rule(
        key=question.key,
        answers=deciding_answers(question.kind, (choice["key"] for choice in question.choices or ())),
        condition=Condition.read(question.condition),
        regions=frozenset(question.region_codes or ()),
    )


def asked(rules: Iterable[Rule], answers: Mapping[str, Any], region: str | None) -> set[str]:
    """The keys of the questions that are asked, given these answers, in the form's order.

    A question that waits for an answer nobody is asked for is not asked either; so is one that waits for a question
    that comes later, or for none. ``region`` None asks everywhere, for a preview.
    """
    found: set[str] = set()
    for rule in rules:
        if region is not None and rule.regions and region not in rule.regions:
            continue
        waits = rule.condition
        if waits is None or (waits.question in found and waits.is_met_by(answers.get(waits.question))):
            found.add(rule.key)
    return found


def waited_for(rules: Iterable[Rule], region: str | None = None) -> set[str]:
    """The keys of the questions whose answers decide, in this region or anywhere, whether others are asked."""
    return {
        rule.condition.question
        for rule in rules
        if rule.condition is not None and (region is None or not rule.regions or region in rule.regions)
    }


class Fault(StrEnum):
    """Why a condition cannot hold."""

    NOT_EARLIER = "not_earlier"
    NO_ANSWER = "no_answer"


def condition_faults(rules: Iterable[Rule]) -> list[tuple[str, Fault]]:
    """(key, what is wrong) of each question whose condition names no earlier question, or none of its answers.

    As every condition looks back, none waits for itself, however long the way round.
    """
    earlier: dict[str, Collection[str]] = {}
    found: list[tuple[str, Fault]] = []
    for rule in rules:
        if rule.condition is not None:
            if rule.condition.question not in earlier:
                found.append((rule.key, Fault.NOT_EARLIER))
            elif not rule.condition.answers or not rule.condition.answers <= set(earlier[rule.condition.question]):
                found.append((rule.key, Fault.NO_ANSWER))
        earlier[rule.key] = rule.answers
    return found


def answers_of(question: Any) -> list[tuple[str, str]]:
    """(key, words) of each answer of a question that may decide."""
    if question.kind in CHOICE_KINDS:
        return [(choice["key"], Localized(choice["label"]).text()) for choice in question.choices]
    if question.kind is QuestionKind.YES_NO:
        return [(YES, str(_l("Yes"))), (NO, str(_l("No")))]
    return [(YES, str(_l("Ticked")))]


def conditions_in_words(questions: Sequence[Any]) -> dict[str, str]:
    """What each question that waits for an answer waits for, by its key."""
    known = {question.key: question for question in questions}
    found = {}
    for question in questions:
        waits = Condition.read(question.condition)
        if waits is not None and (earlier := known.get(waits.question)) is not None:
            words = [said for answer, said in answers_of(earlier) if answer in waits.answers]
            found[question.key] = f"{earlier.label} – {' / '.join(words)}"
    return found
