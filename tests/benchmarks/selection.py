"""A region with 400 applications and three readers each: its ranking, its seal, its announcement and the letters.

The region stands under seven quotas of all kinds. Pages are asked of the application inside this process, as a server
would; the ranking alone is timed (by what it takes of the processor) over regions drawn anew, with six to eight quotas
that are hard to meet.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

import sqlalchemy as sa
from flask import Flask

from capacity.admission.calls.states.rules import FLAGS, PROVINCE, Quota, Rules
from capacity.admission.rounds.models import Round
from capacity.admission.rounds.states import Criterion, Entry, rank, result, verify
from capacity.core import clock, outbox
from capacity.core.config import Settings
from capacity.core.db import Base, db
from capacity.factory import create_app
from tests.benchmarks import loading
from tests.benchmarks.browsing import Browser, Failed
from tests.benchmarks.databases import postgres
from tests.benchmarks.loading import World
from tests.benchmarks.measuring import processor
from tests.benchmarks.pages import address, browser
from tests.benchmarks.settings import settings_for
from tests.factories import admission_review as factory
from tests.factories.crowded import READERS, SHARES, crowded
from tests.support.counting import counting

APPLICATIONS, SEATS, PROVINCES, REGIONS = 400, 30, 8, 15
WEIGHTS = (25, 20, 15, 15, 10, 10, 5)
SEED = "5eed" * 16
QUERIES, RANKING, SEAL, QUEUE = 12, 0.1, 2.0, 3.0
_HIDDEN = re.compile(rb'name="(csrf_token|sha256)"[^>]*?value="([^"]*)"')


@dataclass(frozen=True)
class Figure:
    """What was measured beside what it may be at most, in words and in numbers."""

    words: str
    found: float
    at_most: float


def measured(name: str, applications: int = APPLICATIONS) -> Iterator[Figure]:
    """The figures of a region of this size, on SQLite or PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="capacity-bench-") as folder:
        if name == "SQLite":
            yield from _measured(settings_for(Path(folder) / "data"), applications)
            return
        with postgres(Path(folder) / "database") as (url, _fall_over):
            yield from _measured(settings_for(Path(folder) / "data", url), applications)


def _measured(settings: Settings, applications: int) -> Iterator[Figure]:
    with redirect_stderr(StringIO()):
        app = create_app(settings)
    with app.app_context():
        engine = db.engine
        if settings.database_url:
            Base.metadata.drop_all(engine)
        loading.make_tables()
        made = factory.adopted(crowded(applications, seats=SEATS))
        people = {"desk": made.coordinator.id, "chair": made.chair.id}
        world, round_id = World(applications, clock.now(), people=people), made.round_id
        db.session.remove()
    yield from _figures(app, engine, world, round_id)
    engine.dispose()


def _figures(app: Flask, engine: sa.Engine, world: World, round_id: int) -> Iterator[Figure]:
    """No context of the application is held while its pages are asked for: each request makes its own."""
    desk, chair = (browser(app, world, who, compressed=False) for who in ("desk", "chair"))
    seal = address(app, "rounds.seal", round_id=round_id)
    yield _ranking_page(address(app, "rounds.ranking", round_id=round_id) + "?all=1", engine, desk)
    _post(desk, seal, {"capacity": "coordinator"})
    spent = _post(chair, seal, {"capacity": "chair"})
    with app.app_context():
        content = db.session.get_one(Round, round_id).sealed_content or ""
    checked = _timed(lambda: verify(content))
    if not verify(content).sound:
        raise Failed("the sealed file does not verify")
    words = f"the seal {spent:.2f} s, its verification {checked:.2f} s (at most {SEAL:g} together)"
    yield Figure(words, spent + checked, SEAL)
    spent = _post(desk, address(app, "rounds.announce", round_id=round_id), {})
    words = f"{world.size} letters queued in one transaction in {spent:.2f} s (at most {QUEUE:g})"
    yield Figure(words, spent, QUEUE)
    with app.app_context():
        yield Figure(f"and delivered by the worker in {_timed(outbox.run_due):.1f} s", 0, 0)


def _ranking_page(path: str, engine: sa.Engine, desk: Browser) -> Figure:
    desk.get(path)
    with counting(engine) as cost:
        seconds = desk.get(path).seconds
    words = f"the whole ranking in {cost.queries} queries (at most {QUERIES}), {seconds * 1000:.0f} ms"
    return Figure(words, cost.queries, QUERIES)


def _post(who: Browser, path: str, data: dict[str, str]) -> float:
    fields = {key.decode(): value.decode() for key, value in _HIDDEN.findall(who.get(path).body)}
    answer = who.post(path, fields | data)
    if answer.status != 302:
        raise Failed(f"{path} answered {answer.status}")
    return answer.seconds


def rankings(marks: str, count: int) -> Figure:
    """The ranking, its seats and what each quota changed, over regions drawn anew: the slowest counts."""
    spent = sorted(_spent(Random(place), marks, count) for place in range(REGIONS))
    words = (
        f"ranking with {count} quotas ({marks} marks): {spent[len(spent) // 2] * 1000:.0f} ms, "
        f"the slowest of {REGIONS} {spent[-1] * 1000:.0f} ms (under {RANKING * 1000:.0f})"
    )
    return Figure(words, spent[-1], RANKING)


def _spent(rng: Random, marks: str, count: int) -> float:
    criteria = [Criterion(f"c{place}", weight) for place, weight in enumerate(WEIGHTS)]
    entries = [_entry(rng, number) for number in range(APPLICATIONS)]
    quotas, rules = _quotas(rng, entries, count), Rules.read({"marks": marks})

    def act() -> Any:
        ranked = rank(criteria, entries, SEED, rules)
        return result(ranked, seats=SEATS, reserve_size=10, decisions={}, quotas=quotas)

    return min(processor(act)() for _turn in range(3))


def _timed(act: Callable[[], Any]) -> float:
    begun = perf_counter()
    act()
    return perf_counter() - begun


def _entry(rng: Random, number: int) -> Entry:
    groups = {PROVINCE + str(rng.randrange(PROVINCES))}
    groups |= {flag for flag, share in zip(FLAGS, SHARES, strict=True) if rng.random() < share}
    marks = [{f"c{place}": rng.randrange(11) for place in range(len(WEIGHTS))} for _reader in range(READERS)]
    receipt = hashlib.sha256(str(number).encode()).hexdigest()
    readers = tuple(str(reader) for reader in rng.sample(range(12), READERS))
    return Entry(f"2017-{number:04}", receipt, tuple(marks), frozenset(groups), readers)


def _quotas(rng: Random, entries: list[Entry], count: int) -> list[Quota]:
    """Floors above a group's share of the seats, and ceilings below it."""
    groups = [*FLAGS, *(PROVINCE + str(place) for place in range(PROVINCES))]
    found = []
    for group in rng.sample(groups, count):
        share = SEATS * sum(1 for entry in entries if group in entry.groups) / len(entries)
        ceiling = rng.random() < 0.4
        found.append(
            Quota(group, 0, max(1, round(share * 0.5))) if ceiling else Quota(group, min(8, round(share * 1.6)))
        )
    return found
