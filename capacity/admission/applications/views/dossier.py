"""The whole application as one PDF (PDF/A-3): answers, documents drawn as pages, and the originals inside the file.

It is made in the background from what the receipt fingerprints, once for each receipt and language, and kept in the
store. Whoever opens it years later needs nothing of this service: the originals, and the very text whose SHA-256 stands
on the receipt, are attached.
"""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, url_for

from capacity.admission.applications import actions, policy, queries
from capacity.admission.applications.models import Application, Snapshot
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.whole_file import PDF, whole_file
from capacity.core import clock, jobs
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.files import StoredFile, store
from capacity.core.jobs import Job
from capacity.core.languages import in_language, language
from capacity.core.languages import lazy_gettext as _l
from capacity.core.unit_of_work import unit_of_work
from capacity.web.downloads import download
from capacity.web.guards import requires
from capacity.web.session import current_actor

KIND = "applications.dossier"
STEPS = {"drawing": _l("Drawing the documents as pages"), "keeping": _l("Putting the file away")}


def _sent(application_id: int) -> Application | None:
    """An application that was sent at least once, and whose words were not erased since."""
    application = queries.application(application_id)
    whole = application is not None and application.snapshots and application.erased_at is None
    return application if whole else None


def _ask(application: Application, download_from: str, asked_on: str) -> Any:
    """To the file when it is made already, else to the work that makes it; asking twice starts it once."""
    snapshot, code, owner = application.snapshots[-1], language(), current_actor().id or 0
    number, snapshot_id = application.id, snapshot.id
    if queries.dossier(snapshot_id, code) is not None:
        return redirect(url_for(download_from, application_id=number))
    back = url_for(asked_on, application_id=number)
    payload = {"application": number, "snapshot": snapshot_id, "language": code, "back": back}
    with unit_of_work():
        job = jobs.under_way(KIND, payload, owner_id=owner) or jobs.start(
            KIND, payload, owner_id=owner, language=code, now=clock.now()
        )
        job_id = job.id
    return redirect(url_for("jobs.show", job_id=job_id))


def _file(application: Application) -> Any:
    made = queries.dossier(application.snapshots[-1].id, language()) or abort(404)
    return download(store().read(made.file), filename=made.file.filename, media_type=PDF, show=True)


@bp.post("/applications/<int:application_id>/whole-file")
@requires(load=_sent, may=policy.owns)
def ask_dossier(application: Application) -> Any:
    """The association asks for the whole of what it sent, as one PDF."""
    return _ask(application, "applications.dossier", "applications.receipt")


@bp.get("/applications/<int:application_id>/whole-file.pdf")
@requires(load=_sent, may=policy.owns)
def dossier(application: Application) -> Any:
    """The whole file, once it is made."""
    return _file(application)


@bp.post("/desk/applications/<int:application_id>/whole-file")
@requires(load=_sent, may=policy.may_read)
def ask_desk_dossier(application: Application) -> Any:
    """The desk asks for the whole of what was sent, as one PDF."""
    return _ask(application, "applications.desk_dossier", "applications.record")


@bp.get("/desk/applications/<int:application_id>/whole-file.pdf")
@requires(load=_sent, may=policy.may_read)
def desk_dossier(application: Application) -> Any:
    """The whole file, once it is made."""
    return _file(application)


def _opens_to(job: Job, actor: Actor) -> bool:
    return queries.sees_all(actor, [job.payload["application"]])


@jobs.does(KIND, steps=STEPS, opens=_opens_to)
def make_dossier(job: Job) -> StoredFile | None:
    """Draw, write and keep the file; what another job has made meanwhile is taken instead."""
    number, owner, code = job.id, job.owner_id, job.payload["language"]
    snapshot = db.session.get_one(Snapshot, job.payload["snapshot"])
    application = queries.application(job.payload["application"])
    if application is None:
        return None
    known = queries.dossier(snapshot.id, code)
    if known is not None:
        return known.file
    with in_language(code):
        made = whole_file(
            application, snapshot, told=lambda done, total: jobs.advance(number, done, total, step="drawing")
        )
        name = f"{application.number} {application.association.name.text(code)}.pdf"
        snapshot_id = snapshot.id
    db.session.rollback()
    jobs.advance(number, 1, 1, step="keeping")
    kept = store().keep(made)
    with unit_of_work() as session:
        stored = store().name(session, kept, filename=name, media_type=PDF, uploader_id=owner, now=clock.now())
        return actions.keep_dossier(snapshot_id, stored, language=code, now=clock.now()).file
