"""Samples for the page of components: what an association sent, with whom, and what changed when it was asked."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from flask import url_for

from capacity.core.languages import Localized, gettext, language
from capacity.core.word_text import Line
from capacity.web.previews import Shown

THEN = datetime(2017, 11, 14, 10, 12, tzinfo=UTC)


def samples(words: dict[str, Any]) -> dict[str, Any]:
    """What the components about files are shown with, in the reader's language."""
    return {
        "content": _content(words),
        "coalition_seen": _coalition(words),
        "changed": _changed(words),
        "nowhere": lambda _number: url_for("styleguide.document"),
    }


def document(words: dict[str, Any]) -> dict[str, Any]:
    """A document with a title, two lines and a row, as it is looked at."""
    lines = (
        Line("heading", (words["form_title"],)),
        Line("text", (words["type_text"],)),
        Line("row", tuple(words["provinces"])),
    )
    return {
        "file": SimpleNamespace(filename="statuts-2016.docx", size=412_000),
        "title": words["form_title"],
        "original": "#main",
        "address": "",
        "shown": Shown(lines),
    }


def _said(text: str) -> Localized:
    return Localized({language(): text})


def _answer(text: str) -> SimpleNamespace:
    kind = SimpleNamespace(value="long_text")
    count = len(text.split())
    return SimpleNamespace(
        missing=False, withheld=False, kind=kind, language=language(), value=text, word_limit=120, words=count
    )


def _content(words: dict[str, Any]) -> SimpleNamespace:
    file = SimpleNamespace(
        id=1, filename="statuts-2016.pdf", size=412_000, uploaded_at=THEN, version=2, dated=THEN.date(), expires_on=None
    )
    papers = [
        SimpleNamespace(label=_said(words["form_file"]), files=[file], required=True),
        SimpleNamespace(label=_said(words["form_title"]), files=[], required=True),
    ]
    asked = SimpleNamespace(**vars(_answer(words["type_text"])), question=_said(words["form_summary"]))
    return SimpleNamespace(
        documents=papers, subjects=[SimpleNamespace(title=_said(words["names"][0]), answers=[asked])]
    )


def _coalition(words: dict[str, Any]) -> SimpleNamespace:
    lead, *others = words["names"]
    members = [
        SimpleNamespace(
            name=_said(name),
            province=_said(province),
            receipt_number=f"2016/{number}14",
            confirmed_at=THEN,
            signed_name=name,
            signed_role=gettext("President"),
            left_at=THEN if number == len(others) else None,
        )
        for number, (name, province) in enumerate(zip(others, words["provinces"], strict=False), 1)
    ]
    territory = [_said(name) for name in words["provinces"]]
    return SimpleNamespace(name="", lead=_said(lead), members=members, territory=territory)


def _changed(words: dict[str, Any]) -> SimpleNamespace:
    before = words["type_text"]
    pieces = [
        SimpleNamespace(kind=kind, text=text) for kind, text in (("same", before + " "), ("new", words["next_words"]))
    ]
    return SimpleNamespace(
        id=1,
        label=_said(words["form_summary"]),
        is_changed=True,
        reason=None,
        why=words["notice_words"][1],
        before=_answer(before),
        after=_answer(before),
        pieces=pieces,
        files_before=[],
        files_after=[],
    )
