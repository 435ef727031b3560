"""The shape of what an association sends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    Field,
    Form,
    HiddenField,
    MultipleFileField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from capacity.admission.applications.models import ClarificationItem
from capacity.admission.applications.states import LINE_MAX, SIGNS_IN_ID, TAG_MAX, TEXT_MAX, typed_money
from capacity.admission.applications.states.clarifying import WHY_MAX
from capacity.admission.applications.states.coalitions import NAME_MAX, SEARCH_MIN
from capacity.admission.applications.states.signing import DECLARATION, DECLARATION_OF_ANSWER, DECLARATION_OF_MEMBER
from capacity.admission.calls.models import Question, RequiredDocument
from capacity.admission.calls.states import ROWS_MAX, ColumnKind, QuestionKind
from capacity.core.languages import Localized
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ChoiceField, ChoicesField, MomentField, choices_of

CONFLICT = _l("Somebody else of your association saved this page at the same moment. Compare and save again.")


class BeginForm(BaseForm):
    """With which association, and in which language, an application is begun."""

    constraints = {"uq_applications_call_id_association_id": ("association", _l("This association has begun already."))}

    association = ChoiceField(_l("Association"), [DataRequired()])
    language = RadioField(
        _l("Language you write in"),
        [DataRequired()],
        description=_l("What you write is read as you wrote it; nothing is translated behind your back."),
    )


def name_of(question: Question) -> str:
    """The name of a question's field."""
    return f"q{question.id}"


def answers_form(questions: Sequence[Question], values: Mapping[int, Any]) -> Any:
    """A form with a field for each question, holding what was answered so far."""
    fields = {name_of(question): _field(question) for question in questions}
    kind = type(
        "AnswersForm", (BaseForm,), {**fields, "constraints": {"uq_answers_application_id_question_id": ("", CONFLICT)}}
    )
    return kind(data={name_of(question): shown(question, values.get(question.id)) for question in questions})


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


def _field(question: Question) -> Field:
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


class UploadForm(BaseForm):
    """Files under one document."""

    files = MultipleFileField(_l("Files"))
    together = BooleanField(_l("Make one PDF of the photographs, a page each"))
    replace = BooleanField(_l("In place of the files already sent"))


class SubmitForm(BaseForm):
    """The declaration, signed by the representative."""

    signed_name = StringField(_l("First and last name"), [DataRequired(), Length(max=120)])
    signed_role = StringField(
        _l("Office in the association"), [DataRequired(), Length(max=120)], description=_l("For instance: president.")
    )
    declared = BooleanField(
        DECLARATION,
        [DataRequired(_l("Tick the declaration to send the application."))],
    )
    submission_id = HiddenField(validators=[DataRequired(), Length(min=8, max=SIGNS_IN_ID)])


class WithdrawForm(BaseForm):
    """Why an association withdraws, if it wishes to say."""

    reason = TextAreaField(
        _l("Reason"), [Optional(), Length(max=2000)], description=_l("Optional; read by the coordination.")
    )


class ExportForm(BaseForm):
    """In which language an export names its columns and choices."""

    language = RadioField(_l("Language of the columns"), [DataRequired()])


class AskForm(BaseForm):
    """Until when an answer is awaited, and a word to the whole; the points are added by ``asking_form``."""

    constraints = {"uq_clarifications_requested": ("", _l("An answer is awaited already."))}

    due_on = DateField(
        _l("To be answered by"), [DataRequired()], description=_l("The answer counts until the end of this day.")
    )
    note = TextAreaField(
        _l("A word to the association"),
        [Optional(), Length(max=WHY_MAX)],
        description=_l("Optional; read in the letter."),
    )
    request_id = HiddenField(validators=[DataRequired(), Length(min=8, max=SIGNS_IN_ID)])


def asking_form(
    questions: Sequence[Question], papers: Sequence[RequiredDocument], reasons: Mapping[str, str], **data: Any
) -> Any:
    """A form with a reason and words for each question (``q…``) and document (``d…``) of the call."""
    fields: dict[str, Any] = {}
    for sign, things in (("q", questions), ("d", papers)):
        for thing in things:
            fields[f"reason_{sign}{thing.id}"] = ChoiceField(
                _l("Reason"), [Optional()], choices=choices_of(reasons.items(), empty=_l("Nothing to ask"))
            )
            fields[f"why_{sign}{thing.id}"] = TextAreaField(_l("In your own words"), [Optional(), Length(max=WHY_MAX)])
    return type("AskingForm", (AskForm,), fields)(data=data)


