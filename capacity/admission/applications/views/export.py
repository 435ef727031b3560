"""The list as a spreadsheet: exactly what is shown, every question a column; XLSX as a job, CSV as a stream."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Response, redirect, render_template, request, stream_with_context, url_for
from werkzeug.datastructures import MultiDict

from capacity.admission.applications import policy, queries
from capacity.admission.applications.forms import ExportForm
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.desk import table
from capacity.admission.applications.views.wording import WORDS
from capacity.core import clock, jobs
from capacity.core.db import db
from capacity.core.files import StoredFile, store
from capacity.core.jobs import Job
from capacity.core.languages import LANGUAGES, NAMES, in_language, language
from capacity.core.languages import gettext as _
from capacity.core.sheets import Column, Kind, csv_lines, workbook
from capacity.core.unit_of_work import unit_of_work
from capacity.web.forms import choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor

KIND = "applications.export"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STEP = 200


def chosen_ids(args: MultiDict[str, str]) -> list[int]:
    """The applications the list shows over all its pages, or those that were picked in it."""
    statement = queries.desk_lines(current_actor()).with_only_columns(Application.id)
    picked = [int(value) for value in args.getlist("ids") if value.isascii() and value.isdigit() and len(value) < 10]
    if picked:
        statement = statement.where(Application.id.in_(picked[:1000]))
    return list(table().everything(statement, args))


def columns_of(ids: list[int], code: str) -> tuple[list[Column], Any]:
    """The columns of an export of these applications, and how their answers are said."""
    calls = (
        db.session.scalars(sa.select(Application.call_id).where(Application.id.in_(ids)).distinct()).all()
        if ids
        else []
    )
    questions, asked = queries.export_columns(list(calls), code)
    fixed = [
        Column("number", _("Number"), width=12),
        Column("call", _("Call"), width=12),
        Column("name_ar", _("Name in Arabic"), width=36),
        Column("name_fr", _("Name in French"), width=36),
        Column("region", _("Region")),
        Column("province", _("Province")),
        Column("priority", _("Priority place"), width=12),
        Column("state", _("State")),
        Column("language", _("Language"), width=10),
        Column("submitted_at", _("Sent"), "datetime"),
        Column("receipt_number", _("Receipt of deposit")),
        Column("email", _("E-mail"), width=28),
        Column("phone", _("Telephone")),
    ]
    kinds: dict[str, Kind] = {"number": "integer", "money": "number", "date": "text"}
    return [*fixed, *(Column(one.key, one.label, kinds.get(one.kind.value, "text"), 32) for one in questions)], asked


def rows_of(ids: list[int], asked: Any, code: str) -> Iterator[dict[str, object]]:
    """The rows, in the list's order."""
    states = {state: str(WORDS[state][0]) for state in ApplicationState}
    return queries.export_rows(ids, asked, language=code, yes=_("yes"), no=_("no"), states=states)


@bp.route("/desk/applications/export", methods=["GET", "POST"])
@requires(may=policy.may_list)
def export() -> Any:
    """How many rows, in which language; then the work begins in the background."""
    form = ExportForm(data={"language": language()})
    form.language.choices = choices_of(NAMES.items())
    ids = chosen_ids(request.args)
    if form.validate_on_submit():
        actor, code = current_actor(), form.language.data
        payload = {"ids": ids, "language": code}
        with unit_of_work():
            job = jobs.start(KIND, payload, owner_id=actor.id or 0, language=code, now=clock.now()).id
        return redirect(url_for("jobs.show", job_id=job))
    page = render_template("admission/applications/export.html", form=form, count=len(ids))
    return page, (422 if form.is_submitted() else 200)


@bp.post("/desk/applications/picked")
@requires(may=policy.may_list)
def picked() -> Any:
    """The rows that were picked in the list, to be exported: the next page says how many."""
    ids = [value for value in request.form.getlist("ids") if value.isascii() and value.isdigit()][:1000]
    return redirect(url_for("applications.export", ids=ids) if ids else url_for("applications.desk"))


@bp.get("/desk/applications/export.csv")
@requires(may=policy.may_list)
def export_csv() -> Any:
    """The same as text, a line at a time."""
    code = language()
    ids = chosen_ids(request.args)
    columns, asked = columns_of(ids, code)

    def lines() -> Iterator[bytes]:
        with in_language(code):
            for line in csv_lines(columns, rows_of(ids, asked, code)):
                yield line.encode()
        db.session.rollback()

    answer = Response(stream_with_context(lines()), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="applications-{clock.today().isoformat()}.csv"'
    return answer


@jobs.does(KIND)
def make_workbook(job: Job) -> StoredFile | None:
    """Write the XLSX on disk piece by piece, then into the store."""
    number, owner, code = job.id, job.owner_id, job.payload["language"]
    ids: list[int] = job.payload["ids"]
    if code not in LANGUAGES:
        code = LANGUAGES[0]
    with in_language(code), tempfile.TemporaryDirectory() as folder:
        columns, asked = columns_of(ids, code)
        target = Path(folder) / "applications.xlsx"
        title = _("Applications")
        workbook(columns, _told(number, len(ids), rows_of(ids, asked, code)), target, title=title, language=code)
        db.session.rollback()
        with unit_of_work() as session, target.open("rb") as made:
            name = f"{title} {clock.today().isoformat()}.xlsx"
            return store().put(session, made, filename=name, media_type=XLSX, uploader_id=owner, now=clock.now())


def _told(job_id: int, total: int, rows: Iterator[dict[str, object]]) -> Iterator[dict[str, object]]:
    """The same rows, with the progress noted every few hundred."""
    for count, row in enumerate(rows, start=1):
        yield row
        if count % STEP == 0:
            jobs.advance(job_id, count, total)
