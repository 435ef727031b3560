"""Writing a section, commenting on it, joining files."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, redirect, request, url_for

from capacity.core import clock, facts, files
from capacity.core.errors import RuleBroken
from capacity.core.inspection import Accepted, accept
from capacity.core.languages import gettext as _
from capacity.mentoring.shadow_reports import actions, policy, queries, states
from capacity.mentoring.shadow_reports.forms import CommentForm, FileForm, SectionForm
from capacity.mentoring.shadow_reports.models import ReportFile, ShadowReport
from capacity.mentoring.shadow_reports.states import TITLE
from capacity.mentoring.shadow_reports.views.room import back, bp, locked, own_ring, page
from capacity.web.downloads import download
from capacity.web.forms import ConfirmForm
from capacity.web.guards import requires
from capacity.web.session import current_actor

KEYS = frozenset(one["key"] for one in facts.load("outline")["section"]) | {TITLE}


def _with_section(report_id: int, section: str) -> ShadowReport | None:
    return queries.report(report_id) if section in KEYS else None


def _asked_section() -> str:
    return str((request.view_args or {})["section"])


@bp.route("/reports/<int:report_id>/sections/<section>", methods=["GET", "POST"])
@requires(may=policy.may_read, load=_with_section)
def section(report: ShadowReport) -> Any:
    """A section: to write for members while it is drafted, to read for all, with its comments."""
    number, key, ring, actor = report.id, _asked_section(), own_ring(report), current_actor()
    if ring is None:
        return locked(report)
    writes = policy.may_write(actor, report) and report.state in states.WRITABLE
    passages = queries.latest(report.id, ring)
    stands = passages.get(key)
    form = SectionForm(data={"text": stands.text if stands else "", "base": stands.number if stands else 0})
    if form.is_submitted() and not writes:
        abort(403)
    if form.validate_on_submit() and (
        saved := form.attempt(
            lambda: actions.save_section(
                report,
                key,
                text=form.text.data or "",
                base=form.base.data or 0,
                opened_ring=ring,
                actor=actor,
                now=clock.now(),
            )
        )
    ):
        flash(_("Saved as version %(number)s.", number=saved), "done")
        return redirect(url_for("shadow_reports.section", report_id=number, section=key))
    return _section_page(report, key, form, CommentForm(formdata=None), passages, writes=writes)


def _section_page(
    report: ShadowReport, key: str, form: Any, comment_form: Any, passages: dict[str, Any], *, writes: bool
) -> Any:
    ring = own_ring(report)
    outline = {one: (name, guide) for one, name, guide in queries.sections()}
    stands = passages.get(key)
    return page(
        "section.html",
        form,
        comment_form=comment_form,
        report=report,
        section=key,
        heading=outline[key][0] if key in outline else None,
        guide=outline[key][1] if key in outline else None,
        stands=stands,
        writes=writes,
        remarks=queries.remarks(report.id, ring, section=key) if ring is not None else [],
        words=queries.drafted(passages),
        raced=stands is not None and form.is_submitted() and form.base.data != stands.number,
    )


@bp.post("/reports/<int:report_id>/sections/<section>/comments")
@requires(may=policy.may_comment, load=_with_section)
def comment(report: ShadowReport) -> Any:
    """Say something about a section."""
    number, key, form, ring = report.id, _asked_section(), CommentForm(), own_ring(report)
    if ring is None:
        return locked(report)
    if form.validate_on_submit() and form.attempt(
        lambda: actions.comment(
            report, key, text=form.comment.data or "", opened_ring=ring, actor=current_actor(), now=clock.now()
        )
    ):
        flash(_("Your comment is saved, sealed."), "done")
        return redirect(url_for("shadow_reports.section", report_id=number, section=key))
    passages = queries.latest(report.id, ring)
    stands = passages.get(key)
    writes = policy.may_write(current_actor(), report) and report.state in states.WRITABLE
    kept = SectionForm(
        formdata=None, data={"text": stands.text if stands else "", "base": stands.number if stands else 0}
    )
    answer, _code = _section_page(report, key, kept, form, passages, writes=writes)
    return answer, 422


@bp.route("/reports/<int:report_id>/files", methods=["GET", "POST"])
@requires(may=policy.may_write, load=queries.report)
def attach(report: ShadowReport) -> Any:
    """Join a file."""
    number, form, ring = report.id, FileForm(), own_ring(report)
    if ring is None:
        return locked(report)
    good = _accepted(form) if form.validate_on_submit() else None
    if good is not None and form.attempt(
        lambda: actions.attach(report, good, opened_ring=ring, actor=current_actor(), now=clock.now())
    ):
        flash(_("The file is joined, sealed."), "done")
        return redirect(url_for("shadow_reports.show", report_id=number))
    return page("attach.html", form, report=report)


def _accepted(form: FileForm) -> Accepted | None:
    limit = current_app.config["SETTINGS"].max_upload_mb * 2**20
    try:
        return accept(form.file.data.read(), form.file.data.filename or "", limit_bytes=limit)
    except RuleBroken as broken:
        form.refuse(broken.message, "file")
        return None


@bp.get("/reports/files/<int:file_id>")
@requires(may=policy.may_read, load=queries.file)
def open_file(found: ReportFile) -> Any:
    """A file, opened for this reader."""
    ring = own_ring(found.report)
    sheet = (
        next((one for one in queries.files(found.report_id, ring) if one.id == found.id), None)
        if ring is not None
        else None
    )
    if ring is None or sheet is None or sheet.name is None:
        return locked(found.report)
    content = ring.open_bytes(found.generation, files.store().read(found.file), found.context)
    if content is None:
        return locked(found.report)
    return download(content, filename=sheet.name, media_type=sheet.media_type)


@bp.post("/reports/files/<int:file_id>/remove")
@requires(may=policy.may_write, load=queries.file)
def detach(found: ReportFile) -> Any:
    """Take a file away."""
    number, form = found.report_id, ConfirmForm()
    if form.validate_on_submit() and form.attempt(
        lambda: actions.detach(found, actor=current_actor(), now=clock.now())
    ):
        flash(_("The file was taken away."), "done")
    return back(number, form)
