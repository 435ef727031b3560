"""What a call lacks before it can be published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any

from capacity.admission.calls.states.eligibility import RuleKind, read_requirements
from capacity.admission.calls.states.form import CHOICE_KINDS, QuestionKind, rule_of
from capacity.admission.calls.states.library import PartKind
from capacity.admission.calls.states.rules import CRITERION, Rules, flaws, provinces_of, read_quotas
from capacity.core import facts
from capacity.core.languages import LANGUAGES, NAMES, Localized
from capacity.core.languages import lazy_gettext as _l

WEIGHT_TOTAL = 100


class Part(StrEnum):
    """A page on which a call is written."""

    WORDS = "words"
    REGIONS = "regions"
    WINDOW = "window"
    CRITERIA = "criteria"
    QUESTIONS = "questions"
    DOCUMENTS = "documents"
    ELIGIBILITY = "eligibility"
    READING = "reading"
    RULES = "rules"
    RECOURSE = "recourse"
    CHECKS = "checks"


@dataclass(frozen=True)
class Place:
    """Where something is written: on which page of the call; of which part, when it has a page of its own; in which
    field."""

    part: Part
    kind: PartKind | None = None
    item: Any = None
    field: str = ""


@dataclass(frozen=True)
class Gap:
    """Something that a call lacks before it can be published: where, and what."""

    place: Place
    message: object

    @property
    def part(self) -> Part:
        """The page on which it is lacking."""
        return self.place.part


def gaps(call: Any, now: datetime) -> list[Gap]:
    """What a call lacks before it can be published, page by page; empty when nothing is missing."""
    return [
        *_text_gaps(call),
        *_place_gaps(call, now),
        *_criterion_gaps(call),
        *_question_gaps(call),
        *_eligibility_gaps(call),
        *_rule_gaps(call),
    ]


@dataclass(frozen=True)
class PublicText:
    """A text of a call that everybody reads: where it is written, what it is, and what it says."""

    place: Place
    name: object
    text: Localized


def public_texts(call: Any) -> list[PublicText]:
    """Every text of a call that everybody reads; what may be left out counts once it was begun in a language."""
    texts = [*_own_texts(call), *_criterion_texts(call), *_form_texts(call), *_paper_texts(call), *_check_texts(call)]
    return [one for one in texts if one is not None]


def languages_meter(call: Any) -> dict[str, tuple[int, int]]:
    """(written, wanted) texts of each language."""
    texts = public_texts(call)
    return {code: (sum(code not in one.text.missing for one in texts), len(texts)) for code in LANGUAGES}


def _own_texts(call: Any) -> Iterator[PublicText | None]:
    for name, words in (("title", _l("Title")), ("summary", _l("Summary")), ("text", _l("Text"))):
        yield PublicText(Place(Part.WORDS, field=name), words, getattr(call, name))


def _criterion_texts(call: Any) -> Iterator[PublicText | None]:
    for criterion in call.criteria:
        at = partial(Place, Part.CRITERIA, PartKind.CRITERIA, criterion.id)
        yield PublicText(at("name"), _l("Criterion “%(name)s”", name=criterion.name), criterion.name)
        yield _if_begun(at("help"), _l("Help of “%(name)s”", name=criterion.name), criterion.help)
        yield _if_begun(at("anchors"), _l("Marks of “%(name)s” in words", name=criterion.name), criterion.anchors)


def _form_texts(call: Any) -> Iterator[PublicText | None]:
    for subject in call.subjects:
        page = Place(Part.QUESTIONS, PartKind.SUBJECTS, subject.id, "title")
        yield PublicText(page, _l("Page “%(name)s”", name=subject.title), subject.title)
        yield _if_begun(replace(page, field="help"), _l("Help of “%(name)s”", name=subject.title), subject.help)
        for question in subject.questions:
            at, name = partial(Place, Part.QUESTIONS, PartKind.QUESTIONS, question.id), question.label
            yield PublicText(at("label"), _l("Question “%(name)s”", name=name), name)
            yield _if_begun(at("help"), _l("Help of “%(name)s”", name=name), question.help)
            for choice in question.choices or ():
                words = Localized(choice["label"])
                yield PublicText(at("choices"), _l("Choice “%(name)s”", name=words), words)
            for column in question.columns or ():
                words = Localized(column["label"])
                yield PublicText(at("columns"), _l("Column “%(name)s”", name=words), words)


def _paper_texts(call: Any) -> Iterator[PublicText | None]:
    for paper in call.papers:
        at = partial(Place, Part.DOCUMENTS, PartKind.DOCUMENTS, paper.id)
        yield PublicText(at("label"), _l("Document “%(name)s”", name=paper.label), paper.label)
        yield _if_begun(at("help"), _l("Help of “%(name)s”", name=paper.label), paper.help)


def _check_texts(call: Any) -> Iterator[PublicText | None]:
    for check in call.checks:
        at = partial(Place, Part.CHECKS, PartKind.CHECKS, check.id)
        yield PublicText(at("question"), _l("Self-check “%(name)s”", name=check.question), check.question)
        yield PublicText(at("advice"), _l("What to do after “%(name)s”", name=check.question), check.advice)


def _if_begun(place: Place, name: object, text: Localized) -> PublicText | None:
    return PublicText(place, name, text) if text else None


def _text_gaps(call: Any) -> Iterator[Gap]:
    for one in public_texts(call):
        if one.text.missing:
            lacking = " – ".join(NAMES[code] for code in one.text.missing)
            yield Gap(one.place, _l("%(what)s: missing in %(language)s.", what=one.name, language=lacking))


def _place_gaps(call: Any, now: datetime) -> Iterator[Gap]:
    if not call.regions:
        yield Gap(Place(Part.REGIONS), _l("No region has been chosen."))
    if call.closes_at <= call.opens_at:
        yield Gap(Place(Part.WINDOW, field="closes_at"), _l("The closing must come after the opening."))
    if call.closes_at <= now:
        yield Gap(Place(Part.WINDOW, field="closes_at"), _l("The closing has passed already."))


def _criterion_gaps(call: Any) -> Iterator[Gap]:
    total = sum(criterion.weight for criterion in call.criteria)
    if total != WEIGHT_TOTAL:
        yield Gap(Place(Part.CRITERIA), _l("The weights add up to %(total)s, not to 100.", total=total))


def _question_gaps(call: Any) -> Iterator[Gap]:
    if not call.subjects:
        yield Gap(Place(Part.QUESTIONS), _l("The form has no page."))
    for subject in call.subjects:
        if not subject.questions:
            yield Gap(Place(Part.QUESTIONS), _l("The page “%(name)s” has no question.", name=subject.title))
        for question in subject.questions:
            for field, message in _faults_of(question, call.region_codes):
                yield Gap(Place(Part.QUESTIONS, PartKind.QUESTIONS, question.id, field), message)


def _eligibility_gaps(call: Any) -> Iterator[Gap]:
    answers = {question.key: rule_of(question).answers for subject in call.subjects for question in subject.questions}
    for rule in read_requirements(call.eligibility):
        if rule.kind is RuleKind.ANSWER and not answers.get(rule.question, frozenset()).issuperset(rule.codes):
            yield Gap(Place(Part.ELIGIBILITY), _l("A rule names an answer that is no longer offered."))


def _rule_gaps(call: Any) -> Iterator[Gap]:
    rules = Rules.read(call.rules)
    keys = {criterion.key for criterion in call.criteria}
    asked = {rung.removeprefix(CRITERION) for rung in rules.ladder if rung.startswith(CRITERION)}
    if not asked | rules.thresholds.keys() <= keys:
        yield Gap(Place(Part.RULES), _l("The ranking asks for a criterion that was removed."))
    for place in call.regions:
        if flaws(read_quotas(place.quotas), place.seats, provinces_of(place.region_code)):
            region = facts.region(place.region_code).names
            yield Gap(Place(Part.RULES), _l("The quotas of %(region)s cannot be met by anybody.", region=region))


def _faults_of(question: Any, regions: frozenset[str]) -> Iterator[tuple[str, object]]:
    name = question.label
    if question.kind in CHOICE_KINDS and len(question.choices) < 2:
        yield "choices", _l("The question “%(name)s” needs at least two choices.", name=name)
    if question.kind is QuestionKind.TABLE and not question.columns:
        yield "columns", _l("The table “%(name)s” has no column.", name=name)
    if not regions.issuperset(question.region_codes or ()):
        yield "regions", _l("The question “%(name)s” is asked in a region that the call does not have.", name=name)
