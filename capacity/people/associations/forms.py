"""Shape of what associations say of themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Field,
    Form,
    FormField,
    IntegerField,
    MultipleFileField,
    RadioField,
    StringField,
    TelField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from capacity.core.clock import today
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts.states import Gender
from capacity.people.associations.models import Association, Officer
from capacity.people.associations.states import Details, Office, OfficerLine
from capacity.web.contact import email_address, telephone
from capacity.web.forms import MEANWHILE, BaseForm, ChoiceField, ChoicesField, ReasonForm, in_arabic, in_latin

NAME = 120
OLDEST = 1900


def not_to_come(_form: Form, field: Field) -> None:
    """A day that is not in the future."""
    if field.data is not None and not date(OLDEST, 1, 1) <= field.data <= today():
        raise ValidationError(_l("This day has not come yet, or is too long ago."))


def year_gone_by(_form: Form, field: Field) -> None:
    """A year that has begun."""
    if field.data is not None and field.data > today().year:
        raise ValidationError(_l("This year has not come yet."))


class OfficerForm(Form):
    """Somebody of the bureau, in both scripts."""

    class Meta(BaseForm.Meta):
        """Part of another form, which carries the token."""

        csrf = False

    name = StringField(_l("Name in Latin letters"), [Optional(), Length(max=NAME), in_latin])
    name_ar = StringField(_l("Name in Arabic letters"), [Optional(), Length(max=NAME), in_arabic])
    gender = ChoiceField(_l("Gender"), default=Gender.UNSTATED.value)
    phone = TelField(_l("Telephone"), [Optional(), Length(max=40), telephone])


class PresidentForm(OfficerForm):
    """Who presides; the one officer that every association names."""

    name = StringField(_l("Name in Latin letters"), [InputRequired(), Length(max=NAME), in_latin])


SEATS = (
    ("president", Office.PRESIDENT),
    ("secretary", Office.SECRETARY),
    ("treasurer", Office.TREASURER),
    ("fourth", Office.OTHER),
    ("fifth", Office.OTHER),
)


class AssociationForm(BaseForm):
    """An association: its names, seat, receipt, themes and people."""

    constraints = {
        "uq_associations_receipt_key": (
            "receipt_number",
            _l(
                "An association with this receipt number is registered already. "
                "Ask to join it, or call the contact of your region."
            ),
        ),
        "uq_associations__receipt_key": (
            "receipt_number",
            _l(
                "An association with this receipt number is registered already. "
                "Ask to join it, or call the contact of your region."
            ),
        ),
    }

    name_ar = StringField(_l("Name in Arabic"), [InputRequired(), Length(max=200), in_arabic])
    name_fr = StringField(_l("Name in French"), [InputRequired(), Length(max=200), in_latin])
    acronym = StringField(_l("Acronym"), [Optional(), Length(max=30)])
    province_code = ChoiceField(_l("Province or prefecture of the seat"), [InputRequired()])
    priority_place_id = ChoiceField(
        _l("Priority place"),
        [Optional()],
        description=_l("Only if the seat lies in one of the places named by the Equity and Reconciliation Commission."),
    )
    locality = StringField(_l("Town, commune or douar"), [Optional(), Length(max=NAME)])
    rural = BooleanField(_l("The seat lies in a rural commune"))
    address = StringField(_l("Address"), [Optional(), Length(max=300)])
    phone = TelField(_l("Telephone of the association"), [Optional(), Length(max=40), telephone])
    email = EmailField(_l("E-mail of the association"), [Optional(), email_address])
    founded_year = IntegerField(_l("Year of foundation"), [Optional(), NumberRange(min=OLDEST, max=2200), year_gone_by])
    receipt_number = StringField(
        _l("Number of the deposit receipt"),
        [InputRequired(), Length(max=60)],
        description=_l("As it stands on the receipt of the local authority."),
    )
    receipt_date = DateField(_l("Date of the deposit receipt"), [Optional(), not_to_come])
    themes = ChoicesField(_l("Themes of work"), [InputRequired()])
    women_led = BooleanField(_l("Led by women"))
    youth_led = BooleanField(_l("Led by young people"))
    president = FormField(PresidentForm, _l("President"))
    secretary = FormField(OfficerForm, _l("Secretary"))
    treasurer = FormField(OfficerForm, _l("Treasurer"))
    fourth = FormField(OfficerForm, _l("Another officer"))
    fifth = FormField(OfficerForm, _l("Another officer"))
    is_another = BooleanField(_l("Mine is another association than those shown"))

    def details(self) -> Details:
        """What was typed, as the action takes it."""
        place = self.priority_place_id.data
        return Details(
            name_ar=self.name_ar.data or "",
            name_fr=self.name_fr.data or "",
            acronym=self.acronym.data or "",
            province_code=self.province_code.data,
            priority_place_id=int(place) if place else None,
            locality=self.locality.data or "",
            rural=self.rural.data,
            address=self.address.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
            founded_year=self.founded_year.data,
            receipt_number=self.receipt_number.data or "",
            receipt_date=self.receipt_date.data,
            women_led=self.women_led.data,
            youth_led=self.youth_led.data,
        )

    def officers(self) -> list[OfficerLine]:
        """The people of the bureau who were named."""
        return [
            OfficerLine(
                name=typed["name"],
                name_ar=typed["name_ar"] or "",
                office=office,
                gender=Gender(typed["gender"]),
                phone=typed["phone"] or "",
            )
            for seat, office in SEATS
            if (typed := self[seat].data)["name"]
        ]


def filled_with(association: Association) -> dict[str, Any]:
    """What the form shows of an association that is known."""
    waiting = list(association.officers)
    values: dict[str, Any] = {"themes": [row.theme for row in association.themes]}
    for seat, office in SEATS:
        officer = next((one for one in waiting if one.office is office), None)
        if officer is not None:
            waiting.remove(officer)
            values[seat] = _line(officer)
    return values


def _line(officer: Officer) -> dict[str, str]:
    return {
        "name": officer.name,
        "name_ar": officer.name_ar,
        "gender": officer.gender.value,
        "phone": officer.phone,
    }


class InviteForm(BaseForm):
    """Somebody to write with."""

    email = EmailField(_l("E-mail address"), [InputRequired(), email_address])


class ClaimForm(BaseForm):
    """What somebody asks of an association that is registered already."""

    kind = RadioField(_l("What do you ask?"), [InputRequired()])
    words = TextAreaField(
        _l("In a few words"),
        [Optional(), Length(max=2000)],
        description=_l("Who you are in the association, and who can confirm it."),
    )


class RepresentativeForm(ReasonForm):
    """The person whom a coordinator names as representative, and why."""

    email = EmailField(_l("E-mail address of the new representative"), [InputRequired(), email_address])
    name = StringField(_l("Name in Latin letters"), [InputRequired(), Length(max=NAME), in_latin])
    name_ar = StringField(_l("Name in Arabic letters"), [Optional(), Length(max=NAME), in_arabic])


OTHER = "other"


class DatesForm(BaseForm):
    """Of which day a paper is, and until when it is valid."""

    dated = DateField(_l("Date of the document"), [Optional(), not_to_come])
    expires_on = DateField(
        _l("Valid until"), [Optional()], description=_l("Empty if it does not expire. You are warned a month before.")
    )


class VersionForm(DatesForm):
    """A new version of a paper of the folder."""

    constraints = {"uq_lasting_papers_association_id_kind_version": ("", MEANWHILE)}

    files = MultipleFileField(_l("File"))
    together = BooleanField(_l("Make one PDF of the photographs, a page each"))


class PaperForm(VersionForm):
    """A paper for the folder."""

    kind = ChoiceField(_l("Document"), [InputRequired()])
    title = StringField(
        _l("Its name, if it is another document"),
        [Optional(), Length(max=120)],
        description=_l("As you would call it."),
    )


class MergeForm(BaseForm):
    """Which record is kept when two associations are one, and why they are."""

    kept = RadioField(_l("The record that is kept"), [InputRequired(_l("Choose which of the two records is kept."))])
    reason = TextAreaField(_l("How you know that they are one"), [Length(min=3, max=2000)])
