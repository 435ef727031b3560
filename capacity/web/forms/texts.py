"""What may be typed: which letters are kept, and how much of them."""

from __future__ import annotations

import re
from typing import Any

from wtforms import Field, Form
from wtforms.validators import StopValidation

from capacity.core.languages import lazy_gettext as _l
from capacity.core.legible import legible, one_line

SHORT = 300
LONG = 20_000
INTEGER_MAX = 2**31 - 1


def strip(value: Any) -> Any:
    """Text without blanks around it."""
    return value.strip() if isinstance(value, str) else value


def tidy(value: Any) -> Any:
    """Text without blanks around it, nor the unseen signs that came with it from a word processor."""
    return legible(value).strip() if isinstance(value, str) else value


def tidy_line(value: Any) -> Any:
    """As ``tidy``, of what is asked for in one line."""
    return one_line(value).strip() if isinstance(value, str) else value


def readable(_form: Form, field: Field) -> None:
    """Refuse letters that no database keeps: NUL, lone surrogates, control characters other than line breaks."""
    if isinstance(field.data, str) and _NEVER_KEPT.search(field.data):
        raise StopValidation(_l("This text contains characters that cannot be kept. Type it again without them."))


def countable(_form: Form, field: Field) -> None:
    """Refuse whole numbers that no database keeps."""
    if field.data is not None and abs(field.data) > INTEGER_MAX:
        raise StopValidation(field.gettext("Not a valid integer value."))


def in_latin(_form: Form, field: Field) -> None:
    """Refuse Arabic letters where the name in Latin ones is asked for: certificates and letters are made of it."""
    if field.data and _ARABIC.search(field.data):
        raise StopValidation(_l("Write this name in Latin letters."))


def in_arabic(_form: Form, field: Field) -> None:
    """Refuse a name without any Arabic letter where the Arabic one is asked for; an acronym beside it is welcome."""
    if field.data and not _ARABIC.search(field.data):
        raise StopValidation(_l("Write this name in Arabic letters."))


_NEVER_KEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3]")
