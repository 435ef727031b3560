"""The blueprint of the room, and what all its pages share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for

from capacity.core.vault import PrivateKey
from capacity.mentoring.mentorships.models import OpenRing
from capacity.mentoring.shadow_reports import queries
from capacity.mentoring.shadow_reports.models import ShadowReport
from capacity.people.accounts.queries import opened_key
from capacity.web.forms import BaseForm
from capacity.web.session import current_actor, current_token

bp = Blueprint("shadow_reports", __name__)


@bp.after_request
def keep_no_copy(answer: Response) -> Response:
    """What was opened for one reader stays in no cache and no history of the browser."""
    answer.headers["Cache-Control"] = "no-store"
    return answer


def own_key() -> PrivateKey | None:
    """The key of whoever is signed in, open for this request."""
    return opened_key(current_token())


def own_ring(report: ShadowReport) -> OpenRing | None:
    """The report's keys as whoever is signed in can open them."""
    return queries.opened_ring(report, current_actor().id, own_key())


def page(name: str, form: Any, **context: Any) -> Any:
    """A form's page: 422 when it came back with errors."""
    code = 422 if form.is_submitted() else 200
    return render_template(f"mentoring/shadow_reports/{name}", form=form, **context), code


def locked(report: ShadowReport) -> Any:
    """The page that says that one's key does not open this report, and how to get access again."""
    return redirect(url_for("shadow_reports.access", report_id=report.id))


def back(report_id: int, form: BaseForm) -> Any:
    """To the report, with what stood in the way."""
    for _field, message in form.all_errors:
        flash(str(message), "error")
    return redirect(url_for("shadow_reports.show", report_id=report_id))
