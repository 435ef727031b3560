"""A form with a field for each question of a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import object_session
from wtforms import BooleanField, Field, Form, RadioField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from capacity.admission.applications.states import LINE_MAX, TEXT_MAX, typed_money
from capacity.admission.calls.models import Question
from capacity.admission.calls.states import ROWS_MAX, ColumnKind, QuestionKind
from capacity.core.languages import Localized, language
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ChoicesField, choices_of

CONFLICT = _l("Somebody else of your association saved this page at the same moment. Compare and save again.")


def name_of(question: Question) -> str:
    """The name of a question's field."""
    return f"q{question.id}"


def answers_form(questions: Sequence[Question], values: Mapping[int, Any]) -> Any:
    """A form with a field for each question, holding what was answered so far."""
    are_frozen = all(object_session(one) is None for one in questions)  # of a published call, which queries keep
    kind = (_kept_kind if are_frozen else _kind)(tuple(questions), language())
    return kind(data={name_of(question): shown(question, values.get(question.id)) for question in questions})


def _kind(questions: tuple[Question, ...], _language: str) -> type[BaseForm]:
    """The kind of form that asks these, as it is read in this language."""
    fields = {name_of(question): field_of(question) for question in questions}
    constraints = {"uq_answers_application_id_question_id": ("", CONFLICT)}
    return type("AnswersForm", (BaseForm,), {**fields, "constraints": constraints})


_kept_kind = lru_cache(maxsize=512)(_kind)


class TableField(Field):
    """A small table: inputs ``name-row-column``; its data are rows of what was typed, by the key of the column."""

    def __init__(
        self, label: Any = None, validators: Any = None, *, columns: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.columns = tuple(columns)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the cells, or the rows that are kept."""
        self.process_errors: list[object] = []
        self.raw_data = None
        self.data: list[dict[str, str]] = data or []
        if formdata is not None and f"{self.name}-rows" in formdata:
            self.data = [
                {key: formdata.get(f"{self.name}-{place}-{key}", "") for key in self.columns}
                for place in range(ROWS_MAX)
            ]
            while self.data and not any(self.data[-1].values()):
                self.data.pop()

    def cell(self, place: int, key: str) -> str:
        """What stands in a cell."""
        return self.data[place].get(key, "") if place < len(self.data) else ""


class FilesField(Field):
    """Stands for the files of a question, which come in a form of their own: what is wrong with them is said here."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Nothing is typed."""


class Wanted:
    """Marks a question that has to be answered before sending; a draft is saved without it."""

    field_flags = {"required": True}

    def __call__(self, _form: Form, _field: Field) -> None:
        """Nothing is refused while drafting."""


def field_of(question: Question) -> Field:
    """The field in which a question is answered."""
    label, words = question.label.text(), question.help.text()
    first = [Wanted()] if question.required else [Optional()]
    match question.kind:
        case QuestionKind.LONG_TEXT:
            return TextAreaField(label, [*first, Length(max=TEXT_MAX)], description=words)
        case QuestionKind.YES_NO:
            choices = choices_of([("yes", _l("Yes")), ("no", _l("No"))])
            return RadioField(label, first, choices=choices, validate_choice=False, description=words)
        case QuestionKind.ONE_CHOICE:
            return RadioField(
                label, first, choices=choices_of(_pairs(question)), validate_choice=False, description=words
            )
        case QuestionKind.SEVERAL_CHOICES:
            return ChoicesField(
                label, first, choices=choices_of(_pairs(question)), validate_choice=False, description=words
            )
        case QuestionKind.TABLE:
            keys = [column["key"] for column in question.columns]
            return TableField(label, first, columns=keys, description=words)
        case QuestionKind.FILE:
            return FilesField(label, first, description=words)
        case QuestionKind.ACKNOWLEDGEMENT:
            return BooleanField(label, first, description=words)
        case _:
            return StringField(label, [*first, Length(max=LINE_MAX)], description=words)


def _pairs(question: Question) -> list[tuple[str, str]]:
    return [(choice["key"], Localized(choice["label"]).text()) for choice in question.choices]


def shown(question: Question, value: Any) -> Any:
    """A kept answer as the fields of its question show it."""
    if question.kind is QuestionKind.YES_NO:
        return None if value is None else "yes" if value else "no"
    if question.kind is QuestionKind.MONEY:
        return None if value is None else typed_money(value)
    if question.kind is QuestionKind.TABLE:
        kinds = {column["key"]: column["kind"] for column in question.columns}
        return [{key: _cell(kinds.get(key), cell) for key, cell in row.items()} for row in value or ()]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _cell(kind: str | None, value: str | int) -> str:
    return typed_money(value) if kind == ColumnKind.MONEY and isinstance(value, int) else str(value)
