"""Copies of documents without names: which are missing, and their upload."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.applications.queries import for_readers
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
from capacity.web.uploads import TOO_OLD, Sent, put_aside, sent

TRACES: dict[TraceKind, object] = {
    TraceKind.PAGE: _l("In the words of the page, perhaps under a box"),
    TraceKind.PROPERTY: _l("In the properties of the file"),
    TraceKind.NOTE: _l("In a note, a title or a name inside the file"),
    TraceKind.FILE: _l("Another file is joined inside"),
    TraceKind.EARLIER: _l("Earlier states of the document are still in the file"),
    TraceKind.UNREADABLE: _l("The file could not be searched"),
}


@dataclass
class Refused:
    """What is left in a copy that was refused, and where it waits: its document and its key."""

    traces: Sequence[Trace] = ()
    document_id: int = 0
    key: str = ""


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
    refused = Refused()
    if form.validate_on_submit():
        ready = _cleaned(application, form, refused)
        document_id = form.document.data or 0
        if ready is not None and form.attempt(lambda: _kept(application, document_id, *ready)):
            if ready[0].of_words:
                flash(_("The copy is made: read it through, line by line, before readers get it."), "done")
                return redirect(url_for("review.check_copy", application_id=number, file_id=document_id))
            flash(_("The copy is kept: readers see it instead of the document."), "done")
            return redirect(url_for("review.redact", application_id=number))
    page = _page(application, form, None, refused)
    return page, (422 if form.is_submitted() else 200)


def _kept(application: Application, document_id: int, copy: CleanCopy, came: Sent) -> int:
    """The copy that is kept; the one that stands, where another request kept this very file."""
    standing = queries.redacted_copy(document_id)
    if not came.take() and standing is not None:
        return standing.id
    return actions.keep_redacted(application, document_id, copy, actor=current_actor(), now=clock.now()).id


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
    return _page(application, RedactedForm(formdata=None), form, Refused()), 422


def _page(application: Application, form: RedactedForm, words: HiddenWordsForm | None, refused: Refused) -> str:
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
        traces=[(TRACES[one.kind], one) for one in refused.traces],
        refused=refused,
        application=application,
        panel=panel,
        is_blind=is_blind,
        lines=queries.redactions_of(application),
        secrets=secrets,
        answers=queries.hidden_answers(for_readers.shown(applications.content(application)), secrets)
        if secrets is not None
        else [],
        added_at=added.changed_at if added is not None else None,
    )


def _words_form(known: HiddenWords | None) -> HiddenWordsForm:
    if known is None:
        return HiddenWordsForm(formdata=None)
    return HiddenWordsForm(formdata=None, data={"words": "\n".join(known.words), "ordinary": "\n".join(known.ordinary)})


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _cleaned(application: Application, form: RedactedForm, refused: Refused) -> tuple[CleanCopy, Sent] | None:
    """The copy, ready to be kept, and how it came; None when the form says what is wrong with it. What is refused for
    what it tells is put aside: pictures can be made of it without choosing it again."""
    document_id = form.document.data or 0
    purpose = f"review.redact:{application.id}:{document_id}"
    try:
        came = sent([form.file.data], purpose)
        if came.taken:
            raise RuleBroken(TOO_OLD)
        data, filename = came.files[0]
        accepted = accept(data, filename, kinds=actions.COPY_KINDS)
        return actions.cleaned(application, accepted, as_pictures=form.as_pictures.data, now=clock.now()), came
    except TracesLeft as left:
        refused.traces, refused.document_id = left.traces, document_id
        refused.key = put_aside(data, filename, purpose)
        form.refuse(left.message, left.field)
    except RuleBroken as broken:
        form.refuse(broken.message, broken.field or "file")
    return None


@bp.get("/applications/<int:application_id>/copies/<int:file_id>")
@requires(load=lambda application_id, file_id: applications.application(application_id), may=policy.may_screen)
def redacted_preview(application: Application) -> Any:
    """What the readers see of a document."""
    number = int((request.view_args or {})["file_id"])
    found = queries.redacted_file(application, number, unread=True)
    if found is None:
        abort(404)
    back = url_for("review.redact", application_id=application.id)
    return preview(found, title=_("A copy without names"), back=back, original=back)
