"""The documents of what the list shows as one archive, made in the background."""

from __future__ import annotations

import mmap
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import redirect, render_template, request, url_for

from capacity.admission.applications import policy, queries
from capacity.admission.applications.states.archive import file_name, folder_name, unlike
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.bulk import back_to_list, chosen_ids, opens_to
from capacity.core import clock, jobs
from capacity.core.db import db
from capacity.core.files import StoredFile, store
from capacity.core.jobs import Job
from capacity.core.languages import LANGUAGES, in_language, language
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.core.sheets import Column, csv_lines
from capacity.core.unit_of_work import unit_of_work
from capacity.web import exports
from capacity.web.forms import ConfirmForm
from capacity.web.guards import requires
from capacity.web.session import current_actor

KIND = "applications.archive"
ZIP = "application/zip"
STEP = 50
STEPS = {
    "documents": _l("Gathering the documents"),
    "list": _l("Writing the list of the documents"),
    "keeping": _l("Putting the file away"),
}
KEPT_FOR = timedelta(days=1)
WEIGHT_MAX = 500 * 1024 * 1024
"""The most bytes of documents in one archive; the list can be narrowed."""


@bp.route("/desk/applications/archive", methods=["GET", "POST"])
@requires(may=policy.may_list)
def archive() -> Any:
    """How many documents, how large; then the work begins in the background."""
    form = ConfirmForm()
    ids = chosen_ids(request.args)
    documents, weight = queries.archive_size(ids)
    too_large = weight > WEIGHT_MAX
    if form.validate_on_submit() and documents and not too_large:
        actor, code = current_actor(), language()
        with unit_of_work():
            exports.note("zip", documents, [_("Documents")])
            payload = {"ids": ids, "documents": documents, "back": back_to_list()}
            job = jobs.under_way(KIND, payload, owner_id=actor.id or 0) or jobs.start(
                KIND, payload, owner_id=actor.id or 0, language=code, now=clock.now()
            )
            number = job.id
        return redirect(url_for("jobs.show", job_id=number))
    page = render_template(
        "admission/applications/archive.html",
        form=form,
        back=back_to_list(),
        count=len(ids),
        documents=documents,
        megabytes=-(-weight // 1024**2),
        too_large=too_large,
        most=WEIGHT_MAX // 1024**2,
    )
    return page, (422 if form.is_submitted() else 200)


@jobs.does(KIND, steps=STEPS, opens=opens_to, kept_for=KEPT_FOR)
def make_archive(job: Job) -> StoredFile | None:
    """Write the archive on disk document by document, then into the store."""
    number, owner = job.id, job.owner_id
    code = job.language if job.language in LANGUAGES else LANGUAGES[0]
    ids, documents = list(job.payload["ids"]), int(job.payload["documents"])
    with in_language(code), tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "documents.zip"
        _write(target, number, ids, documents)
        jobs.advance(number, documents, documents, step="keeping")
        with target.open("rb") as made, mmap.mmap(made.fileno(), 0, access=mmap.ACCESS_READ) as content:
            kept = store().keep(content)
        with unit_of_work() as session:
            title = _("Documents")
            name = f"{clock.today().isoformat()} {title}.zip"
            return store().name(session, kept, filename=name, media_type=ZIP, uploader_id=owner, now=clock.now())


def _write(target: Path, job_id: int, ids: list[int], documents: int) -> None:
    lines: list[dict[str, object]] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive_file:
        for count, (path, one) in enumerate(_placed(queries.archived_files(ids)), start=1):
            with archive_file.open(_entry(path), "w", force_zip64=True) as place:
                for piece in store().stream(one.file):
                    place.write(piece)
            lines.append({"number": one.number, "path": path, "size": one.file.size, "sha256": one.file.sha256})
            if count % STEP == 0:
                db.session.rollback()
                jobs.advance(job_id, count, documents, step="documents")
        db.session.rollback()
        jobs.advance(job_id, len(lines), len(lines), step="list")
        columns = [
            Column("number", _("Number")),
            Column("path", _("Document")),
            Column("size", _("Size in bytes"), "integer"),
            Column("sha256", "SHA-256"),
        ]
        archive_file.writestr(_entry("documents.csv"), "".join(csv_lines(columns, lines, language=language())))


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, date_time=clock.local(clock.now()).timetuple()[:6])
    entry.external_attr = 0o644 << 16
    return entry


def _placed(files: Iterator[queries.ArchivedFile]) -> Iterator[tuple[str, queries.ArchivedFile]]:
    """Each document with its path in the archive; no two are alike."""
    folders: dict[int, str] = {}
    taken: set[str] = set()
    inside: dict[int, set[str]] = {}
    for one in files:
        folder = folders.get(one.application_id)
        if folder is None:
            folder = folders[one.application_id] = unlike(folder_name(one.number, one.name_fr, one.name_ar), taken)
        name = file_name(one.place, one.label.get("fr", ""), one.label.get("ar", ""), one.file.filename)
        yield f"{folder}/{unlike(name, inside.setdefault(one.application_id, set()))}", one
