"""Shape of what people type about their accounts."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from wtforms import EmailField, PasswordField, StringField, TelField
from wtforms.validators import InputRequired, Length, Optional

from capacity.core.db import Revised
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts.models import Person
from capacity.people.accounts.states import PASSWORD_MAX
from capacity.web.contact import email_address, telephone
from capacity.web.forms import BaseForm, ChoiceField, in_arabic, in_latin

NAME = 120


class SignInForm(BaseForm):
    """Address and password."""

    email = EmailField(_l("E-mail address"), [InputRequired(), Length(max=254)])
    password = PasswordField(_l("Password"), [InputRequired(), Length(max=PASSWORD_MAX)])


class CodeForm(BaseForm):
    """A code of the authenticator app, or a printed one."""

    code = StringField(_l("Code"), [InputRequired(), Length(max=40)])


class RegisterForm(BaseForm):
    """Who wants an account; the password is chosen after the address is confirmed."""

    name = StringField(_l("Name in Latin letters"), [InputRequired(), Length(max=NAME), in_latin])
    name_ar = StringField(_l("Name in Arabic letters"), [Optional(), Length(max=NAME), in_arabic])
    email = EmailField(_l("E-mail address"), [InputRequired(), email_address])
    language = ChoiceField(_l("Language of letters"))


class EmailForm(BaseForm):
    """An address only."""

    email = EmailField(_l("E-mail address"), [InputRequired(), email_address])


class NewPasswordForm(BaseForm):
    """A new password."""

    password = PasswordField(
        _l("New password"),
        [InputRequired(), Length(max=PASSWORD_MAX)],
        description=_l("At least 12 characters; a short sentence is easy to remember."),
    )


class WelcomeForm(NewPasswordForm):
    """Names and first password of a new account."""

    name = StringField(_l("Name in Latin letters"), [InputRequired(), Length(max=NAME), in_latin])
    name_ar = StringField(_l("Name in Arabic letters"), [Optional(), Length(max=NAME), in_arabic])
    field_order = ("name", "name_ar", "password")


class ChangePasswordForm(NewPasswordForm):
    """The present password, and the new one."""

    present = PasswordField(_l("Present password"), [InputRequired(), Length(max=PASSWORD_MAX)])


class Details(Revised):
    """A person as their account's page shows them: signing in, a new password and another language, which are chosen
    elsewhere, leave what was read as it is."""

    def __init__(self, person: Person) -> None:
        self._person = person

    def __getattr__(self, name: str) -> Any:
        return getattr(self._person, name)

    @property
    def revision(self) -> str:
        """Another word once what people say of themselves has changed."""
        person = self._person
        said = [person.name, person.name_ar, person.phone, person.gender.value]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


class DetailsForm(BaseForm):
    """What a person says of themselves."""

    meanwhile = _l("You saved this meanwhile in another window. Your text is kept below: compare it and save again.")
    name = StringField(_l("Name in Latin letters"), [InputRequired(), Length(max=NAME), in_latin])
    name_ar = StringField(_l("Name in Arabic letters"), [Optional(), Length(max=NAME), in_arabic])
    phone = TelField(_l("Telephone"), [Optional(), Length(max=40), telephone])
    language = ChoiceField(_l("Language of pages and letters"), render_kw={"data-unkept": ""})
    gender = ChoiceField(
        _l("Gender"), description=_l("For the figures on the participation of women. You may leave it unstated.")
    )


class PasswordOnlyForm(BaseForm):
    """The password once more, before something that matters."""

    password = PasswordField(_l("Password"), [InputRequired(), Length(max=PASSWORD_MAX)])


def fill(form: BaseForm, **choices: Any) -> BaseForm:
    """Put choices on the named fields."""
    for name, pairs in choices.items():
        form[name].choices = pairs
    return form
