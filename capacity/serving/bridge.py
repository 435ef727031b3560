"""A request's body is read before a thread is given to it.

A thread is a scarce thing here, a connection is not. The server's own loop receives headers and bodies, however slowly
they come, and sends answers, however slowly they are read; a thread is only held while a page is being made. So people
on bad lines, or somebody who means ill, cannot keep the next person waiting.
"""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import Context
from dataclasses import dataclass
from threading import Lock
from types import TracebackType
from typing import IO, Any

from granian.rsgi import ProtocolClosed, ProtocolError  # type: ignore[attr-defined]

THREADS = 8
IDLE_SECONDS = 30
BODY_SECONDS = 15 * 60
SLOWEST = 1024
"""Bytes a second at which even the slowest line is expected to send."""
IN_MEMORY = 256 * 1024
LARGEST_SPARED, MOST_SPARED = 2 * 1024 * 1024, 32 * 1024 * 1024
"""A body as large as a scanned document is spared the disk while all of those together are no more than this."""
MOST_HELD = 128 * 1024 * 1024
STRANGER_SECONDS = 20
STRANGER_BYTES = 64 * 1024
MOST_HELD_WITH_STRANGERS = 16 * 1024 * 1024
"""Above this, only bodies of people who signed in are held in memory."""

Header = tuple[str, str]
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class BodyRefused(Exception):
    """The body came too slowly, or its sender left."""


class BrokenOff(Exception):
    """An answer ended in an error, of this kind; what was sent of it is not whole."""


@dataclass
class Answer:
    """The beginning of an answer, and what is still to come of it."""

    status: int
    headers: list[Header]
    start: bytes
    rest: Iterator[bytes] | None
    close: Callable[[], None]


class Bridge:
    """Serves a WSGI application over RSGI, granian's own interface."""

    def __init__(
        self,
        app: WsgiApp,
        *,
        largest_body: int,
        threads: int = THREADS,
        in_memory: tuple[str, ...] = (),
        largest_in_memory: int = 0,
        knows: Callable[[dict[str, Any]], bool] = lambda _environ: True,
    ) -> None:
        self._app = app
        self._largest_body = largest_body
        self._in_memory, self._largest_in_memory, self._held = in_memory, largest_in_memory, 0
        self._spared = 0
        self._knows = knows
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        if scope.proto != "http":
            return
        try:
            environ = _environ(scope)
        except (UnicodeError, ValueError, RuntimeError):
            protocol.response_str(400, [("content-type", "text/plain")], "Bad request\n")
            return
        try:
            if self._in_memory and environ["PATH_INFO"].startswith(self._in_memory):
                await self._answer_sealed(protocol, environ)
                return
            declared = int(environ.get("CONTENT_LENGTH") or 0)
            if self._has_room(declared) and not _comes_in_pieces(environ):
                with self._spared_for(declared):
                    await self._receive_whole(protocol, environ, declared)
                    await self._answer(protocol, environ)
                return
            with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
                await self._receive(protocol, environ, body, self._largest_body)
                await self._answer(protocol, environ)
        except (BodyRefused, TimeoutError):
            protocol.response_empty(408, [("connection", "close")])
        except Exception as problem:  # noqa: BLE001 - the server logs what it is told, which may be somebody's words
            raise BrokenOff(type(problem).__name__) from None

    async def _answer_sealed(self, protocol: Any, environ: dict[str, Any]) -> None:
        """A body that will be sealed never touches the disk in clear; all of them together are bounded in memory.

        Who has not signed in has nothing to seal: little is read of them, and not for long. What is longer is left
        unread, and the application, which sees an empty form, says that they have to sign in.
        """
        known = self._knows(environ)
        body = _Counted(self, MOST_HELD if known else MOST_HELD_WITH_STRANGERS)
        try:
            if known:
                await self._receive(protocol, environ, body, self._largest_in_memory)
            else:
                if int(environ.get("CONTENT_LENGTH") or 0) > STRANGER_BYTES:
                    environ["CONTENT_LENGTH"] = "0"
                    environ.pop("HTTP_TRANSFER_ENCODING", None)
                await self._receive(protocol, environ, body, STRANGER_BYTES, STRANGER_SECONDS)
            await self._answer(protocol, environ)
        finally:
            self._held -= body.size
            body.close()

    def _has_room(self, declared: int) -> bool:
        return declared <= min(LARGEST_SPARED, self._largest_body) and self._spared + declared <= MOST_SPARED

    @contextmanager
    def _spared_for(self, declared: int) -> Iterator[None]:
        """So much more is held in memory, and spared the disk, until the block ends."""
        self._spared += declared
        try:
            yield
        finally:
            self._spared -= declared

    async def _receive_whole(self, protocol: Any, environ: dict[str, Any], declared: int) -> None:
        """Read a body that is no larger than a scanned document at once: the server gathers its pieces by itself."""
        if not declared:
            return
        content = b""
        async with asyncio.timeout(min(BODY_SECONDS, IDLE_SECONDS + declared / SLOWEST)):
            with suppress(ProtocolClosed, ProtocolError):
                content = await protocol()
        if len(content) < declared:
            raise BodyRefused
        environ["wsgi.input"] = io.BytesIO(content)

    def hold(self, size: int, most: int) -> None:
        """Note so much more that is held in memory; refuses when it is too much."""
        if self._held + size > most:
            raise BodyRefused
        self._held += size

    async def _receive(
        self, protocol: Any, environ: dict[str, Any], body: IO[bytes], largest: int, seconds: float = BODY_SECONDS
    ) -> None:
        """Read the whole body. One that is too large is left unread: the application says so in its own words."""
        declared = int(environ.get("CONTENT_LENGTH") or 0)
        environ["wsgi.input"] = body
        if declared > largest or not (declared or _comes_in_pieces(environ)):
            return
        size, loop = 0, asyncio.get_running_loop()
        until = loop.time() + seconds
        async with asyncio.timeout(min(seconds, IDLE_SECONDS)) as patience:
            async for chunk in protocol:
                size += len(chunk)
                if size > largest:
                    break
                body.write(chunk)
                patience.reschedule(min(until, loop.time() + IDLE_SECONDS))
        if size < declared:
            raise BodyRefused
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        environ["CONTENT_LENGTH"] = str(size)
        body.seek(0)

    async def _answer(self, protocol: Any, environ: dict[str, Any]) -> None:
        environ["capacity.received"] = time.monotonic()  # what a deadline is compared with, however long the request
        # then waits for a thread
        loop, turns = asyncio.get_running_loop(), _Turns()
        answer = await loop.run_in_executor(self._pool, turns.take, _begin, self._app, environ)
        if answer.rest is None:
            protocol.response_bytes(answer.status, answer.headers, answer.start)
            return
        try:
            transport = protocol.response_stream(answer.status, answer.headers)
            chunk: bytes | None = answer.start
            while chunk is not None:
                await transport.send_bytes(chunk)
                chunk = await loop.run_in_executor(self._pool, turns.take, next, answer.rest, None)
        finally:
            await loop.run_in_executor(self._pool, turns.take, answer.close)


