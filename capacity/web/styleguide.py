"""The page of components: every part of the interface with sample words, in the reader's language and direction.

Registered in a demo and while developing only.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, render_template, request, url_for
from markupsafe import Markup
from wtforms import BooleanField, FileField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from capacity.core import cartography, charts, facts
from capacity.core.access import Actor
from capacity.core.config import resource
from capacity.core.languages import in_language, language
from capacity.web import styleguide_files
from capacity.web.forms import BaseForm, ChoiceField, ChoicesField, LocalizedField
from capacity.web.guards import public
from capacity.web.tables import Chip, Page

bp = Blueprint("styleguide", __name__, url_prefix="/styleguide")

PHASES = {"MA-02": 1, "MA-04": 1, "MA-08": 1, "MA-05": 2, "MA-07": 2, "MA-10": 2}
PARTS = [f"styleguide/_{name}.html" for name in ("basics", "forms", "messages", "journey", "rows", "files", "drawings")]
_IDENTIFIER = re.compile(r'\bid="([^"]+)"')
_SHORTCUT = re.compile(r' accesskey="\w"')
_POINTING = "id|for|form|list|aria-labelledby|aria-describedby|aria-controls"
_POINTER = re.compile(rf'(\b(?:{_POINTING})="|href="#|url\(#)([^")]*)(["\)])')
SEATS = {"MA-02": 29, "MA-04": 34, "MA-08": 30}


class SampleForm(BaseForm):
    """One field of each kind."""

    name = StringField("", [DataRequired()])
    phone = StringField("", [DataRequired()])
    region = ChoiceField("")
    tongue = RadioField("", [DataRequired()])
    themes = ChoicesField("")
    summary = TextAreaField("", [Optional()])
    title = LocalizedField("", rows=2, required=("ar", "fr"))
    file = FileField("")
    agree = BooleanField("")


@bp.get("")
@public
def show() -> Any:
    """Components of public and association pages."""
    return render_template("styleguide/public.html", parts=PARTS, **_context())


@bp.get("/both")
@public
def both() -> Any:
    """Each part from the left beside itself from the right."""
    other = "fr" if language() == "ar" else language()
    sides = [_side(code) for code in ("ar", other)]
    return render_template("styleguide/both.html", pairs=zip(*sides, strict=True), words=_words(language()))


@bp.get("/desk")
@public
def desk() -> Any:
    """The list and the record as coordinators see them."""
    context = _context()
    return render_template("styleguide/desk.html", actor=Actor(name=context["words"]["owner"]), **context)


@bp.get("/document")
@public
def document() -> Any:
    """What the samples of documents lead to: one that is looked at on the page."""
    return render_template(
        "web/preview_part.html" if "part" in request.args else "web/preview.html",
        back=url_for("styleguide.show"),
        layout="layouts/public.html",
        **styleguide_files.document(_words(language())),
    )


def _side(code: str) -> list[tuple[str, Markup]]:
    with in_language(code):
        context = _context()
        return [(code, _renamed(render_template(part, **context), code)) for part in PARTS]


def _renamed(drawn: str, code: str) -> Markup:
    """The same part stands twice on the page, so that its identifiers, and what points at them, bear the language."""
    names = set(_IDENTIFIER.findall(drawn))

    def rename(found: re.Match[str]) -> str:
        said = " ".join(f"{name}-{code}" if name in names else name for name in found[2].split())
        return f"{found[1]}{said}{found[3]}"

    drawn = _SHORTCUT.sub("", drawn)
    return Markup(_POINTER.sub(rename, drawn))  # noqa: S704 - what the templates escaped, under other names


def _context() -> dict[str, Any]:
    words = _words(language())
    return {
        **styleguide_files.samples(words),
        "words": words,
        "form": _form(words),
        "listed": _listed(words),
        "kept_views": [
            (SimpleNamespace(id=number, name=name, is_shared=number == 1), "#main", number == 0)
            for number, name in enumerate(words["views"])
        ],
        "regions": _regions(words),
        "plots": (charts.spread([4, 4.5]), charts.spread([1.5, 4])),
        "bars": charts.bars(_numbers(words), words["chart_unit"], mirrored=language() == "ar"),
        "columns": charts.columns(_numbers(words), words["chart_unit"], mirrored=language() == "ar"),
        "stacked": charts.stacked(
            [(name, (number // 2, number - number // 2)) for name, number in _numbers(words)],
            words["chart_series"],
            mirrored=language() == "ar",
        ),
    }


@lru_cache(maxsize=3)
def _words(code: str) -> dict[str, Any]:
    with (resource("templates") / "styleguide" / "words.toml").open("rb") as file:
        told = tomllib.load(file)
    states = [(one[code][0], list(zip(one["kinds"], one[code][1:], strict=True))) for one in told.pop("states")]
    return {"states": states, **{name: texts[code] for name, texts in told.items()}}


def _form(words: dict[str, Any]) -> SampleForm:
    form = SampleForm(formdata=None, phone="061234567", tongue="ar", summary=words["type_text"])
    named = {"name", "phone", "region", "summary", "title", "agree", "file", "themes"}
    for field in form:
        if field.short_name in named:
            field.label.text = words[f"form_{field.short_name}"]
    form.tongue.label.text = words["form_language"]
    form.tongue.choices = [SelectChoice("ar", "العربية"), SelectChoice("fr", "Français")]
    form.region.choices = [SelectChoice(name, name) for name in words["provinces"]]
    form.themes.choices = [SelectChoice(str(number), name) for number, name in enumerate(words["themes"])]
    form.phone.errors = [words["form_phone_error"]]
    return form


def _numbers(words: dict[str, Any]) -> list[tuple[str, float]]:
    return list(zip(words["provinces"], (41, 23, 17, 9), strict=True))


def _regions(words: dict[str, Any]) -> list[cartography.MapRegion]:
    notes = words["map_legend"]
    return [
        cartography.MapRegion(
            iso=iso,
            name=facts.region(iso).names.text(),
            phase_index=PHASES.get(iso),
            level={1: 4, 2: 1}.get(PHASES.get(iso, 0), 0),
            sum=SEATS.get(iso),
            url=f"#{iso}",
            note=notes[PHASES.get(iso, 3) - 1],
        )
        for iso in (f"MA-{number:02}" for number in range(1, 13))
    ]


def _listed(words: dict[str, Any]) -> Page:
    rows = [
        SimpleNamespace(id=number, name=name, code=f"2017-0{number}2", province=province, score=score)
        for number, (name, province, score) in enumerate(
            zip(words["names"], words["provinces"], ("79,2", "–", "81,0", "66,5"), strict=True), 1
        )
    ]
    here = request.path
    return Page(
        rows=rows,
        total=len(rows),
        size=25,
        search="",
        searchable=True,
        chips=[Chip(words["region"], words["provinces"][0], here), Chip(words["state"], words["decided"], here)],
        filters=[("province", words["region"], [(name, name, False) for name in words["provinces"]])],
        sorts=[("name", words["columns"][0], here, "ascending"), ("score", words["columns"][3], here, None)],
        first_url=here,
        previous_url=here,
        next_url=here,
        last_url=here,
        size_urls=[(25, here, True), (50, here, False), (100, here, False)],
        view_url=here,
        clear_url=here,
        query_string="",
        export_urls={"xlsx": here, "csv": here},
    )
