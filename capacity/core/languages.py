"""Arabic, French, English: which one is read now, and text that a person wrote in one with translations beside it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from flask import current_app, g, has_app_context
from flask_babel import Babel, LazyString, force_locale, get_locale, get_translations
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

__all__ = [
    "LANGUAGES",
    "NAMES",
    "Babel",
    "Localized",
    "LocalizedText",
    "Spoken",
    "direction",
    "gettext",
    "in_its_direction",
    "in_language",
    "language",
    "lazy_gettext",
    "locale_code",
    "ngettext",
    "pgettext",
    "set_apart",
    "spoken",
]

LANGUAGES = ("ar", "fr", "en")
DEFAULT = "ar"
SHORT = 1_000
NAMES = {"ar": "العربية", "fr": "Français", "en": "English"}
_HYPHENATED = re.compile(r"\d+(?:-\d+)+")
_ISOLATE, _END = "\u2066", "\u2069"
"""Left-to-right isolate, and its end."""
_FIRST_STRONG = "\u2068"
"""An isolate that runs as its first letter does."""
_LATIN, _ARABIC = re.compile(r"[A-Za-zÀ-ɏ]"), re.compile(r"[\u0620-\u064a]")
_LOCALES = {"ar": "ar_MA", "fr": "fr", "en": "en_GB"}


_context: Callable[[], Any] = g._get_current_object
"""What ``g`` stands for now: asked directly it answers four times as fast."""


class Spoken:
    """The language that is read now, with its catalogue; ``kept`` is for whoever prepares its messages once."""

    __slots__ = ("catalogue", "code", "kept")

    def __init__(self, code: str, catalogue: Any) -> None:
        self.code = code
        self.catalogue = catalogue
        self.kept: dict[str, Any] = {}


def spoken() -> Spoken:
    """What is spoken now. It is asked hundreds of times for a page, so the answer stays in the context."""
    try:
        found: Spoken | None = vars(_context()).get("spoken")
    except RuntimeError:  # no context: asked in the order of what is likely, as it is asked so often
        return Spoken(DEFAULT, get_translations())
    if found is None:
        found = g.spoken = _found(get_locale())
    return found


def _found(locale: Any) -> Spoken:
    known: dict[str, Spoken] = current_app.extensions.setdefault("languages", {})
    if str(locale) not in known:
        code = locale.language if locale is not None and locale.language in LANGUAGES else DEFAULT
        known[str(locale)] = Spoken(code, get_translations())
    return known[str(locale)]


def language() -> str:
    """The language of the page or letter being made now: ``ar``, ``fr`` or ``en``."""
    return spoken().code


def gettext(message: str, /, **values: Any) -> str:
    """The message in the language read now."""
    text: str = spoken().catalogue.ugettext(message)
    return text % set_apart(values) if values else text


def ngettext(one: str, many: str, num: int, /, **values: Any) -> str:
    """The message for so many; ``num`` may stand in it."""
    text: str = spoken().catalogue.ungettext(one, many, num)
    return text % {"num": num, **set_apart(values)}


def pgettext(context: str, message: str, /, **values: Any) -> str:
    """The message as it is said in this context."""
    text: str = spoken().catalogue.upgettext(context, message)
    return text % set_apart(values) if values else text


def set_apart(values: dict[str, Any]) -> dict[str, Any]:
    """The values, with those that Arabic would turn round set apart: after an Arabic word ``2017-0109`` is shown as
    ``0109-2017`` (UAX 9, rule W2), and within an isolate as it is written.
    """
    if spoken().code != "ar":
        return values
    return {
        name: f"{_ISOLATE}{value}{_END}" if isinstance(value, str) and _HYPHENATED.fullmatch(value) else value
        for name, value in values.items()
    }


def in_its_direction(text: str) -> str:
    """Words that somebody wrote, to stand in a sentence of ours: isolated (UAX 9) where their script runs the other
    way, so that the sentence's own full stop and quotation marks stay where they belong."""
    other = _LATIN if spoken().code == "ar" else _ARABIC
    return f"{_FIRST_STRONG}{text}{_END}" if other.search(text) else text


def lazy_gettext(message: str, /, **values: Any) -> Any:
    """The message in the language read whenever it is shown."""
    return LazyString(gettext, message, **values)


def locale_code(code: str) -> str:
    """The locale that formats dates and numbers: Moroccan month names come from ``ar_MA``, never plain ``ar``."""
    return _LOCALES.get(code, _LOCALES[DEFAULT])


def direction(code: str) -> str:
    """``rtl`` for Arabic, else ``ltr``."""
    return "rtl" if code == "ar" else "ltr"


def reads_from_the_right(text: str) -> bool:
    """Whether the first letter of a text that has a direction is read from the right."""
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return next((one in {"R", "AL"} for one in strong if one in {"L", "R", "AL"}), False)


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Everything said inside is said in this language; for letters and papers."""
    with force_locale(locale_code(code)):
        if not has_app_context():
            yield
            return
        before = g.pop("spoken", None)
        try:
            yield
        finally:
            g.pop("spoken", None)
            if before is not None:
                g.spoken = before


class Localized(Mapping[str, str]):
    """A text in up to three languages; empty ones are absent. Immutable, so that SQLAlchemy sees a replacement."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[str, str | None] | None = None, **more: str | None) -> None:
        given = {**(texts or {}), **more}
        self._texts = {code: text for code in LANGUAGES if (text := (given.get(code) or "").strip())}

    @classmethod
    def read(cls, written: str) -> Localized:
        """What stands in a column; short texts, which are the names of things, are read once."""
        return _read(written) if len(written) <= SHORT else cls(json.loads(written))

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


@lru_cache(maxsize=8192)
def _read(written: str) -> Localized:
    return Localized(json.loads(written))


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
        return None if value is None else Localized.read(value)
