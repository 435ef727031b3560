"""Documents of an application, as the desk and its readers open them."""

from __future__ import annotations

from typing import Any

from flask import abort, request

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.core.files import StoredFile, store
from capacity.core.languages import gettext as _
from capacity.web.downloads import download
from capacity.web.previews import preview


def file_number() -> int:
    """The document that the address names."""
    return int((request.view_args or {})["file_id"])


def sent_document(application: Application) -> StoredFile | None:
    """The document that the address names, if it was sent with this application, now or before."""
    sent = applications.sent_file_ids(application)
    return applications.file_of(application.id, file_number()) if file_number() in sent else None


def send(found: StoredFile | None) -> Any:
    """The document itself, shown in a sandbox; 404 where there is none to see."""
    if found is None:
        abort(404)
    return download(store().read(found), filename=found.filename, media_type=found.media_type, show=True)


def show(found: StoredFile | None, *, back: str, original: str) -> Any:
    """What the document looks like, in a pane or on a page of its own; 404 where there is none to see."""
    if found is None:
        abort(404)
    return preview(found, title=_("A document of the application"), back=back, original=original)
