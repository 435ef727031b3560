"""Shape of what administrators type."""

from __future__ import annotations

from wtforms import EmailField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from capacity.core.languages import lazy_gettext as _l
from capacity.web.contact import email_address
from capacity.web.forms import BaseForm, ChoiceField, ChoicesField, ReasonForm


class RoleForm(BaseForm):
    """A role and the regions it reaches."""

    role = ChoiceField(_l("Role"), [InputRequired()])
    regions = ChoicesField(_l("Regions"), [Optional()], description=_l("None chosen means all of them."))


class InvitationForm(RoleForm):
    """Somebody invited to a role."""

    email = EmailField(_l("E-mail address"), [InputRequired(), email_address])
    name = StringField(_l("Name"), [InputRequired(), Length(max=120)])
    language = ChoiceField(_l("Language of the letter"))


class NoteForm(BaseForm):
    """What was said on the telephone."""

    note = StringField(_l("Note"), [InputRequired(), Length(min=3, max=300)], description=_l("Whom you spoke to."))


class PeriodForm(ReasonForm):
    """How long a kind of personal data is kept."""

    months = IntegerField(_l("Months"), [InputRequired(), NumberRange(min=1, max=1200)])
    field_order = ("months", "reason")


class HoldForm(ReasonForm):
    """Of what nothing may be erased: one association, or one call."""

    association = StringField(
        _l("Association"), [Optional(), Length(max=200)], description=_l("Its name or receipt number, as registered.")
    )
    call = StringField(_l("Call"), [Optional(), Length(max=40)], description=_l("Its reference."))
    field_order = ("association", "call", "reason")
