"""Shapes of input: the round's numbers, the sitting, signatures, letters and reasons, answers, corrections."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional, Regexp

from capacity.core.languages import LANGUAGES
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ChoiceField, ChoicesField, LocalizedField, MomentField


class RoundForm(BaseForm):
    """What is settled before the seal."""

    reserve_size = IntegerField(_l("Length of the reserve list"), [InputRequired(), NumberRange(min=0, max=200)])
    offer_days = IntegerField(_l("Days to answer an offer"), [InputRequired(), NumberRange(min=2, max=60)])
    sitting_at = MomentField(_l("Sitting"), [Optional()])


class DeputyForm(BaseForm):
    """Who presides where the chair stepped back."""

    deputy = ChoiceField(
        _l("Deputy chair"),
        [Optional()],
        description=_l("A member, other than the chair, who stepped back from no application of the region."),
    )


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
    """Taking the seat: who answers for the delegates, and the signature under the charter that was read."""

    contact_name = StringField(_l("Name of the contact for your delegates"), [InputRequired(), Length(max=120)])
    contact_phone = StringField(
        _l("Telephone"),
        [InputRequired(), Length(max=20), Regexp(r"^[0-9+() .\-]{6,20}$", message=_l("Write a telephone number."))],
    )
    contact_email = StringField(
        _l("E-mail address"),
        [
            Optional(),
            Length(max=254),
            Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s.]+$", message=_l("Write an address such as name@example.org.")),
        ],
    )
    language = HiddenField(validators=[InputRequired(), AnyOf(LANGUAGES)])
    sha256 = HiddenField(validators=[InputRequired(), Regexp(r"^[0-9a-f]{64}$")])
    signed_name = StringField(_l("Name of the person who signs"), [InputRequired(), Length(min=3, max=120)])
    signed_role = StringField(
        _l("Role in the association"),
        [InputRequired(), Length(min=2, max=120)],
        description=_l("For instance president, secretary general."),
    )
    agreed = BooleanField(
        _l("The association has read the charter and commits itself to it."),
        [InputRequired(_l("Tick the box to sign the charter."))],
    )


class DeclineForm(BaseForm):
    """Giving the seat back."""

    reason = TextAreaField(_l("Reason"), [Optional(), Length(max=2000)])


class WordingForm(BaseForm):
    """The words of one letter in three languages; ``seen`` is the edition that was read."""

    seen = HiddenField(validators=[InputRequired(), Regexp(r"^[0-9]{1,6}$")])
    subject = LocalizedField(_l("Subject"), limit=200, required=LANGUAGES)
    text = LocalizedField(_l("Text"), rows=10, limit=6000, required=LANGUAGES)


class GivenReasonsForm(BaseForm):
    """The reasons of the library that are told with an outcome."""

    codes = ChoicesField(_l("Reasons told to the association"))


class CorrectionForm(BaseForm):
    """Why an announcement is corrected; what changes has a field for each application chosen."""

    capacity = ChoiceField(_l("You sign as"))
    reason = LocalizedField(
        _l("Reason"),
        rows=3,
        limit=1000,
        required=LANGUAGES,
        description=_l("It stands on the public page of the results and in the letters. Name nobody in it."),
    )
    heard = BooleanField(
        _l("An association that loses a seat it had accepted was heard"),
        description=_l("Asked only where the correction takes back an accepted seat. Its letter says so."),
    )


class IssueForm(BaseForm):
    """The second signature under a correction."""

    capacity = ChoiceField(_l("You sign as"))


class CharterForm(BaseForm):
    """A new version of the charter; ``seen`` is the version that was read."""

    seen = HiddenField(validators=[InputRequired(), Regexp(r"^[0-9]{1,6}$")])
    text = LocalizedField(
        _l("Text"),
        rows=24,
        limit=20000,
        required=LANGUAGES,
        description=_l("An empty line divides paragraphs; ### begins a heading, and a dash a line of a list."),
    )
