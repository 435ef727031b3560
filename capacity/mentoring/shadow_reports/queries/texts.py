"""What was written, opened for one reader in one request."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import defer, joinedload

from capacity.core import facts
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.core.vault import PrivateKey
from capacity.mentoring.mechanisms.states import count_words
from capacity.mentoring.mentorships.models import KeyShare, OpenRing
from capacity.mentoring.mentorships.queries import opened, shares_of
from capacity.mentoring.shadow_reports.models import ReportFile, ReportNote, ReportVersion, ShadowReport
from capacity.mentoring.shadow_reports.states import TITLE, Draft, NoteKind
from capacity.people.accounts.models import Person


@dataclass(frozen=True)
class Passage:
    """A section as it stands: None as text means that its key was not shared with this reader."""

    section: str
    number: int
    text: str | None
    written_by: Person
    written_at: datetime


@dataclass(frozen=True)
class Remark:
    """A comment or a note, opened."""

    kind: NoteKind
    section: str
    text: str | None
    written_by: Person
    written_at: datetime


@dataclass(frozen=True)
class Sheet:
    """A file of the report: its name and kind as they were before sealing."""

    id: int
    name: str | None
    media_type: str
    size: int
    added_at: datetime


def sections() -> list[tuple[str, Localized, Localized]]:
    """(key, name, guide) of the outline, in its order."""
    return [
        (one["key"], facts.words(one["name"]), facts.words(one["guide"])) for one in facts.load("outline")["section"]
    ]


def opened_ring(report: ShadowReport, person_id: int | None, private: PrivateKey | None) -> OpenRing | None:
    """The report's keys as this person can open them now."""
    return opened(report.ring, [one for one in report.ring.shares if one.person_id == person_id], private)


def latest(report_id: int, ring: OpenRing) -> dict[str, Passage]:
    """Each section that was written, as it stands now."""
    last = (
        sa.select(sa.func.max(ReportVersion.number))
        .where(ReportVersion.report_id == report_id)
        .group_by(ReportVersion.section)
    )
    statement = sa.select(ReportVersion).where(ReportVersion.report_id == report_id, ReportVersion.number.in_(last))
    rows = db.session.scalars(statement.options(joinedload(ReportVersion.written_by)))
    return {row.section: _passage(row, ring) for row in rows}


def _passage(row: ReportVersion, ring: OpenRing) -> Passage:
    text = ring.open_text(row.generation, row.sealed, row.context)
    return Passage(row.section, row.number, text, row.written_by, row.written_at)


def versions(report_id: int) -> Sequence[ReportVersion]:
    """Every version without its text, latest first."""
    statement = sa.select(ReportVersion).where(ReportVersion.report_id == report_id)
    options = (defer(ReportVersion.sealed), joinedload(ReportVersion.written_by))
    return db.session.scalars(statement.options(*options).order_by(ReportVersion.number.desc())).all()


def version(report_id: int, number: int, ring: OpenRing) -> Passage | None:
    """One version, opened."""
    statement = sa.select(ReportVersion).where(ReportVersion.report_id == report_id, ReportVersion.number == number)
    row = db.session.scalar(statement.options(joinedload(ReportVersion.written_by)))
    return None if row is None else _passage(row, ring)


def version_before(report_id: int, passage: Passage, ring: OpenRing) -> Passage | None:
    """The version of the same section that this one replaced."""
    statement = sa.select(ReportVersion).where(
        ReportVersion.report_id == report_id,
        ReportVersion.section == passage.section,
        ReportVersion.number < passage.number,
    )
    options = joinedload(ReportVersion.written_by)
    row = db.session.scalar(statement.options(options).order_by(ReportVersion.number.desc()).limit(1))
    return None if row is None else _passage(row, ring)


def remarks(report_id: int, ring: OpenRing, *, section: str | None = None) -> list[Remark]:
    """Comments of a section in order of time; without a section, the notes of the report's steps."""
    statement = sa.select(ReportNote).where(ReportNote.report_id == report_id)
    if section is None:
        statement = statement.where(ReportNote.kind != NoteKind.COMMENT)
    else:
        statement = statement.where(ReportNote.kind == NoteKind.COMMENT, ReportNote.section == section)
    rows = db.session.scalars(statement.options(joinedload(ReportNote.written_by)).order_by(ReportNote.id))
    return [_remark(row, ring) for row in rows]


def _remark(row: ReportNote, ring: OpenRing) -> Remark:
    text = ring.open_text(row.generation, row.sealed, row.context)
    return Remark(row.kind, row.section, text, row.written_by, row.written_at)


def comment_counts(report_id: int) -> dict[str, int]:
    """How many comments each section has."""
    statement = sa.select(ReportNote.section, sa.func.count()).where(
        ReportNote.report_id == report_id, ReportNote.kind == NoteKind.COMMENT
    )
    counted = db.session.execute(statement.group_by(ReportNote.section))
    return {row[0]: row[1] for row in counted}


def files(report_id: int, ring: OpenRing) -> list[Sheet]:
    """The files, with the names they had."""
    statement = sa.select(ReportFile).where(ReportFile.report_id == report_id)
    rows = db.session.scalars(statement.options(joinedload(ReportFile.file)).order_by(ReportFile.id))
    return [_sheet(row, ring) for row in rows]


def _sheet(row: ReportFile, ring: OpenRing) -> Sheet:
    said = ring.open_text(row.generation, row.sealed_name, f"{row.context}:name")
    known = json.loads(said) if said is not None else {}
    return Sheet(row.id, known.get("name"), known.get("type", ""), row.file.size, row.added_at)


def drafted(passages: Mapping[str, Passage]) -> int:
    """The words of all sections together; the title is not counted."""
    return sum(count_words(one.text or "") for key, one in passages.items() if key != TITLE)


def measured(report: ShadowReport, words: int) -> Draft:
    """The report as the gates look at it."""
    return Draft(
        language=report.language,
        words=words,
        associations=len(report.parties),
        signed_off=sum(1 for party in report.parties if party.signed_off_at is not None),
        publish=report.publish,
        sources_checked=report.sources_checked_at is not None,
    )


def titles(reports: Sequence[ShadowReport], person_id: int | None, private: PrivateKey | None) -> dict[int, str]:
    """The titles of the reports that this person can open, in three statements at most."""
    shares: Sequence[KeyShare] = shares_of([one.ring_id for one in reports], person_id) if private else []
    rings = {one.id: ring for one in reports if (ring := opened(one.ring, shares, private)) is not None}
    found = {}
    for row in _last_titles(rings):
        text = rings[row.report_id].open_text(row.generation, row.sealed, row.context)
        if text is not None:
            found[row.report_id] = text
    return found


def _last_titles(report_ids: Collection[int]) -> Sequence[ReportVersion]:
    other = sa.orm.aliased(ReportVersion)
    last = (
        sa.select(sa.func.max(other.number))
        .where(other.report_id == ReportVersion.report_id, other.section == TITLE)
        .scalar_subquery()
    )
    statement = sa.select(ReportVersion).where(
        ReportVersion.report_id.in_(report_ids), ReportVersion.section == TITLE, ReportVersion.number == last
    )
    return db.session.scalars(statement).all()
