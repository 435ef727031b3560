"""The public calendar, and calendar files."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for

from capacity.core import clock
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.training.sessions import actions, notices, policy, queries
from capacity.training.sessions.models import Session
from capacity.training.sessions.views.blueprint import bp
from capacity.web.downloads import unless_known
from capacity.web.forms import ConfirmForm
from capacity.web.guards import public, requires
from capacity.web.session import current_actor

FIRST_MONTH, LAST_MONTH = date(2017, 1, 1), date(2040, 12, 1)


def _month(asked: str) -> date:
    """The first day of ``2027-03``; this month when that is none."""
    try:
        found = date.fromisoformat(f"{asked}-01")
    except ValueError:
        found = clock.today().replace(day=1)
    return min(max(found, FIRST_MONTH), LAST_MONTH)


@bp.get("/calendar")
@public
def calendar() -> Any:
    """The sessions of a month."""
    first = _month(request.args.get("month", ""))
    last = first.replace(day=monthrange(first.year, first.month)[1])
    return render_template(
        "training/sessions/calendar.html",
        first=first,
        sessions=queries.between(first, last),
        previous=(first - timedelta(days=1)).replace(day=1),
        next=last + timedelta(days=1),
        coming=queries.upcoming(clock.today()) if first.strftime("%Y-%m") == clock.today().strftime("%Y-%m") else [],
    )


@bp.get("/sessions/<int:session_id>/calendar.ics")
@public
def calendar_file(session_id: int) -> Any:
    """One released session for a calendar program."""
    session = queries.public_session(session_id)
    if session is None:
        abort(404)
    return _ics([session], name="", filename=f"session-{session_id}.ics")


@bp.get("/calendar/<token>.ics")
@public
def feed(token: str) -> Any:
    """A person's sessions, under the secret address that they gave to their calendar program."""
    found = queries.feed_by_token(token)
    if found is None:
        abort(404)
    return _ics(queries.of_person(found.person_id), name=_("Training sessions"), filename="sessions.ics")


def _ics(sessions: list[Session], *, name: str, filename: str) -> Response:
    host = urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
    sender = current_app.config["MAIL_FROM"]
    content = notices.calendar_file(sessions, host=host, sender=sender, language=language(), name=name)
    answer = Response(content, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return unless_known(answer)


@bp.post("/calendar/address")
@requires(may=policy.may_have_feed)
def give_feed() -> Any:
    """A new secret address; the one before ends."""
    form = ConfirmForm()
    if form.validate_on_submit() and form.attempt(lambda: actions.give_feed(actor=current_actor(), now=clock.now()).id):
        flash(_("The address for your calendar is made."), "done")
    actor = current_actor()
    if policy.is_trainer(actor, None):
        return redirect(url_for("sessions.mine", _anchor="feed"))
    return redirect(url_for("sessions.for_association" if actor.is_member else "sessions.calendar"))
