"""The panel of a region, screening, assignments of readers, their scores."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.admission.applications.models import Application
from capacity.admission.calls.models import Call, Criterion
from capacity.admission.review.models.interests import Interests
from capacity.admission.review.models.redaction import HiddenWords, RedactedCopy
from capacity.admission.review.states import AssignmentState, Verdict
from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.core.numbering import NumberedOnce
from capacity.people.accounts.models import Person
from capacity.rollout.territory.models import Region

__all__ = [
    "Arbitration",
    "Assignment",
    "HiddenWords",
    "Interests",
    "Panel",
    "PanelMember",
    "RedactedCopy",
    "Score",
    "Screening",
]


class Panel(Versioned, Base):
    """Who reads the applications of one region of a call, and the gates of screening and scoring.

    ``handed_over_at`` is when presiding went from a chair who cannot come to the deputy.
    """

    __tablename__ = "panels"
    __table_args__ = (sa.UniqueConstraint("call_id", "region_code"),)

    id: Mapped[Id]
    call_id: Mapped[int] = fk("calls.id", index=False)
    region_code: Mapped[str] = mapped_column(sa.ForeignKey("regions.code"))
    readers_per_application: Mapped[int] = mapped_column(default=3)
    scores_due_at: Mapped[datetime | None]
    screening_announced_at: Mapped[datetime | None]
    scoring_opened_at: Mapped[datetime | None]
    scoring_closed_at: Mapped[datetime | None]
    handed_over_at: Mapped[datetime | None]

    call: Mapped[Call] = relationship()
    region: Mapped[Region] = relationship()
    members: Mapped[list[PanelMember]] = relationship(
        back_populates="panel", cascade="all, delete-orphan", order_by="PanelMember.id"
    )

    def seat_of(self, person_id: int | None) -> PanelMember | None:
        """The seat of this person."""
        return next((member for member in self.members if member.person_id == person_id), None)

    @property
    def chair(self) -> Person | None:
        """Who chairs the panel."""
        return next((member.person for member in self.members if member.chairs), None)

    @property
    def in_the_chair(self) -> Person | None:
        """The chair, unless they handed over."""
        return self.chair if self.handed_over_at is None else None

    @property
    def deputy(self) -> Person | None:
        """Who presides in the place of a chair who stepped back from an application, or handed over."""
        return next((member.person for member in self.members if member.deputises), None)

    def seats_person(self, person_id: int | None) -> bool:
        """Whether this person sits on the panel."""
        return person_id is not None and any(member.person_id == person_id for member in self.members)


class PanelMember(Base):
    """A committee member's seat on a panel; one of them chairs, and another may deputise.

    ``interests_at`` is when the member declared interests while sitting here: no file is opened before.
    """

    __tablename__ = "panel_members"
    __table_args__ = (sa.UniqueConstraint("panel_id", "person_id"),)

    id: Mapped[Id]
    panel_id: Mapped[int] = fk("panels.id", index=False)
    person_id: Mapped[int] = fk("people.id")
    chairs: Mapped[bool] = mapped_column(default=False)
    deputises: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    interests_at: Mapped[datetime | None]

    panel: Mapped[Panel] = relationship(back_populates="members")
    person: Mapped[Person] = relationship()


class Screening(NumberedOnce, Versioned, Base):
    """What a person found about an application's eligibility; reasons are codes of ``data/reasons.toml``.

    ``checks`` lists the documents that were accepted then (keys of the call's required documents), ``computed`` what
    the rules and the documents came to, with what they were found from; a verdict that departs from it says why
    (``departure``, read by the coordination only). A second person confirms that an application is ineligible. The
    application itself does not change before the screening is announced; ``told`` is what its association reads then,
    in the words of that day.
    """

    __tablename__ = "screenings"

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), unique=True)
    verdict: Mapped[Verdict] = enum_column(Verdict)
    reasons: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    checks: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    departure: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    computed: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    told: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    decided_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    confirmed_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship()

    @property
    def stands(self) -> bool:
        """Whether it can be announced: two people found an application ineligible."""
        return self.verdict is Verdict.ELIGIBLE or self.confirmed_at is not None


class Assignment(Versioned, Base):
    """A reader's task on one application; the content stays hidden until the reader has declared.

    ``conflict`` is why the reader stepped back; only the coordinator and the chair read it.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        sa.UniqueConstraint("application_id", "reader_id"),
        sa.Index("ix_assignments_queue", "reader_id", "state", "application_id", "panel_id"),
        sa.Index("ix_assignments_progress", "panel_id", "application_id", "state"),
    )

    id: Mapped[Id]
    panel_id: Mapped[int] = fk("panels.id", index=False)
    application_id: Mapped[int] = fk("applications.id", index=False)
    reader_id: Mapped[int] = fk("people.id", index=False)
    state: Mapped[AssignmentState] = enum_column(AssignmentState, default=AssignmentState.ASSIGNED)
    assigned_at: Mapped[datetime]
    declared_at: Mapped[datetime | None]
    saved_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    conflict: Mapped[str] = mapped_column(sa.Text, default="")

    panel: Mapped[Panel] = relationship()
    application: Mapped[Application] = relationship()
    reader: Mapped[Person] = relationship()
    scores: Mapped[list[Score]] = relationship(cascade="all, delete-orphan")


class Score(Base):
    """A mark on one criterion, in halves (0 to 10 for 0 to 5); None with ``not_applicable`` leaves the denominator."""

    __tablename__ = "scores"
    __table_args__ = (
        sa.UniqueConstraint("assignment_id", "criterion_id"),
        sa.CheckConstraint("halves IS NULL OR (halves >= 0 AND halves <= 10)", name="halves"),
        sa.CheckConstraint("not_applicable = false OR halves IS NULL", name="not_applicable"),
    )

    id: Mapped[Id]
    assignment_id: Mapped[int] = fk("assignments.id", index=False)
    criterion_id: Mapped[int] = fk("criteria.id")
    halves: Mapped[int | None]
    not_applicable: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[str] = mapped_column(sa.Text, default="")

    criterion: Mapped[Criterion] = relationship()


class Arbitration(Base):
    """A disagreement settled: the marks stand, and the reason why they may. It counts as long as the lowest and the
    highest mark are the ones it was given for."""

    __tablename__ = "arbitrations"
    __table_args__ = (sa.UniqueConstraint("application_id", "criterion_id"),)

    id: Mapped[Id]
    panel_id: Mapped[int] = fk("panels.id")
    application_id: Mapped[int] = fk("applications.id", index=False)
    criterion_id: Mapped[int] = fk("criteria.id")
    lowest: Mapped[int]
    highest: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.Text)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    decided_at: Mapped[datetime]
