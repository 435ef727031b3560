"""The documents of an application: sent, opened, taken away, taken over from an earlier application."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for

from capacity.admission.applications import actions, policy, queries
from capacity.admission.applications.models import Application, ApplicationDocument
from capacity.admission.applications.queries import ahead
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.views.applying import contents, draft_of
from capacity.admission.applications.views.attaching import ACCEPTS, place_of, take_in, upload_form, way_of
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.calls.models import RequiredDocument
from capacity.core import clock
from capacity.core.errors import RuleBroken
from capacity.core.files import store
from capacity.core.languages import gettext as _
from capacity.core.unit_of_work import unit_of_work
from capacity.people.associations.queries import offered
from capacity.web.downloads import download
from capacity.web.guards import done_once, requires
from capacity.web.previews import preview
from capacity.web.session import current_actor


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
    aside = queries.laid_aside(draft)
    done, wanted = draft.share
    sections = [
        {
            "paper": paper,
            **way_of(draft.application.id, paper),
            "files": draft.files.get(paper.id, []),
            "earlier": lasting.get(paper.key) if paper.lasting else None,
            "folder": folder.get(paper.key),
            "aside": aside.get(paper.id, []),
            "error": errors.get(paper.id),
            "problem": draft.paper_problem(paper),
        }
        for paper in draft.papers
        if paper.question_id is None
    ]
    beside = queries.around(draft)
    body = render_template(
        "admission/applications/papers.html",
        draft=draft,
        sections=sections,
        contents=contents(draft, beside, "*papers"),
        company=queries.company(draft, beside, "*papers", current_actor(), clock.now()),
        here="*papers",
        is_open=draft.application.accepts(clock.now()),
        last=draft.subjects[-1].key if draft.subjects else None,
        accepts=ACCEPTS,
        today=clock.today(),
        closes_on=clock.local(draft.application.call.window(draft.application.association_id).closes_at).date(),
        done=done,
        wanted=wanted,
        errors=errors,
    )
    return body, (422 if errors else 200)


def _wanted(application: queries.Written | None, paper_id: int) -> tuple[queries.Written, RequiredDocument] | None:
    paper = queries.wanted_paper(application, paper_id) if application is not None else None
    return (application, paper) if application is not None and paper is not None else None


def paper_of(draft: queries.Draft | None, paper_id: int) -> tuple[queries.Draft, RequiredDocument] | None:
    if draft is None:
        return None
    paper = next((one for one in draft.papers if one.id == paper_id), None)
    return (draft, paper) if paper is not None else None


@bp.post("/applications/<int:application_id>/documents/<int:paper_id>")
@done_once
@requires(
    load=lambda application_id, paper_id: _wanted(queries.written(application_id), paper_id),
    ahead=lambda application_id, paper_id: ahead.of_written(application_id),
    may=policy.of_joined(policy.may_write),
)
def upload(opened: tuple[queries.Written, RequiredDocument]) -> Any:
    """Take in the files sent under one document, whole or piece by piece; all of them, or none and why."""
    application, paper = opened
    number, paper_id, alone = application.id, paper.id, paper.question_id is None
    wants_json = request.accept_mimetypes.best == "application/json"
    try:
        take_in(application, paper, upload_form(paper))
    except RuleBroken as broken:
        if wants_json:
            return jsonify(error=str(broken.message)), 422
        if alone:
            return _shown(draft_of(number) or abort(404), {paper_id: broken.message})
        flash(str(broken.message), "attention")
    back = place_of(number, paper_id, alone=alone)
    return jsonify(next=back) if wants_json else redirect(back)


@bp.post("/applications/<int:application_id>/documents/<int:paper_id>/reuse")
@requires(
    load=lambda application_id, paper_id: paper_of(draft_of(application_id), paper_id),
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
        back=place_of(application.id, paper.document_id),
        original=url_for("applications.open_file", application_id=application.id, joined_id=paper.id),
    )


def shown(paper: ApplicationDocument) -> Any:
    """The file as the browser may show it."""
    file = paper.file
    return download(
        store().read(file),
        filename=file.filename,
        media_type=file.media_type,
        show=True,
        plain="" if file.filename.isascii() else queries.plain_name(paper),
    )


@bp.post("/applications/<int:application_id>/files/<int:joined_id>/remove")
@requires(load=joined, may=owns_joined)
def remove(found: tuple[Application, ApplicationDocument]) -> Any:
    """Take a file away; it is kept aside."""
    application, paper = found
    number, paper_id = application.id, paper.document_id
    with unit_of_work():
        actions.detach(application, paper.id, actor=current_actor(), now=clock.now())
    flash(_("The file was taken away."), "done")
    return redirect(place_of(number, paper_id))


@bp.post("/applications/<int:application_id>/files/<int:joined_id>/put-back")
@requires(load=joined, may=owns_joined)
def put_back(found: tuple[Application, ApplicationDocument]) -> Any:
    """Join a file again that was taken away or replaced."""
    number, paper_id, joined_id = found[0].id, found[1].document_id, found[1].id
    try:
        with unit_of_work():
            actions.put_back(found[0], joined_id, actor=current_actor(), now=clock.now())
    except RuleBroken as broken:
        if queries.page_of_document(paper_id) is None:
            return _shown(draft_of(number) or abort(404), {paper_id: broken.message})
        flash(str(broken.message), "attention")
    return redirect(place_of(number, paper_id))
