"""What a call is made of: criteria, pages of the form with their questions, documents, the self-check."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.admission.calls.states import QuestionKind, TextShape
from capacity.core.db import Base, Id, Mapped, Revised, enum_column, fk, mapped_column
from capacity.core.languages import Localized, LocalizedText
from capacity.core.numbering import NumberedOnce

EMPTY = Localized()
PLACE = frozenset({"id", "call_id", "subject_id", "question_id", "position"})
"""What says where a part stands, and not what it says."""


class PartOfCall(NumberedOnce, Revised):
    """A part of a call. It has no counter of its own: being moved up or down is no change of its words."""

    @property
    def revision(self) -> str:
        """A fingerprint of what it says."""
        said = json.dumps(self.said(), default=str, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def said(self) -> dict[str, Any]:
        """Its words and limits, by the names of its columns."""
        names = (column.key for column in sa.inspect(type(self)).column_attrs)
        return {name: getattr(self, name) for name in names if name not in PLACE}


class Criterion(PartOfCall, Base):
    """What readers score, from 0 to 5, and its weight; the weights of a call add up to 100.

    ``anchors`` say what each whole mark means, a line for each from 0 to 5.
    """

    __tablename__ = "criteria"
    __table_args__ = (
        sa.UniqueConstraint("call_id", "key"),
        sa.CheckConstraint("weight > 0 AND weight <= 100", name="weight"),
    )

    id: Mapped[Id]
    call_id: Mapped[int] = fk("calls.id", index=False)
    key: Mapped[str] = mapped_column(sa.String(60))
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[Localized] = mapped_column(LocalizedText)
    help: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)
    weight: Mapped[int]
    anchors: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY, server_default="{}")
    comment_required: Mapped[bool] = mapped_column(default=False, server_default=sa.false())


class Subject(PartOfCall, Base):
    """A page of the application form; ``help`` stands at its head, before the first question."""

    __tablename__ = "subjects"
    __table_args__ = (sa.UniqueConstraint("call_id", "key"),)

    id: Mapped[Id]
    call_id: Mapped[int] = fk("calls.id", index=False)
    key: Mapped[str] = mapped_column(sa.String(60))
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[Localized] = mapped_column(LocalizedText)
    help: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY, server_default="{}")

    questions: Mapped[list[Question]] = relationship(cascade="all, delete-orphan", order_by="Question.position")


class Question(PartOfCall, Base):
    """One question; ``choices`` is a list of ``{"key": …, "label": {"ar": …}}``, ``columns`` too, each with a ``kind``.

    ``condition`` is ``{"question": key, "answers": [key, …]}``: it is asked only if an earlier one was answered so; and
    only in ``region_codes``, when there are any. The files of a question of kind file hang on a document of its own.
    ``minimum`` and ``maximum`` are days (``day_number``) for a date. Readers of the committee see neither the answer to
    a ``withheld`` one nor its files. Its key is unique in the whole call, so that answers of several calls stand in one
    column of an export.
    """

    __tablename__ = "questions"
    __table_args__ = (sa.UniqueConstraint("subject_id", "key"),)

    id: Mapped[Id]
    subject_id: Mapped[int] = fk("subjects.id", index=False)
    key: Mapped[str] = mapped_column(sa.String(60))
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[QuestionKind] = enum_column(QuestionKind)
    label: Mapped[Localized] = mapped_column(LocalizedText)
    help: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)
    required: Mapped[bool] = mapped_column(default=True)
    word_limit: Mapped[int | None]
    minimum: Mapped[int | None]
    maximum: Mapped[int | None]
    shape: Mapped[TextShape | None] = enum_column(TextShape)
    withheld: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    choices: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    columns: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    condition: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    region_codes: Mapped[list[str]] = mapped_column(sa.JSON, default=list)


class RequiredDocument(PartOfCall, Base):
    """A paper the association joins; a lasting one (statutes, receipt) is kept for later calls.

    With ``question`` it is what a question of kind file asks for: it is asked where and when the question is.
    ``limit_mb`` is how large one file may be, where it differs from the service's own limit.
    """

    __tablename__ = "required_documents"
    __table_args__ = (sa.UniqueConstraint("call_id", "key"), sa.UniqueConstraint("question_id"))

    id: Mapped[Id]
    call_id: Mapped[int] = fk("calls.id", index=False)
    key: Mapped[str] = mapped_column(sa.String(60))
    position: Mapped[int] = mapped_column(default=0)
    label: Mapped[Localized] = mapped_column(LocalizedText)
    help: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)
    required: Mapped[bool] = mapped_column(default=True)
    lasting: Mapped[bool] = mapped_column(default=False)
    limit_mb: Mapped[int | None]
    question_id: Mapped[int | None] = mapped_column(sa.ForeignKey("questions.id"))

    question: Mapped[Question | None] = relationship()


class SelfCheck(PartOfCall, Base):
    """A question of the self-check: the answer that raises no doubt, what the other one means, and what to do then."""

    __tablename__ = "self_checks"
    __table_args__ = (sa.UniqueConstraint("call_id", "key"),)

    id: Mapped[Id]
    call_id: Mapped[int] = fk("calls.id", index=False)
    key: Mapped[str] = mapped_column(sa.String(60))
    position: Mapped[int] = mapped_column(default=0)
    question: Mapped[Localized] = mapped_column(LocalizedText)
    expected: Mapped[bool] = mapped_column(default=True)
    decisive: Mapped[bool] = mapped_column(default=False)
    advice: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)
