"""Mechanisms, how well each fact about them is known, and their calendar."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.core.languages import Localized, LocalizedText
from capacity.core.numbering import NumberedOnce
from capacity.mentoring.mechanisms.states import Checked, EventKind, MechanismKind, Rules, Topic, report_deadline

EMPTY = Localized()


class Mechanism(Versioned, Base):
    """A treaty body or the universal periodic review, as it stands for the country."""

    __tablename__ = "mechanisms"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    kind: Mapped[MechanismKind] = enum_column(MechanismKind)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[Localized] = mapped_column(LocalizedText)
    treaty: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)
    ratified_on: Mapped[date | None]
    protocols: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)
    procedure: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)
    last_review: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)
    document: Mapped[str] = mapped_column(sa.String(120), default="")
    languages: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    words: Mapped[int | None]
    words_coalition: Mapped[int | None]
    weeks_before_session: Mapped[int | None]
    months_before_session: Mapped[int | None]
    advice: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)

    facts: Mapped[list[MechanismFact]] = relationship(cascade="all, delete-orphan", order_by="MechanismFact.id")
    events: Mapped[list[CalendarEvent]] = relationship(
        back_populates="mechanism", cascade="all, delete-orphan", order_by="CalendarEvent.on, CalendarEvent.id"
    )

    @property
    def rules(self) -> Rules:
        """What it asks of a report, as plain values."""
        return Rules(
            languages=tuple(self.languages),
            words=self.words,
            words_coalition=self.words_coalition,
            weeks_before_session=self.weeks_before_session,
            months_before_session=self.months_before_session,
        )

    def fact(self, topic: Topic) -> MechanismFact:
        """Where the fact comes from."""
        return next(one for one in self.facts if one.topic is topic)

    @property
    def unverified(self) -> list[Topic]:
        """The facts that nobody has found a source for yet."""
        return [one.topic for one in self.facts if not one.checked.is_verified]

    def value(self, topic: Topic) -> dict[str, Any]:
        """The fact itself, by the names of its columns."""
        return {name: getattr(self, name) for name in COLUMNS[topic]}


COLUMNS: dict[Topic, tuple[str, ...]] = {
    Topic.TREATY: ("ratified_on", "protocols"),
    Topic.PROCEDURE: ("procedure",),
    Topic.LAST_REVIEW: ("last_review", "document"),
    Topic.LANGUAGES: ("languages",),
    Topic.WORDS: ("words", "words_coalition"),
    Topic.DEADLINE: ("weeks_before_session", "months_before_session"),
    Topic.ADVICE: ("advice",),
}


class MechanismFact(Base):
    """How well one fact is known, and where it was read."""

    __tablename__ = "mechanism_facts"
    __table_args__ = (sa.UniqueConstraint("mechanism_id", "topic"),)

    id: Mapped[Id]
    mechanism_id: Mapped[int] = fk("mechanisms.id", index=False)
    topic: Mapped[Topic] = enum_column(Topic)
    checked: Mapped[Checked] = enum_column(Checked)
    source: Mapped[str] = mapped_column(sa.String(500), default="")
    sourced_on: Mapped[date | None]
    entered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))


class CalendarEvent(NumberedOnce, Versioned, Base):
    """A date of a mechanism's calendar, entered with its source."""

    __tablename__ = "calendar_events"

    id: Mapped[Id]
    mechanism_id: Mapped[int] = fk("mechanisms.id")
    kind: Mapped[EventKind] = enum_column(EventKind)
    on: Mapped[date] = mapped_column("held_on", index=True)
    note: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)
    source: Mapped[str] = mapped_column(sa.String(500), default="")
    sourced_on: Mapped[date | None]
    entered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    created_at: Mapped[datetime]

    mechanism: Mapped[Mechanism] = relationship(back_populates="events")

    @property
    def report_deadline(self) -> date | None:
        """The last day for an association's report on it, where the rule is known."""
        return report_deadline(self.on, self.kind, self.mechanism.rules)
