"""What no form expects: texts, numbers and files that break careless code, and where forms put their fields."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import quote_plus
from zlib import crc32

from flask import Flask
from werkzeug.datastructures import ImmutableMultiDict
from wtforms import FileField, MultipleFileField

from capacity.web.forms import BaseForm
from tests.support import markup

LONG = "a" * 20_990 + "ا" * 10
"""More than the longest field takes. Every form is sent it in each of its fields, so it is no longer than that, and of
letters that travel as they are."""
SCRIPT = "<script>alert(1)</script>"
TEXTS = {
    "empty": "",
    "blank": " \t\r\n ",
    "long": LONG,
    "control": "a\x00b\x07\x7f",
    "surrogate": "a\ud800b",
    "directions": "\u202egnp.exe\u202c \u2066\u200f\u061c",
    "markup": f"{SCRIPT}\"'><img src=x onerror=alert(1)> {{{{7*7}}}} %s %(x)s ${{7*7}}",
    "quotes": "'; DROP TABLE people; -- \\ %27",
    "formula": "=HYPERLINK(\"http://example.org\")+cmd|' /C calc'!A0",
    "lines": "a\n" * 10,
    "emoji": "👩🏽‍⚖️🇲🇦é\u0301",
    "words": "not-a-number",
    "huge": str(2**63),
    "huger": "9" * 400,
    "minus": "-1",
    "zero": "0",
    "nan": "NaN",
    "infinite": "Infinity",
    "exponent": "1e400",
    "arabic_digits": "٢٠١٧-٠٩-٢٦",
    "no_day": "2017-02-30T25:61",
    "first_day": "0001-01-01",
    "last_day": "9999-12-31T23:59",
    "path": "../../etc/passwd",
}
ALONE = ("empty", "long", "control", "markup", "huge", "minus", "words", "last_day", "zero")
"""Those tried on one field at a time, the others being as they should."""
WORST = ("empty", "long", "markup", "huger")
"""Those that every form gets in all its fields."""
IN_TURN = (("control", "surrogate"), ("infinite", "last_day"))
"""Of each of these it gets one, and the next form the other: they meet the same reader of letters, numbers and days."""
_NUMBERED = re.compile(r"\d+|-(?:ar|fr|en)$")


def some(place: str, number: int) -> list[str]:
    """So many of those for one field, others at each place, the same at every run."""
    start = crc32(place.encode())
    return [ALONE[(start + step) % len(ALONE)] for step in range(number)]


def is_chosen(place: str, out_of: int) -> bool:
    """Whether this place is one of so many, the same at every run."""
    return crc32(place.encode()) % out_of == 0


def everywhere(place: str, *, every: bool) -> list[str]:
    """The kinds for all fields at once, others at each place, the same at every run; all with ``make test-all``."""
    if every:
        return list(TEXTS)
    start = crc32(place.encode())
    others = [kind for kind in TEXTS if kind not in {*WORST, *(kind for pair in IN_TURN for kind in pair)}]
    return [*WORST, *(pair[(start >> bit) % 2] for bit, pair in enumerate(IN_TURN)), others[start % len(others)]]


def unlike(names: list[str]) -> list[str]:
    """Of fields that differ by a number or a language only, the first and the last."""
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(_NUMBERED.sub("#", name), []).append(name)
    return list(dict.fromkeys(name for group in alike.values() for name in (group[0], group[-1])))


EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
NAMES = "act way answer then ids mark client_id at q language next reason form value key text code"
"""Names that views read without a form."""


def files() -> dict[str, tuple[bytes, str]]:
    """Content and name of each hostile file."""
    return {
        "empty": (b"", "vide.pdf"),
        "program": (b"MZ\x90\x00" + b"\0" * 300, "statuts.pdf"),
        "virus": (EICAR, "statuts.pdf"),
        "bomb": (_bomb(), "statuts.docx"),
        "torn": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff", "photo.png"),
        "drawing": (f'<svg xmlns="http://www.w3.org/2000/svg">{SCRIPT}</svg>'.encode(), "logo.svg"),
        "torn_pdf": (b"%PDF-1.7\n1 0 obj<<", "statuts.pdf"),
        "path": (b"%PDF-1.4\n", "../../../etc/cron.d/x\u202efdp.exe"),
        "long_name": (b"hello", "x" * 5000 + ".pdf"),
        "no_name": (b"hello", " "),
    }


@lru_cache(maxsize=1)
def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * 60_000_000)
    return packed.getvalue()


@dataclass
class Found:
    """The fields of a form and what a browser would send of them untouched."""

    values: dict[str, Any] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)

    @property
    def texts(self) -> list[str]:
        """The fields that are no files, the token aside."""
        return sorted(set(self.values) - self.files - {"csrf_token"})


@dataclass
class Asked:
    """What views asked for by name among what was sent; without a name, everything."""

    names: set[str] = field(default_factory=set)
    everything: bool = False
    files: set[str] = field(default_factory=set)

    def __contains__(self, name: str) -> bool:
        return self.everything or name in self.names

    def __bool__(self) -> bool:
        return self.everything or bool(self.names)


@contextmanager
def watched(app: Flask, method: str = "POST") -> Iterator[Asked]:
    """What views ask for of the forms that are sent meanwhile, and which of their fields are for files.

    With GET, what they ask for of the queries in their addresses.
    """
    asked = Asked()

    class Noting(ImmutableMultiDict[str, str]):
        """What was sent; it notes who looks at it."""

        def __getitem__(self, key: str) -> str:
            asked.names |= {key} - {"csrf_token"}
            return super().__getitem__(key)

        def __contains__(self, key: object) -> bool:
            asked.names |= {str(key)} - {"csrf_token"}
            return super().__contains__(key)

        def getlist(self, key: str, *how: Any, **more: Any) -> list[Any]:
            asked.names |= {key} - {"csrf_token"}
            return super().getlist(key, *how, **more)

    for name in ("__iter__", "items", "keys", "values", "lists", "to_dict", "copy"):
        setattr(Noting, name, _all_of(name, asked))
    kept, kept_request = BaseForm.__init__, app.request_class

    class Watched(kept_request):  # type: ignore[misc, valid-type]
        """A request that notes what is asked of it."""

        parameter_storage_class = Noting

        @cached_property
        def args(self) -> Any:
            query = kept_request(self.environ, populate_request=False).args
            return Noting(query) if method == "GET" == self.method else query

    def noted(form: Any, *args: Any, **kwargs: Any) -> None:
        kept(form, *args, **kwargs)
        asked.files |= {one.name for one in form if isinstance(one, (FileField, MultipleFileField))}

    BaseForm.__init__ = noted  # type: ignore[method-assign]
    app.request_class = Watched
    try:
        yield asked
    finally:
        BaseForm.__init__, app.request_class = kept, kept_request  # type: ignore[method-assign]


def _all_of(name: str, asked: Asked) -> Any:
    """The method of that name, which looks at everything."""
    method = getattr(ImmutableMultiDict, name)

    def noting(sent: Any, *args: Any, **kwargs: Any) -> Any:
        asked.everything = True
        return method(sent, *args, **kwargs)

    return noting


def on_page(page: str, path: str) -> Found:
    """The fields of the page's forms that are sent to this path."""
    found = Found()
    tree = markup.elements(page)
    for form in tree.iter("form"):
        sent_to = (form.get("action") or path).partition("?")[0]
        if (form.get("method") or "").lower() != "post" or sent_to != path:
            continue
        for element in form.iter():
            if element.tag not in {"input", "textarea", "select", "button"}:
                continue
            name, kind = element.get("name"), (element.get("type") or "").lower()
            if name and kind == "file":
                found.files.add(name)
            elif name:
                found.values.setdefault(name, _untouched(element, kind))
    return found


def _untouched(element: Any, kind: str) -> str:
    if element.tag == "textarea":
        return "".join(element.itertext()).removeprefix("\n")
    if element.tag == "select":
        options = [option.get("value") or "" for option in element.iter("option")]
        chosen = [option.get("value") or "" for option in element.iter("option") if option.get("selected") is not None]
        return next(iter([*chosen, *filter(None, options)]), "")
    return element.get("value") or ("on" if kind in {"checkbox", "radio"} else _plausible(kind))


def _plausible(kind: str) -> str:
    plain = {"date": "2017-09-26", "datetime-local": "2017-09-26T10:00", "email": "a@example.org", "number": "3"}
    return plain.get(kind, "" if kind == "hidden" else "Texte")


def encoded(values: list[tuple[str, str]]) -> bytes:
    """As a browser without scruples would send it, lone surrogates included."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in values).encode()


@lru_cache(maxsize=2_000)
def _quoted(text: str) -> str:
    """The same few texts, and long ones, are sent to every form."""
    return quote_plus(text, encoding="utf-8", errors="surrogatepass")
