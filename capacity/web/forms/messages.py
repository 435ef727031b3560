"""What WTForms says of a field, in our words: what was expected, not what the value is not."""

from __future__ import annotations

from functools import lru_cache
from gettext import NullTranslations
from typing import Any

from babel.support import Translations
from flask import has_request_context
from wtforms.i18n import messages_path

from capacity.core.languages import LANGUAGES, language, locale_code
from capacity.core.languages import lazy_gettext as _l

OURS: dict[str, Any] = {
    "This field is required.": _l("Fill this in."),
    "Not a valid integer value.": _l("Write a whole number."),
    "Not a valid date value.": _l("Give the day, the month and the year."),
    "Not a valid datetime value.": _l("Give the day, the month, the year and the time."),
    "Not a valid choice.": _l("Choose from the list."),
    "Invalid email address.": _l("Write a whole e-mail address, such as name@example.org."),
    "Number must be at least %(min)s.": _l("Write %(min)s or more."),
    "Number must be at most %(max)s.": _l("Write %(max)s or less."),
    "Number must be between %(min)s and %(max)s.": _l("Write a number from %(min)s to %(max)s."),
    "Field must be between %(min)d and %(max)d characters long.": _l("Write from %(min)s to %(max)s characters."),
    "Field must be at least %(min)d characters long.": _l("Write at least %(min)s characters."),
    "Field cannot be longer than %(max)d characters.": _l("Write %(max)s characters at most."),
}
"""WTForms' sentences, and ours; its own catalogue serves for the others."""


class _Messages:
    """The messages in the language of the request."""

    def gettext(self, message: str) -> str:
        """One message."""
        if not has_request_context():
            return message
        if message in OURS:
            return str(OURS[message])
        return str(_catalogue(language()).gettext(message))

    def ngettext(self, one: str, many: str, num: int) -> str:
        """The message for so many."""
        if not has_request_context():
            return one if num == 1 else many
        if many in OURS and num != 1:
            return str(OURS[many])
        return str(_catalogue(language()).ngettext(one, many, num))


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(code: str) -> NullTranslations:
    return Translations.load(messages_path(), [locale_code(code)], domain="wtforms")


MESSAGES = _Messages()
