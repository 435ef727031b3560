"""What review keeps of people: readers' words beside the applications they read, and what readers declared of
themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import ApplicationDocument
from capacity.admission.review.models import Arbitration, Assignment, Panel, Score, Screening
from capacity.admission.review.models.documents import DocumentVerdict
from capacity.admission.review.models.interests import Interests
from capacity.admission.review.models.redaction import HiddenWords, RedactedCopy
from capacity.core.access import Role
from capacity.core.db import Base, db
from capacity.core.keeping import Kind, discard_files, due_rows, is_held_call, write_over
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts.models import Person, RoleGrant


def forget_words(*, rows: Sequence[int], now: datetime) -> bool:
    """Marks stay, words go: comments of readers, notes of the screening, copies with hidden passages."""
    joined = sa.select(ApplicationDocument.id).where(ApplicationDocument.application_id.in_(rows))
    copies = RedactedCopy.document_id.in_(joined)
    files = db.session.scalars(sa.select(RedactedCopy.file_id).where(copies)).all()
    write_over(sa.delete(RedactedCopy).where(copies))
    write_over(sa.delete(HiddenWords).where(HiddenWords.application_id.in_(rows)))
    reading = sa.select(Assignment.id).where(Assignment.application_id.in_(rows))
    write_over(sa.update(Score).where(Score.assignment_id.in_(reading)).values(comment=""))
    write_over(sa.update(Assignment).where(Assignment.application_id.in_(rows)).values(conflict=""))
    write_over(sa.update(Arbitration).where(Arbitration.application_id.in_(rows)).values(reason=""))
    write_over(sa.update(DocumentVerdict).where(DocumentVerdict.application_id.in_(rows)).values(words=""))
    write_over(sa.update(Screening).where(Screening.application_id.in_(rows)).values(note="", departure=""))
    discard_files(files, now)
    return True


def _old_interests(before: datetime) -> sa.Select[Any]:
    sits = sa.select(RoleGrant.id).where(
        RoleGrant.person_id == Interests.person_id, RoleGrant.role == Role.COMMITTEE, RoleGrant.ended_at.is_(None)
    )
    return due_rows(Interests.id).where(Interests.declared_at < before, ~sits.exists())


def _erase_interests(rows: Sequence[int], _now: datetime) -> None:
    write_over(sa.delete(Interests).where(Interests.id.in_(rows)))


def forget_person(*, person: Person, now: datetime) -> bool:
    """What the person declared of themselves and of those close to them goes; that they recused themselves stays."""
    del now
    write_over(sa.delete(Interests).where(Interests.person_id == person.id))
    write_over(sa.update(Assignment).where(Assignment.reader_id == person.id).values(conflict=""))
    return True


def letters_held() -> list[tuple[type[Base], sa.Select[int]]]:
    """Which panels are of a call that is held."""
    return [(Panel, sa.select(Panel.id).where(is_held_call(Panel.call_id)))]


def kinds_kept() -> tuple[Kind, ...]:
    """For the register of processing."""
    return KINDS


KINDS = (
    Kind(
        key="interests",
        data=_l("Interests that members of the committee declare: ties, people close to them, languages, themes"),
        purpose=_l("So that nobody reads the application of somebody close"),
        seen_by=_l("The person; coordination; the chair"),
        since=_l("the declaration, once the person sits no more"),
        ends=_l("The declaration is deleted; that somebody recused themselves stays."),
        asked=_l("Deleted at once."),
        months=36,
        least=12,
        most=60,
        due=_old_interests,
        erase=_erase_interests,
    ),
)
