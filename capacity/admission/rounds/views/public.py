"""What the public reads: the results by region, and the anonymised record from which anybody can compute them again."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template

from capacity.admission.calls.states.recourse import Recourse
from capacity.admission.rounds import queries
from capacity.admission.rounds.models import Round
from capacity.admission.rounds.states import HOLDS_SEAT, OutcomeKind, anonymised
from capacity.admission.rounds.states.adding import turn
from capacity.admission.rounds.views.blueprint import bp
from capacity.core import clock
from capacity.web.downloads import download
from capacity.web.guards import public


@bp.get("/results")
@public
def results() -> Any:
    """Every announced round."""
    return render_template("admission/rounds/results.html", results=queries.results())


def _announced(round_id: int) -> Round:
    found = queries.announced_round(round_id)
    if found is None:
        abort(404)
    return found


@bp.get("/results/<int:round_id>")
@public
def result(round_id: int) -> Any:
    """The associations selected in a region, the reserve list, and the hash of the sealed file."""
    round_ = _announced(round_id)
    outcomes = queries.announced_of(round_.id)
    selected = [item for item in outcomes if item.kind is OutcomeKind.SELECTED]
    return render_template(
        "admission/rounds/result.html",
        round=round_,
        selected=selected,
        seated=sum(item.state in HOLDS_SEAT for item in selected),
        reserve=sorted(
            (item for item in outcomes if item.kind is OutcomeKind.RESERVE),
            key=lambda item: turn(item.remedy, item.added_at, item.reserve_rank),
        ),
        complaints=Recourse.read(round_.call.recourse).ends_at(round_.announced_at) if round_.announced_at else None,
        moment=clock.now(),
    )


@bp.get("/results/<int:round_id>/record.json")
@public
def record(round_id: int) -> Any:
    """Numbers, marks and outcome without names, with the lottery's seed: it verifies as the sealed file does."""
    round_ = _announced(round_id)
    if round_.sealed_content is None:
        abort(404)
    name = f"record-{round_.call.reference}-{round_.region_code}.json"
    return download(anonymised(round_.sealed_content).encode(), filename=name, media_type="application/json")
