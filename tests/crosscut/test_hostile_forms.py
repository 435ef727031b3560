"""Bad input: every form of every room gets what it does not expect, and no answer is a 500."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from capacity.factory import ROOMS
from capacity.web.security import limiter
from tests.architecture.test_routes import first_inside, routes
from tests.crosscut import hostile
from tests.crosscut.conftest import Stage

pytestmark = pytest.mark.one_database
PLACES = (*ROOMS, "assets", "health", "jobs", "kept_views", "offline", "pages", "uploads", "web")
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def _unlimited() -> Iterator[None]:
    """Limits by address would answer before the forms do."""
    limiter.enabled = False
    yield
    limiter.enabled = True


def test_every_place_is_tried(stage: Stage) -> None:
    assert {endpoint.partition(".")[0] for _method, endpoint in routes(stage.app).values()} <= set(PLACES)


@pytest.mark.parametrize("room", PLACES)
def test_no_form_breaks_on_hostile_input(stage: Stage, address_of: Callable[[str], str], room: str) -> None:
    assert not (wrong := _attack(stage, address_of, room, each=1)), "\n".join(wrong)


@pytest.mark.allpages
@pytest.mark.parametrize("room", PLACES)
def test_no_form_breaks_on_anything_hostile_in_any_field(
    stage: Stage, address_of: Callable[[str], str], room: str
) -> None:
    assert not (wrong := _attack(stage, address_of, room, each=len(hostile.ALONE))), "\n".join(wrong)


def _attack(stage: Stage, address_of: Callable[[str], str], room: str, each: int) -> list[str]:
    """Attack the room's forms, ``each`` so many times in each field; what went wrong."""
    wrong: list[str] = []
    for name, (method, endpoint) in routes(stage.app).items():
        if method == "POST" and endpoint.partition(".")[0] == room:
            role = first_inside(name, 204)
            assert role is not None, f"nobody gets past the guard of {name}"
            Attacked(stage, role, address_of(endpoint), wrong).run(each)
    return wrong


class Attacked:
    """One address of a form, and everything that is sent to it.

    A field that the view does not ask for cannot break it: it is known from what was asked for so far whether a field
    is worth a request of its own, and whether any is.
    """

    def __init__(self, stage: Stage, role: str, path: str, wrong: list[str]) -> None:
        self.stage, self.path, self.wrong, self.role = stage, path, wrong, role
        self.visitor = stage.client(role)
        self.token = self.visitor.own_token()
        self.followed: set[tuple[str, str]] = set()

    def run(self, each: int) -> None:
        """All fields at once, each field alone, files, and what is no form at all."""
        opened = self.visitor.get(self.path)
        page = hostile.Found()
        if opened.status_code == 200 and opened.mimetype == "text/html":
            page = hostile.on_page(opened.get_data(as_text=True), self.path)
        with hostile.watched(self.stage.app) as asked:
            self.send("nothing at all", [])
            self.send("as it stands", [(name, page.values[name]) for name in page.texts])
            files = page.files | (asked.files & asked.names)
            texts = sorted({*page.texts, *asked.names, *hostile.NAMES.split()} - files)
            self.send("everything twice", [(name, text) for name in texts for text in ("1", "2")])
            for kind in hostile.everywhere(self.path, every=each > 1) if asked else ():
                self.send(f"everywhere {kind}", [(name, hostile.TEXTS[kind]) for name in texts])
            self._one_by_one({name: page.values.get(name, "") for name in texts}, asked, each)
        for name in files:
            for kind, (content, filename) in hostile.files().items():
                self.upload(f"{kind} file in {name}", {**page.values, name: (io.BytesIO(content), filename)})
        self.answered("JSON", lambda: self._post(data=b'{"a": [1, {"b": NaN}]}', content_type="application/json"))
        if each > 1 or hostile.is_chosen(self.path, 3):  # it is torn before the form sees it
            torn = {"data": b"--x\r\n", "content_type": "multipart/form-data; boundary=x"}
            self.answered("a torn upload", lambda: self._post(**torn))

    def _one_by_one(self, untouched: dict[str, str], asked: hostile.Asked, each: int) -> None:
        """Each field that is asked for hostile while the others are as they should be, or else missing.

        One or the other for each field when it is tried once, both when it is tried with everything.
        """
        named = [name for name in untouched if name in asked and name not in hostile.NAMES.split()]
        for name in hostile.unlike(named) if each == 1 else named:
            others = [(other, value) for other, value in untouched.items() if other != name]
            place = f"{self.path} {name}"
            is_missing = each > 1 or hostile.is_chosen(place, 3)
            if is_missing:
                self.send(f"without {name}", others)
            for kind in hostile.some(place, each) if each > 1 or not is_missing else ():
                self.send(f"{kind} in {name}", [*others, (name, hostile.TEXTS[kind])])

    def send(self, what: str, values: list[tuple[str, str]]) -> None:
        """An ordinary form."""
        body = hostile.encoded([("csrf_token", self.token), *((n, v) for n, v in values if n != "csrf_token")])
        self.answered(what, lambda: self._post(data=body, content_type=FORM))

    def upload(self, what: str, values: dict[str, Any]) -> None:
        """A form with a file."""
        self.answered(
            what, lambda: self._post(data={**values, "csrf_token": self.token}, content_type="multipart/form-data")
        )

    def _post(self, **request: Any) -> TestResponse:
        return self.visitor.post(self.path, headers={"X-CSRFToken": self.token}, **request)

    def answered(self, what: str, ask: Callable[[], TestResponse]) -> None:
        """The answer is a page, an errand elsewhere or a refusal; nothing hostile comes back alive."""
        where = f"{self.role} {self.path}: {what}"
        answer = ask()
        if self._broke(where, answer):
            return
        if hostile.SCRIPT.encode() in answer.data and answer.mimetype == "text/html":
            self.wrong.append(f"{where}: a script comes back alive")
        if answer.status_code < 400:
            self._follow(where, answer)
            if self.stage.restore():
                self.visitor = self.stage.client(self.role)

    def _broke(self, where: str, answer: TestResponse) -> bool:
        problems, self.stage.problems = self.stage.problems, []
        if answer.status_code >= 500 or problems:
            self.wrong.append(f"{where}: {answer.status_code} {'; '.join(problems)}")
            self.stage.restore()
            return True
        return False

    def _follow(self, where: str, answer: TestResponse) -> None:
        place = answer.headers.get("Location")
        if place is None:
            return
        if not place.startswith("/") or place.startswith(("//", "/\\")):
            self.wrong.append(f"{where}: leads away from the site, to {place[:80]}")
            return
        with self.visitor.session_transaction() as cookie:
            known = (place, repr(sorted(cookie.items())))
        if not self.stage.is_changed and known in self.followed:  # the page that was read after an earlier answer
            return
        if not self.stage.is_changed:
            self.followed.add(known)
        page = self.visitor.get(place)
        if self._broke(f"{where}, then {place}", page):
            return
        if hostile.SCRIPT.encode() in page.data and page.mimetype == "text/html":
            self.wrong.append(f"{where}, then {place}: a script comes back alive")
