"""The page of components shows everything in three languages, to those who build only."""

import re
from pathlib import Path

import pytest
from flask import Flask

from capacity.core.config import Settings, resource
from capacity.factory import create_app
from capacity.web.styleguide import PARTS
from tests.support import markup, rendered

pytestmark = pytest.mark.one_database


def house(folder: Path, **settings: bool) -> Flask:
    return create_app(Settings(data=folder, secret_key="x" * 40, https=False, rate_limits=False, **settings))


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize("page", ["/styleguide", "/styleguide/desk", "/styleguide/document"])
def test_every_component_is_shown_in_every_language(tmp_path: Path, page: str, language: str) -> None:
    app = house(tmp_path, debug=True)
    rendered.watch(app)
    answer = app.test_client().get(f"{page}?lang={language}")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in text
    assert not re.findall(r"<a\b[^>]*>(?:\s|<bdi>|</bdi>)*</a>", text), "a link without words"
    assert not markup.problems(text)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_both_directions_stand_on_one_page(tmp_path: Path, language: str) -> None:
    app = house(tmp_path, debug=True)
    rendered.watch(app)
    text = app.test_client().get(f"/styleguide/both?lang={language}").get_data(as_text=True)
    assert text.count('<div lang="ar" dir="rtl">') == text.count('<div lang="fr" dir="ltr">') == len(PARTS)
    assert not markup.problems(text)


SEEN_ON_EVERY_PAGE = {"chrome.html", "offline.html", "uploads.html"}
"""By the layouts, and by every field that takes a file."""
SEEN_ELSEWHERE = {"exchange", "fields", "kept_for", "progress_job"}
"""Whole requests and forms are drawn of parts that are shown; a job's progress asks the server how far it is; how long
something is kept is words alone."""


def test_no_component_is_forgotten() -> None:
    told = re.compile(r"\{#.*?#\}", re.DOTALL)
    guide = "".join(path.read_text(encoding="utf-8") for path in resource("templates").glob("styleguide/*.html"))
    shown = set(re.findall(r"\w+", " ".join(re.findall(r"import ([^%]+)%", guide))))
    pages = {path.name: path.read_text(encoding="utf-8") for path in resource("templates").glob("components/*.html")}
    drawn = "".join(told.sub("", text) for text in pages.values())
    forgotten = {
        macro
        for name, text in pages.items()
        for macro in re.findall(r"\{% macro (\w+)\(", text)
        if name not in SEEN_ON_EVERY_PAGE and macro not in shown and not re.search(rf"(?<!macro )\b{macro}\(", drawn)
    }
    assert forgotten == SEEN_ELSEWHERE


def test_the_public_never_meets_it(tmp_path: Path) -> None:
    assert house(tmp_path).test_client().get("/styleguide").status_code == 404
