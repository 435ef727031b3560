"""Public figures as CSV and JSON, under the rule of every public statistic: nobody can be pointed at."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from flask import Response, abort, render_template

from capacity.admission.calls.queries import public_calls
from capacity.core import clock, facts
from capacity.core.disclosure import SMALLEST_TOLD, steady
from capacity.core.languages import lazy_gettext as _l
from capacity.core.sheets import Column, csv_lines
from capacity.overview.queries.fairness import Edition, counted, editions, for_everybody, rounds_reported
from capacity.overview.queries.tallies import Tally
from capacity.overview.queries.tallies import for_everybody as tallies_for_everybody
from capacity.overview.states import stage_of
from capacity.overview.states.fairness import By, Measure, report
from capacity.overview.views.base import bp
from capacity.rollout.phases.queries import placed
from capacity.web.guards import public as anybody

Row = dict[str, Any]


def _regions(now: datetime) -> Iterator[Row]:
    found, rows = tallies_for_everybody(now), counted(announced=True)
    rounds: dict[str, list[str]] = {}
    for one in rounds_reported(announced=True):
        rounds.setdefault(one.region, []).append(one.key)
    corrected = _corrected_on()
    for region in placed():
        tally = found.get(region.code, Tally())
        mine = rounds.get(region.code, [])
        whole = report([row for row in rows if row.round in mine], public=True).whole.numbers
        yield {
            "region": region.code,
            "name_ar": region.name.text("ar"),
            "name_fr": region.name.text("fr"),
            "phase": None if region.example else region.year,
            "stage": stage_of(tally.numbers).name.lower(),
            "applications": whole[Measure.APPLIED] if mine else None,
            "selected": whole[Measure.SELECTED] if mine else None,
            "sessions_held": tally.number("held"),
            "associations_accompanied": steady(tally.number("mentored")),
            "corrected_on": corrected.get(region.code, ""),
        }


def _provinces(_now: datetime) -> Iterator[Row]:
    """The same numbers as the public edition of the fairness report has."""
    lines = {line.group: line for line in for_everybody().of(By.PROVINCE)}
    corrected = _corrected_on()
    for one in facts.provinces():
        if line := lines.get(one.hcp):
            yield {
                "region": one.region_iso,
                "province": one.hcp,
                "name_ar": one.names.text("ar"),
                "name_fr": one.names.text("fr"),
                "applications": line.numbers[Measure.APPLIED],
                "selected": line.numbers[Measure.SELECTED],
                "corrected_on": corrected.get(one.region_iso, ""),
            }


def _corrected_on() -> dict[str, str]:
    """The day of the latest correction of an announcement, by region: since then its numbers are those of another
    edition."""
    return {one.region: clock.local(one.issued_at).date().isoformat() for one in reversed(editions())}


def _corrected(one: Edition) -> Row:
    """A correction, for the file in which its numbers stand: the edition it made, when, why, and what changed."""
    return {
        "call": one.call,
        "region": one.region,
        "edition": one.edition,
        "issued_at": one.issued_at.isoformat(),
        "reason": dict(one.reason),
        "changes": [{key: change[key] for key in ("number", "from", "to")} for change in one.changes],
    }


def _calls(now: datetime) -> Iterator[Row]:
    for call in public_calls(now):
        for place in call.regions:
            yield {
                "call": call.reference,
                "phase": call.year,
                "status": call.status(now).value,
                "opens_at": call.window.opens_at.isoformat(),
                "closes_at": call.window.closes_at.isoformat(),
                "region": place.code,
                "seats": place.seats,
            }


SETS: dict[str, tuple[object, Callable[[datetime], Iterator[Row]], tuple[str, ...]]] = {
    "regions": (
        _l(
            "The twelve regions: phase, stage, applications received, associations selected, sessions, and in steps of "
            "five the associations accompanied"
        ),
        _regions,
        ("region", "name_ar", "name_fr", "phase", "stage", "applications", "selected", "sessions_held",
         "associations_accompanied", "corrected_on"),
    ),
    "provinces": (
        _l("Associations that applied and were selected, by province or prefecture"),
        _provinces,
        ("region", "province", "name_ar", "name_fr", "applications", "selected", "corrected_on"),
    ),
    "calls": (
        _l("Calls with their dates, regions and seats"),
        _calls,
        ("call", "phase", "status", "opens_at", "closes_at", "region", "seats"),
    ),
}  # fmt: skip


@bp.get("/open-data")
@anybody
def open_data() -> Any:
    """What can be taken away, and under which rule."""
    sets = [(name, words) for name, (words, _rows, _columns) in SETS.items()]
    return render_template("overview/open_data.html", sets=sets, smallest=SMALLEST_TOLD)


@bp.get("/open-data/<name>.<kind>")
@anybody
def open_set(name: str, kind: str) -> Any:
    """One set, as CSV or JSON; the keys are the same in every language."""
    if name not in SETS or kind not in {"csv", "json"}:
        abort(404)
    _words, rows_of, keys = SETS[name]
    now = clock.now()
    rows = list(rows_of(now))
    if kind == "json":
        content: dict[str, Any] = {"set": name, "as_of": now.isoformat(), "smallest_told": SMALLEST_TOLD, "rows": rows}
        if "selected" in keys:
            content["corrections"] = [_corrected(one) for one in editions()]
        body, media_type = json.dumps(content, ensure_ascii=False), "application/json"
    else:
        body, media_type = "".join(csv_lines([Column(key, key) for key in keys], rows)), "text/csv; charset=utf-8"
    answer = Response(body, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer
