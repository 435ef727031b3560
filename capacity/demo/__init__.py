"""The demo: the real first phase, told through the actions that people use, by invented associations and people."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from time import perf_counter
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from capacity.core import clock, outbox
from capacity.core.db import db, is_sqlite
from capacity.core.unit_of_work import unit_of_work
from capacity.demo.chapters import (
    accounts,
    applications,
    associations,
    attendance,
    calls,
    certificates,
    clarifications,
    complaints,
    desk,
    enquiries,
    folders,
    further,
    keeping,
    mechanisms,
    mentorships,
    notes,
    on_paper,
    partnerships,
    phases,
    review,
    rounds,
    screening,
    sessions,
    shadow_reports,
    territory,
)
from capacity.demo.story import Story

CHAPTERS: tuple[ModuleType, ...] = (
    territory,
    phases,
    accounts,
    associations,
    calls,
    applications,
    enquiries,
    on_paper,
    desk,
    folders,
    clarifications,
    review,
    rounds,
    complaints,
    screening,
    further,
    notes,
    sessions,
    attendance,
    certificates,
    mechanisms,
    mentorships,
    shadow_reports,
    partnerships,
    keeping,
)
"""In the order of the journey; each has one function, ``tell(story)``."""

LETTERS_LEFT = timedelta(days=2)
"""Letters younger than this are left to the worker; older ones count as delivered long ago."""


def build(
    app: Flask,
    *,
    seed: int,
    today: date,
    progress: Callable[[str], None],
    chapters: Sequence[ModuleType] = CHAPTERS,
) -> Story:
    """Tell the story into the application's empty database; the same content for the same seed and day."""
    secret = str(app.config["SECRET_KEY"])
    story = Story(seed=seed, today=today, say=progress, service_secret=secret)
    with app.app_context(), _quickly():
        for chapter in chapters:
            begun = perf_counter()
            chapter.tell(story)
            settle(story.moment(0, hour=0))
            progress(f"{chapter.__name__.rpartition('.')[2]}: {perf_counter() - begun:.1f} s")
    return story


def settle(midnight: datetime) -> None:
    """Do what the chapter left to be done until the day on which the story stops: past letters count as delivered,
    events reach the rooms that handle them."""
    before = midnight - LETTERS_LEFT
    with unit_of_work() as session:
        delivered = sa.and_(outbox.OutboxItem.name == outbox.DELIVER, outbox.OutboxItem.created_at < before)
        past = sa.or_(delivered, outbox.OutboxItem.name.not_in(outbox.heard()))
        session.execute(
            sa.update(outbox.OutboxItem)
            .where(past, outbox.OutboxItem.done_at.is_(None))
            .values(done_at=outbox.OutboxItem.created_at),
            execution_options={"synchronize_session": False},
        )
        session.execute(
            sa.update(outbox.Letter)
            .where(outbox.Letter.created_at < before, outbox.Letter.superseded_at.is_(None))
            .where(outbox.Letter.sent_at.is_(None))
            .values(sent_at=outbox.Letter.created_at),
            execution_options={"synchronize_session": False},
        )
    clock.set_now(midnight)
    try:
        outbox.run_due(midnight, limit=100_000, leaving={outbox.DELIVER})
    finally:
        clock.set_now(None)


@contextmanager
def _quickly() -> Iterator[None]:
    """Spare the wait for the disk and the search for garbage: a folder that failed is built anew."""
    thresholds = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        with _without_disk():
            yield
    finally:
        gc.set_threshold(*thresholds)


@contextmanager
def _without_disk() -> Iterator[None]:
    """SQLite hands its pages to the system without waiting for the disk."""
    if not is_sqlite(db.engine):
        yield
        return
    db.session.remove()
    db.engine.dispose()
    event.listen(db.engine, "connect", _do_not_wait)
    try:
        yield
    finally:
        event.remove(db.engine, "connect", _do_not_wait)
        db.session.remove()
        db.engine.dispose()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _do_not_wait(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")
