"""The documents of an application: sent, opened, taken away, taken over from an earlier application."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, jsonify, redirect, render_template, request, url_for

from capacity.admission.applications import actions, policy, queries
from capacity.admission.applications.forms import UploadForm
from capacity.admission.applications.models import Application, ApplicationDocument
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.views.applying import contents, draft_of
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.calls.models import RequiredDocument
from capacity.core import clock
from capacity.core.errors import RuleBroken
from capacity.core.files import store
from capacity.core.inspection import MEGABYTE, Kind, accept_sent
from capacity.core.languages import gettext as _
from capacity.core.unit_of_work import unit_of_work
from capacity.people.associations.queries import offered
from capacity.web.downloads import download
from capacity.web.forms import forget_reads
from capacity.web.guards import requires
from capacity.web.previews import preview
from capacity.web.session import current_actor
from capacity.web.uploads import Sent, sent, ticket

KINDS = frozenset(Kind)


def limit_bytes(paper: RequiredDocument) -> int:
    """How large one file of this document may be."""
    return int(paper.limit_mb or current_app.config["SETTINGS"].max_upload_mb) * MEGABYTE


@bp.get("/applications/<int:application_id>/documents")
@requires(load=draft_of, may=policy.of_draft(policy.may_write))
def papers(draft: queries.Draft) -> Any:
    """The documents asked for, and what was sent of each."""
    if draft.application.state is not ApplicationState.DRAFT:
        return redirect(url_for("applications.show", application_id=draft.application.id))
    return _shown(draft, {})


def _shown(draft: queries.Draft, errors: dict[int, object]) -> Any:
    lasting = queries.lasting_files(draft.application)
    folder = offered(draft.application.association_id, [paper.key for paper in draft.papers if paper.lasting])
    done, wanted = draft.share
    sections = [
        {
            "paper": paper,
            "form": UploadForm(prefix=f"d{paper.id}"),
            "files": draft.files.get(paper.id, []),
            "earlier": lasting.get(paper.key) if paper.lasting else None,
            "folder": folder.get(paper.key),
            "error": errors.get(paper.id),
            "megabytes": limit_bytes(paper) // MEGABYTE,
            "ticket": ticket(purpose_of(draft.application.id, paper.id), limit_bytes(paper)),
        }
        for paper in draft.papers
    ]
    body = render_template(
        "admission/applications/papers.html",
        draft=draft,
        sections=sections,
        contents=contents(draft, "*papers"),
        last=draft.subjects[-1].key if draft.subjects else None,
        accepts=".pdf,.docx,.jpg,.jpeg,.png,.heic,.heif",
        today=clock.today(),
        closes_on=clock.local(draft.application.call.window(draft.application.association_id).closes_at).date(),
        done=done,
        wanted=wanted,
        errors=errors,
    )
    return body, (422 if errors else 200)


def _paper(draft: queries.Draft | None, paper_id: int) -> tuple[queries.Draft, RequiredDocument] | None:
    if draft is None:
        return None
    paper = next((one for one in draft.papers if one.id == paper_id), None)
    return (draft, paper) if paper is not None else None


def _written(application_id: int) -> queries.Draft | None:
    application = queries.writing(application_id)
    return queries.draft(application) if application is not None else None


@bp.post("/applications/<int:application_id>/documents/<int:paper_id>")
@requires(
    load=lambda application_id, paper_id: _paper(_written(application_id), paper_id),
    may=policy.of_page(policy.may_write),
)
def upload(opened: tuple[queries.Draft, RequiredDocument]) -> Any:
    """Take in the files sent under one document, whole or piece by piece; all of them, or none and why."""
    draft, paper = opened
    number, paper_id = draft.application.id, paper.id
    form = UploadForm(prefix=f"d{paper.id}")
    try:
        if not form.validate():
            raise RuleBroken(_("The page was open for too long. Reload it and send it again."))
        came = sent(form.files.data or [], purpose_of(number, paper_id))
        if not came.taken:
            _attach(draft, paper, form, came)
    except RuleBroken as broken:
        if request.accept_mimetypes.best == "application/json":
            return jsonify(error=str(broken.message)), 422
        return _shown(draft_of(number) or abort(404), {paper_id: broken.message})
    back = url_for("applications.papers", application_id=number, _anchor=f"paper-{paper_id}")
    if request.accept_mimetypes.best == "application/json":
        return jsonify(next=back)
    return redirect(back)


def purpose_of(application_id: int, paper_id: int) -> str:
    """What a file on its way is for: this document of this application."""
    return f"application:{application_id}:document:{paper_id}"


def _attach(draft: queries.Draft, paper: RequiredDocument, form: UploadForm, came: Sent) -> None:
    name, limit = paper.label.text(draft.application.language), limit_bytes(paper)
    good = accept_sent(came.files, name, together=form.together.data, limit_bytes=limit, kinds=KINDS, now=clock.now())
    forget_reads()
    kept = [store().keep(accepted.data) for accepted in good]
    with unit_of_work():
        if not came.take():
            return
        for place, (accepted, lies) in enumerate(zip(good, kept, strict=True)):
            actions.attach(
                draft.application,
                paper,
                accepted,
                replace=form.replace.data and place == 0,
                kept=lies,
                actor=current_actor(),
                now=clock.now(),
            )


@bp.post("/applications/<int:application_id>/documents/<int:paper_id>/reuse")
@requires(
    load=lambda application_id, paper_id: _paper(draft_of(application_id), paper_id),
    may=policy.of_page(policy.may_write),
)
def reuse(opened: tuple[queries.Draft, RequiredDocument]) -> Any:
    """Take over a lasting document from the association's folder, or else from an earlier application."""
    draft, paper = opened
    number, paper_id = draft.application.id, paper.id
    known = offered(draft.application.association_id, [paper.key]).get(paper.key)
    found = known or (queries.lasting_files(draft.application).get(paper.key) or abort(404)).file
    with unit_of_work():
        actions.reuse(draft.application, paper, found, actor=current_actor(), now=clock.now())
    return redirect(url_for("applications.papers", application_id=number, _anchor=f"paper-{paper_id}"))


