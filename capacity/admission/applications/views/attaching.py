"""Files under a document or a question are judged and taken in, whichever page they were sent from."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for

from capacity.admission.applications import actions, queries
from capacity.admission.applications.forms import UploadForm
from capacity.admission.applications.models import Application
from capacity.admission.calls.models import RequiredDocument
from capacity.core import clock
from capacity.core.errors import RuleBroken
from capacity.core.files import store
from capacity.core.inspection import MEGABYTE, Kind, accept_sent
from capacity.core.languages import gettext as _
from capacity.core.unit_of_work import unit_of_work
from capacity.web.forms import forget_reads
from capacity.web.session import current_actor
from capacity.web.uploads import sent, ticket

KINDS = frozenset(Kind)
ACCEPTS = ".pdf,.docx,.jpg,.jpeg,.png,.heic,.heif"


def limit_bytes(paper: RequiredDocument) -> int:
    """How large one file of this document may be."""
    return int(paper.limit_mb or current_app.config["SETTINGS"].max_upload_mb) * MEGABYTE


def purpose_of(application_id: int, paper_id: int) -> str:
    """What a file on its way is for: this document of this application."""
    return f"application:{application_id}:document:{paper_id}"


def upload_form(paper: RequiredDocument) -> UploadForm:
    """The form of a document's files; several of them stand on one page."""
    return UploadForm(prefix=f"d{paper.id}")


def way_of(application_id: int, paper: RequiredDocument) -> dict[str, Any]:
    """What a page needs to send files under this document."""
    limit = limit_bytes(paper)
    return {
        "form": upload_form(paper),
        "megabytes": limit // MEGABYTE,
        "ticket": ticket(purpose_of(application_id, paper.id), limit),
    }


def take_in(application: Application | queries.Written, paper: RequiredDocument, form: UploadForm) -> None:
    """Take in what was sent under one document, whole or piece by piece; all of it, or none. Raises RuleBroken."""
    number = application.id
    if not form.validate():
        raise RuleBroken(_("The page was open for too long. Reload it and send it again."))
    came = sent(form.files.data or [], purpose_of(number, paper.id))
    if came.taken:
        return
    name, limit = paper.label.text(application.language), limit_bytes(paper)
    forget_reads()
    good = accept_sent(came.files, name, together=form.together.data, limit_bytes=limit, kinds=KINDS, now=clock.now())
    kept = [store().keep(accepted.data) for accepted in good]
    with unit_of_work():
        if not came.take():
            return
        for place, (accepted, lies) in enumerate(zip(good, kept, strict=True)):
            actions.attach(
                application,
                paper,
                accepted,
                replace=form.replace.data and place == 0,
                kept=lies,
                actor=current_actor(),
                now=clock.now(),
            )


def place_of(application_id: int, paper_id: int, *, alone: bool = False) -> str:
    """Where the files of a document stand: on the page of the question that asks for them, or among the documents.

    ``alone``: it is known already that no question asks for them.
    """
    found = None if alone else queries.page_of_document(paper_id)
    if found is None:
        return url_for("applications.papers", application_id=application_id, _anchor=f"paper-{paper_id}")
    key, question_id = found
    return url_for("applications.page", application_id=application_id, key=key, _anchor=f"q{question_id}")
