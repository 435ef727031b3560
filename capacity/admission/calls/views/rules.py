"""The pages on which a call declares its ranking: which marks, thresholds, the ladder, the quotas of each region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from capacity.admission.calls import actions, policy, queries
from capacity.admission.calls.forms import RulesForm
from capacity.admission.calls.models import Call, CallRegion
from capacity.admission.calls.states import CallState, Part
from capacity.admission.calls.states.rule_words import group_words, mark_words, rung_words, sentences
from capacity.admission.calls.states.rules import (
    CRITERION,
    FLAGS,
    GROUP,
    LOWEST,
    RUNGS_MAX,
    Promotion,
    Quota,
    RankedBy,
    Rules,
    groups_in,
    read_quotas,
)
from capacity.admission.calls.views.at_once import as_read
from capacity.admission.calls.views.blueprint import bp
from capacity.admission.calls.views.writing import page_of, saved
from capacity.core import clock
from capacity.core.access import Predicate
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import ConfirmForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor

HALVES = 10


def names_of(call: Any) -> dict[str, Localized]:
    """The criteria by key, the heaviest first."""
    return {one.key: one.name for one in sorted(call.criteria, key=lambda one: -one.weight)}


@bp.route("/desk/calls/<int:call_id>/rules", methods=["GET", "POST"])
@requires(load=queries.call, may=policy.may_edit, see=policy.may_see)
def edit_rules(call: Call) -> Any:
    """Which marks rank, thresholds, ties; the rule of each region, with the way to its quotas."""
    rules, names, number = Rules.read(call.rules), names_of(call), call.id
    form = as_read(RulesForm, call, {**rules.stored(), "marks": rules.marks.value, "promotion": rules.promotion.value})
    form.marks.choices, form.promotion.choices = choices_of(MARK_CHOICES), choices_of(PROMOTION_CHOICES)
    rungs = _typed_rungs(rules)
    least = {key: request.form.get(f"least-{key}", str(rules.thresholds.get(key, ""))) for key in names}
    if form.validate_on_submit() and form.attempt(
        lambda: actions.set_rules(call, rules=_declared(form, rungs, least), actor=current_actor(), now=clock.now())
    ):
        return saved(number, Part.RULES)
    return page_of(
        "admission/calls/rules.html",
        call,
        Part.RULES,
        form,
        names=names,
        rungs=rungs,
        rung_choices=_rung_choices(names),
        least=least,
        marks=[(str(halves), mark_words(halves)) for halves in range(1, HALVES + 1)],
        places=[
            (place, list(sentences(rules, place.seats, read_quotas(place.quotas), names)), len(place.quotas))
            for place in call.regions
        ],
    )


MARK_CHOICES: tuple[tuple[str, object], ...] = (
    (RankedBy.RAW.value, _l("The marks as the readers gave them")),
    (RankedBy.ADJUSTED.value, _l("The marks adjusted for the severity of each reader")),
)

PROMOTION_CHOICES: tuple[tuple[str, object], ...] = (
    (Promotion.AUTOMATIC.value, _l("At once, by the service")),
    (Promotion.BY_HAND.value, _l("By the coordinator, who presses a button for each seat")),
)


def _typed_rungs(rules: Rules) -> list[str]:
    kept = [*rules.ladder, *[""] * RUNGS_MAX][:RUNGS_MAX]
    return [request.form.get(f"rung-{place}", kept[place]) for place in range(RUNGS_MAX)]


def _rung_choices(names: dict[str, Localized]) -> list[tuple[str, str]]:
    codes = [*(CRITERION + key for key in names), LOWEST, *(GROUP + flag for flag in FLAGS)]
    return [(code, rung_words(code, names)) for code in codes]


def _declared(form: RulesForm, rungs: list[str], least: dict[str, str]) -> Rules:
    thresholds = {key: _number(value) for key, value in least.items() if value.strip()}
    return Rules(
        RankedBy(form.marks.data),
        tuple(rung for rung in rungs if rung),
        form.points.data or 0,
        thresholds,
        Promotion(form.promotion.data),
    )


@dataclass(frozen=True)
class Quoted:
    """A region of a call, whose quotas are written."""

    call: Call
    place: CallRegion


def quoted(call_id: int, region_code: str) -> Quoted | None:
    """The region with its call."""
    call = queries.call(call_id)
    place = next((one for one in call.regions if one.region_code == region_code), None) if call is not None else None
    return Quoted(call, place) if call is not None and place is not None else None


may_edit_quotas = Predicate(lambda actor, one: policy.may_edit(actor, one and one.call), "may_edit(quoted.call)")
may_see_quotas = Predicate(lambda actor, one: policy.may_see(actor, one and one.call), "may_see(quoted.call)")


@bp.route("/desk/calls/<int:call_id>/rules/<region_code>", methods=["GET", "POST"])
@requires(load=quoted, may=may_edit_quotas, see=may_see_quotas)
def edit_quotas(one: Quoted) -> Any:
    """So many seats at least and at most, group by group."""
    call, place = one.call, one.place
    form = as_read(ConfirmForm, call, {"quotas": place.quotas})
    number, groups = call.id, groups_in(place.region_code)
    kept = {quota.group: quota for quota in read_quotas(place.quotas)}
    typed = [
        (
            group,
            request.form.get(f"least-{group}", _shown(kept[group].at_least or None) if group in kept else ""),
            request.form.get(f"most-{group}", _shown(kept[group].at_most) if group in kept else ""),
        )
        for group in groups
    ]
    if form.validate_on_submit() and form.attempt(
        lambda: actions.set_quotas(
            call,
            region_code=place.region_code,
            quotas=[
                Quota(group, _number(least or "0"), _number(most) if most else None)
                for group, least, most in ((group, least.strip(), most.strip()) for group, least, most in typed)
                if least or most
            ],
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        flash(_("Saved."), "done")
        return redirect(url_for("calls.edit_rules", call_id=number))
    page = render_template(
        "admission/calls/quotas.html",
        call=call,
        place=place,
        form=form,
        typed=[(group, group_words(group), least, most) for group, least, most in typed],
        frozen=call.state is not CallState.DRAFT,
    )
    return page, (422 if form.is_submitted() else 200)


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)


def _number(typed: str) -> int:
    """A small whole number, however its digits are written."""
    if not typed.strip().isdecimal() or len(typed.strip()) > 4:
        raise RuleBroken(_l("Write whole numbers from 0 to 500."))
    return int(typed)
