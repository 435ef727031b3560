"""Who can open a report, and how to get in again."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for

from capacity.core import clock
from capacity.core.db import db
from capacity.core.languages import gettext as _
from capacity.mentoring.mentorships.queries import reaches
from capacity.mentoring.shadow_reports import actions, policy, queries
from capacity.mentoring.shadow_reports.forms import RecoverForm, ShareForm
from capacity.mentoring.shadow_reports.models import ShadowReport
from capacity.mentoring.shadow_reports.views.room import bp, own_key, own_ring, page
from capacity.people.accounts.models import Person
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.route("/reports/<int:report_id>/access", methods=["GET", "POST"])
@requires(may=policy.may_read, load=queries.report)
def access(report: ShadowReport) -> Any:
    """Who can open it; sharing with somebody who cannot yet; the printed code for who lost their key."""
    number, form, actor = report.id, RecoverForm(), current_actor()
    person = db.session.get(Person, actor.id)
    if (
        person is not None
        and form.validate_on_submit()
        and form.attempt(
            lambda: actions.recover(report, person, code=form.code.data or "", actor=actor, now=clock.now())
        )
    ):
        flash(_("The report opens again with your present key."), "done")
        return redirect(url_for("shadow_reports.show", report_id=number))
    return page(
        "access.html",
        form,
        report=report,
        opens=own_ring(report) is not None,
        has_key=own_key() is not None,
        reach=reaches(report.ring, queries.entitled(report)),
    )


@bp.post("/reports/<int:report_id>/share")
@requires(may=policy.may_share, load=queries.report)
def share(report: ShadowReport) -> Any:
    """Let another member, or the mentor let in, open the report."""
    number, form, ring, actor = report.id, ShareForm(), own_ring(report), current_actor()
    person = db.session.get(Person, form.person.data) if form.validate_on_submit() else None
    if person is not None and form.attempt(
        lambda: actions.share_report(report, person, opened_ring=ring, actor=actor, now=clock.now())
    ):
        flash(_("This person can open the report now."), "done")
    for _field, message in form.all_errors:
        flash(str(message), "error")
    return redirect(url_for("shadow_reports.access", report_id=number))
