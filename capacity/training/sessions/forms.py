"""Shape of what people write about sessions."""

from __future__ import annotations

from datetime import date

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Field,
    Form,
    IntegerField,
    StringField,
    TelField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from capacity.core.languages import Localized
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts.states import Gender
from capacity.training.sessions.models import Session
from capacity.training.sessions.states import (
    HalfDay,
    ModuleDetails,
    NewDelegate,
    NewTrainer,
    Outline,
    VenueDetails,
    half_of,
)
from capacity.training.sessions.states.needs import Need, Needs
from capacity.web.contact import email_address, telephone
from capacity.web.forms import BaseForm, ChoiceField, ChoicesField, LocalizedField, OnceForm, in_arabic, in_latin

NAME = 120


EARLIEST, LATEST = date(2017, 1, 1), date(2099, 12, 31)


def within_the_programme(_form: Form, field: Field) -> None:
    """No day so far off that a calendar could not hold it."""
    if field.data is not None and not EARLIEST <= field.data <= LATEST:
        raise ValidationError(_l("A day of the years in which this programme runs."))


class SessionForm(OnceForm):
    """A session: matter, place, half-days, trainers, seats. Half-days are told by their distance from the first day."""

    module = ChoiceField(_l("Module"), [InputRequired()])
    place = ChoiceField(_l("Phase and region"), [InputRequired()])
    language = ChoiceField(_l("Language of the session"), [InputRequired()])
    first_day = DateField(_l("First day"), [InputRequired(), within_the_programme])
    halves = ChoicesField(_l("Half-days"), [InputRequired()])
    venue = ChoiceField(_l("Venue"), [InputRequired()])
    seats = IntegerField(_l("Seats"), [InputRequired(), NumberRange(min=1, max=500)])
    delegates_per_association = IntegerField(
        _l("Delegates per association"), [InputRequired(), NumberRange(min=1, max=10)], default=1
    )
    nominations_due_on = DateField(
        _l("Delegates named by"),
        [Optional(), within_the_programme],
        description=_l("The last day on which associations name their delegates. Without one, the eve of the session."),
    )
    trainers = ChoicesField(_l("Trainers"))
    trainer_name = StringField(
        _l("Another trainer: name in Latin letters"),
        [Optional(), Length(max=NAME), in_latin],
        description=_l("Somebody without an account may teach too."),
    )
    trainer_name_ar = StringField(
        _l("Another trainer: name in Arabic letters"), [Optional(), Length(max=NAME), in_arabic]
    )
    trainer_email = EmailField(_l("Another trainer: e-mail address"), [Optional(), Length(max=254), email_address])
    confirm_soft = BooleanField(_l("The holiday or the other session of the region is known and accepted."))

    def fill(self, session: Session) -> None:
        """The session as it stands."""
        self.module.data = str(session.module_id)
        self.place.data = f"{session.phase_id}:{session.region_code}"
        self.venue.data = str(session.venue_id)
        self.halves.data = [f"{(slot.day - session.first_day).days}:{slot.half.value}" for slot in session.slots]
        self.trainers.data = [str(one.person_id) for one in session.trainers]

    def outline(self) -> Outline:
        """What the actions take."""
        phase, _colon, region = self.place.data.partition(":")
        pairs = [value.split(":") for value in self.halves.data]
        newcomer = None
        if self.trainer_name.data:
            newcomer = NewTrainer(
                self.trainer_name.data, self.trainer_name_ar.data or "", self.trainer_email.data or ""
            )
        return Outline(
            module_id=int(self.module.data),
            phase_id=int(phase),
            region_code=region,
            venue_id=int(self.venue.data),
            language=self.language.data,
            seats=self.seats.data,
            delegates_per_association=self.delegates_per_association.data,
            nominations_due_on=self.nominations_due_on.data,
            halves=[half_of(self.first_day.data, int(offset), HalfDay(half)) for offset, half in pairs],
            trainer_ids=[int(value) for value in self.trainers.data or ()],
            new_trainer=newcomer,
        )


