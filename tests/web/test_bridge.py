"""Threads answer one person after another, and take nothing of one along to the next."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, g, request, stream_with_context

from capacity.serving.bridge import IN_MEMORY, Bridge

pytestmark = pytest.mark.one_database


class Headers(dict[str, str]):
    def get_all(self, name: str) -> list[str]:
        return [self[name]]


class Line:
    """One request as granian hands it over, and what was answered; ``leaves``: after so many pieces."""

    def __init__(self, leaves: int = 1_000) -> None:
        self.body, self.leaves = b"", leaves

    def response_bytes(self, _status: int, _headers: Any, body: bytes) -> None:
        self.body = body

    def response_stream(self, _status: int, _headers: Any) -> Line:
        return self

    async def send_bytes(self, piece: bytes) -> None:
        self.leaves -= 1
        if self.leaves < 0:
            raise ConnectionResetError
        self.body += piece


def scope(path: str) -> Any:
    return SimpleNamespace(
        proto="http", method="GET", path=path, query_string="", server="localhost:80", http_version="1.1",
        client="127.0.0.1:1", scheme="http", headers=Headers(host="localhost"), authority=None,
    )  # fmt: skip


def service() -> Flask:
    app = Flask("bridged")

    @app.get("/who/<name>")
    def who(name: str) -> str:
        return str(g.setdefault("name", name))

    @app.get("/long/<name>")
    def long(name: str) -> Any:
        def pieces() -> Iterator[bytes]:
            for _turn in range(6):
                yield (request.path + g.setdefault("name", name)).encode().ljust(IN_MEMORY)

        return app.response_class(stream_with_context(pieces()))

    return app


@pytest.mark.parametrize("leaves", [1_000, 2])
def test_nobody_is_taken_for_the_person_before(leaves: int) -> None:
    bridge = Bridge(service(), largest_body=0, threads=3)

    async def asked(path: str, line: Line) -> bytes:
        await bridge.__rsgi__(scope(path), line)
        return line.body

    async def visit() -> None:
        export = asked("/long/salma", Line(leaves))
        among = [asked(f"/who/{name}", Line()) for name in range(9)]
        sent, *names = await asyncio.gather(export, *among, return_exceptions=True)
        names += [await asked(f"/who/{name}", Line()) for name in range(9, 18)]
        assert names == [str(name).encode() for name in range(18)]
        if leaves > 6:
            assert isinstance(sent, bytes)
            assert sent.count(b"/long/salmasalma") == 6

    with ThreadPoolExecutor(1) as aside:  # a browser of another test may have a loop of its own in this thread
        aside.submit(asyncio.run, visit()).result()
