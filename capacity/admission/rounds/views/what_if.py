"""What if: seats and quotas moved by hand on a copy that nobody keeps."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request

from capacity.admission.calls.states.rule_words import flaw_words, group_words, sentences
from capacity.admission.calls.states.rules import QUOTAS_MAX, Quota, Rules, flaws, groups_in, provinces_of
from capacity.admission.rounds import policy, queries
from capacity.admission.rounds.models import Round
from capacity.admission.rounds.states import ProposalKind, Result, RoundState, shortfalls
from capacity.admission.rounds.views import effects
from capacity.admission.rounds.views.blueprint import bp
from capacity.admission.rounds.views.ranking import STAGES, is_guarded
from capacity.core.languages import gettext as _
from capacity.web.guards import requires
from capacity.web.session import current_actor

MOST = 500


@bp.get("/selection/<int:round_id>/what-if")
@requires(load=queries.round_of, may=policy.may_see)
def what_if(round_: Round) -> Any:
    """The seats as they would fall with other numbers; it is asked with GET, and writes nothing. Closed to who stepped
    back from an application: with numbers enough one would find where it stands."""
    if STAGES.index(round_.state) < STAGES.index(RoundState.DELIBERATION):
        abort(404)
    standing = queries.standing(round_)
    if is_guarded(round_, standing):
        abort(404)
    declared = tuple(standing.quotas)
    typed = _typed(round_, declared)
    seats, quotas, faults = _read(round_, typed, declared)
    decisions = queries.decisions_of(round_, standing.record)
    copy = queries.what_if(round_, standing.record, seats=seats, quotas=quotas, decisions=decisions)
    hidden = effects.hidden_from(standing.rows, current_actor().id)
    kinds = {line.number: line.kind for line in copy.lines}
    changes = [
        (row, row.line.kind, kinds[row.line.number])
        for row in standing.rows
        if kinds.get(row.line.number, row.line.kind) is not row.line.kind and row.line.number not in hidden
    ]
    return render_template(
        "admission/rounds/what_if.html",
        round=round_,
        typed=typed,
        seats=request.args.get("seats", str(round_.seats)),
        faults=faults,
        rule=sentences(Rules.read(round_.call.rules), seats, quotas, effects.names_of(standing)),
        effects=effects.shown_effects(copy.effects, hidden),
        shortfalls=effects.shortfall_words(shortfalls(_standing(copy, standing), seats, quotas), seats),
        changes=changes,
        counts=_counts(copy, len(changes)),
    )


def _standing(copy: Result, standing: queries.Standing) -> list[frozenset[str]]:
    """The groups of those above the thresholds."""
    groups = {file.number: frozenset(file.groups) for file in standing.record.files}
    return [groups.get(line.number, frozenset()) for line in copy.lines if not line.below]


def _counts(copy: Result, changes: int) -> list[tuple[int, str]]:
    selected = sum(1 for line in copy.lines if line.kind is ProposalKind.SELECT)
    reserve = sum(1 for line in copy.lines if line.kind is ProposalKind.RESERVE)
    return [(selected, _("selected")), (reserve, _("on the reserve list")), (changes, _("would change"))]


def _typed(round_: Round, declared: tuple[Quota, ...]) -> list[tuple[str, str, str, str]]:
    kept = {quota.group: quota for quota in declared}
    found = []
    for group in groups_in(round_.region_code):
        quota = kept.get(group, Quota(group))
        least = request.args.get(f"least-{group}", str(quota.at_least or ""))
        most = request.args.get(f"most-{group}", "" if quota.at_most is None else str(quota.at_most))
        found.append((group, group_words(group), least.strip(), most.strip()))
    return found


def _read(
    round_: Round, typed: list[tuple[str, str, str, str]], declared: tuple[Quota, ...]
) -> tuple[int, tuple[Quota, ...], list[str]]:
    """(seats, quotas, what is wrong with them); what cannot be read leaves the numbers as declared."""
    try:
        seats = _number(request.args.get("seats", str(round_.seats)).strip())
        quotas = tuple(
            Quota(group, _number(least or "0"), _number(most) if most else None)
            for group, _words, least, most in typed
            if least or most
        )
    except ValueError:
        return round_.seats, declared, [_("Write whole numbers from 0 to 500.")]
    if not seats:
        return round_.seats, declared, [_("A region of a call has at least one seat.")]
    if len(quotas) > QUOTAS_MAX:
        return seats, declared, [_("Twelve quotas at most: more cannot be followed by anybody.")]
    found = flaws(quotas, seats, provinces_of(round_.region_code))
    return seats, quotas, [flaw_words(flaw, group) for flaw, group in found]


def _number(typed: str) -> int:
    if not typed.isdecimal() or len(typed) > 3 or int(typed) > MOST:
        raise ValueError(typed)
    return int(typed)
