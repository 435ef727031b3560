"""The desk's list of calls, and the record of one."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import sqlalchemy as sa
from flask import render_template, request, url_for

from capacity.admission.calls import policy, queries
from capacity.admission.calls.models import Call, CallRegion
from capacity.admission.calls.states import CallState, CallStatus, Part, gaps, languages_meter
from capacity.admission.calls.states.closing import can_be_corrected
from capacity.admission.calls.views.blueprint import bp
from capacity.admission.calls.views.public import of_call
from capacity.admission.calls.views.wording import PART_WORDS, STATE_WORDS
from capacity.admission.calls.views.writing import url_of_gap
from capacity.core import audit, clock, facts, search
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.languages import LANGUAGES, in_language, language
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts.queries import names_of
from capacity.rollout.phases.models import Phase
from capacity.web import exports
from capacity.web.costs import LIST, costs
from capacity.web.exports import Cell, Sheet
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.tables import Filter, Sort, Table
from capacity.web.wording import label

LATEST = 100
"""What happened to a call is told so far back."""


def _table() -> Table:
    regions = [(region.iso, region.names.text()) for region in facts.regions()]
    return Table(
        id_column=Call.id,
        sorts=[
            Sort("opens", _l("Opening"), Call.opens_at),
            Sort("reference", _l("Reference"), Call.reference),
            Sort("phase", _l("Phase"), Phase.year),
        ],
        default_sort="-opens",
        filters=[
            Filter("state", _l("State"), [(s.value, words) for s, words in STATE_WORDS.items()], _in_states),
            Filter("region", _l("Region"), regions, _in_regions),
        ],
        search=lambda statement, words: statement.where(
            sa.or_(Call.reference.icontains(words, autoescape=True), search.holds(words, Call.title))
        ),
    )


def _in_states(statement: sa.Select[Any], values: list[str]) -> sa.Select[Any]:
    return statement.where(Call.state.in_([CallState(value) for value in values]))


def _in_regions(statement: sa.Select[Any], values: list[str]) -> sa.Select[Any]:
    return statement.where(Call.id.in_(sa.select(CallRegion.call_id).where(CallRegion.region_code.in_(values))))


def _sheet() -> Sheet:
    def places(row: Any) -> str:
        return " – ".join(f"{place.region.name.text()} ({place.seats})" for place in row[0].regions)

    return Sheet(
        "calls",
        _("Calls"),
        (
            Cell(_l("Reference"), lambda row: row[0].reference),
            Cell(_l("Title"), lambda row: row[0].title.text(), width=60),
            Cell(_l("Phase"), lambda row: str(row[1])),
            Cell(_l("Regions"), places, width=60),
            Cell(_l("Seats"), lambda row: sum(place.seats for place in row[0].regions), "integer"),
            Cell(_l("State"), lambda row: label(row[0].status(clock.now()))),
            Cell(_l("Opening"), lambda row: row[0].opens_at, "datetime"),
            Cell(_l("Closing"), lambda row: row[0].window().closes_at, "datetime"),
        ),
    )


@bp.route("/desk/calls", methods=exports.METHODS)
@requires(may=policy.may_list)
@costs(LIST)
def desk() -> Any:
    """All calls in scope: eight statements at most."""
    statement: Any = queries.desk_rows(current_actor())
    if exports.is_asked():
        return exports.answer(_table(), statement, _sheet())
    return render_template("admission/calls/desk.html", page=exports.read(_table(), statement), moment=clock.now())


@bp.get("/desk/calls/<int:call_id>")
@requires(load=queries.call, may=policy.may_see)
def manage(call: Call) -> Any:
    """The record of a call: what it lacks, what can be done, what happened."""
    now, actor = clock.now(), current_actor()
    may = policy.may_edit(actor, call)
    events = _in_turns(audit.history(db.session(), [call], limit=LATEST))
    lacks = gaps(call, now) if call.state is CallState.DRAFT else []
    return render_template(
        "admission/calls/manage.html",
        call=call,
        status=call.status(now),
        moment=now,
        parts=_parts(call, lacks, may),
        missing=[(gap.message, url_of_gap(call, gap, back="call") if may else None) for gap in lacks],
        meter=languages_meter(call),
        form_url=next(collect("call.form", call=call), None),
        events=events,
        people=names_of(event.actor_id for event, _times in events),
        related=[row for rows in collect("call.related", call=call, actor=actor) for row in rows],
        cannot_do=_cannot(call, now, lacks),
        closes_at=call.window().closes_at,
        more_time=queries.more_time_of(call),
        correctable={
            one.id for one in call.extensions if can_be_corrected(one.closes_at, first=call.closes_at, now=now)
        },
    )


def _in_turns(events: list[audit.Event]) -> list[tuple[audit.Event, int]]:
    """(latest, how often) of each run of one act by one person on one day: who orders questions does it often."""

    def alike(event: audit.Event) -> tuple[object, ...]:
        return (event.action, event.actor_id, clock.local(event.at).date(), event.reason)

    return [(run[0], len(run)) for run in (list(found) for _alike, found in groupby(events, key=alike))]


def _parts(call: Call, missing: list[Any], may_edit: bool) -> list[tuple[object, str | None, Part, int]]:
    """(label, address, part, how much it lacks) of each page on which the call is written."""
    return [
        (
            label,
            url_for(f"calls.edit_{part.value}", call_id=call.id)
            if may_edit and call.state is CallState.DRAFT
            else None,
            part,
            sum(gap.part is part for gap in missing),
        )
        for part, label in PART_WORDS.items()
    ]


def _cannot(call: Call, now: Any, missing: list[Any]) -> list[tuple[str, str]]:
    reasons = []
    if call.state is CallState.DRAFT and missing:
        reasons.append((_("Publish"), _("the call is not complete yet.")))
    if call.state is CallState.PUBLISHED:
        reasons.append((_("Change the text"), _("it is frozen since publication; an addendum corrects it.")))
        if call.status(now) is not CallStatus.CLOSED:
            reasons.append((_("Archive"), _("the call is not closed yet.")))
    if not policy.may_edit(current_actor(), call):
        reasons.append((_("Change"), _("this call has regions that you do not coordinate.")))
    return reasons


@bp.get("/desk/calls/<int:call_id>/preview")
@requires(load=queries.call, may=policy.may_see)
def preview(call: Call) -> Any:
    """The page as applicants will read it, in the language asked for."""
    wanted = request.args.get("in", "")
    code = wanted if wanted in LANGUAGES else language()
    with in_language(code):
        page = queries.readable(call, call.phase.year)
        return render_template(
            "admission/calls/show.html",
            preview=call,
            shown=code,
            form_url=next(collect("call.form", call=call), None),
            **{**of_call(page), "apply": None},
        )
