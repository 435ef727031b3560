"""What a reader of a blind call sees: the same words without names, and copies of documents in their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from capacity.admission.applications.models import Application, ApplicationDocument
from capacity.admission.applications.queries import Content, ContentAnswer, ContentDocument, ContentFile
from capacity.admission.applications.queries.for_readers import withheld_papers
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import RequiredDocument
from capacity.admission.calls.states.reading import ReadingRules
from capacity.admission.review.models import Panel, RedactedCopy
from capacity.admission.review.queries.secrets import secrets_of
from capacity.admission.review.states.blinding import Secrets, hidden
from capacity.core.db import db
from capacity.core.files import StoredFile
from capacity.core.inspection import Kind
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
        .options(joinedload(RedactedCopy.file), joinedload(RedactedCopy.source))
    )
    return {row.document_id: row for row in rows}


def redacted_file(application: Application, document_id: int, *, unread: bool = False) -> StoredFile | None:
    """The copy without names of one document of this application; ``unread``, for the desk, also where nobody has read
    it through yet."""
    found = redacted_copies(application.id).get(document_id)
    return found.file if found is not None and (found.is_open or unread) else None


def word_document(application: Application, document_id: int) -> StoredFile | None:
    """The Word document of which the words are taken for readers: what the desk sent, or else what was joined."""
    copy = redacted_copies(application.id).get(document_id)
    if copy is not None and copy.source is not None:
        return copy.source
    joined = db.session.scalar(
        sa.select(ApplicationDocument)
        .where(
            ApplicationDocument.id == document_id,
            ApplicationDocument.application_id == application.id,
            ApplicationDocument.replaced_at.is_(None),
        )
        .options(joinedload(ApplicationDocument.file))
    )
    return joined.file if joined is not None and joined.file.media_type == Kind.DOCX.value else None


def blinded(application: Application, content: Content, mark: str) -> Content:
    """An application without the names of its associations and people; ``mark`` stands where one stood.

    Of each document the copy without names is shown, under a name that says nothing; a document without a copy has
    none of its files.
    """
    secrets = secrets_of(application)
    copies = {number: one for number, one in redacted_copies(application.id).items() if one.is_open}
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
    unread: int = 0
    """Copies of words that nobody has read through yet."""


NUMBER = sa.func.coalesce(Application.number, "")
_SHOWN = ApplicationDocument.document_id.not_in(withheld_papers())
"""Of what is withheld from readers no copy is wanted."""
_UNREAD = sa.func.count(sa.case((sa.and_(RedactedCopy.of_words, RedactedCopy.checked_at.is_(None)), 1)))
COPIES_MISSING = sa.func.count(ApplicationDocument.id) > sa.func.count(RedactedCopy.id) - _UNREAD
"""Of a line of ``copies_of``."""


def copies_of(panel: Panel) -> sa.Select[int, str, int, int, int]:
    """How far the copies of a panel's applications are, a line each for ``Copies``; to be put in order."""
    return (
        sa.select(
            Application.id,
            NUMBER,
            sa.func.count(ApplicationDocument.id),
            sa.func.count(RedactedCopy.id) - _UNREAD,
            _UNREAD,
        )
        .select_from(Application)
        .outerjoin(
            ApplicationDocument,
            sa.and_(
                ApplicationDocument.application_id == Application.id, ApplicationDocument.replaced_at.is_(None), _SHOWN
            ),
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
    media_type: str
    copy: RedactedCopy | None

    @property
    def has_words(self) -> bool:
        """The service can take the words of it, or of what the desk sent in its place."""
        return self.media_type == Kind.DOCX.value or (self.copy is not None and self.copy.source_id is not None)


def redactions_of(application: Application) -> list[Redaction]:
    """Every file that readers would see, with its copy."""
    copies = redacted_copies(application.id)
    rows = db.session.execute(
        sa.select(ApplicationDocument.id, RequiredDocument.label, StoredFile.filename, StoredFile.media_type)
        .join(RequiredDocument, RequiredDocument.id == ApplicationDocument.document_id)
        .join(StoredFile, StoredFile.id == ApplicationDocument.file_id)
        .where(ApplicationDocument.application_id == application.id, ApplicationDocument.replaced_at.is_(None), _SHOWN)
        .order_by(RequiredDocument.position, ApplicationDocument.id)
    )
    return [Redaction(row[0], row[1], row[2], row[3], copies.get(row[0])) for row in rows]
