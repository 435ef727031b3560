"""What was found of each document of an application, and of those before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from capacity.admission.applications.models import ApplicationDocument
from capacity.admission.applications.queries import Content, ContentDocument
from capacity.admission.applications.states.clarifying import Point, PointKind
from capacity.admission.calls.models import RequiredDocument
from capacity.admission.review.models.documents import DocumentVerdict
from capacity.admission.review.states.screening import Judgement, seen_as, standing
from capacity.core.db import db
from capacity.core.languages import Localized, language
from capacity.people.accounts.models import Person

Given = tuple[DocumentVerdict, str]
"""What was found once, and by whom."""


@dataclass(frozen=True)
class JudgedDocument:
    """A document that was asked for, with all that was ever found of it, the latest first."""

    paper: ContentDocument
    history: Sequence[Given] = ()

    @property
    def files(self) -> list[int]:
        """The numbers of the files joined now."""
        return [one.id for one in self.paper.files]

    @property
    def latest(self) -> DocumentVerdict | None:
        """What was found last, whether it still stands or not."""
        return self.history[0][0] if self.history else None

    @property
    def judgement(self) -> Judgement | None:
        """What stands now: None while it is open, or open again because other files were joined."""
        last = self.latest
        return standing(last.judgement, last.files, self.files) if last is not None else None

    @property
    def is_overtaken(self) -> bool:
        """It was judged, and other files were joined since."""
        return self.latest is not None and self.judgement is None

    @property
    def counts(self) -> bool:
        """Whether there is something to judge: a file, or a file that has to be there."""
        return bool(self.paper.files) or self.paper.required

    @property
    def seen(self) -> str:
        """What a page shows of it now."""
        return seen_as(self.latest.id if self.latest is not None else None, self.files)


def judged_documents(application_id: int, content: Content) -> list[JudgedDocument]:
    """The documents of an application, in the call's order: one statement."""
    rows = db.session.execute(
        sa.select(DocumentVerdict, RequiredDocument.key, Person)
        .join(RequiredDocument, RequiredDocument.id == DocumentVerdict.document_id)
        .outerjoin(Person, Person.id == DocumentVerdict.decided_by_id)
        .where(DocumentVerdict.application_id == application_id)
        .order_by(DocumentVerdict.id.desc())
    )
    given: dict[str, list[Given]] = {}
    for verdict, key, person in rows:
        given.setdefault(key, []).append((verdict, person.called(language()) if person is not None else ""))
    return [JudgedDocument(paper, given.get(paper.key, ())) for paper in content.documents]


def document_ids(call_id: int) -> dict[str, int]:
    """The documents of a call, by key."""
    rows = db.session.execute(
        sa.select(RequiredDocument.key, RequiredDocument.id).where(RequiredDocument.call_id == call_id)
    )
    return {row.key: row.id for row in rows}


def required_documents(call_id: int) -> list[str]:
    """The keys of the documents that everybody has to send, in the call's order."""
    return list(
        db.session.scalars(
            sa.select(RequiredDocument.key)
            .where(RequiredDocument.call_id == call_id, RequiredDocument.required)
            .where(RequiredDocument.question_id.is_(None))
            .order_by(RequiredDocument.position, RequiredDocument.id)
        )
    )


Standing = list[tuple[DocumentVerdict, Localized]]


def standing_of(application_ids: Sequence[int]) -> dict[int, Standing]:
    """What stands of the documents of applications, each with its name, in the call's order: two statements."""
    joined: dict[tuple[int, int], list[int]] = {}
    for number, document_id, file in db.session.execute(
        sa.select(ApplicationDocument.application_id, ApplicationDocument.document_id, ApplicationDocument.id).where(
            ApplicationDocument.application_id.in_(application_ids), ApplicationDocument.replaced_at.is_(None)
        )
    ):
        joined.setdefault((number, document_id), []).append(file)
    present = db.session.scalars(
        sa.select(DocumentVerdict)
        .join(RequiredDocument, RequiredDocument.id == DocumentVerdict.document_id)
        .where(DocumentVerdict.application_id.in_(application_ids), DocumentVerdict.replaced_at.is_(None))
        .options(joinedload(DocumentVerdict.document))
        .order_by(RequiredDocument.position, RequiredDocument.id)
    )
    found: dict[int, Standing] = {}
    for one in present:
        if standing(one.judgement, one.files, joined.get((one.application_id, one.document_id), ())) is not None:
            found.setdefault(one.application_id, []).append((one, one.document.label))
    return found


def points_to_ask(application_id: int) -> list[Point]:
    """The documents that stand questioned, as points of a request for clarification."""
    return [
        Point(PointKind.DOCUMENT, one.document.key, one.reason, one.words)
        for one, _label in standing_of([application_id]).get(application_id, ())
        if one.judgement is Judgement.QUESTIONED
    ]
