"""What this room adds to the pages of an application; for an applicant nothing before the announcement."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from flask import url_for

from capacity.admission.applications import policy as applications_policy
from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState, Ended
from capacity.admission.rounds import policy, queries
from capacity.admission.rounds.queries.earlier import announced_to
from capacity.admission.rounds.states import OfferState
from capacity.admission.rounds.views.words import WORDS
from capacity.core.access import Actor
from capacity.core.languages import gettext as _
from capacity.people.associations import queries as associations
from capacity.people.associations.models import Association
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


def on_association(*, association: Association, actor: Actor) -> dict[str, Any] | None:
    """How each call ended for it, once that was announced, under each name it had."""
    rows = []
    for outcome in announced_to(associations.family_of(association.id)):
        application = outcome.application
        if applications_policy.may_read(actor, application):
            url = url_for("applications.record", application_id=application.id)
        elif applications_policy.owns(actor, application):
            url = url_for("rounds.outcome", application_id=application.id)
        else:
            continue
        words = WORDS[outcome.state or outcome.kind][0]
        rows.append({"label": application.call.title.text(), "url": url, "sub": application.number, "state": words})
    return {"title": _("Results of calls"), "rows": rows} if rows else None


def earlier_outcomes() -> list[tuple[str, object, Any]]:
    """How earlier calls ended, for the desk's list to be narrowed by."""
    words = {Ended.SELECTED: _("Selected before"), Ended.NOT_SELECTED: _("Not selected before")}
    return [(ending.value, label, partial(applications.with_ended, ending=ending)) for ending, label in words.items()]
