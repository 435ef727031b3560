"""What an association reads of its own applications."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, defer, joinedload, selectinload

from capacity.admission.applications.models import Answer, Application, ApplicationDocument
from capacity.admission.applications.queries.drafts import Draft
from capacity.admission.applications.states import ARRIVED, ApplicationState
from capacity.admission.calls.models import Call, Extension, Question, RequiredDocument, Subject
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association, Member
from capacity.people.associations.queries import relatives_of

ASIDE_MAX = 60
"""So many files laid aside are offered again; more than anybody looks through."""


def application(application_id: int) -> Application | None:
    """The application with its association, and what tells the call's window: three statements."""
    return db.session.scalar(_APPLICATION, {"application": application_id})


_APPLICATION = (
    sa.select(Application)
    .where(Application.id == sa.bindparam("application"))
    .options(
        joinedload(Application.association).joinedload(Association.province),
        joinedload(Application.call).joinedload(Call.phase),
        joinedload(Application.call).options(selectinload(Call.extensions), defer(Call.text)),
        selectinload(Application.snapshots),
    )
)
"""Put together once; the long text of the call is read by who shows it."""


def writing(application_id: int, *, hold: bool = False) -> Application | None:
    """The application with what tells the form of its call, for who writes in it: one statement, read anew.

    ``hold`` lets nobody else write in it meanwhile.
    """
    return db.session.scalar(_HELD if hold else _WRITING, {"application": application_id})


_WRITING = (
    sa.select(Application)
    .where(Application.id == sa.bindparam("application"))
    .options(
        joinedload(Application.call, innerjoin=True).options(
            defer(Call.text), defer(Call.summary), defer(Call.rules), defer(Call.reading)
        )
    )
    .execution_options(populate_existing=True)
)
_HELD = _WRITING.with_for_update(of=Application)
"""What is saved as it is typed is saved often."""


def opened(application_id: int) -> Application | None:
    """The same for a page on which somebody writes, which says until when: with the call's extensions, mostly none."""
    return db.session.scalars(OPENED, {"application": application_id}).unique().first()


OPENED = _WRITING.options(joinedload(Application.call, innerjoin=True).joinedload(Call.extensions))


def sending(application_id: int) -> Application | None:
    """The application with all that a submission asks of its association and its call, held and read anew."""
    return db.session.scalars(SENDING, {"application": application_id}).unique().first()


SENDING = _HELD.options(
    joinedload(Application.association, innerjoin=True).joinedload(Association.themes),
    joinedload(Application.call, innerjoin=True).options(
        joinedload(Call.phase, innerjoin=True), joinedload(Call.extensions)
    ),
)
"""Themes and extensions are few, and mostly none: read apart, each would cost as much as all the rest."""


def mine(actor: Actor) -> list[Application]:
    """The applications of the actor's associations, newest first."""
    return list(
        db.session.scalars(
            sa.select(Application)
            .where(Application.association_id.in_(actor.association_ids))
            .options(
                joinedload(Application.association),
                joinedload(Application.call).selectinload(Call.extensions),
                joinedload(Application.call).joinedload(Call.phase),
            )
            .order_by(Application.created_at.desc(), Application.id.desc())
        )
    )


def own_associations(actor: Actor) -> list[Association]:
    """The associations the actor writes for, merged ones left out."""
    return list(
        db.session.scalars(
            sa.select(Association)
            .where(Association.id.in_(actor.association_ids), Association.merged_into_id.is_(None))
            .options(joinedload(Association.province))
            .order_by(Association.name_fr, Association.id)
        )
    )


def of_association(call_id: int, association_ids: Iterable[int]) -> dict[int, Application]:
    """The application that each of these associations has in the call already, under whichever name it had.

    One that goes on comes before one that was withdrawn; a withdrawn one counts under the present name only.
    """
    asked, kin = aliased(Association), aliased(Association)
    rows = db.session.execute(
        sa.select(asked.id, Application)
        .join(kin, kin.id == Application.association_id)
        .join(asked, sa.func.coalesce(asked.merged_into_id, asked.id) == sa.func.coalesce(kin.merged_into_id, kin.id))
        .where(Application.call_id == call_id, asked.id.in_(list(association_ids)))
        .where(sa.or_(kin.id == asked.id, Application.state != ApplicationState.WITHDRAWN))
    ).all()
    ranked = sorted(
        rows, key=lambda row: (row[1].state is not ApplicationState.WITHDRAWN, row[1].association_id == row[0])
    )
    return {row[0]: row[1] for row in ranked}


def earlier_applications(call_id: int, association_ids: Iterable[int]) -> dict[int, Application]:
    """What each of these associations sent last to another call, as far as it still says something."""
    found = db.session.scalars(
        sa.select(Application)
        .where(Application.association_id.in_(list(association_ids)), Application.call_id != call_id)
        .where(Application.state.in_(ARRIVED), Application.erased_at.is_(None))
        .order_by(Application.submitted_at, Application.id)
    )
    return {one.association_id: one for one in found}


