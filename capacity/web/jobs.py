"""The page of long work: how far it is, and its result."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, jsonify, render_template, request, url_for

from capacity.core.access import Predicate
from capacity.core.db import db
from capacity.core.files import store
from capacity.core.jobs import Job, opens_to
from capacity.core.languages import gettext as _
from capacity.web.downloads import download_stream
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.templating import number

bp = Blueprint("jobs", __name__, url_prefix="/jobs")

owns = Predicate(lambda actor, job: not actor.is_visitor and (job is None or job.owner_id == actor.id), "owns")


def job_of(job_id: int) -> Job | None:
    """The job of this number."""
    return db.session.get(Job, job_id)


@bp.get("/<int:job_id>")
@requires(load=job_of, may=owns)
def show(job: Job) -> Any:
    """Progress, as a page or (for the script that polls) as JSON."""
    if request.accept_mimetypes.best == "application/json":
        over = None if job.is_under_way else url_for("jobs.show", job_id=job.id)
        return jsonify(state=job.state.value, done=job.done, total=job.total, words=words_of(job), next=over)
    return render_template("web/job.html", job=job, words=words_of(job))


def words_of(job: Job) -> str:
    """The step that the work is at, and how far it is in it."""
    if job.done >= job.total:
        return str(job.step_words)
    return _("%(step)s: %(done)s of %(total)s", step=job.step_words, done=number(job.done), total=number(job.total))


@bp.get("/<int:job_id>/result")
@requires(load=job_of, may=owns)
def result(job: Job) -> Any:
    """The file that the work made, for who may still read it."""
    if not opens_to(job, current_actor()):
        abort(404)
    if job.is_over:
        return render_template("web/job.html", job=job, words=""), 410
    if job.file is None:
        abort(404)
    file = job.file
    return download_stream(store().stream(file), size=file.size, filename=file.filename, media_type=file.media_type)
