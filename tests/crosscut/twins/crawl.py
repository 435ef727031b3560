"""One person's way through both twins at once: each address is asked for in one and in the other, and what each gave
away is compared on the spot.

Every link, picture, file, form and address that a script fetches is followed, wherever a page leads. Papers are drawn
for those who look ``far`` only, who also try every address that could be guessed and ask of every list whatever a list
may be asked: drawing, and asking, take most of the time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict

from capacity.core.db import db
from capacity.core.languages import LANGUAGES
from capacity.web.session import LANGUAGE_COOKIE
from tests.crosscut.twins.answers import Answer, differences, given_away
from tests.crosscut.twins.folders import Twin
from tests.crosscut.twins.markup import Form, addresses, forms
from tests.support.counting import counting

BY_CHANCE = {"accounts.second_factor", "offline.reader"}
"""A new secret, or a new token, each time it is opened."""
ELSEWHERE = {"assets.file", "static", *BY_CHANCE}
"""What is left out: these, and the files of the service itself."""
ENDS = {"accounts.sign_out", "accounts.end_device", "accounts.end_everywhere", "web.language"}
"""Forms that end the visit, or only change the language."""
ASKED = (
    "q=2017-0&sort=points&order=desc&state=selected",
    "sort=rank&state=reserve&outcome=selected&kind=decline",
    "sort=updated&order=desc&proposal=select&filter=proposal:select&after=1",
    "state=decline&eligible=yes&columns=points&columns=rank&size=100",
)
"""Whatever a list may be asked for."""
MOST = 3
"""So many pages of one kind that differ by their query only, a calendar's months for instance."""
MANY = 100
ANYTHING = [1]
"""What is written into an address where nothing better is known: the first of its kind, there in both twins."""
CSRF = "0" * 40
_ARGUMENT = re.compile(r"<(?:any\(([^,)]*)[^)]*\):|\w+:)?(\w+)>")


