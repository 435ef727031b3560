"""The coordinator's table of 40,000 applications beside the same table of 400: statements, rows fetched, work.

The large one is the small one copied by the database itself, without the answers and documents, of which the table
reads nothing; the words by which the answers are found are copied too. What is compared is the processor's time, in
turns: SQLite works inside this process; of PostgreSQL the time of the process that serves us is added to ours.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from capacity.admission.applications.models import Application, ApplicationTag, Coalition, CoalitionMember
from capacity.admission.notes.models import Called, Charge, Note
from capacity.admission.rounds.models import Outcome
from capacity.core import search
from capacity.core.db import db, is_sqlite
from capacity.core.sqlite import count_what_is_there
from capacity.people.associations.models import Association, AssociationTheme, Suspicion
from tests.benchmarks.browsing import Failed
from tests.benchmarks.databases import beside, postgres, worked
from tests.benchmarks.loading import World
from tests.benchmarks.loading_desk import vary
from tests.benchmarks.measuring import processor, side_by_side
from tests.benchmarks.pages import LIST, Page, address, browser
from tests.benchmarks.settings import settings_for
from tests.support.counting import Cost, counting

FEW, MANY, STEP = 400, 40_000, 1_000_000
WORDS = "association femmes"
NARROWED: dict[str, tuple[float, dict[str, str]]] = {
    "first page": (1.6, {}),
    "filtered": (1.6, {"region": "MA-07", "state": "eligible"}),
    "last page": (2.0, {"last": "1"}),
    "searched": (3.0, {"q": WORDS}),
    "searched within a theme": (3.0, {"q": WORDS, "theme": "women"}),
}
"""How the table is asked, and how many times the work of the small one it may be at most."""
ANY: dict[str, tuple[float, dict[str, str]]] = {
    "any filter": (1.6, {}),
    "any filter, last page": (2.0, {"last": "1"}),
    "any filter, searched": (3.0, {"q": WORDS}),
}
"""Asked with each answer of each filter that the page offers: the worst counts."""
TURNS = 5
_OFFERED = re.compile(rb'type="checkbox" name="([a-z_]+)" value="([^"]+)"')
_OTHERS = frozenset({"columns", "ids", "all", "is_shared"})
ORDERS = ("moment", "number", "name", "province")
ROWS_A_PAGE = 25
LIST_PAGE = "applications.desk"
DATABASES = ("SQLite", "PostgreSQL")
Load = Callable[..., tuple[Flask, World]]


@dataclass(frozen=True)
class Grown:
    """One way of asking the table, of many applications beside few."""

    label: str
    order: str
    times: float
    at_most: float
    queries: tuple[int, int]
    rows: int
    worst: str = ""

    @property
    def is_reached(self) -> bool:
        """Whether it costs no more than it may."""
        rows = self.rows <= 5 * ROWS_A_PAGE
        return self.times <= self.at_most and self.queries[0] == self.queries[1] and rows


def grown(database: str, load: Load, *, rounds: int) -> Iterator[Grown]:
    """Measure each way of asking the table in each of its orders, small and large."""
    with tempfile.TemporaryDirectory(prefix="capacity-bench-") as name, _addresses(database, Path(name)) as addresses:
        few, many = (
            load(settings_for(Path(name) / size, at), FEW) for size, at in zip(("few", "many"), addresses, strict=True)
        )
        for app, world in (few, many):
            with app.app_context():
                vary(world)
        with many[0].app_context():
            for turn in range(1, MANY // FEW):
                _copy(turn)
        for app, _world in (few, many):
            _settle(app)
        for label, (at_most, asked) in NARROWED.items():
            for order in ORDERS:
                page = _page(asked if order == ORDERS[0] else asked | {"sort": order})
                yield _compared(label, order, at_most, page, few, many, rounds)
        for label, (at_most, asked) in ANY.items():
            yield _worst(label, at_most, asked, few, many, rounds)
        for app, _world in (few, many):
            with app.app_context():
                db.engine.dispose()


@contextmanager
def _addresses(database: str, folder: Path) -> Iterator[tuple[str, str]]:
    if database == "SQLite":
        yield "", ""
        return
    with postgres(folder / "postgres") as (server, _fall_over):
        yield beside(server, "few"), beside(server, "many")


def _settle(app: Flask) -> None:
    """What is done by night, by us on SQLite and by PostgreSQL itself, after so much was written."""
    with app.app_context():
        if is_sqlite(db.session()):
            count_what_is_there(db.session())
            db.session.commit()
            return
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM ANALYZE"))


def _page(arguments: dict[str, str]) -> Page:
    return Page("list", LIST, "coordinator", LIST_PAGE, lambda _world: arguments)


def _copy(turn: int) -> None:
    """One more of each application, of another association; in no order of the table does it stand beside the first."""
    ahead, mark, name = turn * STEP, f"-{turn}", sa.literal(f"{turn:02} ")
    number, listed = (name + column for column in (Application.number, Application.listed_number))
    _copied(ahead, Association, "id", "merged_into_id", receipt_number=Association.receipt_number + mark,
            receipt_key=Association.receipt_key + mark, name_ar=name + Association.name_ar,
            name_fr=name + Association.name_fr)  # fmt: skip
    _copied(ahead, AssociationTheme, "association_id")
    _copied(ahead, Suspicion, "id", "first_id", "second_id")
    _copied(ahead, Application, "id", "association_id", number=number, listed_number=listed)
    _copied(ahead, ApplicationTag, "application_id")
    _copied(ahead, Coalition, "id", "application_id")
    _copied(ahead, CoalitionMember, "id", "coalition_id", "association_id")
    _copied(ahead, Charge, "application_id")
    _copied(ahead, Note, "id", "application_id", request_id=Note.request_id + mark)
    _copied(ahead, Called, "id", "note_id")
    _copied(ahead, Outcome, "id", "application_id")
    _let_arrive_later(ahead, timedelta(days=turn))
    entry = search.SearchEntry
    place = sa.case((entry.id < 0, entry.id - ahead), else_=entry.id + ahead)
    _insert(entry, entry.id, id=place, object_id=entry.object_id + ahead)
    db.session.commit()


def _let_arrive_later(ahead: int, later: timedelta) -> None:
    table: Any = Application.__table__
    moments = db.session.execute(sa.select(table.c.id, table.c.listed_at).where(table.c.id < STEP)).all()
    moved = sa.update(table).where(table.c.id == sa.bindparam("copy")).values(listed_at=sa.bindparam("moment"))
    db.session.execute(moved, [{"copy": number + ahead, "moment": moment + later} for number, moment in moments])


def _copied(ahead: int, model: Any, *numbers: str, **changed: Any) -> None:
    """The rows of the first ones again, these numbers of theirs moved ahead."""
    columns = model.__table__.c
    moved = {name: columns[name] + ahead for name in numbers}
    _insert(model, columns[numbers[0]], **moved, **changed)


def _insert(model: Any, first: Any, **changed: Any) -> None:
    table = model.__table__
    kept = [changed.get(column.name, column) for column in table.columns]
    origin = sa.select(*kept).where(sa.func.abs(first) < STEP)
    db.session.execute(sa.insert(table).from_select([column.name for column in table.columns], origin))


def _worst(
    label: str, at_most: float, asked: dict[str, str], few: tuple[Flask, World], many: tuple[Flask, World], rounds: int
) -> Grown:
    """Each answer of each filter, tried for a moment; then the one that grew most, measured as the others are."""
    tried = []
    for name, value in _offered(*few):
        page = _page(asked | {name: value})
        small, large = (_least(app, _asking(page, app, world)) for app, world in (few, many))
        tried.append((large / small, name, value))
    _times, name, value = max(tried)
    found = _compared(label, ORDERS[0], at_most, _page(asked | {name: value}), few, many, rounds)
    return replace(found, worst=f"{name}={value}")


def _offered(app: Flask, world: World) -> list[tuple[str, str]]:
    """What the page of the small table offers to be narrowed to."""
    page = browser(app, world, "coordinator", compressed=False).get(address(app, LIST_PAGE)).body
    pairs = [(name.decode(), value.decode()) for name, value in _OFFERED.findall(page)]
    return [pair for pair in dict.fromkeys(pairs) if pair[0] not in _OTHERS]


def _least(app: Flask, ask: Callable[[], Any]) -> float:
    timed = processor(ask, worked(app))
    return min(timed() for _turn in range(TURNS))


def _compared(
    label: str, order: str, at_most: float, page: Page, few: tuple[Flask, World], many: tuple[Flask, World], rounds: int
) -> Grown:
    small, large = _asking(page, *few), _asking(page, *many)
    costs = [_cost(app, ask) for (app, _world), ask in ((few, small), (many, large))]
    acts = [processor(ask, worked(app)) for (app, _world), ask in ((many, large), (few, small))]
    measured = side_by_side(*acts, rounds=rounds)
    return Grown(label, order, measured.ratio, at_most, (costs[0].queries, costs[1].queries), costs[1].rows)


def _asking(page: Page, app: Flask, world: World) -> Callable[[], Any]:
    path, visitor = address(app, page.endpoint, **page.arguments(world)), browser(app, world, page.who)
    if visitor.get(path).status != 200:
        raise Failed(path)
    return lambda: visitor.get(path)


def _cost(app: Flask, ask: Callable[[], Any]) -> Cost:
    with app.app_context(), counting(db.engine) as cost:
        ask()
    return cost
