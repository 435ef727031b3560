"""Shape of what administrators type."""

from __future__ import annotations

from wtforms import EmailField, IntegerField, StringField, TelField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from capacity.core.choices import DOCUMENT_MB, REGIONS
from capacity.core.languages import lazy_gettext as _l
from capacity.core.reminders import DAY, MOST_DAYS, MOST_HOURS, Reminders
from capacity.web.contact import email_address, telephone
from capacity.web.forms import BaseForm, ChoiceField, ChoicesField, ReasonForm, in_arabic, in_latin


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


class DeclarationForm(ReasonForm):
    """Under which number the processing was declared."""

    number = StringField(
        _l("Number of the declaration"),
        [
            InputRequired(),
            Length(max=40),
            Regexp(r"^[A-Za-z]{1,4}[-A-Za-z0-9/. ]*[0-9]$", message=_l("Write it as the commission gave it.")),
        ],
        description=_l("As the commission gave it: letters, then digits, as D-W-123/2026."),
    )
    field_order = ("number", "reason")


class SignatureForm(ReasonForm):
    """Who signs letters, in each language."""

    ar = StringField(_l("In Arabic"), [InputRequired(), Length(max=160), in_arabic])
    fr = StringField(_l("In French"), [InputRequired(), Length(max=160), in_latin])
    en = StringField(_l("In English"), [InputRequired(), Length(max=160), in_latin])
    field_order = ("ar", "fr", "en", "reason")


class RegionsForm(ReasonForm):
    """How many regions a year of the rollout takes."""

    number = IntegerField(
        _l("Regions a year"),
        [InputRequired(), NumberRange(min=REGIONS.least, max=REGIONS.most)],
        description=_l(
            "Years that are planned already keep the number they were planned for; on the board of phases each of them "
            "can be planned for the new one. A year without regions takes the new number at once."
        ),
    )
    field_order = ("number", "reason")


class DocumentsForm(ReasonForm):
    """How large one document may be."""

    number = IntegerField(
        _l("Largest document, in MB"),
        [InputRequired(), NumberRange(min=DOCUMENT_MB.least, max=DOCUMENT_MB.most)],
        description=_l(
            "From 1 to 40. A photograph of a page has 2 to 5 MB, a scan of twenty pages about 10. Calls that are "
            "published keep the limit they were published with. Files of shadow reports keep the one with which the "
            "service was started."
        ),
    )
    field_order = ("number", "reason")


class RemindersForm(ReasonForm):
    """When those who are drafting are reminded of a closing."""

    first = IntegerField(
        _l("First reminder, days before the closing"),
        [Optional(), NumberRange(min=1, max=MOST_DAYS)],
        description=_l("From 1 to 60 days. Empty: there is no such reminder."),
    )
    second = IntegerField(
        _l("Second reminder, days before the closing"),
        [Optional(), NumberRange(min=1, max=MOST_DAYS)],
        description=_l("Fewer days than the first one. Empty: there is no such reminder."),
    )
    last = IntegerField(
        _l("Last reminder, hours before the closing"),
        [Optional(), NumberRange(min=1, max=MOST_HOURS)],
        description=_l("From 1 to 23 hours. Empty: there is no such reminder."),
    )
    field_order = ("first", "second", "last", "reason")

    def show(self, reminders: Reminders) -> None:
        """Fill in those in force."""
        self.first.data, self.second.data = _days(reminders.first), _days(reminders.second)
        self.last.data = reminders.last

    def reminders(self) -> Reminders:
        """Those that were typed."""
        return Reminders(_hours(self.first.data), _hours(self.second.data), self.last.data)


def _days(hours: int | None) -> int | None:
    return None if hours is None else hours // DAY


def _hours(days: int | None) -> int | None:
    return None if days is None else days * DAY


class ContactForm(ReasonForm):
    """Whom associations of a region call or write to."""

    name_fr = StringField(_l("Name in Latin letters"), [InputRequired(), Length(max=120), in_latin])
    name_ar = StringField(_l("Name in Arabic letters"), [InputRequired(), Length(max=120), in_arabic])
    phone = TelField(_l("Telephone"), [InputRequired(), Length(max=40), telephone])
    email = EmailField(_l("E-mail address"), [InputRequired(), Length(max=254), email_address])
    field_order = ("name_fr", "name_ar", "phone", "email", "reason")
