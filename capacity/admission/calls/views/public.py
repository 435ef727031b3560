"""What visitors read: the list of calls, a call, its closing for their calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for
from icalendar import Alarm, Calendar, Event

from capacity.admission.calls import queries
from capacity.admission.calls.queries import PublicCall
from capacity.admission.calls.states import CallStatus
from capacity.admission.calls.views.blueprint import bp
from capacity.core import clock, facts
from capacity.core.contributions import collect
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.web.guards import public
from capacity.web.session import current_actor
from capacity.web.visitors import for_visitors


@bp.get("/calls")
@public
def list_calls() -> Any:
    """Every call, the open ones first."""
    now = clock.now()
    cards = [(card, card.status(now)) for card in queries.public_calls(now)]
    return render_template(
        "admission/calls/list.html",
        current=[pair for pair in cards if pair[1] in {CallStatus.OPEN, CallStatus.SCHEDULED}],
        past=[pair for pair in cards if pair[1] not in {CallStatus.OPEN, CallStatus.SCHEDULED}],
    )


@bp.get("/calls/<reference>")
@public
def show(reference: str) -> Any:
    """One call: three statements for a visitor, one while the page just shown to another visitor still holds."""
    call, year = queries.published(reference) or abort(404)
    key = (
        call.id,
        call.version,
        call.lottery_seed_sha256,
        clock.now().timestamp() // 60,
        language(),
        request.full_path,
    )
    return for_visitors(
        key, lambda: render_template("admission/calls/show.html", preview=None, **of_call(queries.readable(call, year)))
    )


def of_call(call: PublicCall) -> dict[str, Any]:
    """What the page of a call needs."""
    now = clock.now()
    return {
        "call": call,
        "status": call.status(now),
        "contacts": contacts_of(place.code for place in call.regions),
        "apply": next(collect("call.apply", call=call, actor=current_actor(), now=now), None),
        "answers": next(collect("call.answers", call=call, actor=current_actor(), now=now), None),
        "most": max((criterion.weight for criterion in call.criteria), default=1),
    }


def contacts_of(regions: Iterable[str]) -> list[dict[str, Any]]:
    """Whom to call, region by region."""
    wanted = set(regions)
    named = "name_ar" if language() == "ar" else "name_fr"
    return [
        {**contact, "name": contact[named], "place": facts.region(contact["region"]).names}
        for contact in facts.load("contacts")["contact"]
        if contact["region"] in wanted
    ]


@bp.get("/calls/<reference>/closing.ics")
@public
def calendar(reference: str) -> Any:
    """The closing, for the reader's own calendar, with a reminder a day before."""
    call = queries.public_call(reference) or abort(404)
    answer: Response = make_response(closing_event(call))
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{call.reference}.ics"'
    return answer


def closing_event(call: PublicCall) -> bytes:
    """One event, in UTC; its UID never changes, its SEQUENCE counts the changes of the call."""
    made = Calendar()
    made.add("prodid", "-//capacity//calls//")
    made.add("version", "2.0")
    event = Event()
    event.add("uid", f"call-{call.reference}-closing@capacity")
    event.add("sequence", call.version)
    event.add("dtstamp", call.published_at or call.window.opens_at)
    event.add("dtstart", call.window.closes_at - timedelta(minutes=30))
    event.add("dtend", call.window.closes_at)
    event.add("summary", _("Closing of the call: %(title)s", title=call.title.text()))
    event.add("url", url_for("calls.show", reference=call.reference, _external=True))
    if call.status(clock.now()) is CallStatus.CANCELLED:
        event.add("status", "CANCELLED")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", call.title.text())
    alarm.add("trigger", timedelta(days=-1))
    event.add_component(alarm)
    made.add_component(event)
    return bytes(made.to_ical())
