"""What this room adds to the pages of an application; for an applicant nothing before the announcement."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from flask import url_for

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.rounds import policy, queries
from capacity.admission.rounds.queries.earlier import ended_as
from capacity.admission.rounds.states import OfferState, OutcomeKind
from capacity.admission.rounds.views.words import WORDS
from capacity.core.access import Actor
from capacity.core.languages import gettext as _
from capacity.web.templating import moment_words


def on_record(*, application: Application, actor: Actor) -> list[dict[str, Any]]:
    """The way from the desk's record of an application to the ranking in which it stands."""
    if application.state is not ApplicationState.ELIGIBLE:
        return []
    round_ = queries.round_in(application.call_id, application.region_code)
    if round_ is None or not policy.may_see(actor, round_):
        return []
    return [{"label": _("Ranking of the region"), "url": url_for("rounds.ranking", round_id=round_.id)}]


def on_applicants_page(*, application: Application, actor: Actor, now: datetime) -> dict[str, Any] | None:
    """The outcome once it was announced, and the offer that waits for an answer."""
    del actor
    found = queries.outcome_of(application.id)
    if found is None:
        return None
    waits = found.state is OfferState.OFFERED and found.offer_due_at is not None and now <= found.offer_due_at
    words = _("Answer by %(date)s.", date=moment_words(found.offer_due_at)) if waits else ""
    return {
        "title": WORDS[found.state or found.kind][0],
        "words": words,
        "url": url_for("rounds.outcome", application_id=application.id),
        "act": _("Answer the offer") if waits else _("See the result"),
        "kind": "attention" if waits else "info",
    }


def earlier_outcomes() -> list[tuple[str, object, Any]]:
    """How earlier calls ended, for the desk's list to be narrowed by."""
    chosen, others = ended_as(OutcomeKind.SELECTED), ended_as(OutcomeKind.RESERVE, OutcomeKind.NOT_SELECTED)
    return [
        ("selected", _("Selected before"), partial(applications.with_earlier, among=chosen)),
        ("not_selected", _("Not selected before"), partial(applications.with_earlier, among=others)),
    ]
