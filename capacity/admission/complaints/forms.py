"""The shape of a complaint, of its handling and of its answer."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, MultipleFileField, RadioField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, NumberRange

from capacity.admission.complaints.states import SIGNS_IN_ID, TEXT_MAX, TEXT_MIN
from capacity.admission.complaints.states.following import Follows
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ChoiceField, ChoicesField, MomentField

REASONING_MIN = 20


class ComplaintForm(BaseForm):
    """What is complained about, as it is being written."""

    grounds = ChoicesField(_l("What do you complain about?"), description=_l("Tick everything that applies."))
    text = TextAreaField(
        _l("Your complaint"),
        [Length(max=TEXT_MAX)],
        description=_l("Say what happened, and what you ask for. Name the documents that show it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in (self.grounds, self.text):  # a draft may lack them, a complaint that is filed may not
            field.flags.required = True


class DocumentsForm(BaseForm):
    """Documents joined to a complaint, or to an answer."""

    files = MultipleFileField(_l("Documents"))
    together = BooleanField(_l("Make one PDF of the photographs, a page each"))


class FileForm(BaseForm):
    """The representative files it."""

    signed_name = StringField(_l("First and last name"), [DataRequired(), Length(max=120)])
    declared = BooleanField(
        _l("I represent the association, and what is written here is true."),
        [DataRequired(_l("Tick the declaration to file the complaint."))],
    )
    submission_id = HiddenField(validators=[DataRequired(), Length(min=SIGNS_IN_ID.start, max=SIGNS_IN_ID.stop - 1)])


class ReplyForm(BaseForm):
    """The association's answer to the one question."""

    text = TextAreaField(_l("Your answer"), [DataRequired(), Length(max=TEXT_MAX)])


class AssignForm(BaseForm):
    """Who examines a complaint, and who confirms the answer."""

    handler = ChoiceField(_l("Examines the complaint"), [DataRequired(_l("Choose a person."))])
    confirmer = ChoiceField(
        _l("Confirms the answer"),
        [DataRequired(_l("Choose a person."))],
        description=_l("A coordinator, an administrator or a chair, and not the same person."),
    )


class AskForm(BaseForm):
    """The one question back."""

    question = TextAreaField(_l("Your question"), [DataRequired(), Length(min=TEXT_MIN, max=TEXT_MAX)])
    days = IntegerField(_l("Days to answer"), [InputRequired(), NumberRange(min=2, max=30)], default=7)


class ProposeForm(BaseForm):
    """The answer, before it is confirmed."""

    verdict = RadioField(_l("Answer"), [InputRequired(_l("Choose an answer."))], choices=[])
    reasons = ChoicesField(
        _l("Reasons"),
        [DataRequired(_l("Choose at least one reason: the association will read it."))],
        description=_l("The association reads them in its language. They must go with the answer."),
    )
    reasoning = TextAreaField(_l("In your words"), [DataRequired(), Length(min=REASONING_MIN, max=TEXT_MAX)])
    seat_due = BooleanField(_l("A seat is due: the association would have been selected"))


class ConfirmAnswerForm(BaseForm):
    """The answer that was read is confirmed."""

    seen = HiddenField(validators=[DataRequired(), Length(max=20)])
    told = HiddenField(validators=[DataRequired(), AnyOf([one.value for one in Follows])])


class TimeForm(BaseForm):
    """More time to complain for one association."""

    ends_at = MomentField(_l("Until"), [InputRequired()], description=_l("Moroccan time."))
    reason = TextAreaField(
        _l("Reason"), [DataRequired(), Length(min=3, max=2000)], description=_l("For instance: the letter came back.")
    )
