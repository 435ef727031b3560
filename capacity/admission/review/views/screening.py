"""Screening: the list of a region, the documents of an application, the announcement."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.calls import queries as calls
from capacity.admission.calls.states.recourse import Recourse
from capacity.admission.review import actions, policy, queries
from capacity.admission.review.forms.screening import VERDICTS
from capacity.admission.review.models import Panel, Screening
from capacity.admission.review.models.documents import DocumentVerdict
from capacity.admission.review.states import Verdict
from capacity.admission.review.states.screening import Judgement
from capacity.admission.review.views.blueprint import bp
from capacity.admission.review.views.panels import tabs
from capacity.core import clock
from capacity.core.files import StoredFile, store
from capacity.core.languages import lazy_gettext as _l
from capacity.core.languages import ngettext
from capacity.people.associations.models import Association
from capacity.web.downloads import download
from capacity.web.forms import ConfirmForm
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.tables import Filter, Sort, Table

UNSCREENED, ALONE, QUESTIONED = "none", "alone", "questioned"


CHOICES: tuple[tuple[str, object], ...] = (
    *VERDICTS,
    (UNSCREENED, _l("Without verdict")),
    (ALONE, _l("Waits for a second person")),
    (QUESTIONED, _l("With a questioned document")),
)


def _by_verdict(statement: Any, chosen: list[str]) -> Any:
    clauses: list[Any] = [Screening.verdict.in_([Verdict(word) for word in chosen if word in set(Verdict)])]
    if UNSCREENED in chosen:
        clauses.append(Screening.id.is_(None))
    if ALONE in chosen:
        clauses.append(sa.and_(Screening.verdict == Verdict.INELIGIBLE, Screening.confirmed_at.is_(None)))
    if QUESTIONED in chosen:
        clauses.append(
            sa.exists().where(
                DocumentVerdict.application_id == Application.id,
                DocumentVerdict.replaced_at.is_(None),
                DocumentVerdict.judgement == Judgement.QUESTIONED,
            )
        )
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
    filters=(Filter("verdict", _l("Verdict"), CHOICES, _by_verdict),),
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
    """What each ineligible association will read and the number of letters; then everybody is told."""
    form = ConfirmForm()
    panel_id = panel.id
    if form.validate_on_submit():
        told = form.attempt(lambda: actions.announce_screening(panel, actor=current_actor(), now=clock.now()))
        if told:
            flash(ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", told), "done")
            return redirect(url_for("review.screening_list", panel_id=panel_id))
    verdicts = queries.verdicts_of(panel)
    out = [(one, found) for one, found in verdicts if found is not None and found.verdict is Verdict.INELIGIBLE]
    eligible = sum(1 for _one, found in verdicts if found is not None and found.verdict is Verdict.ELIGIBLE)
    page = render_template(
        "admission/review/announce_screening.html",
        form=form,
        panel=panel,
        eligible=eligible,
        ineligible=len(out),
        total=len(verdicts),
        refused=_to_be_read(out),
        alone=sum(1 for _one, found in out if not found.stands),
        until=Recourse.read(panel.call.recourse).ends_at(clock.now()),
        is_open=panel.call.window().accepts(clock.now()),
    )
    return page, (422 if form.is_submitted() else 200)


def _to_be_read(out: list[tuple[Application, Screening]]) -> list[tuple[Any, ...]]:
    """(application, reasons, note, refused documents with their reasons, whether two people found so)."""
    words = calls.reasons(None, retired=True)
    documents = queries.standing_of([one.id for one, _found in out])
    return [
        (
            one,
            [words[code] for code in found.reasons if code in words],
            found.note,
            [
                (label, words[verdict.reason])
                for verdict, label in documents.get(one.id, ())
                if verdict.judgement is Judgement.REFUSED and verdict.reason in words
            ],
            found.stands,
        )
        for one, found in out
    ]
