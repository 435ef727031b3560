"""Forms of reports."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ChoiceField, OnceForm

LONGEST = 60_000


class StartForm(BaseForm):
    """Against which mechanism, by whom, in which language, under which title."""

    request_id = HiddenField(validators=[InputRequired(), Regexp(r"^[0-9a-f]{32}$")])
    title = StringField(
        _l("Title"), [InputRequired(), Length(max=300)], description=_l("Sealed like everything you write here.")
    )
    authors = ChoiceField(_l("Written by"), [InputRequired()])
    mechanism = ChoiceField(_l("Mechanism"), [InputRequired()])
    event = ChoiceField(_l("For which date of its calendar"), [Optional()])
    language = ChoiceField(_l("Language of the report"), [InputRequired()])


class AimForm(BaseForm):
    """Date of the calendar and language."""

    event = ChoiceField(_l("For which date of its calendar"), [Optional()])
    language = ChoiceField(_l("Language of the report"), [InputRequired()])


class SectionForm(BaseForm):
    """A section as it will stand; ``base`` is the version that was before the writer's eyes."""

    base = IntegerField(validators=[InputRequired()])
    text = TextAreaField(_l("Text"), [Length(max=LONGEST)])


class CommentForm(OnceForm):
    """A comment on a section."""

    comment = TextAreaField(_l("Your comment"), [InputRequired(), Length(max=5000)])


class FileForm(BaseForm):
    """A file to join."""

    file = FileField(_l("File"), [FileRequired(_l("Choose a file."))])


class ShareForm(BaseForm):
    """With whom."""

    person = IntegerField(_l("Person"), [InputRequired()])


class RecoverForm(BaseForm):
    """The printed code."""

    code = StringField(_l("Recovery code"), [InputRequired(), Length(max=60)])


class PublicationForm(BaseForm):
    """Yes or no."""

    publish = RadioField(
        _l("May the mechanism publish this report?"),
        [InputRequired()],
        choices=[
            SelectChoice("yes", _l("Yes, it may be published")),
            SelectChoice("no", _l("No, it is for the experts alone")),
        ],
    )


class SourcesForm(BaseForm):
    """The list that protects people who spoke."""

    consent = BooleanField(_l("Everybody who is quoted agreed to it."), [InputRequired()])
    names = BooleanField(_l("No name, address, telephone or workplace lets a person be recognised."), [InputRequired()])
    details = BooleanField(_l("No date or place is so exact that it points at one person."), [InputRequired()])
    pictures = BooleanField(_l("Joined files and pictures show nobody who did not agree."), [InputRequired()])


class SubmitForm(BaseForm):
    """When and how the association sent it."""

    on = DateField(_l("Sent on"), [InputRequired()])
    channel = ChoiceField(_l("How it was sent"), [InputRequired()])
    reference = StringField(
        _l("Reference or acknowledgement"), [Length(max=300)], description=_l("Sealed: you and your mentor read it.")
    )


class StepForm(BaseForm):
    """A step after submission."""

    on = DateField(_l("Day"), [InputRequired()])
    words = TextAreaField(_l("What came of it"), [Length(max=5000)])


class AbandonForm(BaseForm):
    """Why."""

    reason = ChoiceField(_l("Reason"), [InputRequired()])
