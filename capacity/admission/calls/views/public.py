"""What visitors read: the list of calls, and a call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import abort, render_template, request

from capacity.admission.calls import queries
from capacity.admission.calls.queries import PublicCall
from capacity.admission.calls.states import CallStatus
from capacity.admission.calls.states.effort import hours_needed
from capacity.admission.calls.states.eligibility_words import requirement_words
from capacity.admission.calls.states.reading import reading_words
from capacity.admission.calls.states.recourse_words import recourse_words
from capacity.admission.calls.states.rule_words import sentences
from capacity.admission.calls.views.blueprint import bp
from capacity.admission.calls.views.limits import limit_words
from capacity.admission.calls.views.sharing import shared
from capacity.core import clock, facts
from capacity.core.contacts import contacts
from capacity.core.contributions import collect
from capacity.core.languages import Localized, language
from capacity.web.costs import LIST, PUBLIC_BYTES, Cost, costs
from capacity.web.guards import public
from capacity.web.session import current_actor
from capacity.web.visitors import for_visitors


@bp.get("/calls")
@public
@costs(LIST)
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
@costs(visitor=Cost(3, bytes=PUBLIC_BYTES))
def show(reference: str) -> Any:
    """One call: three statements for a visitor, one while the page just shown to another visitor still holds."""
    call, year, choices = queries.published(reference) or abort(404)
    key = (
        call.id,
        call.version,
        choices,
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
        "contacts": contacts_of((place.code for place in call.regions), call.contacts),
        "apply": next(collect("call.apply", call=call, actor=current_actor(), now=now), None),
        "seats_rules": _rules_of_seats(call),
        "who_may": [requirement_words(one, call.deciding) for one in call.eligibility],
        "reading": reading_words(call.reading) if call.reading is not None else "",
        "complaints": recourse_words(call.recourse),
        "answers": next(collect("call.answers", call=call, actor=current_actor(), now=now), None),
        "share": shared(call),
        "hours": hours_needed(
            (question.word_limit for page in call.subjects for question in page.questions), len(call.documents)
        ),
        "limit_of": limit_words,
        "clock_changes": clock.changes(now, call.window.closes_at),
        "most": max((criterion.weight for criterion in call.criteria), default=1),
    }


def _rules_of_seats(call: PublicCall) -> list[tuple[tuple[str, ...], list[Localized]]]:
    """How seats are given, said once for all regions of which it is true."""
    said: dict[tuple[str, ...], list[Localized]] = {}
    for place in call.regions:
        said.setdefault(tuple(sentences(call.rules, place.seats, place.quotas, _criteria(call))), []).append(place.name)
    return list(said.items())


def _criteria(call: PublicCall) -> dict[str, Localized]:
    return {one.key: one.name for one in sorted(call.criteria, key=lambda one: -one.weight)}


def contacts_of(regions: Iterable[str], chosen: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """Whom to call, region by region; ``chosen`` are those who were named, where they were read already."""
    wanted = set(regions)
    named = "name_ar" if language() == "ar" else "name_fr"
    return [
        {**contact, "name": contact[named], "place": facts.region(contact["region"]).names}
        for contact in contacts(chosen)
        if contact["region"] in wanted
    ]
