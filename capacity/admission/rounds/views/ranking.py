"""The desk of selection, and the ranking of a round."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from capacity.admission.review.queries.plots import points_plot
from capacity.admission.rounds import policy, queries
from capacity.admission.rounds.models import Round
from capacity.admission.rounds.states import OfferState, OutcomeKind, ProposalKind, RoundState, fingerprint
from capacity.admission.rounds.views import effects, listed
from capacity.admission.rounds.views.blueprint import bp
from capacity.core import audit, charts
from capacity.core.db import db
from capacity.core.languages import gettext as _
from capacity.people.accounts.queries import names_of
from capacity.web.costs import DASHBOARD, LIST, costs
from capacity.web.guards import requires
from capacity.web.session import current_actor

STAGES = list(RoundState)
HEAD, NEAR = 5, 4
"""How many places are shown at the top, and on each side of the line of seats, before the whole is asked for."""


@bp.get("/selection")
@requires(may=policy.may_list)
@costs(LIST)
def desk() -> Any:
    """The rounds that one follows."""
    page = listed.table().read(queries.round_rows(current_actor()))
    counts: dict[tuple[int, str], int] = {}
    for call_id, region, kind, state, count in queries.counts_by_call({item.call_id for item in page.rows}):
        if kind is OutcomeKind.SELECTED and state in {OfferState.ACCEPTED, OfferState.ENROLLED}:
            counts[call_id, region] = counts.get((call_id, region), 0) + count
    return render_template("admission/rounds/desk.html", page=page, accepted=counts, stages=STAGES)


def tabs(round_: Round, current: str) -> list[tuple[object, str, int | None, bool]]:
    """The sections of a round."""
    found: list[tuple[object, str, int | None, bool]] = [
        (_("Ranking"), url_for("rounds.ranking", round_id=round_.id), None, current == "ranking")
    ]
    if STAGES.index(round_.state) >= STAGES.index(RoundState.DELIBERATION):
        found.append((_("Sitting"), url_for("rounds.sitting", round_id=round_.id), None, current == "sitting"))
        if policy.may_prepare_letters(current_actor(), round_):
            found.append((_("Letters"), url_for("rounds.letters", round_id=round_.id), None, current == "letters"))
    if round_.announced_at is not None:
        found.append((_("Offers"), url_for("rounds.offers", round_id=round_.id), None, current == "offers"))
    found.append((_("History"), url_for("rounds.history", round_id=round_.id), None, current == "history"))
    return found


@bp.get("/selection/<int:round_id>")
@requires(load=queries.round_of, may=policy.may_see)
@costs(DASHBOARD)
def ranking(round_: Round) -> Any:
    """Points, spread and readers in the order of the ranking; the line of seats; what is open before the seal."""
    actor = current_actor()
    standing = queries.standing(round_)
    whole = "all" in request.args
    guarded = is_guarded(round_, standing)
    rows = [
        (row, points_plot(row.file), is_hidden)
        for row in standing.rows
        if not (is_hidden := row.file.was_recused(actor.id)) or not guarded
    ]
    hidden, names = effects.hidden_from(standing.rows, actor.id), effects.names_of(standing)
    return render_template(
        "admission/rounds/ranking.html",
        round=round_,
        standing=standing,
        blocks=_by_points(rows) if guarded else blocks(rows, whole=whole),
        guarded=guarded,
        ties={row.line.number: effects.tie_words(row.line, names) for row in standing.rows},
        moves={
            row.line.number: effects.moved_words(row.line, hidden)
            for row in standing.rows
            if row.line.quota and not guarded
        },
        rule=effects.rule_of(round_, standing),
        effects=effects.shown_effects(standing.effects, hidden),
        shortfalls=[] if guarded else effects.shortfall_words(standing.shortfalls, round_.seats),
        checks=queries.seen_checks(standing, actor.id) if guarded else standing.checks,
        eligible=len(standing.record.seen_by(actor.id) if guarded else standing.record.files),
        shortfalls_seen=fingerprint(standing.shortfalls),
        thresholds={row.line.number for row in standing.rows if row.line.below},
        kinds=ProposalKind,
        states=RoundState,
        tabs=tabs(round_, "ranking"),
        stage=STAGES.index(round_.state) + 1,
        signed={signature.capacity: signature for signature in round_.signatures},
        free=queries.free_to_deputise(round_, standing.record) if standing.presiding is None else [],
        presides_itself=round_.panel.chair is None or standing.presiding in {None, round_.panel.chair.id},
        stepped_back=policy.stepped_back(actor, round_),
        whole=whole,
    )


def is_guarded(round_: Round, standing: queries.Standing) -> bool:
    """Whether somebody looks who stepped back from an application: places would tell what becomes of it. Who runs or
    chairs the round has to see where everybody stands."""
    actor = current_actor()
    if round_.announced_at is not None or policy.may_decide(actor, round_):
        return False
    return any(row.file.was_recused(actor.id) for row in standing.rows)


Ranked = tuple[queries.Row, charts.SpreadPlot, bool]


def blocks(rows: list[Ranked], *, whole: bool) -> list[tuple[ProposalKind, list[Ranked], int]]:
    """The rows by what is proposed: (kind, rows shown, rows left out between or after them).

    Of the selected the first and the last are shown, for the line of seats is where one looks; of the others the first.
    """
    found = []
    for kind in ProposalKind:
        mine = [row for row in rows if row[0].line.kind is kind]
        shown = mine
        if not whole and kind is ProposalKind.SELECT and len(mine) > HEAD + NEAR + 1:
            shown = [*mine[:HEAD], *mine[-NEAR:]]
        elif not whole and kind is ProposalKind.RESERVE and len(mine) > HEAD + 1:
            shown = mine[:HEAD]
        elif not whole and kind is ProposalKind.DECLINE and len(mine) > NEAR:
            shown = []
        found.append((kind, shown, len(mine) - len(shown)))
    return found


def _by_points(rows: list[Ranked]) -> list[tuple[ProposalKind, list[Ranked], int]]:
    """The same without telling what is proposed."""
    return [(ProposalKind.DECLINE, sorted(rows, key=lambda row: -row[0].line.points), 0)]


@bp.get("/selection/<int:round_id>/history")
@requires(load=queries.round_of, may=policy.may_see)
def history(round_: Round) -> Any:
    """What happened in the round."""
    events = audit.history(db.session(), [round_, round_.panel])
    return render_template(
        "admission/rounds/history.html",
        round=round_,
        events=events,
        people=names_of(event.actor_id for event in events),
        tabs=tabs(round_, "history"),
        stage=STAGES.index(round_.state) + 1,
    )
