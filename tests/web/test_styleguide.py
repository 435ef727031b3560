"""The page of components shows everything in three languages, to those who build only."""

from pathlib import Path

import pytest
from flask import Flask

from capacity.core.config import Settings, resource
from capacity.factory import create_app
from tests.support import markup, rendered

pytestmark = pytest.mark.one_database


def house(folder: Path, **settings: bool) -> Flask:
    return create_app(Settings(data=folder, secret_key="x" * 40, https=False, rate_limits=False, **settings))


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize("page", ["/styleguide", "/styleguide/desk"])
def test_every_component_is_shown_in_every_language(tmp_path: Path, page: str, language: str) -> None:
    app = house(tmp_path, debug=True)
    rendered.watch(app)
    answer = app.test_client().get(f"{page}?lang={language}")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in text
    assert not markup.problems(text)


SEEN_ON_EVERY_PAGE = {"chrome.html", "offline.html", "uploads.html"}
"""By the layouts, and by every field that takes a file."""


def test_no_component_is_forgotten() -> None:
    guide = "".join(path.read_text(encoding="utf-8") for path in resource("templates").glob("styleguide/*.html"))
    components = {path.name for path in resource("templates").glob("components/*.html")}
    assert {name for name in components if f"components/{name}" not in guide} == SEEN_ON_EVERY_PAGE


def test_the_public_never_meets_it(tmp_path: Path) -> None:
    assert house(tmp_path).test_client().get("/styleguide").status_code == 404
