"""What accounts keep of people, for how long, and what erases it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.core.audit import AuditEntry, AuditWords
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.jobs import Job, JobState
from capacity.core.keeping import Kind, discard_files, due_rows, months_before, write_over
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import Letter
from capacity.core.uploads import EXPIRE
from capacity.people.accounts.models import Invitation, LoginSession, OneTimeLink, SignInFailure

SESSIONS_MONTHS = 3


def _ended_sessions(before: datetime) -> sa.Select[Any]:
    """Sessions that are over; of somebody's last one only the device, because it tells when the account was used."""
    over = sa.func.coalesce(LoginSession.ended_at, LoginSession.expires_at)
    return due_rows(LoginSession.id).where(over < before, sa.or_(~_is_last(), LoginSession.device != ""))


def _is_last() -> sa.ColumnElement[bool]:
    other = sa.orm.aliased(LoginSession)
    later = sa.select(other.id).where(other.person_id == LoginSession.person_id, other.id > LoginSession.id)
    return ~later.correlate(LoginSession).exists()


def _erase_sessions(rows: Sequence[int], now: datetime) -> None:
    these = LoginSession.id.in_(rows)
    kept = db.session.scalars(sa.select(LoginSession.id).where(these, _is_last())).all()
    write_over(sa.delete(LoginSession).where(these, LoginSession.id.not_in(kept)))
    write_over(sa.update(LoginSession).where(LoginSession.id.in_(kept)).values(device="", sealed_key=None))
    before = months_before(now, SESSIONS_MONTHS)
    write_over(sa.delete(OneTimeLink).where(OneTimeLink.expires_at < before))
    write_over(sa.delete(SignInFailure).where(SignInFailure.at < before))


def _old_invitations(before: datetime) -> sa.Select[Any]:
    over = sa.func.coalesce(Invitation.accepted_at, Invitation.revoked_at, Invitation.expires_at)
    return due_rows(Invitation.id).where(over < before, Invitation.email != "")


def _erase_invitations(rows: Sequence[int], _now: datetime) -> None:
    write_over(sa.update(Invitation).where(Invitation.id.in_(rows)).values(email="", name="", token_hash=None))


def _old_letters(before: datetime) -> sa.Select[Any]:
    over = sa.func.coalesce(Letter.sent_at, Letter.failed_at, Letter.superseded_at)
    old = due_rows(Letter.id, association=Letter.association_id).where(over < before, Letter.erased_at.is_(None))
    for several in collect("letters.held"):
        for about, held in several:
            others = (
                Letter.about_type.is_(None),
                Letter.about_type != about.__tablename__,
                Letter.about_id.not_in(held),
            )
            old = old.where(sa.or_(*others))
    return old


def erase_letters(rows: Sequence[int], now: datetime) -> None:
    """Address and words of letters go; that one was written, and under which key, stays: none is written twice."""
    blank: dict[str, Any] = {"address": "", "data": {}, "person_id": None, "erased_at": now}
    write_over(sa.update(Letter).where(Letter.id.in_(rows)).values(**blank))


def _old_reasons(before: datetime) -> sa.Select[Any]:
    entry = AuditEntry.id == AuditWords.entry_id
    return due_rows(AuditWords.entry_id).join(AuditEntry, entry).where(AuditEntry.at < before)


def _erase_reasons(rows: Sequence[int], _now: datetime) -> None:
    write_over(sa.delete(AuditWords).where(AuditWords.entry_id.in_(rows)))


def _old_jobs(before: datetime) -> sa.Select[Any]:
    return due_rows(Job.id).where(Job.finished_at < before, Job.state.in_((JobState.FINISHED, JobState.FAILED)))


def _erase_jobs(rows: Sequence[int], now: datetime) -> None:
    files = db.session.scalars(sa.select(Job.file_id).where(Job.id.in_(rows), Job.file_id.is_not(None))).all()
    write_over(sa.delete(Job).where(Job.id.in_(rows)))
    discard_files([number for number in files if number is not None], now)


def kinds_kept() -> tuple[Kind, ...]:
    """For the register of processing."""
    return KINDS


KINDS = (
    Kind(
        key="sessions",
        data=_l("Devices signed in: browser, time; failed sign-ins under a keyed digest"),
        purpose=_l("To let people sign out elsewhere, and to stop guessing of passwords"),
        seen_by=_l("The person"),
        since=_l("the end of the session"),
        ends=_l("The rows are deleted; of the last session only its day stays, which tells that the account is used."),
        asked=_l("Deleted at once."),
        months=SESSIONS_MONTHS,
        most=12,
        due=_ended_sessions,
        erase=_erase_sessions,
    ),
    Kind(
        key="invitations",
        data=_l("Invitations to a role: name and address of who was invited"),
        purpose=_l("To give roles to the right people"),
        seen_by=_l("Administrators"),
        since=_l("their answer, or their end"),
        ends=_l("Name and address are erased; that somebody was invited stays."),
        asked=_l("Name and address are erased at once."),
        months=6,
        most=24,
        due=_old_invitations,
        erase=_erase_invitations,
    ),
    Kind(
        key="letters",
        data=_l("Letters: address, what they were about, when they left"),
        purpose=_l("So that every letter can be read again, and that a failure is seen"),
        seen_by=_l("Whoever the letter was written to; coordination; administrators"),
        since=_l("the sending"),
        ends=_l("Address and words are erased; that a letter left, and when, stays."),
        asked=_l("Address and words of the letters to you are erased at once."),
        months=36,
        least=12,
        most=60,
        due=_old_letters,
        erase=erase_letters,
    ),
    Kind(
        key="copies",
        data=_l("Workbooks, archives and copies of data that somebody asked for"),
        purpose=_l("To hand them over to who asked for them"),
        seen_by=_l("Whoever asked for them"),
        since=_l("the moment they were ready"),
        ends=_l("The files are deleted."),
        asked=_l("Deleted at once."),
        months=1,
        most=6,
        due=_old_jobs,
        erase=_erase_jobs,
    ),
    Kind(
        key="uploads",
        data=_l("Files on their way, piece by piece"),
        purpose=_l("So that an upload goes on where the line broke"),
        seen_by=_l("Nobody before they are sent"),
        kept=_l("one day"),
        asked=_l("Deleted at once."),
        by=EXPIRE,
    ),
    Kind(
        key="audit",
        data=_l("Reasons that people gave, beside the log of acts; the log itself holds numbers and fingerprints only"),
        purpose=_l("To prove that decisions were made by the rules"),
        seen_by=_l("Administrators"),
        since=_l("the act"),
        ends=_l("The words are deleted; the log goes on proving that nothing in it was altered."),
        asked=_l("Reasons given by you and about you are deleted at once; the log keeps your number, not your name."),
        months=120,
        least=60,
        due=_old_reasons,
        erase=_erase_reasons,
    ),
)
