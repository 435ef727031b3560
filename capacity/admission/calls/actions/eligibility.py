"""Who may apply is declared with the call, and frozen with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from capacity.admission.calls.actions.drafting import changed, still_draft
from capacity.admission.calls.models import Call
from capacity.admission.calls.states import rule_of
from capacity.admission.calls.states.eligibility import (
    COUNTED,
    OF_ASSOCIATIONS,
    SOME_MAX,
    SOME_MIN,
    Requirement,
    RuleKind,
    Whom,
)
from capacity.core import facts
from capacity.core.access import Actor
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l


def set_eligibility(call: Call, requirements: Sequence[Requirement], *, actor: Actor, now: datetime) -> None:
    """Declare the rules, in the order in which they are read and computed."""
    still_draft(call)
    for one in requirements:
        _check(call, one)
    call.eligibility = [one.stored() for one in requirements]
    changed(call, "set_eligibility", actor=actor, now=now)


def _check(call: Call, rule: Requirement) -> None:
    if rule.whom is not Whom.LEAD and rule.kind not in OF_ASSOCIATIONS:
        raise RuleBroken(_l("Choose from the list."), field=rule.kind.value)
    if rule.whom is Whom.SOME and not SOME_MIN <= rule.members <= SOME_MAX:
        raise RuleBroken(_l("Choose from the list."), field=f"whom_{rule.kind.value}")
    most = COUNTED.get(rule.kind)
    if most is not None and not 1 <= rule.least <= most:
        raise RuleBroken(_l("Write whole numbers from 1 to %(most)s.", most=most), field=rule.kind.value)
    if rule.kind is RuleKind.THEMES:
        known = {theme["code"] for theme in facts.load("themes")["theme"]}
        if not rule.codes or not known.issuperset(rule.codes):
            raise RuleBroken(_l("Choose the themes from the list."), field=rule.kind.value)
    if rule.kind is RuleKind.ANSWER:
        asked = {question.key: rule_of(question).answers for question in call.questions}
        if not rule.codes or not asked.get(rule.question, frozenset()).issuperset(rule.codes):
            raise RuleBroken(_l("Choose the answers from the list."), field=rule.kind.value)
