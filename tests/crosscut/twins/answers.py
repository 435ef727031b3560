"""All that one request gives away, and where two answers differ once times and tokens are set aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from werkzeug.test import TestResponse

from tests.crosscut.reading import lasting

_COOKIE = re.compile(r"(session=)[^;]*")
_NONCE = re.compile(r"nonce-[^']*")
_PACKED_AT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_TIMES = re.compile(r'"ms": [0-9.]+|"timestamp": "[^"]*"')
FORGOTTEN = {"Date", "Expires"}
PARTS = ("status", "headers", "body", "statements", "rows", "log")


@dataclass(frozen=True)
class Answer:
    """Status, headers, content, the statements that ran, how many rows came back, what was logged."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statements: tuple[str, ...]
    rows: int
    log: tuple[str, ...]

    @property
    def is_page(self) -> bool:
        """Something to read, with links."""
        return self.status == 200 and dict(self.headers)["Content-Type"].startswith("text/html")


def given_away(found: TestResponse, *, statements: list[str], rows: int, log: str) -> Answer:
    """The answer without what differs each time it is asked for."""
    packed = found.data.startswith(b"PK")
    passing = FORGOTTEN | {"Content-Length"} if packed else FORGOTTEN
    headers = [(name, _NONCE.sub("", _COOKIE.sub(r"\1", value))) for name, value in found.headers]
    return Answer(
        found.status_code,
        tuple(sorted(pair for pair in headers if pair[0] not in passing)),
        _unpacked(found.data) if packed else lasting(found.data),
        tuple(statements),
        rows,
        tuple(_TIMES.sub("", log).splitlines()),
    )


def _unpacked(packed: bytes) -> bytes:
    """What a workbook or a bundle holds, without the moment at which it was packed."""
    with ZipFile(BytesIO(packed)) as opened:
        parts = [info.filename.encode() + b"\n" + opened.read(info) for info in opened.infolist()]
    return _PACKED_AT.sub(b"", b"\n".join(parts))


def differences(one: Answer, other: Answer) -> Iterator[str]:
    """What differs between two answers, in words."""
    for part in PARTS:
        mine, theirs = getattr(one, part), getattr(other, part)
        if mine != theirs:
            yield f"the {part}: {_place(mine, theirs)}"


def _place(mine: Any, theirs: Any) -> str:
    if not isinstance(mine, (bytes, tuple)):
        return f"{mine} and {theirs}"
    start = next((n for n, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), min(len(mine), len(theirs)))
    around = slice(max(0, start - 60), start + 80) if isinstance(mine, bytes) else slice(start, start + 1)
    return f"{mine[around]!r} and {theirs[around]!r}"
