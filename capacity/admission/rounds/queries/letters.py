"""The letters of a round: their wording, and how far their delivery is."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import defer, joinedload

from capacity.admission.review.models import Panel
from capacity.admission.rounds.models import Outcome, Round, Wording
from capacity.admission.rounds.states.wording import LetterKind, house
from capacity.core.db import db
from capacity.core.outbox import Letter

WORDED = "admission/rounds/worded"
"""The template of every letter whose words a round may choose: it only frames them."""


@dataclass(frozen=True)
class Wordings:
    """The words of each letter: those written for the round, else for its call, else the house's."""

    of_round: dict[LetterKind, Wording] = field(default_factory=dict)
    of_call: dict[LetterKind, Wording] = field(default_factory=dict)

    def written(self, kind: LetterKind) -> Wording | None:
        """The edition that counts; None where the letter is in the house's own words."""
        mine = self.of_round.get(kind)
        return mine if mine is not None and mine.text else self.of_call.get(kind)

    def words(self, kind: LetterKind, language: str) -> tuple[str, str]:
        """(subject, text) with their fields as marks."""
        wording = self.written(kind)
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


def wordings_of(call_id: int, round_id: int | None = None) -> Wordings:
    """The latest edition of each wording of a call, and of one of its rounds."""
    here = sa.or_(Wording.call_id == call_id, Wording.round_id == (round_id or 0))
    newest = sa.select(sa.func.max(Wording.id)).where(here).group_by(Wording.call_id, Wording.round_id, Wording.kind)
    found = list(
        db.session.scalars(sa.select(Wording).where(Wording.id.in_(newest)).options(joinedload(Wording.written_by)))
    )
    return Wordings(
        {one.kind: one for one in found if one.round_id is not None},
        {one.kind: one for one in found if one.call_id is not None},
    )


def editions_of(kind: LetterKind, *, round_id: int | None = None, call_id: int | None = None) -> list[Wording]:
    """Every edition of one wording of a round, or of a call, the latest first."""
    owner = Wording.round_id == round_id if round_id is not None else Wording.call_id == call_id
    return list(
        db.session.scalars(
            sa.select(Wording)
            .where(owner, Wording.kind == kind)
            .order_by(Wording.edition.desc())
            .options(joinedload(Wording.written_by))
        )
    )


def rounds_worded(call_id: int) -> list[tuple[Round, frozenset[LetterKind]]]:
    """The rounds of a call, each with the letters for which it departs from the words of the call."""
    newest = sa.select(sa.func.max(Wording.id)).group_by(Wording.round_id, Wording.kind)
    own: dict[int, set[LetterKind]] = {}
    for wording in db.session.scalars(
        sa.select(Wording)
        .join(Round, Round.id == Wording.round_id)
        .where(Round.call_id == call_id, Wording.id.in_(newest))
    ):
        if wording.text and wording.round_id is not None:
            own.setdefault(wording.round_id, set()).add(wording.kind)
    found = db.session.scalars(
        sa.select(Round)
        .where(Round.call_id == call_id)
        .options(
            defer(Round.sealed_content),
            joinedload(Round.region),
            joinedload(Round.call),
            joinedload(Round.panel).selectinload(Panel.members),
        )
        .order_by(Round.region_code)
    )
    return [(round_, frozenset(own.get(round_.id, ()))) for round_ in found]


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
