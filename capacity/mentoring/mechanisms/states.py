"""What a mechanism asks of an association's report, and the arithmetic of its deadlines."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class MechanismKind(StrEnum):
    """A committee of experts of one treaty, or the review of States by States."""

    TREATY_BODY = "treaty_body"
    REVIEW = "review"


class Checked(StrEnum):
    """How well a fact is known: read in a public source, said from general knowledge, or entered with a source."""

    SEEN = "seen"
    GENERAL_KNOWLEDGE = "general_knowledge"
    ENTERED = "entered"

    @property
    def is_verified(self) -> bool:
        """General knowledge is shown as not verified until somebody enters a source."""
        return self is not Checked.GENERAL_KNOWLEDGE


class Topic(StrEnum):
    """The facts kept of a mechanism; each has a source of its own."""

    TREATY = "treaty"
    PROCEDURE = "procedure"
    LAST_REVIEW = "last_review"
    LANGUAGES = "languages"
    WORDS = "words"
    DEADLINE = "deadline"
    ADVICE = "advice"


class EventKind(StrEnum):
    """What the calendar of a mechanism holds."""

    STATE_REPORT = "state_report"
    LIST_OF_ISSUES = "list_of_issues"
    SESSION = "session"
    NGO_DEADLINE = "ngo_deadline"


@dataclass(frozen=True)
class Rules:
    """What a mechanism asks; None or empty means that nothing is known to be asked."""

    languages: tuple[str, ...] = ()
    words: int | None = None
    words_coalition: int | None = None
    weeks_before_session: int | None = None
    months_before_session: int | None = None


def count_words(text: str) -> int:
    """Words as a secretariat counts them: runs between blanks that hold a letter or a digit."""
    return sum(1 for run in text.split() if any(letter.isalnum() for letter in run))


def word_limit(rules: Rules, associations: int) -> int | None:
    """The limit for a report signed by so many associations; a coalition's own limit wins where there is one."""
    if associations > 1 and rules.words_coalition is not None:
        return rules.words_coalition
    return rules.words


def report_deadline(event_on: date, kind: EventKind, rules: Rules) -> date | None:
    """The last day for an association's report on an event of the calendar; None when it is not known.

    A deadline that was published is itself the day. Before a session or a list of issues the rule counts back weeks, or
    calendar months; on a State report nothing is due from associations.
    """
    if kind is EventKind.NGO_DEADLINE:
        return event_on
    if kind is EventKind.STATE_REPORT:
        return None
    if rules.weeks_before_session is not None:
        return event_on - timedelta(weeks=rules.weeks_before_session)
    if rules.months_before_session is not None:
        return months_before(event_on, rules.months_before_session)
    return None


def months_before(day: date, months: int) -> date:
    """The same day so many calendar months earlier, or the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
