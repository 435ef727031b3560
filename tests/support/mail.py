"""Letters, as the person who gets them sees them; and a real SMTP server."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from capacity.core import outbox
from capacity.core.db import db
from tests.support.applications import House


@dataclass(frozen=True)
class Received:
    """A letter that arrived."""

    to: str
    subject: str
    text: str
    html: str
    language: str
    message_id: str

    @property
    def links(self) -> list[str]:
        """The addresses in its plain part."""
        return [word for word in self.text.split() if word.startswith(("http://", "https://"))]


def received(raw: bytes) -> Received:
    """What a mail program makes of the bytes."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    parts = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
    assert parts["plain"] is not None, "a letter without a plain part"
    assert parts["html"] is not None, "a letter without an HTML part"
    return Received(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=str(parts["plain"].get_content()),
        html=str(parts["html"].get_content()),
        language=str(message["Content-Language"]),
        message_id=str(message["Message-ID"]),
    )


@pytest.fixture
def letters(app: Any, house: House) -> Callable[..., list[Received]]:
    """``letters()``: the outbox is emptied, and all letters so far are returned in the order in which they left.

    ``letters(to="a@b.example")`` returns those of one address.
    """

    def delivered(to: str | None = None) -> list[Received]:
        db.session.commit()
        outbox.run_due()
        found = sorted((house.folder / "letters").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        read = [received(path.read_bytes()) for path in found]
        return [letter for letter in read if to is None or letter.to == to]

    return delivered


class Post:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.envelopes: list[Any] = []
        self.unknown: set[str] = set()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Refuse a mailbox that is not known here."""
        if address in self.unknown:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep the message."""
        self.envelopes.append(envelope)
        return "250 kept"

    @property
    def letters(self) -> list[Received]:
        """What arrived, in order."""
        return [received(envelope.content) for envelope in self.envelopes]


def free_port() -> int:
    """A port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def smtp(app: Any) -> Iterator[Post]:
    """A real SMTP server, to which the application delivers during this test."""
    post = Post()
    port = free_port()
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    app.config["SMTP_URL"] = f"smtp://127.0.0.1:{port}"
    yield post
    controller.stop()
