"""The last hour before a closing, with the accidents that it must survive.

Associations apply through the real server, many at once: sign-in, form page, three autosaves, a document of a megabyte,
the sending. In the middle the server's processes are killed (``kill -9``) and started again; then a PostgreSQL is
stopped without being asked to finish. A browser that got no answer sends the same again, as people do. In the end the
database and the document store are compared with everything that was ever acknowledged.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import flask_migrate
import sqlalchemy as sa
from flask import Flask

from capacity.admission.applications.models import Answer, Application, ApplicationDocument, Snapshot
from capacity.core import audit, files
from capacity.core.config import Settings, resource
from capacity.core.db import db
from tests.benchmarks.browsing import Browser, Failed
from tests.benchmarks.form import Form, form_of
from tests.benchmarks.journeys import scanned, signing_in
from tests.benchmarks.loading import World
from tests.benchmarks.serving import free_port, wait_for
from tests.benchmarks.settings import as_environment
from tests.benchmarks.wire import Wire

PATIENCE_SECONDS = 240
PAUSE_SECONDS = 0.2
TROUBLE = (OSError, TimeoutError)


@dataclass
class Kept:
    """What the server told the browsers that it had kept."""

    answers: dict[tuple[int, int], str] = field(default_factory=dict)
    documents: dict[int, str] = field(default_factory=dict)
    sent: dict[int, str] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    repeated: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Outcome:
    """How the hour ended."""

    associations: int
    at_once: int
    database: str
    seconds: float
    accidents: int
    acknowledged: int
    lost: int
    doubled: int
    faults: int
    repeated: int
    chain_is_whole: bool

    @property
    def is_clean(self) -> bool:
        """Nothing lost, nothing twice, nothing broken."""
        return self.lost == self.doubled == self.faults == 0 and self.chain_is_whole

    @property
    def words(self) -> str:
        """One line for people."""
        return (
            f"{self.database}: {self.associations} associations, {self.at_once} at once, in {self.seconds:.0f} s "
            f"({self.associations / self.seconds:.1f} a second), through {self.accidents} accidents; "
            f"{self.acknowledged} acts acknowledged, {self.lost} lost, {self.doubled} doubled, "
            f"{self.faults} answers of 5xx, {self.repeated} requests sent again; "
            f"the log of acts is {'whole' if self.chain_is_whole else 'BROKEN'}"
        )


class Service:
    """A server that an accident may end at any moment; in one process, or as it is run, with its worker."""

    def __init__(self, settings: Settings, *, as_run: bool) -> None:
        self.port = free_port()
        self._command = [sys.executable, "-m", "tests.benchmarks.serving", "ours", str(self.port), "1"]
        if as_run:
            data, port = str(settings.data), str(self.port)
            self._command = [sys.executable, "-m", "capacity", "serve", "--data", data, "--port", port]
        self._environment = os.environ | as_environment(settings)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Until it answers."""
        quiet: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(self._command, env=self._environment, start_new_session=True, **quiet)
        wait_for(self._process, self.port)

    def kill(self) -> None:
        """Every process of it at once, without a word."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def fall_over(self) -> None:
        """Be killed, and be started again."""
        self.kill()
        self.start()


def last_hour(
    app: Flask,
    world: World,
    settings: Settings,
    *,
    associations: int,
    at_once: int,
    as_run: bool = True,
    restart_database: Callable[[], None] | None = None,
) -> Outcome:
    """Let the associations apply; the server is killed when a third has, then the database when two thirds have."""
    service, kept, form = Service(settings, as_run=as_run), Kept(), form_of(app, world)
    with app.app_context():
        flask_migrate.stamp(directory=str(resource("migrations")))
    service.start()
    accidents = [(associations // 3, service.fall_over)]
    if restart_database is not None:
        accidents.append((2 * associations // 3, restart_database))
    over = threading.Event()
    begun = time.monotonic()
    trouble = threading.Thread(target=_accidents, args=(accidents, kept, over))
    trouble.start()
    try:
        with ThreadPoolExecutor(at_once) as pool:
            for done in [pool.submit(_apply, number, service, world, form, kept) for number in range(associations)]:
                done.result()
        seconds = time.monotonic() - begun
    finally:
        over.set()
        trouble.join()
        service.kill()
    with app.app_context():
        lost, doubled = _compared(kept)
        whole = audit.verify(db.session()).sound
        db.session.remove()
    return Outcome(
        associations=associations,
        at_once=at_once,
        database="PostgreSQL" if settings.database_url else "SQLite",
        seconds=seconds,
        accidents=len(accidents),
        acknowledged=len(kept.answers) + len(kept.documents) + len(kept.sent),
        lost=lost,
        doubled=doubled,
        faults=sum(times for status, times in kept.statuses.items() if status >= 500),
        repeated=kept.repeated,
        chain_is_whole=whole,
    )


def _accidents(planned: list[tuple[int, Callable[[], None]]], kept: Kept, over: threading.Event) -> None:
    for after, happen in planned:
        while len(kept.sent) < after:
            if over.wait(0.05):
                return
        happen()


def _apply(number: int, service: Service, world: World, form: Form, kept: Kept) -> None:
    """One association's hour; what was acknowledged is noted the moment the answer is there."""
    draft = world.drafts[number]
    visitor = Insistent(service.port, number, kept)
    visitor.insist(lambda browser: signing_in(browser, form.sign_in, world, number))
    token = visitor.insist(lambda browser: browser.get(form.page(draft)).csrf_token)
    for question in form.questions:
        words = f"{form.words} {draft}-{question}"
        visitor.insist(lambda browser, q=question, w=words: _save(browser, form, draft, q, w, token))  # type: ignore[misc]
        kept.answers[draft, question] = words
    scan = scanned(number)
    visitor.insist(lambda browser: form.send_document(browser, draft, token, scan))
    kept.documents[draft] = hashlib.sha256(scan).hexdigest()
    visitor.insist(lambda browser: form.submit(browser, draft, token))
    kept.sent[draft] = form.submission_id(draft)


