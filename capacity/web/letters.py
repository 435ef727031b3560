"""Rendering and delivery of letters.

A letter's template is ``templates/<wing>/<room>/letters/<name>.txt``: its first line is the subject, then paragraphs
divided by empty lines. The HTML part is made of the same words: a line that is only an address becomes a button, one
that ends a paragraph a quiet link in it, lines that begin with a dash become a list. One-time links are made at
delivery, by the provider that the room registered in the slot ``letter.secrets``, and are not kept: a letter read
later on the site is rendered without them. A room may say in the slot ``letter.overtaken`` that a letter which has not
left yet is no longer true.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app, render_template

from capacity.core import choices
from capacity.core.clock import now
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.languages import direction, in_language
from capacity.core.languages import gettext as _
from capacity.core.mail import compose, send
from capacity.core.outbox import DELIVER, Letter, handles
from capacity.core.unit_of_work import unit_of_work

_PARTED = re.compile(r"(?<![\w/.:@=?&\u2066-])\d+(?:[-/]\d+)+(?![\w/@=-])")


@dataclass(frozen=True)
class Rendered:
    """A letter in words."""

    subject: str
    text: str
    html: str
    blocks: list[tuple[str, Any]]


def render(letter: Letter, secrets: Mapping[str, Any] | None = None) -> Rendered:
    """The letter in its language; ``secrets`` holds the one-time links, at delivery only."""
    if letter.erased_at is not None:
        erased = _("The words of this letter were erased, as the register of processing says.")
        return Rendered(_("A letter whose time is over"), erased, "", [("text", erased)])
    wing_room, _slash, name = letter.template.rpartition("/")
    signed = choices.in_force().get(choices.SIGNATURE, {}).get(letter.language)
    with in_language(letter.language):
        written = _read_from_the_left(
            letter.language, render_template(f"{wing_room}/letters/{name}.txt", **{**letter.data, **(secrets or {})})
        )
        subject, _line, body = written.strip().partition("\n")
        blocks = list(_blocks(body))
        html = render_template(
            "web/letter.html",
            subject=subject,
            blocks=blocks,
            language=letter.language,
            direction=direction(letter.language),
            signed=signed,
            for_account=letter.person_id is not None,
        )
        signature = render_template("web/letter_signature.txt", signed=signed).strip()
    text = "\n\n".join(_plain(kind, content) for kind, content in blocks) + f"\n\n-- \n{signature}\n"
    return Rendered(subject.strip(), text, html, blocks)


def _read_from_the_left(language: str, written: str) -> str:
    """Numbers in parts (``2018-0060``) set apart, where the words around them would turn their parts about."""
    return _PARTED.sub("\u2066\\g<0>\u2069", written) if direction(language) == "rtl" else written


def _blocks(body: str) -> Any:
    for paragraph in body.strip().split("\n\n"):
        lines = [line.strip() for line in paragraph.strip().splitlines() if line.strip()]
        if not lines:
            continue
        if all(line.startswith("- ") for line in lines):
            yield "list", [line[2:] for line in lines]
        elif len(lines) == 1 and _leads_here(lines[0]):
            address, _space, label = lines[0].partition(" ")
            yield "link", (address, label.strip())
        elif _leads_here(lines[-1]):
            address, _space, label = lines[-1].partition(" ")
            yield "aside", ("\n".join(lines[:-1]), address, label.strip())
        else:
            yield "text", "\n".join(lines)


def _leads_here(line: str) -> bool:
    """Whether it is an address of the service: what somebody wrote into a letter's words gets no button."""
    return line.startswith(f"{current_app.config['BASE_URL'].rstrip('/')}/")


def _plain(kind: str, content: Any) -> str:
    if kind == "list":
        return "\n".join(f"- {line}" for line in content)
    if kind == "link":
        address, label = content
        return f"{label}\n{address}" if label else str(address)
    if kind == "aside":
        words, address, _label = content
        return f"{words}\n{address}"
    return str(content)


_STAYS = sa.select(Letter.id).where(Letter.sent_at.is_(None), Letter.superseded_at.is_(None))


@handles(DELIVER)
def deliver(payload: Mapping[str, Any]) -> None:
    """Send one letter; a sent or superseded one is left alone."""
    letter = db.session.scalar(sa.select(Letter).where(Letter.key == payload["letter"]))
    if letter is None or letter.sent_at or letter.superseded_at or letter.erased_at:
        return
    secrets: dict[str, Any] = {}
    with unit_of_work():
        if any(collect("letter.overtaken", letter=letter, now=now())):
            letter.superseded_at = now()
            return
        for found in collect("letter.secrets", letter=letter, now=now()):
            secrets.update(found)
    base = current_app.config["BASE_URL"]
    with current_app.test_request_context(base_url=base, environ_overrides={"HTTP_ACCEPT_LANGUAGE": letter.language}):
        rendered = render(letter, secrets)
    message = compose(
        sender=current_app.config["MAIL_FROM"],
        to=letter.address,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        message_id=letter.message_id,
        language=letter.language,
        unsubscribe=secrets.get("unsubscribe", ""),
    )
    number = letter.id
    db.session.rollback()  # what was decided while the letter was put into words counts
    if db.session.scalar(_STAYS.where(Letter.id == number)) is None:
        return
    db.session.rollback()
    send(message, smtp_url=current_app.config["SMTP_URL"], folder=Path(current_app.config["DATA"]) / "letters")
    with unit_of_work() as session:
        session.execute(sa.update(Letter).where(Letter.id == number).values(sent_at=now()))


def init_app(app: Flask) -> None:
    """Nothing but the import that registers the handler; kept so that the factory reads as a list."""
    app.extensions["letters"] = deliver
