"""The questions of the self-check, written with the call."""

from __future__ import annotations

from datetime import datetime

from capacity.admission.calls.actions.drafting import changed, still_draft
from capacity.admission.calls.actions.removed import keep_removed
from capacity.admission.calls.models import Call, SelfCheck
from capacity.admission.calls.states import PartKind, fresh_key, shifted
from capacity.admission.calls.states.self_check import MOST_CHECKS
from capacity.core import facts
from capacity.core.access import Actor
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized
from capacity.core.languages import lazy_gettext as _l


def shipped_checks() -> list[SelfCheck]:
    """The questions that the software ships with, for a new call."""
    return [
        SelfCheck(
            key=line["key"],
            position=place,
            question=facts.words(line["question"]),
            expected=line["expected"],
            decisive=line["decisive"],
            advice=facts.words(line["advice"]),
        )
        for place, line in enumerate(facts.load("self_check")["check"])
    ]


def copied_checks(source: Call) -> list[SelfCheck]:
    """Those of an earlier call, to begin with."""
    return [
        SelfCheck(
            key=one.key,
            position=one.position,
            question=one.question,
            expected=one.expected,
            decisive=one.decisive,
            advice=one.advice,
        )
        for one in source.checks
    ]


def add_check(
    call: Call,
    *,
    question: Localized,
    expected: bool,
    decisive: bool,
    advice: Localized,
    actor: Actor,
    now: datetime,
) -> SelfCheck:
    """Ask one more thing."""
    still_draft(call)
    refuse_too_many(call)
    check = SelfCheck(
        key=fresh_key(question.text("en"), {one.key for one in call.checks}),
        position=max((one.position for one in call.checks), default=-1) + 1,
        question=question,
        expected=expected,
        decisive=decisive,
        advice=advice,
    )
    call.checks.append(check)
    changed(call, "add_check", actor=actor, now=now, what=check.key)
    return check


def refuse_too_many(call: Call) -> None:
    """Refuse one question more than fits into two minutes."""
    if len(call.checks) >= MOST_CHECKS:
        raise RuleBroken(
            _l("A self-check has %(most)s questions at most: it should take two minutes.", most=MOST_CHECKS)
        )


def change_check(
    call: Call,
    check: SelfCheck,
    *,
    question: Localized,
    expected: bool,
    decisive: bool,
    advice: Localized,
    actor: Actor,
    now: datetime,
) -> None:
    """Change a question, what its answers mean, or what to do."""
    still_draft(call)
    check.question, check.expected, check.decisive, check.advice = question, expected, decisive, advice
    changed(call, "change_check", actor=actor, now=now, what=check.key)


def remove_check(call: Call, check: SelfCheck, *, actor: Actor, now: datetime) -> None:
    """No longer ask it; without any question, the call has no self-check."""
    still_draft(call)
    keep_removed(call, PartKind.CHECKS, check, now=now)
    call.checks.remove(check)
    changed(call, "remove_check", actor=actor, now=now, what=check.key)


def shift_check(call: Call, check: SelfCheck, *, by: int, actor: Actor, now: datetime) -> None:
    """Move a question up (-1) or down (+1)."""
    still_draft(call)
    order = shifted([one.id for one in call.checks], check.id, by)
    for one in call.checks:
        one.position = order.index(one.id)
    call.checks.sort(key=lambda one: one.position)
    changed(call, "shift_check", actor=actor, now=now, what=check.key)
