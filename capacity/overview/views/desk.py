"""The home of those who run the programme: late, today, this week; the phases; the regions that are active."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import Response, jsonify, render_template, url_for

from capacity.admission.review.queries import queue_counts
from capacity.admission.rounds.states import RoundState
from capacity.core import clock
from capacity.core.access import Actor, Role
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.overview import policy
from capacity.overview.queries.tallies import Tally, for_the_desk
from capacity.overview.states import Stage, stage_of
from capacity.overview.views import agenda, atlas
from capacity.overview.views.base import bp
from capacity.overview.views.wording import STAGES
from capacity.rollout.phases.queries import Placed, placed
from capacity.rollout.phases.states import PhaseState
from capacity.web import navigation
from capacity.web.costs import Cost, costs
from capacity.web.guards import requires
from capacity.web.session import current_actor

NEXT: dict[str, object] = {
    "next.closing": _l("closing"),
    "next.scores": _l("end of scoring"),
    "next.sitting": _l("sitting"),
    "next.session": _l("session"),
}


REACHED_THROUGH = {"enquiries": "calls", "notes": "applications"}
"""Rooms that have no way of their own in the menu, by the room that leads to them."""


def desk_home(actor: Actor) -> str:
    """Five statements, whatever waits."""
    now = clock.now()
    found, regions = agenda.items(actor, now), placed()
    _count_rooms([item["room"] for item in found])
    follows = policy.may_see_dashboard(actor)
    return render_template(
        "overview/desk.html",
        parts=agenda.parts(found),
        waiting=len(found),
        late=agenda.late(found),
        shapes=atlas.plain(regions),
        legend=atlas.plain_legend(regions),
        phases=_phases(regions),
        placed=sum(1 for region in regions if region.year is not None),
        regions=len(regions),
        tables=_tables(actor, regions, now) if follows else [],
        readings=queue_counts(actor) if actor.has(Role.COMMITTEE) else {},
    )


@bp.get("/today/counts")
@requires(may=policy.is_desk)
@costs(Cost(3))
def counts() -> Response:
    """How much waits for this person in each room of the menu, by address: what ``js/counts.js`` asks for."""
    _count_rooms(agenda.rooms(current_actor(), clock.now()))
    return jsonify(navigation.counts_by_address())


def _count_rooms(rooms: Sequence[str]) -> None:
    navigation.count_rooms([REACHED_THROUGH.get(room, room) for room in rooms])


def _phases(regions: Sequence[Placed]) -> list[tuple[int, PhaseState, bool]]:
    """(year, state, whether it is an example), by year."""
    known = {region.year: (region.state, region.example) for region in regions if region.year is not None}
    return [(year, state, example) for year, (state, example) in sorted(known.items()) if state is not None]


def _tables(actor: Actor, regions: Sequence[Placed], now: datetime) -> list[dict[str, Any]]:
    """One table for each active phase, the latest first: the regions that this person follows."""
    scope = policy.regions_of(actor)
    active = [
        region for region in regions if region.state is PhaseState.ACTIVE and (scope is None or region.code in scope)
    ]
    if not active:
        return []
    today = clock.local(now).date()
    found = for_the_desk(now)
    years = sorted({region.year for region in active if region.year}, reverse=True)
    return [
        {
            "year": year,
            "rows": [_row(r, found.get(r.code, Tally()), today) for r in active if r.year == year],
        }
        for year in years
    ]


def _row(region: Placed, tally: Tally, today: date) -> dict[str, Any]:
    stage = stage_of(tally.numbers)
    under_way = min(stage + 1, Stage.FOLLOW_UP) if stage is Stage.SELECTION else max(stage, Stage.CALL)
    word = tally.words.get("round")
    return {
        "code": region.code,
        "name": region.name,
        "url": url_for("rounds.ranking", round_id=tally.number("round")) if word else None,
        "applications": tally.number("applications"),
        "eligible": tally.number("eligible"),
        "scored": tally.number("scored"),
        "seats": tally.number("seats"),
        "open": "next.closing" in tally.moments,
        "state": RoundState(word) if word else None,
        "stage": int(under_way),
        "stage_words": _("Stage %(number)s of 6, %(stage)s", number=int(under_way), stage=STAGES[Stage(under_way)]),
        "next": _next(tally, today),
    }


def _next(tally: Tally, today: date) -> tuple[date, object] | None:
    """The soonest date of the region, and what it is."""
    days = {key: clock.local(moment).date() for key, moment in tally.moments.items()} | tally.days
    coming = [(day, NEXT[key]) for key, day in days.items() if key in NEXT and day >= today]
    return min(coming, key=lambda pair: pair[0]) if coming else None