class ScheduleForm(BaseForm):
    """The release, with the confirmation of soft conflicts."""

    confirm_soft = BooleanField(_l("The holiday or the other session of the region is known and accepted."))


class DelegateForm(BaseForm):
    """Whom an association sends."""

    name = StringField(_l("Name in Latin letters"), [InputRequired(), Length(max=NAME), in_latin])
    name_ar = StringField(
        _l("Name in Arabic letters"),
        [InputRequired(), Length(max=NAME), in_arabic],
        description=_l("As it stands on the identity card: it will be written on the certificate."),
    )
    gender = ChoiceField(_l("Gender"), [DataRequired()])
    birth_year = IntegerField(_l("Year of birth"), [Optional(), NumberRange(min=1920, max=2020)])
    phone = TelField(_l("Telephone"), [Optional(), Length(max=40), telephone])
    email = EmailField(_l("E-mail address"), [Optional(), Length(max=254), email_address])

    def given(self) -> NewDelegate:
        """What the actions take."""
        return NewDelegate(
            name=self.name.data,
            name_ar=self.name_ar.data,
            gender=Gender(self.gender.data),
            birth_year=self.birth_year.data,
            phone=self.phone.data or "",
            email=self.email.data or "",
        )


class NominationForm(DelegateForm):
    """A delegate, for one of the associations of a member of several."""

    association = ChoiceField(_l("Association"), [InputRequired()])


class NeedsForm(BaseForm):
    """What a delegate needs because of a disability."""

    kinds = ChoicesField(_l("What would help"), [Optional()])
    words = TextAreaField(
        _l("In your own words"),
        [Optional(), Length(max=600)],
        description=_l("What has to be arranged is enough: no diagnosis, no certificate."),
    )
    agreed = BooleanField(
        _l("This person wishes it told to the trainers and to the coordination of this session"),
        [InputRequired(_l("Tell it only if this person wishes it."))],
    )
    field_order = ("kinds", "words", "agreed")

    def needs(self) -> Needs:
        """What the actions take."""
        return Needs(
            tuple(Need(kind) for kind in self.kinds.data or () if kind in set(Need)), (self.words.data or "").strip()
        )


class VenueForm(OnceForm):
    """Where sessions are held."""

    name = LocalizedField(_l("Name"), limit=200, required=("ar", "fr"))
    address = LocalizedField(_l("Address"), limit=300)
    province = ChoiceField(_l("Province or prefecture"), [InputRequired()])
    capacity = IntegerField(_l("Places at tables"), [InputRequired(), NumberRange(min=1, max=2000)])
    accessible = BooleanField(_l("People in wheelchairs can come in by themselves"))
    access_note = LocalizedField(
        _l("Access"), rows=2, limit=500, description=_l("Entrance, lift, toilets, hearing loop: what people will find.")
    )

    def details(self) -> VenueDetails:
        """What the actions take."""
        return VenueDetails(
            name=Localized(self.name.data),
            address=Localized(self.address.data),
            province_code=self.province.data,
            capacity=self.capacity.data,
            accessible=self.accessible.data,
            access_note=Localized(self.access_note.data),
        )


class ModuleForm(BaseForm):
    """What is taught."""

    name = LocalizedField(_l("Name"), limit=200, required=("ar", "fr"))
    description = LocalizedField(_l("What participants learn"), rows=4, limit=2000)
    half_days = IntegerField(_l("Half-days"), [InputRequired(), NumberRange(min=1, max=20)])
    required_share = IntegerField(
        _l("Share of half-days that earns the certificate, in percent"), [InputRequired(), NumberRange(min=1, max=100)]
    )

    def details(self) -> ModuleDetails:
        """What the actions take."""
        return ModuleDetails(
            Localized(self.name.data), Localized(self.description.data), self.half_days.data, self.required_share.data
        )
