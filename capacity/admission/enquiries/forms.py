"""The shape of a question, an answer, and an address."""

from __future__ import annotations

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import HiddenInput

from capacity.admission.enquiries.states import ANSWER_MAX, QUESTION_MAX
from capacity.core.languages import LANGUAGES
from capacity.core.languages import lazy_gettext as _l
from capacity.web.contact import email_address
from capacity.web.forms import BaseForm, ChoiceField, LocalizedField


class AskForm(BaseForm):
    """A question about a call."""

    constraints = {"uq_enquiries_request_id": ("", _l("This question has been received already."))}

    association = ChoiceField(_l("Association"), [DataRequired()], description=_l("It is never shown."))
    text = TextAreaField(
        _l("Your question"),
        [DataRequired(), Length(min=10, max=QUESTION_MAX)],
        description=_l("Write no names: everybody reads the answer, and the coordination does not see who asked."),
    )
    request_id = StringField(widget=HiddenInput(), validators=[Length(max=64)])


class AnswerForm(BaseForm):
    """The question as everybody will read it, and its answer."""

    question = LocalizedField(
        _l("The question as everybody reads it"), rows=3, limit=QUESTION_MAX, required=LANGUAGES,
        description=_l("Say it so that nobody recognises who asked."),
    )  # fmt: skip
    text = LocalizedField(
        _l("The answer"), rows=6, limit=ANSWER_MAX, required=LANGUAGES,
        description=_l("Light marks are understood: **strong**, - lists, ### headings, [words](https://address)."),
    )  # fmt: skip


class PutForm(AnswerForm):
    """The same for a question that was asked elsewhere; sent twice from one page, it is one answer."""

    constraints = {"uq_enquiries_request_id": ("", _l("This answer has been published already."))}

    request_id = StringField(widget=HiddenInput(), validators=[Length(max=64)])


class CorrectionForm(BaseForm):
    """A dated correction of an answer."""

    text = LocalizedField(_l("Correction"), rows=5, limit=ANSWER_MAX, required=LANGUAGES)


class DismissForm(BaseForm):
    """Why a question gets no public answer."""

    reason = TextAreaField(
        _l("What to say to whoever asked"),
        [DataRequired(), Length(min=3, max=2000)],
        description=_l("They read it in a letter, in the words you write here."),
    )


class AddressForm(BaseForm):
    """The address that is to be told."""

    email = StringField(_l("E-mail address"), [DataRequired(), Length(max=254), email_address])
