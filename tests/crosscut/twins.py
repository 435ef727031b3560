"""Two demo folders that differ only in what is decided and not announced, and a crawl that notes all that is answered.

Papers are drawn for those who look ``far`` only: drawing takes most of the time.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from zipfile import ZipFile

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import Call
from capacity.admission.review.models import Screening
from capacity.admission.review.states import Verdict
from capacity.admission.rounds.models import Outcome, Proposal, Round, SealSignature
from capacity.admission.rounds.states import ProposalKind, RoundState, digest, sealed_file
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
from tests.crosscut.reading import lasting
from tests.support.counting import counting

VISITOR = "visitor"
_LINK = re.compile(r'<(?:a|link)\b[^>]*?\bhref="([^"]*)"')
_COOKIE = re.compile(r"(session=)[^;]*")
_NONCE = re.compile(r"nonce-[^']*")
_DATED = re.compile(r"^Date: .*$|=+\d{15,}==", re.MULTILINE)
_PACKED_AT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_TIMES = re.compile(r'"ms": [0-9.]+|"timestamp": "[^"]*"')
FORGOTTEN = {"Date", "Expires"}
BY_CHANCE = {"accounts.second_factor", "offline.reader"}
"""A new secret, or a new token, each time it is opened."""
ELSEWHERE = {"assets.file", "static", *BY_CHANCE}
ASKED = "?q=2017-0&sort=points&order=desc&state=selected"
"""Whatever a list may be asked for."""


@dataclass(frozen=True)
class Answer:
    """All that one request gave away."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statements: tuple[str, ...]
    log: tuple[str, ...]

    @property
    def is_page(self) -> bool:
        """Something to read, with links."""
        return self.status == 200 and dict(self.headers)["Content-Type"].startswith("text/html")


@dataclass(frozen=True)
class Account:
    """A browser: the token of its session, and the application that is its own; neither for a visitor."""

    token: str = ""
    application_id: int | None = None


@dataclass
class Twin:
    """A demo in a folder of its own, with its people signed in by tokens that are the same in both."""

    folder: Path
    now: datetime
    accounts: dict[str, Account]
    """Who looks, by the number of their application."""
    pool: dict[str, list[Any]]
    """What an applicant might write into an address: ids by the name of the argument."""
    app: Flask = field(init=False)
    said: StringIO = field(init=False)

    def open(self) -> None:
        """Serve the folder."""
        settings = settings_for(self.folder, 0)
        self.said = StringIO()
        with redirect_stderr(self.said):
            self.app = create_app(Settings(**{**settings.__dict__, "rate_limits": False}))

    def copy(self, folder: Path) -> Twin:
        """The same in another folder."""
        _copy(self.folder, folder)
        return replace(self, folder=folder)

    @contextmanager
    def awake(self) -> Iterator[None]:
        """Now is the moment of the twins, and what the process keeps (the log, pages drawn before) is this twin's."""
        clock.set_now(self.now)
        visitors._drawn.clear()
        with redirect_stderr(self.said):
            logs.configure("INFO")
        try:
            yield
        finally:
            clock.set_now(None)
            logs.configure("INFO")

    def letters(self) -> list[tuple[str, ...]]:
        """Let the worker do what waits; every letter there is now, and every file of one."""
        with self.app.app_context():
            while outbox.run_due():
                pass
            columns = (Letter.key, Letter.template, Letter.language, Letter.address, sa.cast(Letter.data, sa.Text))
            found = [tuple(row) for row in db.session.execute(sa.select(*columns).order_by(Letter.key))]
            db.session.remove()
        files = sorted(path for path in (self.folder / "letters").rglob("*") if path.is_file())
        return found + [(str(path.relative_to(self.folder)), _DATED.sub("", path.read_text())) for path in files]


