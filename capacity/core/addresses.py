"""How letters and calls reach somebody: e-mail addresses and telephone numbers, written one way."""

from __future__ import annotations

import re

import phonenumbers

_ADDRESS = re.compile(r"[^\s@<>\"'(),:;\\\[\]]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


def normal_email(text: str) -> str | None:
    """The address in small letters; None when it cannot be one."""
    address = text.strip().lower()
    if len(address) > 254 or ".." in address or not _ADDRESS.fullmatch(address):
        return None
    return address


def normal_phone(text: str) -> str | None:
    """The number in the international form, Morocco's unless it says otherwise; None when it cannot be one."""
    try:
        number = phonenumbers.parse(text, "MA")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