def _save(browser: Browser, form: Form, draft: int, question: int, words: str, token: str) -> None:
    """An answer that says that this very text is there already is as good as one that says it was kept now."""
    answer = form.save(browser, draft, question, words, token)
    if answer.status == 409 and json.loads(answer.body).get("value") != words:
        raise Failed(f"an autosave met another text: {answer.body[:200]!r}")
    if answer.status not in {200, 409}:
        raise Failed(f"an autosave answered {answer.status}")


class Insistent:
    """Somebody at a browser who, when nothing comes back, tries again."""

    def __init__(self, port: int, number: int, kept: Kept) -> None:
        self._port, self._kept = port, kept
        address = f"127.1.{number // 250}.{number % 250 + 1}"
        self._browser = Browser(Wire(port), address=address, accepts=frozenset({409, 500, 502, 503, 504}))

    def insist(self, act: Callable[[Browser], Any]) -> Any:
        """Do it until it was answered, by something other than a fault of the server."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            self._browser.last_status = 0
            try:
                found = act(self._browser)
            except TROUBLE:
                self._browser.app = Wire(self._port)
            except Failed:
                if self._browser.last_status < 500:
                    raise
            else:
                if self._browser.last_status < 500:
                    return found
            with self._kept.lock:
                self._kept.repeated += 1
                self._kept.statuses[self._browser.last_status] += 1
            if time.monotonic() > until:
                raise Failed("the server came back too late")
            time.sleep(PAUSE_SECONDS)


def _compared(kept: Kept) -> tuple[int, int]:
    """(acknowledged acts that are not there, acts that are there twice)."""
    lost, doubled = 0, 0
    answers = {
        (row.application_id, row.question_id): row.value
        for row in db.session.execute(sa.select(Answer.application_id, Answer.question_id, Answer.value))
    }
    lost += sum(answers.get(place) != words for place, words in kept.answers.items())
    papers: Counter[tuple[int, str]] = Counter()
    for paper in db.session.scalars(sa.select(ApplicationDocument).where(ApplicationDocument.replaced_at.is_(None))):
        if hashlib.sha256(files.store().read(paper.file)).hexdigest() == paper.file.sha256:
            papers[paper.application_id, paper.file.sha256] += 1
    lost += sum(not papers[draft, sha256] for draft, sha256 in kept.documents.items())
    doubled += sum(times - 1 for times in papers.values())
    sendings = db.session.execute(sa.select(Snapshot.application_id, Snapshot.submission_id))
    snapshots = Counter((application, submission) for application, submission in sendings)
    lost += sum(not snapshots[draft, submission] for draft, submission in kept.sent.items())
    doubled += sum(Counter(draft for draft, _ in snapshots.elements()).values()) - len(snapshots)
    numbers = list(db.session.scalars(sa.select(Application.number).where(Application.id.in_(list(kept.sent)))))
    lost += sum(number is None for number in numbers)
    doubled += len(numbers) - len(set(numbers))
    return lost, doubled
