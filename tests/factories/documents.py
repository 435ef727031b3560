"""Documents that were sent with an application, for tests; they commit."""

from __future__ import annotations

import io
from itertools import count

import pikepdf

from capacity.admission.applications.models import Application, ApplicationDocument
from capacity.admission.calls.models import RequiredDocument
from capacity.core.files import store
from capacity.core.languages import Localized
from capacity.core.unit_of_work import unit_of_work
from tests.factories.admission_region import NOW

_numbers = count(1)


def pdf() -> bytes:
    """An empty page."""
    document, written = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(written)
    return written.getvalue()


def joined(application: Application, content: bytes, filename: str) -> int:
    """A document that was sent with an application; its number there."""
    key = f"paper_{next(_numbers)}"
    with unit_of_work() as session:
        stored = store().put(
            session, content, filename=filename, media_type="application/pdf", uploader_id=None, now=NOW
        )
        asked = RequiredDocument(call_id=application.call_id, key=key, position=0, label=Localized(fr="Statuts"))
        session.add(asked)
        session.flush()
        paper = ApplicationDocument(
            application_id=application.id, document_id=asked.id, file_id=stored.id, uploaded_at=NOW
        )
        session.add(paper)
        session.flush()
        return paper.id
