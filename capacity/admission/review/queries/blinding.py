"""What a reader of a blind call sees: the same words without names, and copies of documents in their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from capacity.admission.applications.models import Application, ApplicationDocument
from capacity.admission.applications.queries import Content, ContentAnswer, ContentDocument, ContentFile
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import RequiredDocument
from capacity.admission.calls.states.reading import ReadingRules
from capacity.admission.review.models import Panel, RedactedCopy
from capacity.admission.review.queries.secrets import secrets_of
from capacity.admission.review.states.blinding import Secrets, hidden
from capacity.core.db import db
from capacity.core.files import StoredFile
from capacity.core.languages import Localized


def is_blind(panel: Panel) -> bool:
    """Whether the readers of this panel do not see who applies."""
    return ReadingRules.read(panel.call.reading).blind


def hides_names(panel: Panel) -> bool:
    """Whether who applies is still hidden from the committee: until the marks are locked."""
    return is_blind(panel) and panel.scoring_closed_at is None


def redacted_copy(document_id: int) -> RedactedCopy | None:
    """The copy of a document without names that stands now."""
    return db.session.scalar(
        sa.select(RedactedCopy)
        .where(RedactedCopy.document_id == document_id, RedactedCopy.replaced_at.is_(None))
        .options(joinedload(RedactedCopy.file))
    )


def redacted_copies(application_id: int) -> dict[int, RedactedCopy]:
    """The copies without names of an application's documents, by the number of the document."""
    rows = db.session.scalars(
        sa.select(RedactedCopy)
        .join(ApplicationDocument, ApplicationDocument.id == RedactedCopy.document_id)
        .where(ApplicationDocument.application_id == application_id, RedactedCopy.replaced_at.is_(None))
        .options(joinedload(RedactedCopy.file))
    )
    return {row.document_id: row for row in rows}


def redacted_file(application: Application, document_id: int) -> StoredFile | None:
    """The copy without names of one document of this application."""
    found = redacted_copies(application.id).get(document_id)
    return found.file if found is not None else None


def blinded(application: Application, content: Content, mark: str) -> Content:
    """An application without the names of its associations and people; ``mark`` stands where one stood.

    Of each document the copy without names is shown, under a name that says nothing; a document without a copy has
    none of its files.
    """
    secrets = secrets_of(application)
    copies = redacted_copies(application.id)
    return Content(
        [
            replace(page, answers=[_answer(one, secrets, copies, mark) for one in page.answers])
            for page in content.subjects
        ],
        [_document(paper, copies) for paper in content.documents],
        None,
        is_sent=content.is_sent,
    )


def _answer(one: ContentAnswer, secrets: Secrets, copies: Mapping[int, RedactedCopy], mark: str) -> ContentAnswer:
    return replace(one, value=_value(one.value, secrets, mark), files=_files(one.files, copies))


def _value(value: Any, secrets: Secrets, mark: str) -> Any:
    if isinstance(value, str):
        return hidden(value, secrets, mark)
    if isinstance(value, list):
        return [_value(one, secrets, mark) for one in value]
    if isinstance(value, dict):
        return {key: _value(one, secrets, mark) for key, one in value.items()}
    return value


def _document(paper: ContentDocument, copies: Mapping[int, RedactedCopy]) -> ContentDocument:
    return replace(paper, files=_files(paper.files, copies))


def _files(files: Iterable[ContentFile], copies: Mapping[int, RedactedCopy]) -> list[ContentFile]:
    return [_copy(one, copies[one.id]) for one in files if one.id in copies]


def _copy(one: ContentFile, copy: RedactedCopy) -> ContentFile:
    file = copy.file
    return ContentFile(one.id, file.filename, file.media_type, file.size, copy.made_at)


@dataclass(frozen=True, slots=True)
class Copies:
    """An application of a panel: how many documents were sent with it, and how many have a copy without names."""

    application_id: int
    number: str
    documents: int
    copies: int


NUMBER = sa.func.coalesce(Application.number, "")
COPIES_MISSING = sa.func.count(ApplicationDocument.id) > sa.func.count(RedactedCopy.id)
"""Of a line of ``copies_of``."""


def copies_of(panel: Panel) -> sa.Select[int, str, int, int]:
    """How far the copies of a panel's applications are, a line each for ``Copies``; to be put in order."""
    return (
        sa.select(
            Application.id,
            NUMBER,
            sa.func.count(ApplicationDocument.id),
            sa.func.count(RedactedCopy.id),
        )
        .outerjoin(
            ApplicationDocument,
            sa.and_(ApplicationDocument.application_id == Application.id, ApplicationDocument.replaced_at.is_(None)),
        )
        .outerjoin(
            RedactedCopy,
            sa.and_(RedactedCopy.document_id == ApplicationDocument.id, RedactedCopy.replaced_at.is_(None)),
        )
        .where(
            Application.call_id == panel.call_id,
            Application.region_code == panel.region_code,
            Application.state.in_((ApplicationState.SUBMITTED, ApplicationState.ELIGIBLE)),
        )
        .group_by(Application.id, Application.number)
    )


@dataclass(frozen=True, slots=True)
class Redaction:
    """A file that was sent with an application, and its copy without names, if there is one."""

    id: int
    label: Localized
    filename: str
    copy: RedactedCopy | None


def redactions_of(application: Application) -> list[Redaction]:
    """Every file that readers would see, with its copy."""
    copies = redacted_copies(application.id)
    rows = db.session.execute(
        sa.select(ApplicationDocument.id, RequiredDocument.label, StoredFile.filename)
        .join(RequiredDocument, RequiredDocument.id == ApplicationDocument.document_id)
        .join(StoredFile, StoredFile.id == ApplicationDocument.file_id)
        .where(ApplicationDocument.application_id == application.id, ApplicationDocument.replaced_at.is_(None))
        .order_by(RequiredDocument.position, ApplicationDocument.id)
    )
    return [Redaction(row[0], row[1], row[2], copies.get(row[0])) for row in rows]
