"""What the public reads: the results by region, and the anonymised record from which anybody can compute them again."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template

from capacity.admission.calls.states.recourse import Recourse
from capacity.admission.rounds import queries
from capacity.admission.rounds.models import Round
from capacity.admission.rounds.states import HOLDS_SEAT, OutcomeKind, anonymised, counted
from capacity.admission.rounds.states.adding import turn
from capacity.admission.rounds.states.reason_words import reason_words
from capacity.admission.rounds.views.blueprint import bp
from capacity.core import clock
from capacity.core.disclosure import SMALLEST_TOLD
from capacity.web.costs import LIST, costs
from capacity.web.downloads import download
from capacity.web.guards import public


@bp.get("/results")
@public
@costs(LIST)
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
    names = queries.reason_names(round_.call_id)
    reasons = counted(queries.reasons_told(round_.id))
    return render_template(
        "admission/rounds/result.html",
        round=round_,
        selected=selected,
        seated=sum(item.state in HOLDS_SEAT for item in selected),
        corrections=queries.corrections_of(round_.id),
        kinds={kind.value: kind for kind in OutcomeKind},
        reasons=[(reason_words(code, names), number) for code, number in reasons],
        leaves_out=any(number is None for _code, number in reasons),
        smallest=SMALLEST_TOLD,
        reserve=sorted(
            (item for item in outcomes if item.kind is OutcomeKind.RESERVE),
            key=lambda item: turn(item.remedy, item.added_at, item.reserve_rank),
        ),
        complaints=Recourse.read(round_.call.recourse).ends_at(round_.announced_at) if round_.announced_at else None,
        moment=clock.now(),
    )


@bp.get("/results/<int:round_id>/editions/<int:edition>")
@public
def edition(round_id: int, edition: int) -> Any:
    """What stood before a correction: an earlier edition of the announcement, marked as no longer valid."""
    round_ = _announced(round_id)
    corrections = queries.corrections_of(round_id)
    after = next((one for one in corrections if one.edition == edition + 1), None)
    if after is None:
        abort(404)
    before = next((one for one in corrections if one.edition == edition), None)
    names = {item.application_id: item for item in queries.outcomes_of(round_id)}
    lines = [(names[one["application"]].application, one) for one in after.earlier if one["application"] in names]
    return render_template(
        "admission/rounds/edition.html",
        round=round_,
        edition=edition,
        since=before.issued_at if before is not None else round_.announced_at,
        until=after.issued_at,
        after=after,
        selected=[line for line in lines if line[1]["kind"] == OutcomeKind.SELECTED.value],
        reserve=sorted(
            (line for line in lines if line[1]["kind"] == OutcomeKind.RESERVE.value),
            key=lambda line: line[1]["reserve_rank"] or 0,
        ),
    )


@bp.get("/results/<int:round_id>/editions/<int:edition>/correction.json")
@public
def correction_file(round_id: int, edition: int) -> Any:
    """The file of a correction, whose SHA-256 stands on the page: numbers and outcomes, no names."""
    round_ = _announced(round_id)
    found = next((one for one in queries.corrections_of(round_id) if one.edition == edition), None)
    if found is None:
        abort(404)
    name = f"correction-{round_.call.reference}-{round_.region_code}-{edition}.json"
    return download(found.content.encode(), filename=name, media_type="application/json")


@bp.get("/results/<int:round_id>/record.json")
@public
def record(round_id: int) -> Any:
    """Numbers, marks and outcome without names, with the lottery's seed: it verifies as the sealed file does."""
    round_ = _announced(round_id)
    if round_.sealed_content is None:
        abort(404)
    name = f"record-{round_.call.reference}-{round_.region_code}.json"
    return download(anonymised(round_.sealed_content).encode(), filename=name, media_type="application/json")
