"""What complaints add to earlier pages: the applicant's, the desk's record, the page of a result."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.complaints import policy, queries
from capacity.admission.complaints.models import Complaint
from capacity.admission.complaints.queries import Standing
from capacity.admission.complaints.states import ComplaintState
from capacity.admission.complaints.views.filters import apart
from capacity.admission.rounds.models import Outcome
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.languages import gettext as _
from capacity.people.accounts.models import Person
from capacity.web.templating import moment_words
from capacity.web.wording import label


def on_record(*, application: Application, actor: Actor) -> list[dict[str, Any]]:
    """The complaints about an application, on the desk's record of it; and the way to give more time."""
    if application.eligibility_shown_at is None:
        return []
    found = db.session.scalars(
        sa.select(Complaint)
        .where(Complaint.application_id == application.id, Complaint.filed_at.is_not(None))
        .order_by(Complaint.id)
    )
    rows = [
        {
            "label": _("Complaint %(number)s", number=apart(one.number)),
            "url": url_for("complaints.record", complaint_id=one.id),
            "sub": label(one.state),
        }
        for one in found
    ]
    if policy.coordinates(actor, application) and application.state is not ApplicationState.WITHDRAWN:
        rows.append(
            {"label": _("More time to complain"), "url": url_for("complaints.give_time", application_id=application.id)}
        )
    return rows


def on_applicants_page(*, application: Application, actor: Actor, now: datetime) -> dict[str, Any] | None:
    """A refusal at screening can be complained about; a complaint stands here as long as it matters."""
    del actor
    if application.eligibility_shown_at is None:
        return None
    standing = queries.standing_of(application.id)
    if standing is None or (standing.outcome is not None and not standing.complaints):
        return None
    return _news(standing, now)


def on_outcome(*, outcome: Outcome, now: datetime) -> dict[str, Any] | None:
    """The way to complain against a result, or to the complaint that was made."""
    standing = queries.standing_of(outcome.application_id)
    return _news(standing, now) if standing is not None else None


def on_screening(*, application: Application, actor: Actor, now: datetime) -> dict[str, Any] | None:
    """The same, on the page of a refusal at screening."""
    del actor
    standing = queries.standing_of(application.id)
    found = _news(standing, now) if standing is not None else None
    return (
        {"label": found["act"], "words": f"{found['title']}. {found['words']}", "url": found["url"]} if found else None
    )


def _news(standing: Standing, now: datetime) -> dict[str, Any] | None:
    if standing.complaints:
        return _about(standing.complaints[0], now)
    if standing.window is None:
        return None
    takes = standing.window.takes(now)
    ends = moment_words(standing.window.ends_at)
    return {
        "title": _("You can complain against this decision") if takes else _("The time to complain is over"),
        "words": _("Until %(date)s.", date=ends) if takes else _("It ended on %(date)s.", date=ends),
        "url": url_for("complaints.about", application_id=standing.application.id),
        "act": _("How to complain") if takes else _("Read how complaints were taken"),
        "kind": "info" if takes else "plain",
    }


def _about(complaint: Complaint, now: datetime) -> dict[str, Any]:
    asked = (
        complaint.state is ComplaintState.ASKED
        and complaint.answer_due_at is not None
        and now <= complaint.answer_due_at
    )
    words = label(complaint.public_state) if complaint.verdict is None or not complaint.decided_at else ""
    if complaint.decided_at is not None and complaint.verdict is not None:
        words = label(complaint.verdict)
    if asked:
        words = _("A question waits for your answer until %(date)s.", date=moment_words(complaint.answer_due_at))
    number = apart(complaint.number)
    place = "write" if complaint.state is ComplaintState.DRAFT else "reply" if asked else "show"
    return {
        "title": _("Your complaint %(number)s", number=number) if number else _("Your complaint"),
        "words": words,
        "url": url_for(f"complaints.{place}", complaint_id=complaint.id),
        "act": _("Go on") if place == "write" else _("Answer") if asked else _("See"),
        "kind": "attention" if place != "show" else "info",
    }


def export_of(*, person: Person) -> dict[str, object]:
    """What is kept of the person in this room, for their own copy."""
    found = db.session.execute(
        sa.select(Complaint.number, Complaint.text, Complaint.filed_at, Complaint.signed_name)
        .where(sa.or_(Complaint.begun_by_id == person.id, Complaint.filed_by_id == person.id))
        .order_by(Complaint.id)
    )
    return {
        "complaints": [
            {
                "number": row.number,
                "text": row.text,
                "at": row.filed_at.isoformat() if row.filed_at else None,
                "signed": row.signed_name,
            }
            for row in found
        ]
    }