class CoalitionForm(BaseForm):
    """The coalition's name, and the provinces of the region in which it works."""

    name = StringField(
        _l("Name of the coalition"),
        [Optional(), Length(max=NAME_MAX)],
        description=_l("Optional; for instance the name under which you already work together."),
    )
    provinces = ChoicesField(
        _l("Provinces in which you work together"),
        [Optional()],
        description=_l("The provinces of your seats are counted anyway."),
    )


class JoinForm(BaseForm):
    """A member's signature under the coalition."""

    constraints = {"uq_coalition_members_confirmed": ("", _l("Your association has confirmed another coalition."))}

    signed_name = StringField(_l("First and last name"), [DataRequired(), Length(max=120)])
    signed_role = StringField(
        _l("Office in the association"), [DataRequired(), Length(max=120)], description=_l("For instance: president.")
    )
    declared = BooleanField(DECLARATION_OF_MEMBER, [DataRequired(_l("Tick the declaration to confirm."))])


class SearchForm(BaseForm):
    """Words of an association's name, or its receipt."""

    class Meta(BaseForm.Meta):
        """A search changes nothing: it carries no token."""

        csrf = False

    q = StringField(_l("Name of the association"), [Length(min=SEARCH_MIN, max=100)])


class MoreTimeForm(BaseForm):
    """A later day."""

    due_on = DateField(_l("To be answered by"), [DataRequired()])


def clarified_form(items: Sequence[ClarificationItem], remark: str) -> Any:
    """A form with a field (``i…``) for each question that is asked about, and the remark to the whole."""
    fields: dict[str, Any] = {f"i{one.id}": _field(one.question) for one in items if one.question is not None}
    fields["remark"] = TextAreaField(
        _l("A word to the coordination"),
        [Optional(), Length(max=WHY_MAX)],
        description=_l("Needed only where you leave something as it was: say why."),
    )
    data = {
        f"i{one.id}": shown(one.question, one.draft if one.drafted_at is not None else one.before)
        for one in items
        if one.question is not None
    }
    return type("ClarifiedForm", (BaseForm,), fields)(data={**data, "remark": remark})


class SendAnswerForm(SubmitForm):
    """The same signature, under an answer to the coordination."""

    declared = BooleanField(
        DECLARATION_OF_ANSWER,
        [DataRequired(_l("Tick the declaration to send the answer."))],
    )


class UploadAnswerForm(BaseForm):
    """Files under a document that was asked about."""

    files = MultipleFileField(_l("Files"))
    together = BooleanField(_l("Make one PDF of the photographs, a page each"))
    keeps_earlier = BooleanField(_l("Keep the files sent before as well"))


class TagForm(BaseForm):
    """A word to put on applications, or to take off."""

    tag = StringField(
        _l("Tag"),
        [DataRequired(), Length(max=TAG_MAX)],
        description=_l("A word or two, for instance: to be checked. Applicants never see it."),
    )


class RemindForm(BaseForm):
    """What the desk adds to a reminder."""

    words = TextAreaField(
        _l("Your words"),
        [Optional(), Length(max=1000)],
        description=_l("Optional: they stand in the letter as you write them, in one language."),
    )


class ExtendForm(BaseForm):
    """More time for associations, each for itself."""

    closes_at = MomentField(_l("New closing"), [DataRequired()])
    reason = TextAreaField(_l("Reason"), [Length(min=3, max=2000)], description=_l("It stays in the history."))


class PaperForm(BaseForm):
    """A filled-in template of paper applications."""

    file = FileField(_l("Filled-in template"), [DataRequired(_l("Choose the filled-in template, 5 MB at most."))])


class AskManyForm(BaseForm):
    """One question or document asked about in many applications, why, and until when."""

    what = ChoiceField(_l("What is asked about"), [DataRequired()])
    reason = ChoiceField(_l("Reason"), [Optional()])
    why = TextAreaField(_l("Why"), [Length(max=WHY_MAX)], description=_l("Each association reads it as you write it."))
    due_on = DateField(_l("Answer by"), [DataRequired()])

    def validate_why(self, field: Field) -> None:
        """A reason of the list, or words."""
        if not self.reason.data and not field.data:
            raise ValidationError(_l("Choose a reason, or write why."))
