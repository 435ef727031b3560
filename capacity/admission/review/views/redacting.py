"""Copies of documents without names: which are missing, and their upload."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.review import actions, policy, queries
from capacity.admission.review.forms import RedactedForm
from capacity.admission.review.models import Panel
from capacity.admission.review.views.blueprint import bp
from capacity.admission.review.views.panels import tabs
from capacity.core import clock
from capacity.core.errors import RuleBroken
from capacity.core.inspection import Accepted, accept
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.web.guards import requires
from capacity.web.previews import preview
from capacity.web.session import current_actor


@bp.get("/panels/<int:panel_id>/copies")
@requires(load=queries.panel, may=policy.may_see)
def copies(panel: Panel) -> Any:
    """How far the copies without names are, application by application."""
    if not queries.is_blind(panel):
        abort(404)
    return render_template(
        "admission/review/copies.html", panel=panel, lines=queries.copies_of(panel), tabs=tabs(panel, "copies")
    )


@bp.route("/applications/<int:application_id>/copies", methods=["GET", "POST"])
@requires(load=applications.application, may=policy.may_screen)
def redact(application: Application) -> Any:
    """The documents of an application with their copies; one more copy, or another in its place."""
    panel = queries.panel_of_application(application)
    if panel is None:
        abort(404)
    form, number = RedactedForm(), application.id
    if form.validate_on_submit() and form.attempt(lambda: _kept(application, form)):
        flash(_("The copy is kept: readers see it instead of the document."), "done")
        return redirect(url_for("review.redact", application_id=number))
    page = render_template(
        "admission/review/redact.html",
        form=form,
        application=application,
        panel=panel,
        is_blind=queries.is_blind(panel),
        lines=queries.redactions_of(application),
    )
    return page, (422 if form.is_submitted() else 200)


def _kept(application: Application, form: RedactedForm) -> int:
    accepted = _accepted(form)
    document = form.document.data or 0
    return actions.keep_redacted(application, document, accepted, actor=current_actor(), now=clock.now()).id


def _accepted(form: RedactedForm) -> Accepted:
    sent = form.file.data
    if sent is None or not getattr(sent, "filename", ""):
        raise RuleBroken(_l("Choose a file."), field="file")
    return accept(sent.read(), sent.filename)


@bp.get("/applications/<int:application_id>/copies/<int:file_id>")
@requires(load=lambda application_id, file_id: applications.application(application_id), may=policy.may_screen)
def redacted_preview(application: Application) -> Any:
    """What the readers see of a document."""
    number = int((request.view_args or {})["file_id"])
    found = queries.redacted_file(application, number)
    if found is None:
        abort(404)
    back = url_for("review.redact", application_id=application.id)
    return preview(found, title=_("A copy without names"), back=back, original=back)
