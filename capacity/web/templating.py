"""What templates may say: dates and numbers in the reader's language, ``can()``, names of languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from types import ModuleType
from typing import Any

from babel.dates import format_time, format_timedelta
from babel.numbers import format_decimal, format_percent
from flask import Flask
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markdown_it import MarkdownIt
from markupsafe import Markup, escape
from nh3 import clean

from capacity.core import clock
from capacity.core.day_words import day_in_words, locale_of
from capacity.core.languages import (
    LANGUAGES,
    NAMES,
    Localized,
    direction,
    in_its_direction,
    language,
    set_apart,
    spoken,
)
from capacity.core.languages import gettext as _
from capacity.core.wordcount import count_words
from capacity.web.drawing import written
from capacity.web.security import nonce
from capacity.web.session import current_actor

_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False}).disable("image")
_BARE_ADDRESS = re.compile(r"(?<![<(\[\w`/])https?://[^\s<>()\[\]`]*[^\s<>()\[\]`.,;:!?»«”’\"'،؛؟*_]")
"""An address that somebody wrote as it is leads there too."""
_LINK = re.compile(r"\[([^\]\n]+)\]\((\S+?)\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_HEADING = re.compile(r"^#{1,6} +", re.MULTILINE)
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "blockquote", "code", "hr"}


def _day(value: date | datetime) -> date:
    return clock.local(value).date() if isinstance(value, datetime) else value


def date_words(value: date | datetime | None, form: str = "EEEE d MMMM y") -> str:
    """``vendredi 2 mars 2018``: the day in Morocco, with its weekday. ``form`` may be another CLDR pattern."""
    return "" if value is None else day_in_words(_day(value), form, language())


def short_date(value: date | datetime | None) -> str:
    """``ven. 2 mars``, for lists; with the year when it is not this one."""
    if value is None:
        return ""
    return date_words(value, "EEE d MMM" if _day(value).year == clock.today().year else "d MMM y")


def day_written(value: str) -> str:
    """A day as a form keeps it (``2018-03-02``), in words; anything else as it was written."""
    try:
        return date_words(date.fromisoformat(value))
    except ValueError:
        return value


_CLOCK = {"ar": "HH:mm", "fr": "H\u00a0'h'\u00a0mm", "en": "HH:mm"}


def called(person: Any) -> str:
    """A person's name as the reader writes it."""
    return str(person.called(language())) if person else ""


def opening(words: str) -> str:
    """Words as they stand at the beginning of a sentence: ``Jeudi 2 mars`` in French, whose days are small."""
    return words[:1].upper() + words[1:]


def time_words(value: datetime | None) -> str:
    """``16:30``, in French ``16 h 30``, on a Moroccan clock."""
    return "" if value is None else _time(clock.local(value).time().replace(second=0, microsecond=0), language())


def saved_words(value: datetime) -> str:
    """When something was saved: the time, with its day when that is not today."""
    if clock.local(value).date() == clock.today():
        return _("Saved at %(time)s", time=time_words(value))
    return _("Saved on %(date)s, %(time)s", date=short_date(value), time=time_words(value))


@lru_cache(maxsize=4096)
def _time(hour: time, code: str) -> str:
    return format_time(hour, _CLOCK[code], locale=locale_of(code))


def moment_words(value: datetime | None) -> str:
    """``vendredi 2 mars 2018, 16 h 30``, on a Moroccan clock."""
    return "" if value is None else f"{date_words(value)}{'،' if language() == 'ar' else ','} {time_words(value)}"


def precise_words(value: datetime) -> str:
    """``…, 16 h 30 min 05 s``: a moment where the seconds matter, such as a closing that was missed."""
    words, seconds = moment_words(value), f"{clock.local(value):%S}"
    return f"{words}\u00a0min\u00a0{seconds}\u00a0s" if language() == "fr" else f"{words}:{seconds}"


def distance(value: date | datetime | None) -> str:
    """``dans 17 jours`` or ``il y a 3 jours``; beside a date, never instead of it."""
    if value is None:
        return ""
    if not isinstance(value, datetime) and (near := _near(value)):
        return near
    delta = value - clock.now() if isinstance(value, datetime) else value - clock.today()
    if abs(delta) >= DAYS_FROM:  # a moment and its day are equally far away
        delta = _day(value) - clock.today()
    exact = abs(delta) < timedelta(hours=1)
    return _distance(delta if exact else timedelta(minutes=round(delta / timedelta(minutes=1))), language())


def _near(day: date) -> str:
    """A day has no hours: what is one day off is not 24 hours off."""
    match (day - clock.today()).days:
        case -1:
            return _("yesterday")
        case 0:
            return _("today")
        case 1:
            return _("tomorrow")
    return ""


DAYS_FROM, DAYS_TO = timedelta(days=2), timedelta(days=31)
IN_DAYS, OTHERWISE = 4.5, 1.5
"""From how many weeks on weeks are said: within a month the days are, since "two weeks" may be seventeen days."""


@lru_cache(maxsize=4096)
def _distance(delta: timedelta, code: str) -> str:
    threshold = IN_DAYS if timedelta(weeks=OTHERWISE) <= abs(delta) <= DAYS_TO else OTHERWISE
    return format_timedelta(delta, add_direction=True, locale=locale_of(code), threshold=threshold)


