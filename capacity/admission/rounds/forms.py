"""Shapes of input: the round's numbers, what is written in the sitting, a signature, an answer to an offer."""

from __future__ import annotations

from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ChoiceField, ChoicesField, MomentField


class RoundForm(BaseForm):
    """What is settled before the seal."""

    reserve_size = IntegerField(_l("Length of the reserve list"), [InputRequired(), NumberRange(min=0, max=200)])
    offer_days = IntegerField(_l("Days to answer an offer"), [InputRequired(), NumberRange(min=2, max=60)])
    sitting_at = MomentField(_l("Sitting"), [Optional()])


class QuotasForm(BaseForm):
    """What cannot be met, as it was read."""

    seen = HiddenField(validators=[InputRequired(), Regexp(r"^[0-9a-f]{64}$")])


class OpenSittingForm(BaseForm):
    """Where the panel sits, and who is there."""

    place = StringField(_l("Place"), [Optional(), Length(max=200)])
    present = ChoicesField(_l("Members who are there"))


class ItemForm(BaseForm):
    """Something else on the agenda."""

    title = StringField(_l("Other business"), [InputRequired(_l("Write what it is about.")), Length(min=3, max=200)])


class StepOutForm(BaseForm):
    """A member leaves the room because of a conflict of interest."""

    person = ChoiceField(_l("Member who steps out"), [InputRequired()])
    conflict = TextAreaField(_l("Conflict of interest"), [InputRequired(), Length(min=3, max=2000)])


class MotionForm(BaseForm):
    """A motion; the votes have as many fields as there are members in the room."""

    request_id = HiddenField(validators=[InputRequired(), Length(min=8, max=64)])
    seen = HiddenField(validators=[InputRequired(), Regexp(r"^[0-9]{1,6}$")])
    kind = ChoiceField(_l("Motion"), [InputRequired()])
    moved_by = ChoiceField(_l("Moved by"), [InputRequired()])
    reason = TextAreaField(
        _l("Reason"),
        [
            InputRequired(_l("Write the reason: it stands in the minutes and in the sealed file.")),
            Length(min=3, max=2000),
        ],
    )


class SignForm(BaseForm):
    """A signature over the file that was read."""

    sha256 = HiddenField(validators=[InputRequired(), Regexp(r"^[0-9a-f]{64}$")])
    capacity = ChoiceField(_l("You sign as"))


class AcceptForm(BaseForm):
    """Taking the seat: who answers for the delegates."""

    contact_name = StringField(_l("Name of the contact for your delegates"), [InputRequired(), Length(max=120)])
    contact_phone = StringField(
        _l("Telephone"),
        [InputRequired(), Length(max=20), Regexp(r"^[0-9+() .\-]{6,20}$", message=_l("Write a telephone number."))],
    )


class DeclineForm(BaseForm):
    """Giving the seat back."""

    reason = TextAreaField(_l("Reason"), [Optional(), Length(max=2000)])
