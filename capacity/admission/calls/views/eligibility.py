"""The page on which a call declares who may apply; each rule is read there as everybody will read it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from capacity.admission.calls import actions, policy, queries
from capacity.admission.calls.forms import EligibilityForm
from capacity.admission.calls.models import Call
from capacity.admission.calls.states import Part
from capacity.admission.calls.states.eligibility import (
    COUNTED,
    OF_ASSOCIATIONS,
    Requirement,
    RuleKind,
    Whom,
    read_requirements,
)
from capacity.admission.calls.states.eligibility_words import asked_words, requirement_words
from capacity.admission.calls.views.asking import answers_before
from capacity.admission.calls.views.at_once import as_read
from capacity.admission.calls.views.blueprint import bp
from capacity.admission.calls.views.writing import page_of, saved
from capacity.core import clock, facts
from capacity.web.forms import choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor

PLAIN = (RuleKind.SEAT, RuleKind.RECEIPT, RuleKind.NEWCOMER, RuleKind.DOCUMENTS)
"""The kinds that ask nothing more of who declares them."""
BETWEEN = "="


@bp.route("/desk/calls/<int:call_id>/eligibility", methods=["GET", "POST"])
@requires(load=queries.call, may=policy.may_edit, see=policy.may_see)
def edit_eligibility(call: Call) -> Any:
    """Which rules hold, and what each asks."""
    declared, number = read_requirements(call.eligibility), call.id
    form = as_read(EligibilityForm, call, _typed(declared))
    form.themes.choices = choices_of(
        (theme["code"], facts.words(theme["name"]).text()) for theme in facts.load("themes")["theme"]
    )
    form.answer.choices = choices_of(list(answers_before(call, None)))
    if form.validate_on_submit() and form.attempt(
        lambda: actions.set_eligibility(call, _declared(form, call), actor=current_actor(), now=clock.now())
    ):
        return saved(number, Part.ELIGIBILITY)
    questions = {question.key: asked_words(question) for question in call.questions}
    return page_of(
        "admission/calls/eligibility.html",
        call,
        Part.ELIGIBILITY,
        form,
        sentences=[requirement_words(one, questions) for one in declared],
    )


def _typed(declared: tuple[Requirement, ...]) -> dict[str, Any]:
    typed: dict[str, Any] = {"answer": []}
    for one in declared:
        typed[f"whom_{one.kind.value}"] = str(one.members) if one.whom is Whom.SOME else one.whom.value
        if one.kind in COUNTED:
            typed[one.kind.value] = one.least
        elif one.kind is RuleKind.THEMES:
            typed["themes"] = list(one.codes)
        elif one.kind is RuleKind.ANSWER:
            typed["answer"] += [f"{one.question}{BETWEEN}{code}" for code in one.codes]
        else:
            typed[one.kind.value] = True
    return typed


def _declared(form: EligibilityForm, call: Call) -> list[Requirement]:
    """The rules that the form names, in the order of their kinds; answers together by their question."""
    found = [Requirement(kind) for kind in PLAIN if form[kind.value].data]
    found += [Requirement(kind, least=form[kind.value].data) for kind in COUNTED if form[kind.value].data is not None]
    if form.themes.data:
        found.append(Requirement(RuleKind.THEMES, codes=tuple(form.themes.data)))
    chosen = [one.partition(BETWEEN)[::2] for one in form.answer.data or ()]
    for question in call.questions:
        codes = tuple(code for key, code in chosen if key == question.key)
        if codes:
            found.append(Requirement(RuleKind.ANSWER, codes=codes, question=question.key))
    order = list(RuleKind)
    return [_of_whom(form, one) for one in sorted(found, key=lambda one: order.index(one.kind))]


def _of_whom(form: EligibilityForm, rule: Requirement) -> Requirement:
    """The rule with whom in a coalition it concerns: a number stands for so many of its associations."""
    if rule.kind not in OF_ASSOCIATIONS:
        return rule
    said = str(form[f"whom_{rule.kind.value}"].data or Whom.LEAD.value)
    if said.isdigit():
        return replace(rule, whom=Whom.SOME, members=int(said))
    return replace(rule, whom=Whom(said))
