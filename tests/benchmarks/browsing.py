"""A browser that costs almost nothing: it calls a WSGI application as a server does, keeps cookies, takes the time."""

from __future__ import annotations

import gzip
import io
import json
import re
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote, urlencode

import brotli

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Any]
BOUNDARY = "----WebKitFormBoundaryBenchmarkJourney"
"""As long as those of browsers: the parser of forms is quicker with them than with a short one."""
_TOKEN = re.compile(rb'name="csrf_token"[^>]*?value="([^"]+)"')

_READERS: dict[str, Callable[[bytes], bytes]] = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


class Failed(Exception):
    """A page did not answer as it should."""


@dataclass
class Answer:
    """What came back, and how long it took."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def csrf_token(self) -> str:
        """The token in the page's first form."""
        found = _TOKEN.search(_READERS[self.headers.get("content-encoding", "")](self.body))
        if found is None:
            raise Failed("the page has no CSRF token")
        return found[1].decode()


@dataclass
class Browser:
    """One person's browser. ``compressed`` asks for what browsers ask for; ``accepts`` are errors that it looks at."""

    app: Wsgi
    address: str = "127.0.0.1"
    compressed: bool = True
    cookies: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    accepts: frozenset[int] = frozenset()
    last_status: int = 0

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._send("GET", path, b"", {})

    def post(self, path: str, data: Mapping[str, str], accept: str = "text/html") -> Answer:
        """Send a form."""
        headers = {"CONTENT_TYPE": "application/x-www-form-urlencoded", "HTTP_ACCEPT": accept}
        return self._send("POST", path, urlencode(data).encode(), headers)

    def post_json(self, path: str, data: object, token: str) -> Answer:
        """Send JSON, as scripts do."""
        headers = {
            "CONTENT_TYPE": "application/json",
            "HTTP_X_CSRFTOKEN": token,
            "HTTP_REFERER": "http://localhost:8000/",
            "HTTP_ACCEPT": "application/json",
        }
        return self._send("POST", path, json.dumps(data).encode(), headers)

    def post_file(self, path: str, data: Mapping[str, str], name: str, filename: str, content: bytes) -> Answer:
        """Send a form with a file."""
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode()
            for k, v in data.items()
        ]
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        parts += [head.encode(), b"Content-Type: application/pdf\r\n\r\n", content, f"\r\n--{BOUNDARY}--\r\n".encode()]
        return self._send("POST", path, b"".join(parts), {"CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}"})

    def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        environ = self._environ(method, path, body) | headers
        started: list[Any] = []
        begun = time.perf_counter()
        chunks = self.app(environ, lambda status, fields, _problem=None: started.extend((status, fields)))
        content = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
        seconds = time.perf_counter() - begun
        self.seconds += seconds
        for name, value in started[1]:
            if name.lower() == "set-cookie":
                self.cookies.update({key: morsel.value for key, morsel in SimpleCookie(value).items()})
        status = int(started[0].split(" ", 1)[0])
        self.last_status = status
        if status >= 400 and status not in self.accepts:
            raise Failed(f"{method} {path} answered {status}")
        return Answer(status, {key.lower(): value for key, value in started[1]}, content, seconds)

    def _environ(self, method: str, path: str, body: bytes) -> dict[str, Any]:
        path, _, query = path.partition("?")
        return {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(path),
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": self.address,
            "HTTP_HOST": "localhost:8000",
            "HTTP_ACCEPT": "text/html",
            "HTTP_ACCEPT_LANGUAGE": "fr",
            "HTTP_ACCEPT_ENCODING": "gzip, deflate, br" if self.compressed else "identity",
            "HTTP_COOKIE": "; ".join(f"{key}={value}" for key, value in self.cookies.items()),
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