def _copy(origin: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in ("secret.key", "demo.json"):
        (folder / name).write_bytes((origin / name).read_bytes())
    (folder / "documents").symlink_to((origin / "documents").resolve())
    with sqlite3.connect(origin / "capacity.db") as one, sqlite3.connect(folder / "capacity.db") as other:
        one.backup(other)


def first(demo: Path, folder: Path) -> Twin:
    """A demo two of whose rounds stand before their announcement, one of them not even sealed; its latest call has been
    screened, which was not announced either."""
    _copy(demo, folder)
    twin = Twin(folder, datetime.min, {VISITOR: Account()}, {})
    twin.open()
    with twin.app.app_context():
        twin.now = db.session.scalars(sa.select(sa.func.max(Call.closes_at))).one() + timedelta(days=2)
        ended = sa.select(Round).where(Round.state == RoundState.FINAL).order_by(Round.id).limit(2)
        deliberates, sealed = db.session.scalars(ended)
        for round_, state in ((deliberates, RoundState.DELIBERATION), (sealed, RoundState.SEALED)):
            _before_the_announcement(round_, state)
        begins = sa.select(Round).where(Round.state == RoundState.SCREENING).order_by(Round.id.desc()).limit(1)
        screened = db.session.scalars(begins).one()
        _screen(screened, twin.now)
        twin.pool = _pool([deliberates, sealed, screened])
        for number in twin.pool["application_id"]:
            _sign_in(twin, db.session.get_one(Application, number))
        db.session.commit()
        db.session.remove()
    return twin


def _before_the_announcement(round_: Round, state: RoundState) -> None:
    """Nothing was announced: there is no outcome, no letter about one, and without a seal no file."""
    outcomes = sa.select(Outcome.id).where(Outcome.round_id == round_.id)
    about = (Letter.about_type == Outcome.__tablename__, Letter.about_id.in_(outcomes))
    db.session.execute(sa.delete(Letter).where(*about))
    _forget(Outcome, list(db.session.scalars(outcomes)))
    db.session.execute(sa.delete(outbox.OutboxItem))
    round_.announced_at, round_.state = None, state
    if state is RoundState.DELIBERATION:
        db.session.execute(sa.delete(SealSignature).where(SealSignature.round_id == round_.id))
        round_.sealed_at = round_.sealed_content = round_.sealed_sha256 = None
    db.session.flush()


def _forget(model: type[Base], ids: Sequence[int]) -> None:
    """These rows, and whatever hangs on them."""
    for mapper in Base.registry.mappers:
        keys = [key for key in mapper.local_table.foreign_keys if key.column.table is model.__table__]
        for key in keys if ids else ():
            hanging = sa.select(mapper.local_table.c.id).where(key.parent.in_(ids))
            _forget(mapper.class_, list(db.session.scalars(hanging)))
    db.session.execute(sa.delete(model).where(model.__table__.c.id.in_(ids)))


def _screen(round_: Round, now: datetime) -> None:
    """A verdict on each application of a call that has just closed; nothing is announced yet."""
    mine = (Application.call_id == round_.call_id, Application.region_code == round_.region_code)
    ids = sa.select(Application.id).where(*mine, Application.state == ApplicationState.SUBMITTED)
    known = sa.select(Screening.id).where(Screening.application_id.in_(ids))
    _forget(Screening, list(db.session.scalars(known)))
    for number in db.session.scalars(ids.order_by(Application.id)).all():
        db.session.add(Screening(application_id=number, verdict=Verdict.ELIGIBLE, decided_at=now))
    db.session.flush()


def _concerned(round_: Round) -> list[int]:
    """The first application of each kind of proposal, else the first that was screened: another one is proposed, or
    found, for each of them in the other twin."""
    if round_.state is RoundState.SCREENING:
        screened = sa.select(Screening.application_id).join(Application, Application.id == Screening.application_id)
        mine = (Application.call_id == round_.call_id, Application.region_code == round_.region_code)
        return list(db.session.scalars(screened.where(*mine).order_by(Screening.id).limit(1)))
    firsts = sa.select(sa.func.min(Proposal.rank)).where(Proposal.round_id == round_.id).group_by(Proposal.kind)
    mine = (Proposal.round_id == round_.id, Proposal.rank.in_(firsts))
    return list(db.session.scalars(sa.select(Proposal.application_id).where(*mine).order_by(Proposal.rank)))


OTHER = {
    ProposalKind.SELECT: ProposalKind.DECLINE,
    ProposalKind.RESERVE: ProposalKind.SELECT,
    ProposalKind.DECLINE: ProposalKind.RESERVE,
}


def decide_otherwise(twin: Twin) -> None:
    """In this twin whoever was in is out, whoever was out waits, whoever waited is in; a verdict is another one."""
    with twin.app.app_context():
        concerned = twin.pool["application_id"]
        for proposal in db.session.scalars(sa.select(Proposal).where(Proposal.application_id.in_(concerned))):
            proposal.kind, proposal.decided, proposal.note = OTHER[proposal.kind], True, "Decided in secret"
        db.session.flush()
        for round_ in db.session.scalars(sa.select(Round).where(Round.id.in_(twin.pool["round_id"]))):
            if round_.state is RoundState.SEALED:
                _seal_again(round_)
        for found in db.session.scalars(sa.select(Screening).where(Screening.application_id.in_(concerned[-1:]))):
            found.verdict, found.reasons, found.note = Verdict.INELIGIBLE, ["no_valid_receipt"], "Refused in secret"
            found.confirmed_at = twin.now
        db.session.commit()
        db.session.remove()


def _seal_again(round_: Round) -> None:
    """The file that would have been sealed with these decisions, and what it proposes."""
    decisions = [
        {"number": one.application.number, "kind": one.kind.value, "reason": one.note}
        for one in round_.proposals
        if one.decided
    ]
    round_.sealed_content = sealed_file({**json.loads(round_.sealed_content or ""), "decisions": decisions})
    round_.sealed_sha256 = digest(round_.sealed_content)
    kinds = {line["number"]: line["kind"] for line in json.loads(round_.sealed_content)["outcome"]}
    for proposal in round_.proposals:
        proposal.kind = ProposalKind(kinds[proposal.application.number])


def _sign_in(twin: Twin, application: Application) -> None:
    person = db.session.scalars(
        sa.select(Member.person_id)
        .where(Member.association_id == application.association_id, Member.standing == Standing.REPRESENTATIVE)
        .order_by(Member.ended_at.is_not(None), Member.id)
    ).first()
    token = f"twin-{application.number}-{'0' * 30}"
    db.session.add(
        LoginSession(
            person_id=person,
            token_hash=hashlib.sha256(token.encode()).hexdigest(),
            created_at=twin.now,
            expires_at=twin.now + timedelta(days=30),
            second_factor_at=twin.now,
        )
    )
    twin.accounts[str(application.number)] = Account(token, application.id)


def _pool(rounds: Sequence[Round]) -> dict[str, list[Any]]:
    concerned = [number for round_ in rounds for number in _concerned(round_)]
    last = sa.select(Letter.id).order_by(Letter.id.desc()).limit(1)
    return {
        "application_id": concerned,
        "association_id": [db.session.get_one(Application, number).association_id for number in concerned[:2]],
        "round_id": [round_.id for round_ in rounds],
        "panel_id": [round_.panel_id for round_ in rounds],
        "call_id": [rounds[0].call_id],
        "reference": [rounds[0].call.reference],
        "region_code": [round_.region_code for round_ in rounds],
        "code": [rounds[0].region_code],
        "letter_id": list(db.session.scalars(last)),
    }


class Crawl:
    """One person's way through a twin: the pages linked to, and addresses that could be guessed: with ``far`` all of
    them, else those about their own application and about the rounds."""

    def __init__(self, twin: Twin, account: str, *, far: bool = False) -> None:
        self.twin, self.account, self.far = twin, twin.accounts[account], far
        self.answers: dict[str, Answer] = {}
        self._client: FlaskClient = twin.app.test_client()
        if self.account.token:
            with self._client.session_transaction() as cookie:
                cookie.update({"_user_id": self.account.token, "_fresh": True, "csrf_token": "0" * 40})
        with twin.app.app_context():
            self._engine = db.engine

    def walk(self) -> dict[str, Answer]:
        """All answers by address, in the order asked."""
        kinds: Counter[Any] = Counter()
        guesses = list(self._guesses())
        queue = ["/", *guesses]
        for path in queue:
            kind = self._kind(path)
            known = path not in guesses and kinds[kind] > 0
            if path in self.answers or kind is None or known or (".pdf" in path and not self.far):
                continue
            kinds[kind] += 1
            answer = self.answers[path] = self.ask("GET", path)
            if answer.is_page:
                queue += self._links(path, answer.body.decode())
                if self.far and "?" not in path:
                    self.answers[path + ASKED] = self.ask("GET", path + ASKED)
        return self.answers

    def withdraw(self) -> Iterator[Answer]:
        """Withdraw the application, and look at it again."""
        with self.twin.app.test_request_context():
            pages = [
                self.twin.app.url_for(f"applications.{name}", application_id=self.account.application_id)
                for name in ("withdraw", "show")
            ]
        signer = URLSafeTimedSerializer(self.twin.app.secret_key or "", salt="wtf-csrf-token")
        yield self.ask("POST", pages[0], {"csrf_token": str(signer.dumps("0" * 40)), "reason": "We merge"})
        yield self.ask("GET", pages[1])

    def ask(self, method: str, path: str, data: dict[str, str] | None = None) -> Answer:
        """One request, and all that it gave away."""
        began = self.twin.said.tell()
        with counting(self._engine) as cost:
            found = self._client.open(path, method=method, data=data, headers={"Accept-Language": "fr"}, buffered=True)
        packed = found.data.startswith(b"PK")
        passing = FORGOTTEN | {"Content-Length"} if packed else FORGOTTEN
        headers = [(name, _NONCE.sub("", _COOKIE.sub(r"\1", value))) for name, value in found.headers]
        log = _TIMES.sub("", self.twin.said.getvalue()[began:]).splitlines()
        return Answer(
            found.status_code,
            tuple(sorted(pair for pair in headers if pair[0] not in passing)),
            _unpacked(found.data) if packed else lasting(found.data),
            tuple(cost.statements),
            tuple(log),
        )

    def _kind(self, path: str) -> Any:
        parts = urlsplit(path)
        try:
            endpoint, _arguments = self.twin.app.url_map.bind("localhost").match(parts.path)
        except Exception:  # noqa: BLE001 - an address that leads nowhere is no page
            return None
        names = sorted(pair.partition("=")[0] for pair in parts.query.split("&"))
        return None if endpoint in ELSEWHERE else (endpoint, tuple(names))

    def _guesses(self) -> Iterator[str]:
        pool = self.twin.pool
        if not self.far:
            pool = {"application_id": [self.account.application_id], "round_id": pool["round_id"]}
        with self.twin.app.test_request_context():
            for rule in sorted(self.twin.app.url_map.iter_rules(), key=lambda rule: rule.rule):
                if "GET" in (rule.methods or ()) and rule.arguments <= pool.keys() and (self.far or rule.arguments):
                    for turn in range(max((len(pool[name]) for name in rule.arguments), default=1)):
                        values = {name: pool[name][turn % len(pool[name])] for name in rule.arguments}
                        yield self.twin.app.url_for(rule.endpoint, **values)

    def _links(self, where: str, html: str) -> Iterator[str]:
        for href in _LINK.findall(html):
            parts = urlsplit(urljoin(f"http://localhost{where}", unescape(href)))
            if parts.netloc.startswith("localhost"):
                yield parts.path + (f"?{parts.query}" if parts.query else "")


def _unpacked(packed: bytes) -> bytes:
    """What a workbook or a bundle holds, without the moment at which it was packed."""
    with ZipFile(BytesIO(packed)) as opened:
        parts = [info.filename.encode() + b"\n" + opened.read(info) for info in opened.infolist()]
    return _PACKED_AT.sub(b"", b"\n".join(parts))


def compared(one: dict[str, Answer], other: dict[str, Answer]) -> list[str]:
    """What differs between two crawls, in words."""
    found = [f"{path} was met in one of them only" for path in one.keys() ^ other.keys()]
    found += [
        f"{path}: the {part}: {_place(mine, theirs)}"
        for path in one.keys() & other.keys()
        for part in ("status", "headers", "body", "statements", "log")
        if (mine := getattr(one[path], part)) != (theirs := getattr(other[path], part))
    ]
    return sorted(found)


def _place(mine: Any, theirs: Any) -> str:
    if not isinstance(mine, (bytes, tuple)):
        return f"{mine} and {theirs}"
    start = next((n for n, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), min(len(mine), len(theirs)))
    around = slice(max(0, start - 40), start + 80) if isinstance(mine, bytes) else slice(start, start + 1)
    return f"{mine[around]!r} and {theirs[around]!r}"
