"""Who applied, was found eligible and was selected: for the desk in full, for everybody without small numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, abort, render_template, request, url_for

from capacity.admission.complaints import queries as complaints
from capacity.admission.complaints.states import Verdict
from capacity.core import clock, facts
from capacity.core.charts import Drawing, bars
from capacity.core.disclosure import SMALLEST_TOLD
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.core.languages import lazy_gettext as _l
from capacity.core.sheets import Column, csv_lines, workbook_bytes
from capacity.core.unit_of_work import unit_of_work
from capacity.overview import policy
from capacity.overview.queries.fairness import (
    Edition,
    Reported,
    counted,
    editions,
    for_everybody,
    rounds_reported,
)
from capacity.overview.states.fairness import TOTAL, TWO_SIDED, YES, By, Line, Measure, Report, report
from capacity.overview.views.base import bp
from capacity.web import exports
from capacity.web.costs import DASHBOARD, PUBLIC_BYTES, Cost, costs
from capacity.web.downloads import download
from capacity.web.exports import XLSX
from capacity.web.forms import ConfirmForm
from capacity.web.guards import public as anybody
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.templating import date_words
from capacity.web.wording import label

GROUPS_OF_ROUNDS = Cost(DASHBOARD.queries, rows=20 * 30)
SHEETS = ("xlsx", "csv")
BY_WORDS: dict[By, object] = {
    By.PROVINCE: _l("By province or prefecture"),
    By.PRIORITY: _l("Priority places"),
    By.RURAL: _l("Rural communes"),
    By.WOMEN: _l("Associations led by women"),
    By.FIRST: _l("First-time applicants"),
    By.THEME: _l("By theme"),
}
SIDES: dict[By, tuple[object, object]] = {
    By.PRIORITY: (_l("in a priority place"), _l("elsewhere")),
    By.RURAL: (_l("in a rural commune"), _l("in a town")),
    By.WOMEN: (_l("led by women"), _l("not led by women")),
    By.FIRST: (_l("applying for the first time"), _l("applied before")),
}
MEASURES: dict[Measure, object] = {
    Measure.APPLIED: _l("Applied"),
    Measure.ELIGIBLE: _l("Found eligible"),
    Measure.SELECTED: _l("Were selected"),
}


@dataclass(frozen=True)
class Section:
    """Groups of one kind, with their names."""

    id: str
    title: object
    lines: Sequence[tuple[str, Line]]
    drawing: Drawing | None = None


@bp.get("/desk/fairness")
@requires(may=policy.may_see_dashboard)
@costs(GROUPS_OF_ROUNDS)
def fairness() -> Any:
    """Full numbers and rates, of one round or of all; four statements."""
    regions = policy.regions_of(current_actor())
    rounds = rounds_reported(announced=False, regions=regions)
    chosen = _chosen(rounds)
    found = _for_the_desk(regions, rounds, chosen)
    filed = complaints.figures(round_id=int(chosen.key) if chosen else None, regions=regions)
    return render_template(
        "overview/fairness.html",
        complaints=filed,
        answers=[(label(verdict), filed.answers[verdict]) for verdict in Verdict if verdict in filed.answers],
        **_shown(found, rounds, chosen, "overview.fairness"),
    )


@bp.get("/fairness")
@anybody
@costs(GROUPS_OF_ROUNDS, visitor=replace(GROUPS_OF_ROUNDS, bytes=PUBLIC_BYTES))
def public_fairness() -> Any:
    """The public edition, of announced rounds only."""
    rounds = rounds_reported(announced=True)
    chosen = _chosen(rounds)
    found = for_everybody(chosen.key if chosen else TOTAL)
    return render_template(
        "overview/fairness_public.html",
        editions=_editions(chosen),
        smallest=SMALLEST_TOLD,
        **_shown(found, rounds, chosen, "overview.public_fairness"),
    )


@bp.post("/desk/fairness.<kind>")
@requires(may=policy.may_see_dashboard)
def fairness_sheet(kind: str) -> Any:
    """The same numbers as XLSX or CSV, for whoever presses the button; that they were taken is noted."""
    if not ConfirmForm().validate_on_submit():
        abort(400)
    regions = policy.regions_of(current_actor())
    rounds = rounds_reported(announced=False, regions=regions)
    chosen = _chosen(rounds)
    return _sheet(kind, _for_the_desk(regions, rounds, chosen), chosen, "fairness", for_the_desk=True)


@bp.get("/fairness.<kind>")
@anybody
def public_fairness_sheet(kind: str) -> Any:
    """The public edition as XLSX or CSV."""
    rounds = rounds_reported(announced=True)
    chosen = _chosen(rounds)
    found = for_everybody(chosen.key if chosen else TOTAL)
    return _sheet(kind, found, chosen, "fairness-public", editions=_editions(chosen))


def _editions(chosen: Reported | None) -> list[Edition]:
    return [one for one in editions() if chosen is None or one.key == chosen.key]


def _for_the_desk(regions: frozenset[str] | None, rounds: Sequence[Reported], chosen: Reported | None) -> Report:
    """One round, announced or not, as it stands today; or all that are announced, so that shares are of what was
    decided."""
    out = {one.key for one in rounds if one.is_announced} if chosen is None else {chosen.key}
    return report([row for row in counted(announced=False, regions=regions) if row.round in out])


def _chosen(rounds: Sequence[Reported]) -> Reported | None:
    asked = request.args.get("round", "")
    chosen = next((one for one in rounds if one.key == asked), None)
    if asked and chosen is None:
        abort(404)
    return chosen


def _shown(found: Report, rounds: Sequence[Reported], chosen: Reported | None, endpoint: str) -> dict[str, Any]:
    kept: dict[str, Any] = {"round": chosen.key} if chosen else {}
    everything = (_("The whole programme"), url_for(endpoint), None, chosen is None)
    return {
        "report": found,
        "chosen": chosen,
        "rates": chosen is None or chosen.is_announced,
        "rounds": [
            everything,
            *(
                (f"{one.name.text()} · \u2066{one.call}\u2069", url_for(endpoint, round=one.key), None, one is chosen)
                for one in rounds
            ),
        ],
        "sections": sections(found),
        "measures": list(MEASURES.items()),
        "words": in_words(found),
        "sheets": {kind: url_for(f"{endpoint}_sheet", kind=kind, **kept) for kind in SHEETS},
    }


def edition_words(one: Edition) -> str:
    """Which edition it made, and when."""
    return _("Edition %(edition)s, %(date)s", edition=one.edition, date=date_words(one.issued_at))


def sections(found: Report) -> list[Section]:
    """The groups, kind by kind; provinces drawn as well."""
    provinces = [(_province(line.group), line) for line in found.of(By.PROVINCE)]
    made = [Section("province", BY_WORDS[By.PROVINCE], provinces, _drawn(provinces))]
    for by in TWO_SIDED:
        sides = dict(zip((YES, "no"), SIDES[by], strict=True))
        made.append(Section(by.value, BY_WORDS[by], [(str(sides[line.group]), line) for line in found.of(by, YES)]))
    themes = [
        (_theme(line.by), line) for line in found.lines if line.by.startswith(f"{By.THEME}:") and line.group == YES
    ]
    return [*made, Section("theme", BY_WORDS[By.THEME], themes)]


def _drawn(lines: Sequence[tuple[str, Line]]) -> Drawing | None:
    told = [(name, line.numbers[Measure.SELECTED] or 0) for name, line in lines if line.numbers[Measure.SELECTED]]
    return bars(told, _("selected"), mirrored=language() == "ar") if told else None


def _province(code: str) -> str:
    return next((one.names.text() for one in facts.provinces() if one.hcp == code), code)


def _theme(by: str) -> str:
    code = by.partition(":")[2]
    found = next((one for one in facts.load("themes")["theme"] if one["code"] == code), None)
    return facts.words(found["name"]).text() if found is not None else code


def in_words(found: Report) -> list[str]:
    """What the numbers say, in sentences; of what is left out nothing is said."""
    whole = found.whole.numbers
    said = []
    if None not in whole.values():
        said.append(
            _(
                "%(applied)s associations applied, %(eligible)s were found eligible, %(selected)s were selected.",
                applied=whole[Measure.APPLIED],
                eligible=whole[Measure.ELIGIBLE],
                selected=whole[Measure.SELECTED],
            )
        )
    for by in TWO_SIDED:
        line = found.line(by)
        share = line.share() if line is not None else None
        if line is not None and share is not None:
            said.append(
                _(
                    "%(group)s: %(selected)s selected of %(applied)s that applied (%(share)s).",
                    group=_capital(str(BY_WORDS[by])),
                    selected=line.numbers[Measure.SELECTED],
                    applied=line.numbers[Measure.APPLIED],
                    share=f"{share} %",
                )
            )
    return said


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _sheet(
    kind: str,
    found: Report,
    chosen: Reported | None,
    name: str,
    *,
    for_the_desk: bool = False,
    editions: Sequence[Edition] = (),
) -> Any:
    columns = [Column("by", _("Groups")), Column("group", _("Group"), width=34)]
    columns += [Column(measure.value, str(words), "integer") for measure, words in MEASURES.items()]
    columns += [Column("rate", _("Selected of those who applied, in per cent"), "integer", 30)] if for_the_desk else []
    rows = list(_rows(found))
    if editions:
        said = "; ".join(f"{one.name.text()}: {edition_words(one)}" for one in editions)
        columns.append(Column("corrected", _("Corrected"), width=60))
        rows = [{**row, "corrected": said} for row in rows]
    if kind not in SHEETS:
        abort(404)
    if for_the_desk:
        with unit_of_work():
            exports.note(kind, len(rows), [column.label for column in columns])
    where = chosen.region.lower() if chosen else "programme"
    filename = f"{name}-{where}-{clock.today().isoformat()}.{kind}"
    if kind == "xlsx":
        content = workbook_bytes(columns, rows, title=_("Fairness report"), language=language())
        return download(content, filename=filename, media_type=XLSX)
    answer = Response("".join(csv_lines(columns, rows, language=language())), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _rows(found: Report) -> Iterator[dict[str, object]]:
    yield _row(_("All applications"), "", found.whole)
    for section in sections(found):
        for name, line in section.lines:
            yield _row(str(section.title), name, line)


def _row(by: str, group: str, line: Line) -> dict[str, object]:
    return {"by": by, "group": group, "rate": line.share(), **{m.value: line.numbers[m] for m in Measure}}