def due_kind(value: date | datetime | None) -> str:
    """``late``, ``now`` (three days or less) or nothing, for the colour of a due date."""
    if value is None:
        return ""
    days = (_day(value) - clock.today()).days
    if days < 0:
        return "late"
    return "now" if days <= 3 else ""


def number(value: float | None, form: str | None = None) -> str:
    """A number as this language writes it, always with digits 0-9."""
    return "" if value is None else _number(value, form, language(), type(value).__name__)


@lru_cache(maxsize=4096)
def _number(value: float | Decimal, form: str | None, code: str, _kind: str) -> str:
    return format_decimal(value, form, locale=locale_of(code), numbering_system="latn")


def money(centimes: int | None) -> str:
    """An amount that is kept in centimes: ``12 500 DH``, ``12 500,50 DH``."""
    if centimes is None:
        return ""
    amount = Decimal(centimes) / 100
    return _("%(amount)s MAD", amount=_number(amount, "#,##0.00" if centimes % 100 else "#,##0", language(), "money"))


def percent(value: float | None) -> str:
    """A share between 0 and 1 as a percentage."""
    return "" if value is None else format_percent(value, locale=locale_of(language()), numbering_system="latn")


def size(value: int) -> str:
    """A file's size, in the unit a person would use."""
    unit, amount = (
        ("o", value) if value < 1000 else ("ko", value / 1000) if value < 1_000_000 else ("Mo", value / 1_000_000)
    )
    units = {
        "fr": unit,
        "en": {"o": "B", "ko": "kB", "Mo": "MB"}[unit],
        "ar": {"o": "بايت", "ko": "كيلوبايت", "Mo": "ميغابايت"}[unit],
    }
    return f"{number(amount, '0.#')}\u00a0{units[language()]}"


def localized(value: Mapping[str, str] | None) -> Markup:
    """A text in the reader's language, or in another one marked as such."""
    if not value:
        return Markup("")
    wanted = language()
    value = value if isinstance(value, Localized) else Localized(value)
    code, text = value.best(wanted)
    if code == wanted:
        return escape(text)
    return Markup('<span lang="{}" dir="{}">{}</span>').format(code, direction(code), text)


def markdown(value: str | Localized | None) -> Markup:
    """Text that a person wrote with light marks, as safe HTML."""
    if not value:
        return Markup("")
    code, text = value.best() if isinstance(value, Localized) else (language(), value)
    html = _html(text)
    if code == language():
        return html
    return Markup('<div lang="{}" dir="{}">').format(code, direction(code)) + html + Markup("</div>")


def unmarked(text: str) -> str:
    """The same text for a letter, which knows paragraphs and lists only: no signs for strong, addresses as they are."""
    text = _LINK.sub(r"\1 (\2)", text)
    return _STRONG.sub(r"\2", _HEADING.sub("", text))


@lru_cache(maxsize=512)
def _html(text: str) -> Markup:
    html = clean(
        _markdown.render(_BARE_ADDRESS.sub(r"<\g<0>>", text)),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
    )
    return Markup(html)  # noqa: S704 - cleaned just above


@pass_eval_context
def said(frame: EvalContext, message: str, /, **values: Any) -> str:
    """``_("…")`` in a template: what stands in the catalogue is HTML where the template is, its values are escaped."""
    now = spoken()
    if not frame.autoescape:
        return str(now.catalogue.ugettext(message)) % set_apart(values)
    if values:
        return Markup(now.catalogue.ugettext(message) % _safe(values))  # noqa: S704 - our own words
    known: Markup | None = now.kept.get(message)
    if known is None:
        known = now.kept[message] = Markup(now.catalogue.ugettext(message)) % {}  # noqa: S704 - our own words
    return known


@pass_eval_context
def said_of(frame: EvalContext, one: str, many: str, num: int, /, **values: Any) -> str:
    """``ngettext("…", "…", n)`` in a template."""
    text: str = spoken().catalogue.ungettext(one, many, num)
    if not frame.autoescape:
        return text % {"num": num, **set_apart(values)}
    return Markup(text % {"num": num, **_safe(values)})  # noqa: S704 - our own words


def _safe(values: dict[str, Any]) -> dict[str, str]:
    return {name: written(value) for name, value in set_apart(values).items()}


def init_app(app: Flask, policies: dict[str, ModuleType]) -> None:
    """Register filters and globals. ``policies`` maps a room's name to its policy module, for ``can()``."""

    def can(question: str, obj: Any = None) -> bool:
        """``can('calls.may_edit', call)`` asks the room's policy."""
        room, name = question.split(".")
        return bool(getattr(policies[room], name)(current_actor(), obj))

    app.jinja_env.filters.update(
        date=date_words, short_date=short_date, time=time_words, moment=moment_words, distance=distance, due=distance,
        day=day_written, saved=saved_words, called=called, due_kind=due_kind, number=number, money=money,
        percent=percent, wordcount=count_words, filesize=size, zone=clock.zone, localized=localized,
        markdown=markdown, unmarked=unmarked, opening=opening, apart=in_its_direction,
    )  # fmt: skip
    app.jinja_env.globals.update(can=can, csp_nonce=nonce, now=clock.now, LANGUAGES=LANGUAGES, direction_of=direction)
    app.jinja_env.globals.update(_=said, gettext=said, ngettext=said_of)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def every_page() -> dict[str, Any]:
        code = language()
        return {"actor": current_actor(), "language": code, "direction": direction(code), "languages": NAMES}
