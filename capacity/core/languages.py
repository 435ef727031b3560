"""Arabic, French, English: which one is read now, and text that a person wrote in one with translations beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask_babel import Babel, force_locale, get_locale, gettext, lazy_gettext, ngettext, pgettext
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

__all__ = [
    "LANGUAGES",
    "NAMES",
    "Babel",
    "Localized",
    "LocalizedText",
    "direction",
    "gettext",
    "in_language",
    "language",
    "lazy_gettext",
    "locale_code",
    "ngettext",
    "pgettext",
]

LANGUAGES = ("ar", "fr", "en")
DEFAULT = "ar"
NAMES = {"ar": "العربية", "fr": "Français", "en": "English"}
_LOCALES = {"ar": "ar_MA", "fr": "fr", "en": "en_GB"}


def language() -> str:
    """The language of the page or letter being made now: ``ar``, ``fr`` or ``en``."""
    locale = get_locale()
    return locale.language if locale is not None and locale.language in LANGUAGES else DEFAULT


def locale_code(code: str) -> str:
    """The locale that formats dates and numbers: Moroccan month names come from ``ar_MA``, never plain ``ar``."""
    return _LOCALES.get(code, _LOCALES[DEFAULT])


def direction(code: str) -> str:
    """``rtl`` for Arabic, else ``ltr``."""
    return "rtl" if code == "ar" else "ltr"


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Everything said inside is said in this language; for letters and papers."""
    with force_locale(locale_code(code)):
        yield


class Localized(Mapping[str, str]):
    """A text in up to three languages; empty ones are absent. Immutable, so that SQLAlchemy sees a replacement."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[str, str | None] | None = None, **more: str | None) -> None:
        given = {**(texts or {}), **more}
        self._texts = {code: text for code in LANGUAGES if (text := (given.get(code) or "").strip())}

    def __getitem__(self, code: str) -> str:
        return self._texts[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __hash__(self) -> int:
        return hash(tuple(self._texts.items()))

    def __repr__(self) -> str:
        return f"Localized({self._texts!r})"

    def __str__(self) -> str:
        return self.best()[1]

    def best(self, wanted: str | None = None) -> tuple[str, str]:
        """(language, text): the wanted language, else the first one there is in the order Arabic, French, English."""
        wanted = wanted or language()
        if wanted in self._texts:
            return wanted, self._texts[wanted]
        return next(iter(self._texts.items()), (wanted, ""))

    def text(self, wanted: str | None = None) -> str:
        """The text of ``best``."""
        return self.best(wanted)[1]

    @property
    def missing(self) -> list[str]:
        """The languages in which nothing was written yet."""
        return [code for code in LANGUAGES if code not in self._texts]


class LocalizedText(TypeDecorator[Localized]):
    """A Localized in one JSON column."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Localized (or a plain mapping) to JSON."""
        if value is None:
            return None
        texts = value if isinstance(value, Localized) else Localized(value)
        return json.dumps(dict(texts), ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Localized | None:
        """JSON to Localized."""
        return None if value is None else Localized(json.loads(value))
