"""What visitors read: the home page, the programme, and what the programme does in a region."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import render_template, url_for

from capacity.admission.calls.queries import CallCard, public_calls
from capacity.admission.calls.states import CallStatus
from capacity.core import clock
from capacity.core.access import Actor
from capacity.core.disclosure import steady
from capacity.core.languages import gettext as _
from capacity.core.languages import ngettext
from capacity.mentoring.mechanisms.queries import coming_events
from capacity.overview.queries.tallies import Tally, for_everybody
from capacity.overview.views import atlas
from capacity.overview.views.base import bp
from capacity.rollout.phases.queries import placed
from capacity.training.sessions.queries import upcoming
from capacity.web.guards import public as anybody
from capacity.web.templating import date_words

DATES = 4


def public_home() -> str:
    """The promise, the open call, the map, regions as lists, steps, results, coming dates; six statements."""
    return render_template("overview/home.html", **_programme(clock.now(), dates=DATES))


@bp.get("/programme")
@anybody
def programme() -> Any:
    """Map, calls, results and calendar on one page."""
    return render_template("overview/programme.html", **_programme(clock.now(), dates=3 * DATES))


def _programme(now: datetime, *, dates: int) -> dict[str, Any]:
    regions, calls, found = placed(), public_calls(now), for_everybody(now)
    today = clock.local(now).date()
    lists = atlas.phase_lists(regions, found)
    open_calls = [call for call in calls if call.status(now) is CallStatus.OPEN]
    return {
        "calls": calls,
        "call": open_calls[0] if open_calls else None,
        "seats": _seats(open_calls),
        "shapes": atlas.shapes(regions, found),
        "lists": lists,
        "legend": atlas.legend(lists),
        "described": _described(lists),
        "results": atlas.results(regions, found),
        "selected": sum(tally.number("selected") for tally in found.values()),
        "reached": sum(1 for tally in found.values() if tally.number("announced")),
        "regions": len(regions),
        "dates": atlas.coming(upcoming(today, dates), coming_events(today, dates), dates),
        "status_of": lambda card: card.status(now),
    }


def _seats(calls: list[CallCard]) -> int:
    return sum(place.seats for call in calls for place in call.regions)


def _described(lists: list[atlas.PhaseList]) -> str:
    """The map in a sentence, for who does not see it."""
    return " ".join(
        str(
            ngettext(
                "%(num)s region in phase %(year)s.", "%(num)s regions in phase %(year)s.", len(one.rows), year=one.year
            )
            if one.year
            else ngettext("%(num)s region to be planned.", "%(num)s regions to be planned.", len(one.rows))
        )
        for one in lists
    )


def in_region(*, region_code: str, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """For a region's page: its open seats, its results, sessions held, associations accompanied."""
    tally = for_everybody(now).get(region_code, Tally())
    rows: list[dict[str, Any]] = []
    if seats := tally.number("open_seats"):
        words = ngettext("%(num)s seat is open", "%(num)s seats are open", seats)
        rows.append({"label": words, "url": url_for("calls.list_calls")})
    if "announced" in tally.moments:
        selected = tally.number("selected")
        words = ngettext("%(num)s association selected", "%(num)s associations selected", selected)
        on = _("announced on %(day)s", day=date_words(tally.moments["announced"]))
        rows.append({"label": words, "url": url_for("rounds.result", round_id=tally.number("announced")), "sub": on})
    if held := tally.number("held"):
        words = ngettext("%(num)s session held", "%(num)s sessions held", held)
        rows.append({"label": words, "url": url_for("sessions.calendar")})
    if mentored := steady(tally.number("mentored")):
        rows.append(
            {
                "label": ngettext(
                    "at least %(num)s association accompanied", "at least %(num)s associations accompanied", mentored
                ),
                "url": None,
            }
        )
    return rows
