"""What a sending asks of anybody: the same requests as a submit journey, with the least behind each of them.

A page, three saves that are on the disk before they are answered, a scan of a megabyte kept under its hash (file and
folder flushed), a sending with what was saved in it. No rules, no rights, no record, no letters: how far under it a
submit journey lies is what those cost, and how far under the bare journey it lies itself is what the requests cost.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Flask, abort, redirect, request, session
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Mapped, mapped_column

from tests.benchmarks.bare import Base


class BareAnswer(Base):
    """What somebody saved."""

    __tablename__ = "bare_answers"
    id: Mapped[int] = mapped_column(primary_key=True)
    visitor: Mapped[str] = mapped_column(index=True)
    question: Mapped[int]
    value: Mapped[str]


class BareDocument(Base):
    """A file that lies in the folder."""

    __tablename__ = "bare_documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    visitor: Mapped[str] = mapped_column(index=True)
    sha256: Mapped[str]


class BareSending(Base):
    """What was sent, as it stood."""

    __tablename__ = "bare_sendings"
    id: Mapped[int] = mapped_column(primary_key=True)
    visitor: Mapped[str] = mapped_column(index=True)
    content: Mapped[str]


def add_acts(app: Flask, folder: Path) -> None:
    """Three more addresses for the bare application, for who has signed in; documents are kept in this folder."""
    db: SQLAlchemy = app.extensions["sqlalchemy"]
    with app.app_context():
        db.create_all()
    acts = Blueprint("acts", __name__)

    @acts.before_request
    def known() -> None:
        if "account" not in session:
            abort(403)

    @acts.post("/answers")
    def save() -> Any:
        sent = request.get_json()
        of_visitor = (BareAnswer.visitor == _visitor(), BareAnswer.question == sent["question"])
        found = db.session.scalar(sa.select(BareAnswer).where(*of_visitor))
        if found is None:
            db.session.add(BareAnswer(visitor=_visitor(), question=sent["question"], value=sent["value"]))
        else:
            found.value = sent["value"]
        db.session.commit()
        return {"saved": True}

    @acts.post("/documents")
    def keep() -> Any:
        content = request.files["file"].read()
        digest = hashlib.sha256(content).hexdigest()
        _write_through(folder / digest, content)
        db.session.add(BareDocument(visitor=_visitor(), sha256=digest))
        db.session.commit()
        return redirect("/form")

    @acts.post("/sendings")
    def send() -> Any:
        answers = db.session.scalars(sa.select(BareAnswer).where(BareAnswer.visitor == _visitor())).all()
        documents = db.session.scalars(sa.select(BareDocument).where(BareDocument.visitor == _visitor())).all()
        content = {"answers": [one.value for one in answers], "documents": [one.sha256 for one in documents]}
        db.session.add(BareSending(visitor=_visitor(), content=json.dumps(content)))
        db.session.commit()
        return redirect("/form")

    app.register_blueprint(acts)


def _visitor() -> str:
    return str(request.remote_addr)


def _write_through(target: Path, content: bytes) -> None:
    unfinished = target.with_suffix(".part")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
