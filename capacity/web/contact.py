"""Validators of e-mail addresses and telephone numbers; both leave the field in its normal form, empty ones alone."""

from __future__ import annotations

from wtforms import Field, Form, ValidationError

from capacity.core.addresses import normal_email, normal_phone
from capacity.core.languages import lazy_gettext as _l


def email_address(_form: Form, field: Field) -> None:
    """An address letters can reach; kept in small letters."""
    if not field.data:
        return
    address = normal_email(field.data)
    if address is None:
        raise ValidationError(_l("Write an e-mail address, like name@example.org."))
    field.data = address


def telephone(_form: Form, field: Field) -> None:
    """A number that exists in its country, Morocco unless it says otherwise; kept in the international form."""
    if not field.data:
        return
    number = normal_phone(field.data)
    if number is None:
        raise ValidationError(_l("Write a telephone number, like 06 12 34 56 78."))
    field.data = number
