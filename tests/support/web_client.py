"""A visitor's browser without a window: asks for pages, and refuses the ones that no page may be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextvars import Context
from typing import Any

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from capacity.core.db import db
from tests.support import markup
from tests.support.databases import Tables

_EMPTY_TYPES = {"submit", "button", "image", "reset", "file"}


class Client(FlaskClient):
    """Fails the test on a 500, on uncommitted changes after a request, and on a malformed page."""

    allow_failures = False
    reads_markup = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask, and look at the answer the way a strict reader would.

        What the test's own session holds is committed first. The request runs in a context of its own, as it does in a
        server, so that nothing of the test's or of an earlier request's is seen by it.
        """
        if args and isinstance(args[0], str):
            kwargs["headers"] = {"Accept-Language": "en", **dict(kwargs.get("headers") or {})}
        if db.session.registry.has():
            db.session.commit()
        tables: Tables = self.application.extensions["tables"]
        written, tables.written = tables.written, set()
        kwargs.setdefault("buffered", True)
        try:
            answer: TestResponse = Context().run(super().open, *args, **kwargs)
            wrote = set(tables.written)
        finally:
            tables.written |= written
        where = f"{answer.request.method} {answer.request.path}"
        assert self.allow_failures or answer.status_code < 500, f"{where} answered {answer.status_code}"
        assert answer.request.method != "GET" or answer.history or not wrote, f"{where} wrote to {sorted(wrote)}"
        left = self.application.extensions["uncommitted"]
        assert not left, f"{where} left changes uncommitted: {left[:3]}"
        is_read = self.reads_markup and answer.status_code // 100 != 3  # nobody reads a page that leads elsewhere
        if is_read and answer.mimetype == "text/html" and not answer.is_streamed and answer.data:
            found = markup.problems(answer.get_data(as_text=True), part="part" in answer.request.args)
            assert not found, f"{where} is malformed:\n  " + "\n  ".join(found[:10])
        return answer

    def page(self, url: str, *, status: int = 200, **kwargs: Any) -> str:
        """The page at this address, after redirects, as text."""
        answer = self.get(url, follow_redirects=True, **kwargs)
        assert answer.status_code == status, f"{url} answered {answer.status_code}, not {status}"
        return answer.get_data(as_text=True)

    def submit_form(
        self,
        url: str,
        data: Mapping[str, Any] | None = None,
        *,
        form: str | None = None,
        button: str | None = None,
        follow: bool = False,
    ) -> TestResponse:
        """Open the page, fill in the form as it stands there, and send it."""
        action, fields = self.filled_form(url, data, form=form, button=button)
        return self.post(action, data=fields, follow_redirects=follow)

    def filled_form(
        self, url: str, data: Mapping[str, Any] | None = None, *, form: str | None = None, button: str | None = None
    ) -> tuple[str, dict[str, Any]]:
        """(where it is sent, its fields): a form of this page, filled in and not sent yet.

        What the form already holds is sent along, changed by ``data`` (None leaves a field out). ``form`` is part of
        the form's action or its id, when the page has several; ``button`` the name=value of the button pressed.
        """
        opened = self.get(url, follow_redirects=True)
        assert opened.status_code == 200, f"{url} answered {opened.status_code}"
        tree = markup.elements(opened.get_data(as_text=True))
        chosen = _choose(tree.iter("form"), form, set(data or {}))
        fields = _filled(chosen)
        for name, value in (data or {}).items():
            fields.pop(name, None)
            if value is not None:
                fields[name] = value
        if button:
            name, _, value = button.partition("=")
            fields[name] = value
        return chosen.get("action") or opened.request.full_path.rstrip("?"), fields

    def own_token(self) -> str:
        """The token that this visitor's forms hold, whatever page they stand on."""
        with self.session_transaction() as cookie:
            raw = cookie.setdefault("csrf_token", "0" * 40)
        return str(URLSafeTimedSerializer(self.application.secret_key or "", salt="wtf-csrf-token").dumps(raw))

    def csrf_token(self, url: str = "/") -> str:
        """The token in the forms of this page."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.page(url))
        assert found, f"{url} has no form"
        return found[1]


def _choose(forms: Iterable[Any], wanted: str | None, names: set[str]) -> Any:
    """The form asked for; without a wish, the posting one that has most of the fields named."""
    posting = [form for form in forms if (form.get("method") or "").lower() == "post"]
    if wanted is not None:
        posting = [form for form in posting if wanted in (form.get("action") or "") or wanted == form.get("id")]
    assert posting, f"no form {wanted or ''} on the page"
    return max(posting, key=lambda form: (len(names & _names(form)), len(_names(form))))


def _names(form: Any) -> set[str]:
    return {element.get("name") for element in form.iter() if element.get("name")}


def _filled(form: Any) -> dict[str, Any]:
    """What a browser would send of the form untouched."""
    fields: dict[str, Any] = {}

    def put(name: str, value: str) -> None:
        fields[name] = [*fields[name], value] if name in fields else [value]

    for element in form.iter():
        name, kind = element.get("name"), (element.get("type") or "text").lower()
        if not name or element.get("disabled") is not None:
            continue
        if element.tag == "input" and kind not in _EMPTY_TYPES:
            if kind not in {"checkbox", "radio"} or element.get("checked") is not None:
                put(name, element.get("value") or ("on" if kind in {"checkbox", "radio"} else ""))
        elif element.tag == "textarea":
            put(name, "".join(element.itertext()).removeprefix("\n"))
        elif element.tag == "select":
            options = list(element.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None]
            if not chosen and element.get("multiple") is None:
                chosen = options[:1]
            for option in chosen:
                put(name, option.get("value") if option.get("value") is not None else "".join(option.itertext()))
    return fields
