"""Copies of documents without names: which are missing, and their upload."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.review import actions, policy, queries
from capacity.admission.review.actions import CleanCopy, TracesLeft
from capacity.admission.review.forms import HiddenWordsForm, RedactedForm
from capacity.admission.review.models import HiddenWords, Panel
from capacity.admission.review.views import places
from capacity.admission.review.views.blueprint import bp
from capacity.admission.review.views.panels import tabs
from capacity.core import clock
from capacity.core.errors import RuleBroken
from capacity.core.inspection import accept
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.core.pdf_traces import Trace, TraceKind
from capacity.web.guards import requires
from capacity.web.previews import preview
from capacity.web.session import current_actor

TRACES: dict[TraceKind, object] = {
    TraceKind.PAGE: _l("In the words of the page, perhaps under a box"),
    TraceKind.PROPERTY: _l("In the properties of the file"),
    TraceKind.NOTE: _l("In a note, a title or a name inside the file"),
    TraceKind.FILE: _l("Another file is joined inside"),
    TraceKind.EARLIER: _l("Earlier states of the document are still in the file"),
    TraceKind.UNREADABLE: _l("The file could not be searched"),
}


@bp.get("/panels/<int:panel_id>/copies")
@requires(load=queries.panel, may=policy.may_see)
def copies(panel: Panel) -> Any:
    """How far the copies without names are, application by application."""
    if not queries.is_blind(panel):
        abort(404)
    page = places.copies().read(queries.copies_of(panel))
    page.rows = [queries.Copies(*row) for row in page.rows]
    return render_template("admission/review/copies.html", panel=panel, page=page, tabs=tabs(panel, "copies"))


@bp.route("/applications/<int:application_id>/copies", methods=["GET", "POST"])
@requires(load=applications.application, may=policy.may_screen)
def redact(application: Application) -> Any:
    """The documents of an application with their copies; one more copy, or another in its place; what is hidden in the
    words."""
    form, number = RedactedForm(), application.id
    traces: list[Trace] = []
    if form.validate_on_submit():
        copy = _cleaned(application, form, traces)
        if copy is not None and form.attempt(
            lambda: (
                actions.keep_redacted(
                    application, form.document.data or 0, copy, actor=current_actor(), now=clock.now()
                ).id
            )
        ):
            flash(_("The copy is kept: readers see it instead of the document."), "done")
            return redirect(url_for("review.redact", application_id=number))
    page = _page(application, form, None, traces)
    return page, (422 if form.is_submitted() else 200)


@bp.post("/applications/<int:application_id>/copies/words")
@requires(load=applications.application, may=policy.may_screen)
def hide_words(application: Application) -> Any:
    """More words are hidden, or fewer."""
    form, number = HiddenWordsForm(), application.id
    if form.validate_on_submit() and form.attempt(
        lambda: (
            actions.hide_words(
                application,
                words=_lines(form.words.data),
                ordinary=_lines(form.ordinary.data),
                actor=current_actor(),
                now=clock.now(),
            ).id
        )
    ):
        flash(_("What is hidden was changed; below it stands as readers will find it."), "done")
        return redirect(url_for("review.redact", application_id=number, _anchor="hidden-words"))
    return _page(application, RedactedForm(formdata=None), form, []), 422


def _page(application: Application, form: RedactedForm, words: HiddenWordsForm | None, traces: Sequence[Trace]) -> str:
    panel = queries.panel_of_application(application)
    if panel is None:
        abort(404)
    is_blind = queries.is_blind(panel)
    added = queries.hidden_words(application.id) if is_blind else None
    secrets = queries.secrets_with(application, added) if is_blind else None
    return render_template(
        "admission/review/redact.html",
        form=form,
        words=words or _words_form(added),
        traces=[(TRACES[one.kind], one) for one in traces],
        application=application,
        panel=panel,
        is_blind=is_blind,
        lines=queries.redactions_of(application),
        secrets=secrets,
        answers=queries.hidden_answers(applications.content(application), secrets) if secrets is not None else [],
        added_at=added.changed_at if added is not None else None,
    )


def _words_form(known: HiddenWords | None) -> HiddenWordsForm:
    if known is None:
        return HiddenWordsForm(formdata=None)
    return HiddenWordsForm(formdata=None, data={"words": "\n".join(known.words), "ordinary": "\n".join(known.ordinary)})


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _cleaned(application: Application, form: RedactedForm, traces: list[Trace]) -> CleanCopy | None:
    """The copy, ready to be kept; None when the form says what is wrong with it."""
    sent = form.file.data
    try:
        if sent is None or not getattr(sent, "filename", ""):
            raise RuleBroken(_l("Choose a file."), field="file")
        accepted = accept(sent.read(), sent.filename, kinds=actions.COPY_KINDS)
        return actions.cleaned(application, accepted, as_pictures=form.as_pictures.data, now=clock.now())
    except TracesLeft as left:
        traces.extend(left.traces)
        form.refuse(left.message, left.field)
    except RuleBroken as broken:
        form.refuse(broken.message, broken.field)
    return None


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