@dataclass
class Pair:
    """The two twins, the browsers in them, and what was found to differ."""

    twins: tuple[Twin, Twin]
    differs: list[str] = field(default_factory=list)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often each route was asked, by method and endpoint."""

    def ask(
        self, browsers: Sequence[FlaskClient], method: str, path: str, language: str, data: Any = None
    ) -> Answer | None:
        """What the first twin answers; None, and a word about it, where the other one answers otherwise."""
        found = []
        for twin, browser in zip(self.twins, browsers, strict=True):
            browser.set_cookie(LANGUAGE_COOKIE, language)
            with twin.awake(), twin.app.app_context():
                engine = db.engine
            with twin.awake(), counting(engine) as cost:
                began = twin.said.tell()
                answer = browser.open(path, method=method, data=data, buffered=True)
                log = twin.said.getvalue()[began:]
            found.append(given_away(answer, statements=cost.statements, rows=cost.rows, log=log))
        said = [f"{method} {path} ({language}): {words}" for words in differences(*found)]
        self.differs += said
        self.asked[method, self.endpoint(path, method) or ""] += 1
        return None if said else found[0]

    def never_asked(self) -> set[tuple[str, str]]:
        """The routes that were asked of neither twin, by method and endpoint; but for those left out on purpose."""
        rules = self.twins[0].app.url_map.iter_rules()
        routes = {
            (method, rule.endpoint) for rule in rules for method in ("GET", "POST") if method in (rule.methods or ())
        }
        return {route for route in routes - self.asked.keys() if route[1] not in ELSEWHERE | ENDS}

    def endpoint(self, path: str, method: str) -> str | None:
        """The route behind an address; None for one that leads nowhere."""
        try:
            found: str = self.twins[0].app.url_map.bind("localhost").match(urlsplit(path).path, method=method)[0]
        except Exception:  # noqa: BLE001 - an address that leads nowhere is no page
            return None
        return found


class Walk:
    """What one person does in both twins; a visitor has no token and no application."""

    def __init__(
        self,
        pair: Pair,
        *,
        token: str = "",
        application_id: int | None = None,
        pool: dict[str, list[Any]] | None = None,
        far: bool = False,
        languages: Sequence[str] = (),
    ) -> None:
        self.pair, self.application_id, self.pool, self.far = pair, application_id, pool or {}, far
        self.languages = languages
        self.forms: dict[str, Form] = {}
        self.app = pair.twins[0].app
        self.browsers = [self._browser(twin, token) for twin in pair.twins]

    def _browser(self, twin: Twin, token: str) -> FlaskClient:
        browser = twin.app.test_client()
        if token:
            with browser.session_transaction() as cookie:
                cookie.update({"_user_id": token, "_fresh": True, "csrf_token": CSRF})
        return browser

    def walk(self) -> int:
        """Every page that the home page leads to, and what could be guessed; how many answers were compared."""
        kinds: Counter[Any] = Counter()
        guesses = list(self._guesses())
        queue, seen = ["/", *guesses], {"/", *guesses}
        answered = 0
        for path in queue:
            kind = self._kind(path)
            if kind is None or (".pdf" in path and not self.far) or (path not in guesses and self._enough(kind, kinds)):
                continue
            for language in self._spoken(path):
                answer = self.pair.ask(self.browsers, "GET", path, language)
                answered += 1
                if answer is not None and answer.is_page:
                    new = [one for one in self._led_to(path, answer.body.decode()) if one not in seen]
                    queue += dict.fromkeys(new)
                    seen.update(new)
        return answered

    def _enough(self, kind: Any, kinds: Counter[Any]) -> bool:
        """One page of a kind shows what all of them show; who looks far opens all, but for a calendar's months."""
        kinds[kind] += 1
        return kinds[kind] > (1 if not self.far else MOST if kind[1] else MANY)

    def _led_to(self, path: str, html: str) -> Iterator[str]:
        yield from addresses(path, html)
        for form in forms(path, html):
            if form.method == "post":
                self.forms.setdefault(self._endpoint(form.action, "POST") or form.action, form)
        if self.far and "?" not in path:
            yield f"{path}?{ASKED[crc32(path.encode()) % len(ASKED)]}"

    def send_forms(self) -> int:
        """Each kind of form that was met, as it stands: the buttons that a person could press; how many were sent."""
        sent = 0
        for endpoint, form in self.forms.items():
            if endpoint not in ENDS | BY_CHANCE:
                fields = MultiDict([pair for pair in form.fields if pair[0] != "csrf_token"])
                self.send(form.action, fields)
                sent += 1
        return sent

    def send(self, path: str, fields: Any) -> Answer | None:
        """Send a form, with the token of this browser."""
        signer = URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token")
        data = MultiDict(fields)
        data["csrf_token"] = str(signer.dumps(CSRF))
        return self.pair.ask(self.browsers, "POST", path, self._spoken(path)[0], data)

    def press_what_could_be_guessed(self) -> int:
        """Send nothing to every address that takes forms, about other people's objects and about the rounds."""
        others = [one for one in self.pool["application_id"] if one != self.application_id]
        paths = list(self._addresses("POST", {**self.pool, "application_id": others}))
        for path in paths:
            if self._endpoint(path, "POST") not in ENDS | BY_CHANCE:
                self.send(path, {})
        return len(paths)

    def look_again(self) -> None:
        """The pages on which something done before would show."""
        for path in ("/", "/account/letters", "/account/notices"):
            self.pair.ask(self.browsers, "GET", path, LANGUAGES[0])

    def own(self, endpoint: str) -> str:
        """A page about this person's application."""
        with self.app.test_request_context():
            return self.app.url_for(endpoint, application_id=self.application_id)

    def _spoken(self, path: str) -> Sequence[str]:
        """The languages in which a page is asked for: one of the three, another one from page to page."""
        return self.languages or (LANGUAGES[crc32(path.encode()) % len(LANGUAGES)],)

    def _kind(self, path: str) -> Any:
        parts = urlsplit(path)
        endpoint = self._endpoint(parts.path, "GET")
        names = tuple(sorted(pair.partition("=")[0] for pair in parts.query.split("&") if pair))
        return None if endpoint is None or endpoint in ELSEWHERE else (endpoint, names)

    def _endpoint(self, path: str, method: str) -> str | None:
        return self.pair.endpoint(path, method)

    def _guesses(self) -> Iterator[str]:
        if self.far:
            yield from self._addresses("GET", self.pool)
        elif self.application_id is not None:
            about = {"application_id": [self.application_id], "round_id": self.pool["round_id"][:1]}
            yield from (path for path in self._addresses("GET", about) if any(map(str.isdigit, path.split("/"))))

    def _addresses(self, method: str, pool: dict[str, list[Any]]) -> Iterator[str]:
        with self.app.test_request_context():
            for rule in sorted(self.app.url_map.iter_rules(), key=lambda rule: rule.rule):
                known = {
                    name: [choice] if choice else pool.get(name, ANYTHING if self.far else [])
                    for choice, name in _ARGUMENT.findall(rule.rule)
                }
                if method in (rule.methods or ()) and all(known.values()):
                    for turn in range(max(map(len, known.values()), default=1)):
                        values = {name: found[turn % len(found)] for name, found in known.items()}
                        yield self.app.url_for(rule.endpoint, **values)
