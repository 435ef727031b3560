"""Shapes of input: the round's numbers, a decision of the sitting, a signature, an answer to an offer."""

from __future__ import annotations

from wtforms import HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ChoiceField, MomentField


class RoundForm(BaseForm):
    """What is settled before the seal."""

    reserve_size = IntegerField(_l("Length of the reserve list"), [InputRequired(), NumberRange(min=0, max=200)])
    offer_days = IntegerField(_l("Days to answer an offer"), [InputRequired(), NumberRange(min=2, max=60)])
    sitting_at = MomentField(_l("Sitting"), [Optional()])


class DecideForm(BaseForm):
    """What the sitting decides about one application, and why."""

    kind = RadioField(_l("Decision of the sitting"), [InputRequired(_l("Choose a decision."))], choices=[])
    reason = TextAreaField(
        _l("Reason"),
        [InputRequired(_l("Write the reason: it goes into the sealed file.")), Length(min=3, max=2000)],
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