class _Turns:
    """What one request does in threads: one thing after another, all of it in a context of its own.

    Flask keeps in the context who is asking. An answer that is sent in pieces leaves it open between two of them, and
    the next pieces may be made by other threads: in the thread's own context it would stay behind there, and whoever
    that thread answers next would be taken for the person before.
    """

    def __init__(self) -> None:
        self._context, self._lock = Context(), Lock()

    def take(self, act: Callable[..., Any], *arguments: Any) -> Any:
        """Do this when what came before is done."""
        with self._lock:
            return self._context.run(act, *arguments)


class _Counted(io.BytesIO):
    """A body in memory that counts against what the bridge may hold."""

    def __init__(self, bridge: Bridge, most: int) -> None:
        super().__init__()
        self._bridge, self._most, self.size = bridge, most, 0

    def write(self, piece: Any, /) -> int:
        """Hold one more piece."""
        self._bridge.hold(len(piece), self._most)
        self.size += len(piece)
        return super().write(piece)


def _begin(app: WsgiApp, environ: dict[str, Any]) -> Answer:
    """Run the application until its answer is complete, or too large to be held."""
    started: list[Any] = []

    def start_response(
        status: str,
        headers: list[Header],
        _problem: tuple[type[BaseException], BaseException, TracebackType] | None = None,
    ) -> None:
        started[:] = [int(status.split(" ", 1)[0]), headers]

    body = app(environ, start_response)
    close: Callable[[], None] = getattr(body, "close", lambda: None)
    chunks = iter(body)
    start = bytearray()
    try:
        for chunk in chunks:
            start += chunk
            if len(start) >= IN_MEMORY:
                return Answer(started[0], started[1], bytes(start), chunks, close)
    except BaseException:
        close()
        raise
    close()
    return Answer(started[0], started[1], bytes(start), None, close)


def _comes_in_pieces(environ: dict[str, Any]) -> bool:
    """Whether nobody knows yet how large the body is."""
    return "HTTP_TRANSFER_ENCODING" in environ or environ["SERVER_PROTOCOL"] == "HTTP/2"


def _environ(scope: Any) -> dict[str, Any]:
    """The request as WSGI wants it. Raises UnicodeError or ValueError when it cannot be one."""
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name in set(scope.headers.keys()):
        if "_" in name:  # X_Forwarded_For would pass for X-Forwarded-For
            continue
        key = name.upper().replace("-", "_")
        value = ("; " if key == "COOKIE" else ",").join(scope.headers.get_all(name))
        environ[key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"] = value
    if "HTTP_HOST" not in environ and scope.authority:
        environ["HTTP_HOST"] = scope.authority
    return environ
