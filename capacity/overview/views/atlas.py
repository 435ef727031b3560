"""The map of the programme and what stands beside it: stages, lists of regions, results, coming dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from capacity.core.cartography import MapRegion
from capacity.core.languages import gettext as _
from capacity.mentoring.mechanisms.models import CalendarEvent
from capacity.overview.queries.tallies import Tally
from capacity.overview.states import Stage, stage_of
from capacity.overview.views.wording import STAGES
from capacity.rollout.phases.queries import Placed
from capacity.training.sessions.models import Session
from capacity.web.templating import date_words

NOTHING = Tally()


@dataclass(frozen=True)
class RegionRow:
    """A region of the public lists; ``number`` is what its phase counts: the selected, or the seats that are open."""

    code: str
    name: Any
    stage: Stage
    number: int | None


@dataclass(frozen=True)
class PhaseList:
    """A phase of the public lists; without a year, the regions still to be planned."""

    year: int | None
    index: int
    stage: Stage
    total: int
    by_seats: bool
    rows: Sequence[RegionRow]


def is_announced(region: Placed) -> bool:
    """Whether its phase is a fact rather than an example or a blank."""
    return region.year is not None and not region.example


def shapes(regions: Iterable[Placed], found: Mapping[str, Tally]) -> list[MapRegion]:
    """The map: colour by announced phase, fill by the stage reached."""
    return [_shape(region, found.get(region.code, NOTHING)) for region in regions]


def _shape(region: Placed, tally: Tally) -> MapRegion:
    stage = stage_of(tally.numbers)
    announced = is_announced(region)
    return MapRegion(
        iso=region.code,
        name=region.name.text(),
        phase_index=region.index if announced else None,
        level=int(stage),
        sum=tally.number("selected") or None,
        url=url_for("territory.show", code=region.code),
        note=str(
            _("phase %(year)s, %(stage)s", year=region.year, stage=STAGES[stage]) if announced else _("to be planned")
        ),
    )


def plain(regions: Iterable[Placed]) -> list[MapRegion]:
    """The plan alone, for the small map: announced phases in their colours."""
    return [
        MapRegion(iso=region.code, name=region.name.text(), phase_index=region.index if is_announced(region) else None)
        for region in regions
    ]


def plain_legend(regions: Iterable[Placed]) -> list[tuple[str, int]]:
    """Years in their colours, and what is still to be planned."""
    known = {region.year: region.index for region in regions if region.year is not None and not region.example}
    return [*((str(year), index or 0) for year, index in sorted(known.items())), (str(_("To be planned")), 0)]


def phase_lists(regions: Sequence[Placed], found: Mapping[str, Tally]) -> list[PhaseList]:
    """The regions phase by phase, those to be planned last."""
    lists: list[PhaseList] = []
    years = sorted({region.year for region in regions if region.year is not None and not region.example})
    for year in years:
        own = [region for region in regions if region.year == year]
        lists.append(_phase_list(year, own, found))
    rest = [RegionRow(r.code, r.name, Stage.NONE, None) for r in regions if not is_announced(r)]
    return [*lists, PhaseList(None, 0, Stage.NONE, 0, by_seats=False, rows=rest)] if rest else lists


def _phase_list(year: int, regions: Sequence[Placed], found: Mapping[str, Tally]) -> PhaseList:
    known = {region.code: found.get(region.code, NOTHING) for region in regions}
    by_seats = not any(tally.number("announced") for tally in known.values())
    key = "open_seats" if by_seats else "selected"
    rows = [RegionRow(r.code, r.name, stage_of(known[r.code].numbers), known[r.code].number(key)) for r in regions]
    return PhaseList(
        year=year,
        index=regions[0].index or 0,
        stage=max(row.stage for row in rows),
        total=sum(row.number or 0 for row in rows),
        by_seats=by_seats,
        rows=rows,
    )


def legend(lists: Sequence[PhaseList]) -> list[tuple[str, int]]:
    """The colours of the map in words, with the stage of each phase."""
    return [
        (
            str(
                _("Phase %(year)s, %(stage)s", year=one.year, stage=STAGES[one.stage])
                if one.year
                else _("To be planned")
            ),
            one.index,
        )
        for one in lists
    ]


def results(regions: Sequence[Placed], found: Mapping[str, Tally]) -> list[dict[str, Any]]:
    """The announced results, latest first."""
    rows = [
        {
            "region": region,
            "selected": found[region.code].number("selected"),
            "at": found[region.code].moments["announced"],
            "url": url_for("rounds.result", round_id=found[region.code].number("announced")),
        }
        for region in regions
        if region.code in found and "announced" in found[region.code].moments
    ]
    return sorted(rows, key=lambda row: row["at"], reverse=True)


def coming(sessions: Sequence[Session], events: Sequence[CalendarEvent], limit: int) -> list[dict[str, Any]]:
    """Sessions and dates of the mechanisms together, soonest first."""
    dated = [(one.first_day, _session(one)) for one in sessions] + [(one.on, _event(one)) for one in events]
    return [_dated(day, said) for day, said in sorted(dated, key=lambda pair: pair[0])[:limit]]


def _session(session: Session) -> dict[str, Any]:
    place = _("%(place)s, %(region)s", place=session.venue.province.name.text(), region=session.region.name.text())
    return {"title": session.module.name.text(), "words": place, "url": url_for("sessions.calendar")}


def _event(event: CalendarEvent) -> dict[str, Any]:
    words = event.note.text() or event.mechanism.treaty.text()
    return {
        "title": event.mechanism.name.text(),
        "words": words,
        "url": url_for("mechanisms.show", code=event.mechanism.code),
    }


def _dated(day: date, said: dict[str, Any]) -> dict[str, Any]:
    parts = {"weekday": date_words(day, "EEE"), "day": date_words(day, "d"), "month": date_words(day, "MMMM")}
    return {**parts, **said}
