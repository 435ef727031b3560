"""The letters of a round: their wording, and how far their delivery is."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from capacity.admission.rounds.models import Outcome, Wording
from capacity.admission.rounds.states.wording import LetterKind, house
from capacity.core.db import db
from capacity.core.outbox import Letter

WORDED = "admission/rounds/worded"
"""The template of every letter whose words a round may choose: it only frames them."""


@dataclass(frozen=True)
class Wordings:
    """The words of each letter of a round: those written for it, else the house's."""

    written: dict[LetterKind, Wording]

    def words(self, kind: LetterKind, language: str) -> tuple[str, str]:
        """(subject, text) with their fields as marks."""
        wording = self.written.get(kind)
        if wording is None or language not in wording.text:
            return house(kind, language)
        return wording.subject.text(language), wording.text.text(language)


@dataclass(frozen=True)
class Delivery:
    """How many letters of the outcomes of a round left, wait, failed, or were overtaken before they left."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    superseded: int = 0

    @property
    def total(self) -> int:
        """Those that were to leave."""
        return self.sent + self.waiting + self.failed


def wordings_of(round_id: int) -> Wordings:
    """The latest edition of each wording."""
    latest = (
        sa.select(Wording.kind, sa.func.max(Wording.edition).label("edition"))
        .where(Wording.round_id == round_id)
        .group_by(Wording.kind)
        .subquery()
    )
    found = db.session.scalars(
        sa.select(Wording)
        .join(latest, sa.and_(latest.c.kind == Wording.kind, latest.c.edition == Wording.edition))
        .where(Wording.round_id == round_id)
        .options(joinedload(Wording.written_by))
    )
    return Wordings({wording.kind: wording for wording in found})


def editions_of(round_id: int, kind: LetterKind) -> list[Wording]:
    """Every edition of one wording, the latest first."""
    return list(
        db.session.scalars(
            sa.select(Wording)
            .where(Wording.round_id == round_id, Wording.kind == kind)
            .order_by(Wording.edition.desc())
            .options(joinedload(Wording.written_by))
        )
    )


def delivery_of(round_id: int) -> Delivery:
    """How far the letters about the outcomes of a round are."""
    count = sa.func.count()
    statement = (
        sa.select(
            count.filter(Letter.sent_at.is_not(None)),
            count.filter(Letter.sent_at.is_(None), Letter.superseded_at.is_(None), Letter.failed_at.is_(None)),
            count.filter(Letter.failed_at.is_not(None), Letter.superseded_at.is_(None)),
            count.filter(Letter.superseded_at.is_not(None), Letter.sent_at.is_(None)),
        )
        .select_from(Letter)
        .join(Outcome, sa.and_(Letter.about_type == Outcome.__tablename__, Letter.about_id == Outcome.id))
        .where(Outcome.round_id == round_id)
    )
    return Delivery(*db.session.execute(statement).one())


def letters_about(outcome_ids: list[int]) -> dict[int, Letter]:
    """The latest letter about each of these outcomes."""
    found: dict[int, Letter] = {}
    statement = sa.select(Letter).where(Letter.about_type == Outcome.__tablename__, Letter.about_id.in_(outcome_ids))
    for letter in db.session.scalars(statement.order_by(Letter.id)):
        found[letter.about_id or 0] = letter
    return found
