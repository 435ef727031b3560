"""Numbers and amounts of money as people type them, in either script; whole numbers all the way, never a float."""

from __future__ import annotations

import re

from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l

NUMBER_MAX = 2**31 - 1
CENTIMES_MAX = 10**13
"""A hundred thousand million dirhams: beyond it something was mistyped."""

_BLANKS = re.compile(r"[\s'\u2019\u066c\u200e\u200f\u061c]+")
_CURRENCY = re.compile(r"(?:dirhams?|dhs?|mad|درهما|دراهم|درهم|د\.م\.?)\.?$", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})*")


def read_number(text: str) -> int:
    """A whole number; Arabic-Indic digits and blanks between thousands are understood."""
    plain = _BLANKS.sub("", text)
    if not plain.removeprefix("-").isdecimal() or len(plain) > 11 or abs(int(plain)) > NUMBER_MAX:
        raise RuleBroken(_l("Write a whole number, for instance 12."))
    return int(plain)


def read_money(text: str) -> int:
    """An amount in dirhams, as centimes: ``12 500``, ``12.500,50``, ``١٢٬٥٠٠٫٥٠``, ``12500 DH``.

    A dot or comma before three digits parts thousands, before one or two it begins the centimes. What could be read in
    two ways, or is less than nothing, is refused.
    """
    plain = _BLANKS.sub("", _CURRENCY.sub("", text.strip()).replace("\u066b", "|"))
    centimes = _centimes(plain)
    if centimes is None or centimes > CENTIMES_MAX:
        raise RuleBroken(_l("Write an amount in dirhams, for instance 12500 or 12500,50."))
    return centimes


def _centimes(plain: str) -> int | None:
    whole, mark, part = plain, "", ""
    place = max(plain.rfind(sign) for sign in ".,|")
    if place >= 0 and (plain[place] == "|" or not _GROUPED.fullmatch(plain)):
        whole, mark, part = plain[:place], plain[place], plain[place + 1 :]
    if mark and not (part.isdecimal() and len(part) <= 2):
        return None
    if _GROUPED.fullmatch(whole) and mark not in {"", "|"} and mark in whole:
        return None
    if _GROUPED.fullmatch(whole):
        whole = re.sub(r"[.,]", "", whole)
    if not whole.isdecimal() or len(whole) > 20:
        return None
    return int(whole) * 100 + int(part.ljust(2, "0") if part else "0")


def typed_money(centimes: int) -> str:
    """The amount as its field shows it, to be read back the same: ``12500`` or ``12500,50``.

    >>> typed_money(1250050), typed_money(1250000)
    ('12500,50', '12500')
    """
    dirhams, rest = divmod(centimes, 100)
    return f"{dirhams},{rest:02d}" if rest else str(dirhams)
