"""A WSGI callable that sends the request over HTTP and hands back the answer, so that one browser serves for both."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

CHUNK = 1 << 16
PATIENCE = 120


class Wire:
    """One connection for each address that asks; kept open, as browsers do."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._open: dict[str, socket.socket] = {}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        line = self._connection(environ["REMOTE_ADDR"])
        line.sendall(_request(environ))
        received = bytearray()
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += _more(line)
        status, *lines = received[:end].decode("latin-1").split("\r\n")
        headers = [(name, value) for name, _, value in (one.partition(": ") for one in lines)]
        length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
        while len(received) < end + 4 + length:
            received += _more(line)
        start_response(status.split(" ", 1)[1], headers)
        return [bytes(received[end + 4 :])]

    def _connection(self, address: str) -> socket.socket:
        if address not in self._open:
            line = socket.create_connection(("127.0.0.1", self.port), source_address=(address, 0))
            line.settimeout(PATIENCE)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open[address] = line
        return self._open[address]


def _more(line: socket.socket) -> bytes:
    chunk = line.recv(CHUNK)
    if not chunk:
        raise ConnectionError("the server hung up")
    return chunk


def _request(environ: dict[str, Any]) -> bytes:
    query = environ["QUERY_STRING"]
    path = quote(environ["PATH_INFO"]) + (f"?{query}" if query else "")
    lines = [f"{environ['REQUEST_METHOD']} {path} HTTP/1.1"]
    lines += [
        f"{name[5:].replace('_', '-').title()}: {value}"
        for name, value in environ.items()
        if name.startswith("HTTP_") and value
    ]
    body = environ["wsgi.input"].read()
    if body:
        lines += [f"Content-Type: {environ['CONTENT_TYPE']}", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
