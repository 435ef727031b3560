"""What pages are compared with: the least that Flask, SQLAlchemy, Jinja and argon2 can do for the same purpose.

Three things: a greeting; a list of twenty-five rows; and a journey of signing in, with a CSRF token, to insert a row
that is on the disk before the answer leaves. Compression, pragmas and the cost of a password are those of the software.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask, abort, redirect, render_template, request, session
from flask_compress import Compress
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from jinja2 import DictLoader
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from capacity.core.config import Settings

ADDRESS, PASSWORD = "somebody@bench.example", "une phrase que l'on retient sans peine"
PAGE = 25

LIST = """<!doctype html><title>Rows</title><table>{% for row in rows %}
<tr><td>{{ row.id }}</td><td><a href="/rows/{{ row.id }}">{{ row.name }}</a></td>
<td>{{ row.place }}</td><td>{{ row.state }}</td></tr>
{%- endfor %}</table>"""
FORM = """<!doctype html><title>Form</title><form method="post">
<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
<input name="email"><input name="password" type="password"><input name="name"><button>Send</button></form>"""


class Base(DeclarativeBase):
    """Tables of the bare application."""


class Account(Base):
    """Somebody with a password."""

    __tablename__ = "accounts"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str]


class Row(Base):
    """A line of the list."""

    __tablename__ = "rows"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    place: Mapped[str]
    state: Mapped[str]


def create_bare(folder: Path, settings: Settings, *, rows: int = 0, compression: Mapping[str, Any]) -> Flask:
    """The bare application on a database of its own in this folder, or on the same PostgreSQL, with so many rows."""
    app = Flask("bare")
    address = settings.database if settings.database_url else f"sqlite:///{folder / 'bare.db'}"
    app.config.update(SECRET_KEY=settings.secret_key, SQLALCHEMY_DATABASE_URI=address, **compression)
    db = SQLAlchemy(app, model_class=Base, disable_autonaming=True)
    hasher = PasswordHasher(time_cost=settings.argon2_time, memory_cost=settings.argon2_memory_kib, parallelism=1)
    app.jinja_loader = DictLoader({"list.html": LIST, "form.html": FORM})
    CSRFProtect(app)
    Compress(app)
    with app.app_context():
        db.create_all()
        if db.session.get(Account, 1) is None:
            db.session.add(Account(email=ADDRESS, password=hasher.hash(PASSWORD)))
            db.session.execute(
                sa.insert(Row), [{"name": f"Row {n}", "place": "Zagora", "state": "new"} for n in range(rows)]
            )
            db.session.commit()

    @app.get("/")
    def hello() -> str:
        return "Hello, World!"

    @app.get("/rows")
    def listing() -> str:
        found = db.session.scalars(sa.select(Row).order_by(Row.id.desc()).limit(PAGE)).all()
        return render_template("list.html", rows=found)

    @app.get("/form")
    def form() -> str:
        return render_template("form.html")

    @app.post("/sign-in")
    def sign_in() -> Any:
        found = db.session.scalar(sa.select(Account).where(Account.email == request.form["email"]))
        if found is None or not hasher.verify(found.password, request.form["password"]):
            abort(403)
        session["account"] = found.id
        return redirect("/form")

    @app.post("/rows")
    def add() -> Any:
        if "account" not in session:
            abort(403)
        db.session.add(Row(name=request.form["name"], place="Zagora", state="new"))
        db.session.commit()
        return redirect("/rows")

    return app
