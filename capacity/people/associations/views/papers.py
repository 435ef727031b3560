"""The association's own folder: papers that last, their versions, and until when they are valid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for

from capacity.core import clock, facts
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.files import StoredFile, store
from capacity.core.inspection import MEGABYTE, accept_sent
from capacity.core.languages import Localized, language
from capacity.core.languages import gettext as _
from capacity.people.associations import actions, policy, queries
from capacity.people.associations.forms import OTHER, DatesForm, PaperForm, VersionForm
from capacity.people.associations.models import Association, LastingPaper
from capacity.people.associations.states import PaperStanding, kind_of_other
from capacity.people.associations.views.blueprint import STANDINGS_OF_PAPERS, bp
from capacity.web.costs import LIST, costs
from capacity.web.downloads import download
from capacity.web.forms import ConfirmForm, choices_of, forget_reads
from capacity.web.guards import requires
from capacity.web.previews import preview
from capacity.web.session import current_actor
from capacity.web.uploads import Sent, document_limit_mb, sent, ticket

ACCEPTS = ".pdf,.docx,.jpg,.jpeg,.png,.heic,.heif"


def kinds() -> dict[str, Localized]:
    """The papers that a folder has a place for, by key."""
    asked = [one for one in facts.load("documents")["document"] if one["lasting"]]
    return {one["key"]: Localized(one["label"]) for one in [*asked, *facts.load("papers")["paper"]]}


def _limit() -> int:
    return document_limit_mb() * MEGABYTE


def _purpose(association_id: int) -> str:
    return f"association:{association_id}:folder"


@bp.route("/association/<int:association_id>/documents", methods=["GET", "POST"])
@requires(may=policy.may_keep_papers, load=queries.head)
@costs(LIST)
def papers(association: Association) -> Any:
    """What lies in the folder, and a place to add to it."""
    number, form = association.id, PaperForm()
    form.kind.choices = choices_of(
        [*((key, label.text()) for key, label in kinds().items()), (OTHER, _("Another document"))], empty=_("Choose")
    )
    if form.validate_on_submit() and not _title_missing(form):
        answer = _take(form, number, lambda stored: _keep_new(form, number, stored))
        if answer is not None:
            return answer
    page = render_template(
        "people/associations/papers.html",
        association=queries.head(number),
        papers=queries.folder(number),
        today=clock.today(),
        standings=STANDINGS_OF_PAPERS,
        form=form,
        **_sending(number),
    )
    return _answer(form, page)


def _title_missing(form: PaperForm) -> bool:
    if form.kind.data == OTHER and not form.title.data:
        form.refuse(_("Give the document a name."), "title")
        return True
    return False


def _keep_new(form: PaperForm, number: int, stored: StoredFile) -> LastingPaper:
    title = form.title.data or ""
    other = form.kind.data == OTHER
    return actions.keep_paper(
        number,
        stored,
        kind=kind_of_other(title) if other else str(form.kind.data),
        label=Localized({language(): title}) if other else kinds()[str(form.kind.data)],
        dated=form.dated.data,
        expires_on=form.expires_on.data,
        actor=current_actor(),
        now=clock.now(),
    )


@bp.route("/association/documents/<int:lasting_id>", methods=["GET", "POST"])
@requires(may=policy.owns_paper, load=queries.paper)
def paper(shown: LastingPaper) -> Any:
    """One paper with its versions; a new version takes its place."""
    number, kind, label, form = shown.association_id, shown.kind, shown.label, VersionForm()

    def keep(stored: StoredFile) -> LastingPaper:
        return actions.keep_paper(
            number,
            stored,
            kind=kind,
            label=label,
            dated=form.dated.data,
            expires_on=form.expires_on.data,
            actor=current_actor(),
            now=clock.now(),
        )

    if form.validate_on_submit():
        answer = _take(form, number, keep)
        if answer is not None:
            return answer
    return _answer(form, _paper_page(queries.paper(shown.id) or abort(404), form, _dates_of(shown)))


def _dates_of(shown: LastingPaper) -> DatesForm:
    return DatesForm(formdata=None, data={"dated": shown.dated, "expires_on": shown.expires_on}, prefix="now")


def _paper_page(shown: LastingPaper, form: VersionForm, dates: DatesForm) -> str:
    return render_template(
        "people/associations/paper.html",
        association=shown.association,
        paper=shown,
        versions=queries.versions(shown),
        today=clock.today(),
        standings=STANDINGS_OF_PAPERS,
        form=form,
        dates=dates,
        **_sending(shown.association_id),
    )


@bp.post("/association/documents/<int:lasting_id>/dates")
@requires(may=policy.owns_paper, load=queries.paper)
def date_paper(shown: LastingPaper) -> Any:
    """Say of which day the paper is and until when it is valid."""
    number, dates = shown.id, DatesForm(prefix="now")
    if dates.validate_on_submit() and dates.attempt(
        lambda: actions.date_paper(
            queries.paper(number) or abort(404),
            dated=dates.dated.data,
            expires_on=dates.expires_on.data,
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        flash(_("The dates are saved."), "done")
        return redirect(url_for("associations.paper", lasting_id=number))
    return _paper_page(queries.paper(number) or abort(404), VersionForm(formdata=None), dates), 422


@bp.post("/association/documents/<int:lasting_id>/remove")
@requires(may=policy.owns_paper, load=queries.paper)
def remove_paper(shown: LastingPaper) -> Any:
    """Take a paper out of the folder; applications that name it keep it."""
    number, association, form = shown.id, shown.association_id, ConfirmForm()
    if form.validate_on_submit() and form.attempt(
        lambda: actions.take_away_paper(queries.paper(number) or abort(404), actor=current_actor(), now=clock.now())
    ):
        flash(_("The document was taken out of the folder. Applications already sent with it keep it."), "done")
    return redirect(url_for("associations.papers", association_id=association))


@bp.get("/association/documents/<int:lasting_id>/file")
@requires(may=policy.owns_paper, load=queries.paper)
def open_paper(shown: LastingPaper) -> Any:
    """The file, shown in a sandbox."""
    file = shown.file
    return download(store().read(file), filename=file.filename, media_type=file.media_type, show=True)


@bp.get("/association/documents/<int:lasting_id>/preview")
@requires(may=policy.owns_paper, load=queries.paper)
def preview_paper(shown: LastingPaper) -> Any:
    """What the paper looks like."""
    return preview(
        shown.file,
        title=shown.label.text(),
        back=url_for("associations.paper", lasting_id=shown.id),
        original=url_for("associations.open_paper", lasting_id=shown.id),
    )


def _take(form: VersionForm, number: int, keep: Callable[[StoredFile], LastingPaper]) -> Any:
    """Inspect what was sent and keep it as one paper; None when something is wrong, which the form says then."""
    try:
        came = sent(form.files.data or [], _purpose(number))
        kept = came.taken or _keep(form, came, keep)
    except RuleBroken as broken:
        form.refuse(broken.message, broken.field or "files")
        return None
    if not kept:
        return None
    back = url_for("associations.papers", association_id=number)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(next=back)
    flash(_("The document is in your folder."), "done")
    return redirect(back)


def _keep(form: VersionForm, came: Sent, keep: Callable[[StoredFile], LastingPaper]) -> bool:
    name = came.files[0][1].rpartition(".")[0]
    good = accept_sent(came.files, name, together=form.together.data, limit_bytes=_limit(), now=clock.now())
    if len(good) > 1:
        raise RuleBroken(_("Send one file for each document, or photographs that become one PDF."), field="files")
    forget_reads()
    kept = store().keep(good[0].data)

    def act() -> None:
        if came.take():
            stored = store().name(
                db.session(),
                kept,
                filename=good[0].filename,
                media_type=good[0].media_type,
                uploader_id=current_actor().id,
                now=clock.now(),
            )
            keep(stored)

    return bool(form.attempt(act))


def _sending(number: int) -> dict[str, Any]:
    limit = _limit()
    return {"accepts": ACCEPTS, "ticket": ticket(_purpose(number), limit), "megabytes": limit // MEGABYTE}


def _answer(form: VersionForm, page: str) -> Any:
    if not form.is_submitted():
        return page
    if request.accept_mimetypes.best == "application/json":
        named = [f"{one.label.text}: {one.errors[0]}" for one in form if one.errors and one.short_name != "files"]
        wrong = [*form.form_errors, *form.files.errors, *named]
        return jsonify(error=" ".join(str(sentence) for sentence in wrong)), 422
    return page, 422


def usable(shown: LastingPaper) -> bool:
    """Whether it can be joined to an application today."""
    return shown.standing(clock.today()) is not PaperStanding.EXPIRED
