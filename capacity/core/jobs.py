"""Long work in the background, with its progress and a result to come back to.

A room starts a job in its unit of work; the worker runs the handler registered for its kind, which calls ``advance`` as
it goes, naming the step it is at, and returns the stored file, if there is one. The work is done at least once: a
handler starts from its payload.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.core.access import Actor
from capacity.core.clock import now as clock_now
from capacity.core.db import Base, Id, Mapped, db, enum_column, fk, mapped_column
from capacity.core.files import StoredFile, store
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import handles, post
from capacity.core.unit_of_work import unit_of_work

RUN, FORGET = "job.run", "job.forget"


class JobState(StrEnum):
    """How far long work is."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


class Job(Base):
    """One piece of long work, owned by the person who asked for it."""

    __tablename__ = "jobs"

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(sa.String(60))
    owner_id: Mapped[int] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(sa.String(2))
    payload: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    state: Mapped[JobState] = enum_column(JobState, default=JobState.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    step: Mapped[str | None] = mapped_column(sa.String(40))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    file_id: Mapped[int | None] = fk("stored_files.id")

    file: Mapped[StoredFile | None] = relationship()

    @property
    def is_over(self) -> bool:
        """Whether its file was made, and taken away again when its time was over."""
        return self.state is JobState.FINISHED and self.file_id is None and self.kind in _lifetimes

    @property
    def is_under_way(self) -> bool:
        """Whether there is still something to wait for."""
        return self.state in {JobState.WAITING, JobState.RUNNING}

    @property
    def step_words(self) -> object:
        """What is being done now, in words."""
        if self.state is JobState.WAITING:
            return _l("Waits for its turn")
        return _steps.get(self.kind, {}).get(self.step or "", _l("Under way"))


JobHandler = Callable[[Job], StoredFile | None]
Opens = Callable[[Job, Actor], bool]
_kinds: dict[str, JobHandler] = {}
_opens: dict[str, Opens] = {}
_lifetimes: dict[str, timedelta] = {}
_steps: dict[str, Mapping[str, object]] = {}


def does(
    kind: str, *, steps: Mapping[str, object], opens: Opens, kept_for: timedelta | None = None
) -> Callable[[JobHandler], JobHandler]:
    """Register the handler of a kind of job. It runs outside a transaction and opens its own units of work.

    ``steps`` are the words for each step that the handler names while it goes. ``opens`` says whether who asked for the
    work may still read what it made: roles end, people leave. The file it makes is taken away after ``kept_for``, if
    that is given; then nothing else may name it.
    """

    def register(handler: JobHandler) -> JobHandler:
        _kinds[kind], _steps[kind], _opens[kind] = handler, steps, opens
        if kept_for is not None:
            _lifetimes[kind] = kept_for
        return handler

    return register


def opens_to(job: Job, actor: Actor) -> bool:
    """Whether this person may read what the work made, as things are now."""
    opens = _opens.get(job.kind)
    return opens is not None and opens(job, actor)


def start(kind: str, payload: Mapping[str, Any], *, owner_id: int, language: str, now: datetime) -> Job:
    """Ask for long work in the current unit of work."""
    job = Job(kind=kind, payload=dict(payload), owner_id=owner_id, language=language, created_at=now)
    db.session.add(job)
    db.session.flush()
    post(RUN, {"job": job.id}, key=f"job:{job.id}", now=now)
    return job


def under_way(kind: str, payload: Mapping[str, Any], *, owner_id: int) -> Job | None:
    """The same work, asked for by the same person and not ended yet."""
    mine = sa.select(Job).where(Job.owner_id == owner_id, Job.kind == kind)
    begun = db.session.scalars(mine.where(Job.state.in_((JobState.WAITING, JobState.RUNNING))).order_by(Job.id)).all()
    return next((job for job in begun if job.payload == payload), None)


def advance(job_id: int, done: int, total: int, *, step: str) -> None:
    """Note the progress of a step; call it every few hundred rows, not for every row."""
    with unit_of_work() as session:
        session.execute(
            sa.update(Job).where(Job.id == job_id).values(done=done, total=total, step=step, state=JobState.RUNNING)
        )


@handles(RUN)
def run(payload: Mapping[str, Any]) -> None:
    """Run one job to its end; a finished one is left alone."""
    job = db.session.get(Job, payload["job"])
    if job is None or job.state is JobState.FINISHED:
        return
    number, handler = job.id, _kinds[job.kind]
    try:
        stored = handler(job)
    except Exception:
        db.session.rollback()
        _end(number, JobState.FAILED, None)
        raise
    _end(number, JobState.FINISHED, stored.id if stored is not None else None)


def _end(number: int, state: JobState, file_id: int | None) -> None:
    now = clock_now()
    with unit_of_work() as session:
        values = {"state": state, "finished_at": now, "file_id": file_id, "done": Job.total}
        session.execute(sa.update(Job).where(Job.id == number).values(**values))
        lifetime = _lifetimes.get(session.get_one(Job, number).kind)
        if file_id is not None and lifetime is not None:
            post(FORGET, {"job": number}, key=f"{FORGET}:{number}", now=now, run_at=now + lifetime)


@handles(FORGET)
def forget(payload: Mapping[str, Any]) -> None:
    """The time of a job's file is over: its row goes, then its bytes; the sweep finds them should this end between."""
    with unit_of_work() as session:
        job = session.get(Job, payload["job"])
        if job is None or job.file is None:
            return
        stored, key = job.file, job.file.key
        job.file = None
        session.flush()
        store().remove(session, stored)
    store().discard([key])
