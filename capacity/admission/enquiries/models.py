"""Questions about a call with their public answers, and the addresses that want to hear its news."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.admission.calls.models import EMPTY, Call
from capacity.admission.enquiries.states import EnquiryState
from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.core.languages import Localized, LocalizedText
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association


class Enquiry(Versioned, Base):
    """A question about a call. What everybody reads is ``question`` and ``answer``, in the coordination's words.

    ``asked`` is what was written, in the language of whoever asked; who that was is read by nobody but the service,
    which writes to them. Without them, the coordination put the question itself. A ``correction`` stands under the
    answer with its date and changes nothing of it. ``request_id`` is made on the page: asked again, it is one question.
    """

    __tablename__ = "enquiries"
    __table_args__ = (
        sa.Index("ix_enquiries_call_state", "call_id", "state", "answered_at"),
        sa.CheckConstraint("state <> 'answered' OR answered_at IS NOT NULL", name="answered"),
    )

    id: Mapped[Id]
    call_id: Mapped[int] = fk("calls.id", index=False)
    request_id: Mapped[str] = mapped_column(sa.String(64), unique=True)
    state: Mapped[EnquiryState] = enum_column(EnquiryState, default=EnquiryState.ASKED)
    asked: Mapped[str] = mapped_column(sa.Text, default="")
    language: Mapped[str] = mapped_column(sa.String(2))
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    association_id: Mapped[int | None] = fk("associations.id")
    question: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)
    answer: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    dismissed_reason: Mapped[str] = mapped_column(sa.Text, default="")
    correction: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)
    corrected_at: Mapped[datetime | None]

    call: Mapped[Call] = relationship()
    association: Mapped[Association | None] = relationship()
    asked_by: Mapped[Person | None] = relationship(foreign_keys=[asked_by_id])


class Subscription(Base):
    """An address that is told of a call's news: a person's, or one that was confirmed by the link in a letter.

    It is deleted when it is ended, and when nobody confirmed it in time.
    """

    __tablename__ = "call_subscriptions"
    __table_args__ = (sa.UniqueConstraint("call_id", "email"),)

    id: Mapped[Id]
    call_id: Mapped[int] = fk("calls.id", index=False)
    email: Mapped[str] = mapped_column(sa.String(254))
    person_id: Mapped[int | None] = fk("people.id")
    language: Mapped[str] = mapped_column(sa.String(2))
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]

    call: Mapped[Call] = relationship()
    person: Mapped[Person | None] = relationship()
