"""What a page fetches is small, kept for a year, and never the wrong version."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from capacity.core.config import resource
from capacity.web import assets

pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def house() -> Flask:
    app = Flask("house", static_folder=None)
    assets.init_app(app)
    return app


@pytest.fixture
def visitor(house: Flask) -> FlaskClient:
    return house.test_client()


def address(house: Flask, name: str) -> str:
    with house.test_request_context():
        return assets.address(name)


@pytest.mark.parametrize("name", ["app.ltr.css", "app.rtl.css", "js/main.js", "mark.svg"])
def test_a_file_may_be_kept_for_a_year(house: Flask, visitor: FlaskClient, name: str) -> None:
    answer = visitor.get(address(house, name))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_file_is_compressed_as_the_browser_likes_it(house: Flask, visitor: FlaskClient) -> None:
    url = address(house, "app.rtl.css")
    plain = visitor.get(url)
    zipped = visitor.get(url, headers={"Accept-Encoding": "gzip"})
    smallest = visitor.get(url, headers={"Accept-Encoding": "gzip, br"})
    refused = visitor.get(url, headers={"Accept-Encoding": "br;q=0, gzip"})
    assert "Content-Encoding" not in plain.headers
    assert zipped.headers["Content-Encoding"] == refused.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == plain.data
    assert smallest.headers["Content-Encoding"] == "br"
    assert brotli.decompress(smallest.data) == plain.data


def test_style_and_scripts_weigh_little_on_first_sight(house: Flask, visitor: FlaskClient) -> None:
    names = ["app.rtl.css", *(name for name in house.extensions["assets"] if name.startswith("js/"))]
    answers = [visitor.get(address(house, name), headers={"Accept-Encoding": "br"}) for name in names]
    assert (
        sum(len(answer.data) for answer in answers) < 80_000
    )  # half of what a page may weigh the first time, with every script there is


@pytest.mark.parametrize("url", ["/static/000000000000/app.ltr.css", "/static/app.ltr.css", "/static/x/../a.md"])
def test_an_old_or_foreign_address_has_nothing(visitor: FlaskClient, url: str) -> None:
    assert visitor.get(url).status_code == 404


def test_nothing_outside_the_folder_is_served(house: Flask, visitor: FlaskClient) -> None:
    fingerprint = address(house, "mark.svg").split("/")[2]
    assert visitor.get(f"/static/{fingerprint}/../capacity/__init__.py").status_code == 404


def test_an_unknown_name_is_a_mistake_found_at_once(house: Flask) -> None:
    with pytest.raises(KeyError):
        address(house, "nothing.css")


def test_the_address_changes_with_the_content(tmp_path: Path) -> None:
    for sheet in (*assets.FIRST, *assets.LAST):
        (tmp_path / sheet).write_text("a { color: red }")
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "main.js").write_text('import "./other.js";')
    (tmp_path / "js" / "other.js").write_text("1")
    before = assets.collected(tmp_path)
    (tmp_path / "tokens.css").write_text("a { color: blue }")
    (tmp_path / "js" / "other.js").write_text("2")
    after = assets.collected(tmp_path)
    assert before["app.ltr.css"].fingerprint != after["app.ltr.css"].fingerprint
    assert before["js/main.js"].fingerprint != after["js/main.js"].fingerprint
    assert after["js/main.js"].fingerprint == after["js/other.js"].fingerprint


def test_each_direction_has_its_own_sheet_with_every_component(house: Flask) -> None:
    sheets = [house.extensions["assets"][f"app.{direction}.css"].content for direction in ("ltr", "rtl")]
    assert sheets[0] != sheets[1]
    for sheet in sheets:
        assert b"--green" in sheet
        assert b".state--attention" in sheet
        assert b"sourceMappingURL" not in sheet


def test_braces_of_every_sheet_are_closed() -> None:
    for sheet in sorted(resource("static").rglob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert text.count("{") == text.count("}"), sheet.name


def test_no_colour_is_hard_coded_outside_the_tokens() -> None:
    for sheet in sorted((resource("static") / "components").glob("*.css")):
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", sheet.read_text(encoding="utf-8")), sheet.name


def test_sheets_know_no_left_and_right() -> None:
    side = "(?:left|right)"
    physical = re.compile(rf"(?:margin|padding|border)-{side}|text-align:\s*{side}|[;{{]\s*{side}:")
    for sheet in sorted(resource("static").rglob("*.css")):
        assert not physical.search(sheet.read_text(encoding="utf-8")), sheet.name


def test_scripts_name_no_other_site() -> None:
    for script in sorted((resource("static") / "js").glob("*.js")):
        assert not re.search(r"https?://", script.read_text(encoding="utf-8")), script.name