def written_in(application_id: int) -> list[tuple[Question, Any]]:
    """What was answered in an application, with its questions."""
    rows = db.session.execute(
        sa.select(Question, Answer.value)
        .join(Answer, Answer.question_id == Question.id)
        .where(Answer.application_id == application_id)
        .order_by(Question.id)
    )
    return [(row[0], row[1]) for row in rows]


def page_of_document(document_id: int) -> tuple[str, int] | None:
    """(key of its page, number) of the question under which this document is sent; None for one that stands alone."""
    found = db.session.execute(
        sa.select(Subject.key, Question.id)
        .join(Question, Question.subject_id == Subject.id)
        .join(RequiredDocument, RequiredDocument.question_id == Question.id)
        .where(RequiredDocument.id == document_id)
    ).first()
    return None if found is None else (found[0], found[1])


def writer(person_id: int | None) -> Person | None:
    """Who saved an answer."""
    return None if person_id is None else db.session.get(Person, person_id)


def has_time_of_its_own(call_id: int, actor: Actor, now: datetime) -> bool:
    """Whether one of the actor's associations was given more time, and it is not over."""
    found = sa.select(Extension.id).where(
        Extension.call_id == call_id, Extension.association_id.in_(actor.association_ids), Extension.closes_at > now
    )
    return db.session.scalar(found.limit(1)) is not None


def lasting_files(application: Application) -> dict[str, ApplicationDocument]:
    """The latest file of each lasting document that the association sent otherwise, by the document's key."""
    found = db.session.execute(
        sa.select(RequiredDocument.key, ApplicationDocument)
        .join(RequiredDocument, RequiredDocument.id == ApplicationDocument.document_id)
        .join(Application, Application.id == ApplicationDocument.application_id)
        .where(
            Application.association_id.in_(relatives_of(application.association_id)), Application.id != application.id
        )
        .where(RequiredDocument.lasting.is_(True), ApplicationDocument.replaced_at.is_(None))
        .options(joinedload(ApplicationDocument.file))
        .order_by(ApplicationDocument.uploaded_at)
    )
    return {row[0]: row[1] for row in found}


def laid_aside(draft: Draft) -> dict[int, list[ApplicationDocument]]:
    """What was taken away from a draft or replaced in it, and does not stand there now: by document, the latest first,
    each file once."""
    found = db.session.scalars(
        sa.select(ApplicationDocument)
        .where(ApplicationDocument.application_id == draft.application.id, ApplicationDocument.replaced_at.is_not(None))
        .options(joinedload(ApplicationDocument.file))
        .order_by(ApplicationDocument.replaced_at.desc(), ApplicationDocument.id.desc())
        .limit(ASIDE_MAX)
    ).all()
    seen = {(number, one.file.sha256) for number, files in draft.files.items() for one in files}
    aside: dict[int, list[ApplicationDocument]] = {}
    for one in found:
        if (one.document_id, one.file.sha256) not in seen:
            seen.add((one.document_id, one.file.sha256))
            aside.setdefault(one.document_id, []).append(one)
    return aside


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes for an association, as far as a letter or a page needs it."""

    id: int
    email: str
    language: str
    name: str
    name_ar: str | None

    def called(self, language: str) -> str:
        """The name as readers of this language write it."""
        return self.name_ar if language == "ar" and self.name_ar else self.name


_EVERY_WRITER = (
    sa.select(
        Association.id.label("association_id"), Person.id, Person.email, Person.language, Person.name, Person.name_ar
    )
    .join(Member, Member.association_id == sa.func.coalesce(Association.merged_into_id, Association.id))
    .join(Person, Person.id == Member.person_id)
    .where(Member.ended_at.is_(None), Person.email.is_not(None), Person.disabled_at.is_(None))
)
WRITERS = _EVERY_WRITER.where(Association.id.in_(sa.bindparam("associations", expanding=True)))
WRITERS_OF = (
    _EVERY_WRITER.join(Application, Application.association_id == Association.id)
    .where(Application.id == sa.bindparam("application"))
    .order_by(Member.id)
)


def drafting_members(association_ids: Iterable[int]) -> dict[int, list[Writer]]:
    """The people with an address who write for these associations now, by association; of a merged one, the other's."""
    found: dict[int, list[Writer]] = {}
    for row in db.session.execute(WRITERS.order_by(Member.id), {"associations": list(association_ids)}):
        found.setdefault(row.association_id, []).append(_writer(row))
    return found


def writers_of(application_id: int) -> list[Writer]:
    """The same of the association whose application this is."""
    return [_writer(row) for row in db.session.execute(WRITERS_OF, {"application": application_id})]


def _writer(row: Any) -> Writer:
    return Writer(row.id, row.email, row.language, row.name, row.name_ar)
