"""States of a call, the clock's verdict on its window, and the kinds of questions."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count
from typing import Any

from capacity.admission.calls.states.rules import CRITERION, Rules, flaws, provinces_of, read_quotas
from capacity.core import facts
from capacity.core.languages import NAMES, Localized
from capacity.core.languages import lazy_gettext as _l
from capacity.core.spelling import fold
from capacity.core.workflow import Move


class CallState(StrEnum):
    """What is stored; whether a published call is scheduled, open or closed follows from the clock."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


class CallStatus(StrEnum):
    """What a reader sees."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


PUBLISH = Move("publish", CallState.DRAFT, CallState.PUBLISHED)
ARCHIVE = Move("archive", CallState.PUBLISHED, CallState.ARCHIVED)
CANCEL = Move("cancel", {CallState.DRAFT, CallState.PUBLISHED}, CallState.CANCELLED)


class QuestionKind(StrEnum):
    """How a question is answered."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    ONE_CHOICE = "one_choice"
    SEVERAL_CHOICES = "several_choices"
    ACKNOWLEDGEMENT = "acknowledgement"


CHOICE_KINDS = frozenset({QuestionKind.ONE_CHOICE, QuestionKind.SEVERAL_CHOICES})
TEXT_KINDS = frozenset({QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT})


@dataclass(frozen=True)
class Window:
    """When a call takes applications. ``closes_at`` is the closing everybody reads, ``grace`` is not advertised."""

    opens_at: datetime
    closes_at: datetime
    grace: timedelta = timedelta(0)

    def status(self, now: datetime) -> CallStatus:
        """Scheduled, open or closed, as the page says it."""
        if now < self.opens_at:
            return CallStatus.SCHEDULED
        return CallStatus.OPEN if now < self.closes_at else CallStatus.CLOSED

    def accepts(self, received_at: datetime) -> bool:
        """Whether a submission received then counts: the server's receipt against closing plus grace (rule 7)."""
        return self.opens_at <= received_at <= self.closes_at + self.grace


def status(state: CallState, window: Window, now: datetime) -> CallStatus:
    """What a reader sees of a call in this state at this time."""
    if state is CallState.PUBLISHED:
        return window.status(now)
    return CallStatus(state.value)


WEIGHT_TOTAL = 100
MARK_MAX = 5
WORDS_MAX = 2_000
SEED_BYTES = 32


class Part(StrEnum):
    """A page on which a call is written."""

    WORDS = "words"
    REGIONS = "regions"
    WINDOW = "window"
    CRITERIA = "criteria"
    QUESTIONS = "questions"
    DOCUMENTS = "documents"
    RULES = "rules"


@dataclass(frozen=True)
class Gap:
    """Something that a call lacks before it can be published: on which page, and what."""

    part: Part
    message: object


def seed_digest(seed: str) -> str:
    """The SHA-256 that is published with the call, of the seed written as hexadecimal text."""
    return hashlib.sha256(seed.encode("ascii")).hexdigest()


def shifted(keys: Sequence[int], key: int, by: int) -> list[int]:
    """The same keys with one of them moved up (-1) or down (+1); at the ends nothing changes.

    >>> shifted([1, 2, 3], 3, -1)
    [1, 3, 2]
    """
    order = list(keys)
    place = order.index(key)
    target = place + by
    if 0 <= target < len(order):
        order[place], order[target] = order[target], order[place]
    return order


def fresh_key(words: str, taken: Collection[str]) -> str:
    """A short key for something written by hand, unlike those taken: ``expected_impact``, ``expected_impact_2``."""
    plain = re.sub(r"[^a-z0-9]+", "_", fold(words)).strip("_")[:40] or "item"
    if plain not in taken:
        return plain
    return next(name for number in count(2) if (name := f"{plain}_{number}") not in taken)


def gaps(call: Any, now: datetime) -> list[Gap]:
    """What a call lacks before it can be published, page by page; empty when nothing is missing."""
    return [
        *_word_gaps(call),
        *_place_gaps(call, now),
        *_criterion_gaps(call),
        *_question_gaps(call),
        *_paper_gaps(call),
        *_rule_gaps(call),
    ]


def _word_gaps(call: Any) -> Iterator[Gap]:
    for text, label in ((call.title, _l("Title")), (call.summary, _l("Summary")), (call.text, _l("Text"))):
        yield from _untranslated(Part.WORDS, label, text)


def _place_gaps(call: Any, now: datetime) -> Iterator[Gap]:
    if not call.regions:
        yield Gap(Part.REGIONS, _l("No region has been chosen."))
    if call.closes_at <= call.opens_at:
        yield Gap(Part.WINDOW, _l("The closing must come after the opening."))
    if call.closes_at <= now:
        yield Gap(Part.WINDOW, _l("The closing has passed already."))


def _criterion_gaps(call: Any) -> Iterator[Gap]:
    total = sum(criterion.weight for criterion in call.criteria)
    if total != WEIGHT_TOTAL:
        yield Gap(Part.CRITERIA, _l("The weights add up to %(total)s, not to 100.", total=total))
    for criterion in call.criteria:
        yield from _untranslated(Part.CRITERIA, _l("Criterion “%(name)s”", name=criterion.name), criterion.name)


def _question_gaps(call: Any) -> Iterator[Gap]:
    if not call.subjects:
        yield Gap(Part.QUESTIONS, _l("The form has no page."))
    for subject in call.subjects:
        yield from _untranslated(Part.QUESTIONS, _l("Page “%(name)s”", name=subject.title), subject.title)
        if not subject.questions:
            yield Gap(Part.QUESTIONS, _l("The page “%(name)s” has no question.", name=subject.title))
        for question in subject.questions:
            yield from _untranslated(Part.QUESTIONS, _l("Question “%(name)s”", name=question.label), question.label)
            if question.help:
                yield from _untranslated(Part.QUESTIONS, _l("Help of “%(name)s”", name=question.label), question.help)
            if question.kind in CHOICE_KINDS and len(question.choices) < 2:
                yield Gap(
                    Part.QUESTIONS, _l("The question “%(name)s” needs at least two choices.", name=question.label)
                )
            for choice in question.choices if question.kind in CHOICE_KINDS else ():
                words = Localized(choice["label"])
                yield from _untranslated(Part.QUESTIONS, _l("Choice “%(name)s”", name=words), words)


def _paper_gaps(call: Any) -> Iterator[Gap]:
    for paper in call.documents:
        yield from _untranslated(Part.DOCUMENTS, _l("Document “%(name)s”", name=paper.label), paper.label)
        if paper.help:
            yield from _untranslated(Part.DOCUMENTS, _l("Help of “%(name)s”", name=paper.label), paper.help)


def _rule_gaps(call: Any) -> Iterator[Gap]:
    rules = Rules.read(call.rules)
    keys = {criterion.key for criterion in call.criteria}
    asked = {rung.removeprefix(CRITERION) for rung in rules.ladder if rung.startswith(CRITERION)}
    if not asked | rules.thresholds.keys() <= keys:
        yield Gap(Part.RULES, _l("The ranking asks for a criterion that was removed."))
    for place in call.regions:
        if flaws(read_quotas(place.quotas), place.seats, provinces_of(place.region_code)):
            region = facts.region(place.region_code).names
            yield Gap(Part.RULES, _l("The quotas of %(region)s cannot be met by anybody.", region=region))


def _untranslated(part: Part, label: object, text: Localized) -> Iterator[Gap]:
    for code in text.missing:
        yield Gap(part, _l("%(what)s: missing in %(language)s.", what=label, language=NAMES[code]))
