"""The list as a spreadsheet: exactly what is shown, every question a column; XLSX as a job, CSV as a stream."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Response, abort, current_app, redirect, render_template, request, stream_with_context, url_for

from capacity.admission.applications import policy, queries
from capacity.admission.applications.forms import ExportForm
from capacity.admission.applications.models import Application
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.bulk import back_to_list, chosen_ids, opens_to
from capacity.admission.applications.views.table import COLUMNS, themes
from capacity.admission.applications.views.wording import UNSENT_WORDS, WORDS
from capacity.core import clock, facts, jobs
from capacity.core.db import db
from capacity.core.files import StoredFile, store
from capacity.core.jobs import Job
from capacity.core.languages import LANGUAGES, NAMES, in_language, language
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.core.sheets import Column, Kind, csv_lines, workbook
from capacity.core.unit_of_work import unit_of_work
from capacity.web import exports
from capacity.web.downloads import name_file
from capacity.web.forms import ConfirmForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor

KIND = "applications.export"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STEP = 200
KEPT_FOR = timedelta(days=1)
STEPS = {"rows": _l("Writing the rows"), "keeping": _l("Putting the file away")}


CONTACT = (
    ("receipt_number", _l("Receipt of deposit")),
    ("email", _l("E-mail")),
    ("phone", _l("Telephone")),
    ("address", _l("Address of the application here")),
)
_KINDS: dict[str, Kind] = {"sent": "datetime", "completeness": "percent", "earlier": "integer", "coalition": "integer"}
_ANSWERS: dict[str, Kind] = {"number": "integer", "money": "number", "date": "date"}


def columns_of(ids: list[int], code: str, chosen: list[str]) -> tuple[list[Column], Any]:
    """The columns that the list shows (all of them without a choice) with every answer, and how answers are said."""
    calls = (
        db.session.scalars(sa.select(Application.call_id).where(Application.id.in_(ids)).distinct()).all()
        if ids
        else []
    )
    questions, asked = queries.export_columns(list(calls), code)
    shown = [column for column in COLUMNS if not chosen or column.key in chosen]
    names = [Column("name_ar", _("Name in Arabic"), width=36), Column("name_fr", _("Name in French"), width=36)]
    told = [Column(one.key, str(one.label), _KINDS.get(one.key, "text")) for one in shown]
    contact = [] if chosen else [Column(key, str(label)) for key, label in CONTACT]
    answers = [Column(one.key, one.label, _ANSWERS.get(one.kind.value, "text"), 32) for one in questions]
    return [*names, *told, *contact, *answers], asked


def rows_of(ids: list[int], asked: Any, code: str) -> Iterator[dict[str, object]]:
    """The rows, in the list's order."""
    words = queries.Words(
        language=code,
        desk=f"{current_app.config['BASE_URL'].rstrip('/')}/desk/applications/",
        yes=_("yes"),
        no=_("no"),
        rural=_("Rural"),
        urban=_("Urban"),
        states={state: str(words[0]) for state, words in {**WORDS, **UNSENT_WORDS}.items()},
        themes={key: name.text(code) for key, name in themes()},
        regions={one.iso: one.names.text(code) for one in facts.regions()},
        languages=NAMES,
        moment=clock.now(),
    )
    return queries.export_rows(ids, asked, words)


@bp.route("/desk/applications/export", methods=["GET", "POST"])
@requires(may=policy.may_list)
def export() -> Any:
    """How many rows, in which language; then a text comes at once, or a workbook is begun in the background."""
    form = ExportForm(data={"language": language(), "kind": "xlsx"})
    form.language.choices = choices_of(NAMES.items())
    ids = chosen_ids(request.args)
    if form.validate_on_submit():
        actor, code, asked = current_actor(), form.language.data, request.args.getlist("columns")
        if form.kind.data == "csv":
            return _text(ids, code, asked)
        payload = {"ids": ids, "language": code, "columns": asked, "back": back_to_list()}
        labels = _labels(ids, code, asked)
        with unit_of_work():
            exports.note("xlsx", len(ids), labels)
            job = jobs.start(KIND, payload, owner_id=actor.id or 0, language=code, now=clock.now()).id
        return redirect(url_for("jobs.show", job_id=job))
    page = render_template("admission/applications/export.html", form=form, count=len(ids), back=back_to_list())
    return page, (422 if form.is_submitted() else 200)


@bp.post("/desk/applications/export.csv")
@requires(may=policy.may_list)
def export_csv() -> Any:
    """The same as text, at once, in the language of the page."""
    if not ConfirmForm().validate_on_submit():
        abort(400)
    return _text(chosen_ids(request.args), language(), request.args.getlist("columns"))


def _labels(ids: list[int], code: str, asked: list[str]) -> list[str]:
    with in_language(code):
        return [column.label for column in columns_of(ids, code, asked)[0]]


def _text(ids: list[int], code: str, asked: list[str]) -> Response:
    """A line at a time."""
    labels = _labels(ids, code, asked)
    with unit_of_work():
        exports.note("csv", len(ids), labels)
    with in_language(code):
        columns, questions = columns_of(ids, code, asked)
        title = _("Applications")

    def lines() -> Iterator[bytes]:
        with in_language(code):
            for line in csv_lines(columns, rows_of(ids, questions, code), language=code):
                yield line.encode()
        db.session.rollback()

    answer = Response(stream_with_context(lines()), mimetype="text/csv")
    name_file(answer, f"{clock.today().isoformat()} {title}.csv", plain=f"{clock.today().isoformat()} applications")
    return answer


@jobs.does(KIND, steps=STEPS, opens=opens_to, kept_for=KEPT_FOR)
def make_workbook(job: Job) -> StoredFile | None:
    """Write the XLSX on disk piece by piece, then into the store."""
    number, owner, code = job.id, job.owner_id, job.payload["language"]
    ids: list[int] = job.payload["ids"]
    if code not in LANGUAGES:
        code = LANGUAGES[0]
    with in_language(code), tempfile.TemporaryDirectory() as folder:
        columns, asked = columns_of(ids, code, job.payload.get("columns", []))
        target = Path(folder) / "applications.xlsx"
        title = _("Applications")
        workbook(columns, _told(number, len(ids), rows_of(ids, asked, code)), target, title=title, language=code)
        db.session.rollback()
        jobs.advance(number, len(ids), len(ids), step="keeping")
        with unit_of_work() as session, target.open("rb") as made:
            name = f"{clock.today().isoformat()} {title}.xlsx"
            return store().put(session, made, filename=name, media_type=XLSX, uploader_id=owner, now=clock.now())


def _told(job_id: int, total: int, rows: Iterator[dict[str, object]]) -> Iterator[dict[str, object]]:
    """The same rows, with the progress noted every few hundred."""
    for count, row in enumerate(rows, start=1):
        yield row
        if count % STEP == 0:
            jobs.advance(job_id, count, total, step="rows")