def joined(application_id: int, joined_id: int) -> tuple[Application, ApplicationDocument] | None:
    """A file with the application it was joined to."""
    return queries.joined(application_id, joined_id)


owns_joined = policy.of_joined(policy.owns)


@bp.get("/applications/<int:application_id>/files/<int:joined_id>")
@requires(load=joined, may=owns_joined)
def open_file(found: tuple[Application, ApplicationDocument]) -> Any:
    """One's own file, shown in a sandbox."""
    return shown(found[1])


@bp.get("/applications/<int:application_id>/files/<int:joined_id>/preview")
@requires(load=joined, may=owns_joined)
def preview_file(found: tuple[Application, ApplicationDocument]) -> Any:
    """What one's own file looks like."""
    application, paper = found
    return preview(
        paper.file,
        title=_("A document of the application"),
        back=url_for("applications.papers", application_id=application.id, _anchor=f"paper-{paper.document_id}"),
        original=url_for("applications.open_file", application_id=application.id, joined_id=paper.id),
    )


def shown(paper: ApplicationDocument) -> Any:
    """The file as the browser may show it."""
    file = paper.file
    return download(store().read(file), filename=file.filename, media_type=file.media_type, show=True)


@bp.post("/applications/<int:application_id>/files/<int:joined_id>/remove")
@requires(load=joined, may=owns_joined)
def remove(found: tuple[Application, ApplicationDocument]) -> Any:
    """Take a file away; it is kept aside."""
    application, paper = found
    number, paper_id = application.id, paper.document_id
    with unit_of_work():
        actions.detach(application, paper, actor=current_actor(), now=clock.now())
    flash(_("The file was taken away."), "done")
    return redirect(url_for("applications.papers", application_id=number, _anchor=f"paper-{paper_id}"))
