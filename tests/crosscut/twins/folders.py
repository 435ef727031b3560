"""Two demo folders with the same programme on the same day, before anything of two rounds was announced."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from capacity.admission.applications.models import Application
from capacity.admission.calls.models import Call
from capacity.admission.rounds.models import Outcome, Round, SealSignature
from capacity.admission.rounds.states import RoundState
from capacity.cli.demo import settings_for
from capacity.core import clock, outbox
from capacity.core.config import Settings
from capacity.core.db import Base, db
from capacity.core.outbox import Letter
from capacity.factory import create_app
from capacity.people.accounts.models import LoginSession
from capacity.people.associations.models import Member
from capacity.people.associations.states import Standing
from capacity.web import logs, visitors
from tests.support import rendered

_DATED = re.compile(r"^Date: .*$|=+\d{15,}==", re.MULTILINE)


@dataclass
class Twin:
    """A demo in a folder of its own."""

    folder: Path
    now: datetime
    app: Flask = field(init=False)
    said: StringIO = field(init=False, default_factory=StringIO)
    drawn: Any = field(init=False, default_factory=lambda: type(visitors._drawn)())

    def open(self) -> Twin:
        """Serve the folder."""
        settings = settings_for(self.folder, 0)
        with redirect_stderr(self.said):
            self.app = create_app(Settings(**{**settings.__dict__, "rate_limits": False}))
        self.app.jinja_env.bytecode_cache = rendered.compiled
        return self

    @contextmanager
    def awake(self) -> Iterator[None]:
        """What the process keeps (the log, pages drawn before) is this twin's, and now is the moment of the twins."""
        kept, visitors._drawn = visitors._drawn, self.drawn
        clock.set_now(self.now)
        with redirect_stderr(self.said):
            logs.configure("INFO")
        try:
            yield
        finally:
            visitors._drawn = kept
            clock.set_now(None)
            logs.configure("INFO")

    @contextmanager
    def told(self) -> Iterator[datetime]:
        """Inside, something is written in this twin at the moment of the twins."""
        with self.awake(), self.app.test_request_context():
            yield self.now
            db.session.remove()

    def sign_in(self, application_id: int) -> str:
        """Who represents the association behind an application, signed in by a token that is the same in both."""
        token = f"twin-{application_id}-{'0' * 30}"
        association = sa.select(Application.association_id).where(Application.id == application_id).scalar_subquery()
        mine = (Member.association_id == association, Member.standing == Standing.REPRESENTATIVE)
        order = (Member.ended_at.is_not(None), Member.id)
        with self.told() as now:
            db.session.add(
                LoginSession(
                    person_id=db.session.scalars(sa.select(Member.person_id).where(*mine).order_by(*order)).first(),
                    token_hash=hashlib.sha256(token.encode()).hexdigest(),
                    created_at=now,
                    expires_at=now + timedelta(days=30),
                    second_factor_at=now,
                )
            )
            db.session.commit()
        return token

    def letters(self) -> list[tuple[str, ...]]:
        """Let the worker do what waits; every letter to those outside the ministry, and every file of one."""
        outside = sa.select(Member.person_id)
        columns = (Letter.key, Letter.template, Letter.language, Letter.address, sa.cast(Letter.data, sa.Text))
        with self.told():
            while outbox.run_due():
                pass
            theirs = sa.or_(Letter.person_id.in_(outside), Letter.association_id.is_not(None))
            rows = db.session.execute(sa.select(*columns).where(theirs).order_by(Letter.key))
            found = [tuple(map(str, row)) for row in rows]
        addresses = {row[3] for row in found}
        files = sorted(path for path in (self.folder / "letters").rglob("*") if path.is_file())
        texts = [(str(path.relative_to(self.folder)), _DATED.sub("", path.read_text())) for path in files]
        return found + [pair for pair in texts if any(f"To: {address}" in pair[1] for address in addresses)]


def copied(origin: Path, folder: Path, now: datetime = datetime.min) -> Twin:
    """The same in another folder; documents are shared."""
    folder.mkdir(parents=True)
    for name in ("secret.key", "demo.json"):
        (folder / name).write_bytes((origin / name).read_bytes())
    (folder / "documents").symlink_to((origin / "documents").resolve())
    with sqlite3.connect(origin / "capacity.db") as one, sqlite3.connect(folder / "capacity.db") as other:
        one.backup(other)
    return Twin(folder, now)


def before_the_announcement(demo: Path, folder: Path) -> Twin:
    """A demo in which the first two rounds deliberate again, and the third was announced and can be corrected still."""
    twin = copied(demo, folder).open()
    with twin.app.app_context():
        twin.now = db.session.scalars(sa.select(sa.func.max(Call.closes_at))).one() + timedelta(days=2)
        ended = sa.select(Round).where(Round.state == RoundState.FINAL).order_by(Round.id).limit(3)
        *deliberating, announced = db.session.scalars(ended)
        for round_ in deliberating:
            _take_back(round_)
        announced.state = RoundState.ANNOUNCED
        db.session.execute(sa.delete(outbox.OutboxItem))
        db.session.commit()
        db.session.remove()
    return twin


def _take_back(round_: Round) -> None:
    """Nothing was sealed or announced: there is no outcome, no letter about one, no signature and no file."""
    outcomes = sa.select(Outcome.id).where(Outcome.round_id == round_.id)
    about = (Letter.about_type == Outcome.__tablename__, Letter.about_id.in_(outcomes))
    db.session.execute(sa.delete(Letter).where(*about))
    _forget(Outcome, list(db.session.scalars(outcomes)))
    db.session.execute(sa.delete(SealSignature).where(SealSignature.round_id == round_.id))
    round_.announced_at = round_.sealed_at = round_.sealed_content = round_.sealed_sha256 = None
    round_.state = RoundState.DELIBERATION
    db.session.flush()


def _forget(model: type[Base], ids: Sequence[int]) -> None:
    """These rows, and whatever hangs on them."""
    for mapper in Base.registry.mappers:
        keys = [key for key in mapper.local_table.foreign_keys if key.column.table is model.__table__]
        for key in keys if ids else ():
            hanging = sa.select(mapper.local_table.c.id).where(key.parent.in_(ids))
            _forget(mapper.class_, list(db.session.scalars(hanging)))
    db.session.execute(sa.delete(model).where(model.__table__.c.id.in_(ids)))
