"""How somebody is reached: e-mail addresses, telephone numbers and pages on the web, written one way."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import phonenumbers

_ADDRESS = re.compile(r"[^\s@<>\"'(),:;\\\[\]]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}", re.IGNORECASE)


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


def normal_web(text: str) -> str | None:
    """The address of a page with its scheme, ``https`` unless it says otherwise; None when it cannot be one."""
    address = text.strip()
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host, _port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:  # also of a host that cannot be one, and of a port that is no number
        return None
    strange = parts.scheme not in {"http", "https"} or "@" in parts.netloc or any(map(str.isspace, address))
    return None if strange or len(host) > 253 or not _HOST.fullmatch(host) else parts.geturl()
