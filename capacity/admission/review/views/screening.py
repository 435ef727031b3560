"""Screening: the list of a region, the workbench, the announcement."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.review import actions, policy, queries
from capacity.admission.review.forms import ConfirmIneligibleForm, ScreenForm
from capacity.admission.review.models import Panel, Screening
from capacity.admission.review.states import Verdict
from capacity.admission.review.views.blueprint import bp
from capacity.admission.review.views.panels import tabs
from capacity.core import clock
from capacity.core.files import StoredFile, store
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.core.languages import ngettext
from capacity.people.associations.models import Association
from capacity.web.downloads import download
from capacity.web.forms import ConfirmForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.tables import Filter, Sort, Table

UNSCREENED = "none"
VERDICTS: tuple[tuple[str, object], ...] = (
    (Verdict.ELIGIBLE.value, _l("Eligible")),
    (Verdict.INELIGIBLE.value, _l("Ineligible")),
)


def _by_verdict(statement: Any, chosen: list[str]) -> Any:
    clauses: list[Any] = [Screening.verdict.in_([Verdict(word) for word in chosen if word != UNSCREENED])]
    if UNSCREENED in chosen:
        clauses.append(Screening.id.is_(None))
    return statement.where(sa.or_(*clauses))


def _search(statement: Any, query: str) -> Any:
    words = f"%{query.lower()}%"
    return statement.where(
        sa.or_(
            Application.number.like(words),
            sa.func.lower(Association.name_fr).like(words),
            Association.name_ar.like(words),
        )
    )


TABLE = Table(
    id_column=Application.id,
    sorts=(
        Sort("number", _l("Number"), sa.func.coalesce(Application.number, "")),
        Sort("name", _l("Association"), Association.key_fr),
    ),
    filters=(Filter("verdict", _l("Verdict"), (*VERDICTS, (UNSCREENED, _l("Without verdict"))), _by_verdict),),
    search=_search,
)


@bp.get("/panels/<int:panel_id>/screening")
@requires(load=queries.panel, may=policy.may_see)
def screening_list(panel: Panel) -> Any:
    """What was received in a region, and what was found."""
    return render_template(
        "admission/review/screening_list.html",
        panel=panel,
        page=TABLE.read(queries.to_screen(panel)),
        progress=queries.progress([panel])[panel.id],
        is_open=panel.call.window().accepts(clock.now()),
        tabs=tabs(panel, "screening"),
    )


@bp.route("/applications/<int:application_id>/screening", methods=["GET", "POST"])
@requires(load=applications.application, may=policy.may_screen)
def screen(application: Application) -> Any:
    """The file at one side, the checklist at the other."""
    if application.state in {ApplicationState.DRAFT, ApplicationState.WITHDRAWN}:
        abort(404)
    panel = queries.panel_of_application(application)
    found = queries.screening_of(application.id)
    content = applications.content(application)
    form = _form(found[0] if found else None, content)
    application_id = application.id
    if form.validate_on_submit() and form.attempt(lambda: _screened(application, form)):
        flash(_("The verdict is kept; nothing is shown before the screening is announced."), "done")
        following = queries.next_unscreened(application)
        return redirect(url_for("review.screen", application_id=following or application_id))
    before, after = queries.neighbours(application)
    page = render_template(
        "admission/review/screen.html",
        form=form,
        application=application,
        panel=panel,
        found=found,
        confirmer=queries.confirmer_of(found[0]) if found else "",
        content=content,
        coalition=applications.coalition_seen(application, content.snapshot),
        exchanges=applications.exchanges(application.id, application.language, clock.now()),
        before=before,
        after=after,
        is_open=application.call.window(application.association_id).accepts(clock.now()),
        url_of=lambda file_id: url_for("review.screening_file", application_id=application_id, file_id=file_id),
    )
    return page, (422 if form.is_submitted() else 200)


@bp.post("/applications/<int:application_id>/screening/confirm")
@requires(load=queries.screening, may=policy.may_confirm, see=policy.may_screen)
def confirm_ineligible(found: Screening) -> Any:
    """A second person confirms that an application is ineligible."""
    form, application_id = ConfirmIneligibleForm(obj=found), found.application_id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.confirm_ineligible(found, actor=current_actor(), now=clock.now())
    ):
        flash(_("Confirmed by a second person."), "done")
    for _field, message in form.all_errors:
        flash(str(message), "error")
    return redirect(url_for("review.screen", application_id=application_id))


def _form(known: Screening | None, content: Any) -> ScreenForm:
    form = ScreenForm(
        data={"verdict": known.verdict.value, "reasons": known.reasons, "checks": known.checks, "note": known.note}
        if known is not None
        else {}
    )
    form.verdict.choices = choices_of(VERDICTS)
    form.reasons.choices = choices_of((code, words.text()) for code, words in queries.reasons().items())
    form.checks.choices = choices_of((document.key, document.label.text()) for document in content.documents)
    return form


def _screened(application: Application, form: ScreenForm) -> None:
    actions.screen(
        application,
        verdict=Verdict(form.verdict.data),
        reasons=form.reasons.data or [],
        checks=form.checks.data or [],
        note=form.note.data or "",
        actor=current_actor(),
        now=clock.now(),
    )


@bp.get("/applications/<int:application_id>/files/<int:file_id>")
@requires(load=lambda application_id, file_id: applications.application(application_id), may=policy.may_screen)
def screening_file(application: Application) -> Any:
    """A document of an application, for the desk."""
    return send_document(application)


def sent_document(application: Application) -> StoredFile | None:
    """The document that the address names, if it was sent with this application."""
    number = int((request.view_args or {})["file_id"])
    sent = applications.sent_file_ids(application)
    return applications.file_of(application.id, number) if number in sent else None


def send_document(application: Application) -> Any:
    """The document that the address names, of this application only, and only if it was sent, then or before."""
    found = sent_document(application)
    if found is None:
        abort(404)
    return download(store().read(found), filename=found.filename, media_type=found.media_type, show=True)


@bp.route("/panels/<int:panel_id>/screening/announce", methods=["GET", "POST"])
@requires(load=queries.panel, may=policy.may_run)
def announce_screening(panel: Panel) -> Any:
    """Confirm, with the number of letters; then tell everybody their own result."""
    form = ConfirmForm()
    panel_id = panel.id
    if form.validate_on_submit():
        told = form.attempt(lambda: actions.announce_screening(panel, actor=current_actor(), now=clock.now()))
        if told:
            flash(ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", told), "done")
            return redirect(url_for("review.screening_list", panel_id=panel_id))
    verdicts = queries.verdicts_of(panel)
    eligible = sum(1 for _a, item in verdicts if item is not None and item.verdict is Verdict.ELIGIBLE)
    ineligible = sum(1 for _a, item in verdicts if item is not None and item.verdict is Verdict.INELIGIBLE)
    page = render_template(
        "admission/review/announce_screening.html",
        form=form,
        panel=panel,
        eligible=eligible,
        ineligible=ineligible,
        total=len(verdicts),
        is_open=panel.call.window().accepts(clock.now()),
    )
    return page, (422 if form.is_submitted() else 200)
