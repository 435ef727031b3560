"""The rules of eligibility in words: as everybody reads them with the call, and what each was found from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

from capacity.admission.calls.states.eligibility import COUNTED, Requirement, RuleKind, Whom
from capacity.admission.calls.states.form import NO, YES
from capacity.core import facts
from capacity.core.languages import Localized, language, locale_code, ngettext
from capacity.core.languages import gettext as _


@dataclass(frozen=True, slots=True)
class AskedWords:
    """A question of the call, and its answers by their keys."""

    label: Localized
    answers: Mapping[str, Localized]

    def answer(self, code: str) -> str:
        """An answer in words."""
        if code in self.answers:
            return self.answers[code].text()
        return {YES: _("Yes"), NO: _("No")}.get(code, code)


Questions = Mapping[str, AskedWords]
"""The questions of a call whose answers may decide, by key."""


def asked_words(question: Any) -> AskedWords:
    """The words of a question of a call."""
    return AskedWords(question.label, {one["key"]: Localized(one["label"]) for one in question.choices or ()})


def requirement_words(rule: Requirement, questions: Questions) -> str:
    """A rule in words, as everybody reads it; of whom in a coalition, where that is not its lead."""
    return " ".join(words for words in (_asked_words(rule, questions), _whom_words(rule)) if words)


def _whom_words(rule: Requirement) -> str:
    if rule.whom is Whom.EVERY:
        return _("In a coalition, every association that carries the application.")
    if rule.whom is Whom.SOME:
        number = rule.members
        return _("In a coalition, at least %(number)s of the associations that carry the application.", number=number)
    return ""


def _asked_words(rule: Requirement, questions: Questions) -> str:
    if rule.kind is RuleKind.ANSWER:
        return _required_answer(rule, questions.get(rule.question))
    if rule.kind is RuleKind.THEMES:
        return _("It works on at least one of these themes: %(themes)s.", themes=_listed(map(_theme, rule.codes)))
    return _counted(rule) if rule.kind in COUNTED else _plain(rule.kind)


def _required_answer(rule: Requirement, asked: AskedWords | None) -> str:
    if asked is None:
        return _("A question that was removed is answered as the call wishes.")
    answers = " / ".join(asked.answer(code) for code in rule.codes)
    return _("To the question “%(question)s”, it answers: %(answers)s.", question=asked.label, answers=answers)


def _counted(rule: Requirement) -> str:
    if rule.kind is RuleKind.AGE:
        return ngettext(
            "On the day of the closing, the association is at least %(num)s month old.",
            "On the day of the closing, the association is at least %(num)s months old.",
            rule.least,
        )
    if rule.kind is RuleKind.WOMEN:
        return ngettext(
            "At least %(num)s woman sits on its board.", "At least %(num)s women sit on its board.", rule.least
        )
    return ngettext("Its board has at least %(num)s member.", "Its board has at least %(num)s members.", rule.least)


def _plain(kind: RuleKind) -> str:
    return {
        RuleKind.SEAT: _("The seat of the association is in one of the regions of the call."),
        RuleKind.RECEIPT: _("The association has a receipt of deposit, dated no later than the closing."),
        RuleKind.NEWCOMER: _("It has not taken a seat by an earlier call of the programme."),
        RuleKind.DOCUMENTS: _("Every required document is joined to the application."),
    }[kind]


def inputs_words(
    rule: Requirement, inputs: Mapping[str, Any], questions: Questions, papers: Mapping[str, Localized]
) -> str:
    """What a rule was found from; ``papers`` names the documents by key."""
    if rule.kind is RuleKind.ANSWER:
        return _answer_words(inputs, questions.get(rule.question))
    if rule.kind is RuleKind.DOCUMENTS:
        named = [papers[key].text() if key in papers else key for key in inputs["missing"]]
        return _("Missing: %(documents)s.", documents=_listed(named)) if named else _("None is missing.")
    return _RECORDED[rule.kind](inputs)


def _answer_words(inputs: Mapping[str, Any], asked: AskedWords | None) -> str:
    said = [asked.answer(code) if asked is not None else code for code in inputs["answers"]]
    return _("Answered: %(answers)s.", answers=" / ".join(said)) if said else _("Not answered.")


def _seat_words(inputs: Mapping[str, Any]) -> str:
    region = facts.region(inputs["region"]).names.text()
    return _("Seat: %(province)s, %(region)s.", province=_province(inputs["province"]), region=region)


def _receipt_words(inputs: Mapping[str, Any]) -> str:
    if inputs["date"]:
        return _("Receipt %(number)s of %(day)s.", number=inputs["number"], day=_day(inputs["date"]))
    return _("Receipt %(number)s; its date is not recorded.", number=inputs["number"])


def _age_words(inputs: Mapping[str, Any]) -> str:
    known = []
    if inputs["year"] is not None:
        known.append(_("Founded in %(year)s.", year=inputs["year"]))
    if inputs["receipt"]:
        known.append(_("Receipt of %(day)s.", day=_day(inputs["receipt"])))
    if not known:
        known.append(_("Neither the year of its foundation nor the date of its receipt is recorded."))
    return " ".join([*known, _("Closing on %(day)s.", day=_day(inputs["closing"]))])


def _board_words(inputs: Mapping[str, Any]) -> str:
    return ngettext(
        "%(num)s member of the board is recorded.", "%(num)s members of the board are recorded.", inputs["board"]
    )


def _women_words(inputs: Mapping[str, Any]) -> str:
    return _(
        "Members of the board recorded: %(board)s; women: %(women)s; not stated: %(unstated)s.",
        board=inputs["board"],
        women=inputs["women"],
        unstated=inputs["unstated"],
    )


def _themes_words(inputs: Mapping[str, Any]) -> str:
    if not inputs["themes"]:
        return _("No theme is declared.")
    return _("Themes declared: %(themes)s.", themes=_listed(map(_theme, inputs["themes"])))


def _newcomer_words(inputs: Mapping[str, Any]) -> str:
    if not inputs["calls"]:
        return _("It took no seat by another call.")
    return _("It took a seat by: %(calls)s.", calls=_listed(inputs["calls"]))


_RECORDED: Mapping[RuleKind, Callable[[Mapping[str, Any]], str]] = {
    RuleKind.SEAT: _seat_words,
    RuleKind.RECEIPT: _receipt_words,
    RuleKind.AGE: _age_words,
    RuleKind.BOARD: _board_words,
    RuleKind.WOMEN: _women_words,
    RuleKind.THEMES: _themes_words,
    RuleKind.NEWCOMER: _newcomer_words,
}


def _listed(words: Iterable[str]) -> str:
    return _(", ").join(words)


def _day(iso: str) -> str:
    return str(format_date(date.fromisoformat(iso), "d MMMM y", locale=locale_code(language())))


def _province(code: str) -> str:
    return next((province.names.text() for province in facts.provinces() if province.hcp == code), code)


def _theme(code: str) -> str:
    return next((facts.words(t["name"]).text() for t in facts.load("themes")["theme"] if t["code"] == code), code)
