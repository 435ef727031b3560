"""``python -m tests.benchmarks``: what pages, journeys and the export cost, beside the least that could be.

Ours and the bare application each stand behind the server that the software ships with, in one process, and are asked
in turns over one connection. A ratio is requests a second of ours by requests a second of the bare thing; the one
"without server" calls the applications inside this process, and compares the work of making a page alone.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask

from capacity.core import clock
from capacity.core.config import Settings
from capacity.core.db import Base, db
from capacity.factory import create_app
from tests.benchmarks import exporting, extras, journeys, loading, loading_admission, loading_calls, loading_training
from tests.benchmarks.bare import create_bare
from tests.benchmarks.browsing import Browser, Failed
from tests.benchmarks.databases import postgres
from tests.benchmarks.loading import World
from tests.benchmarks.measuring import WARMING, WARMING_TURNS, Measured, at_once, in_turns, side_by_side
from tests.benchmarks.pages import PAGES, TICK, NotThere, Page, address, browser, tick
from tests.benchmarks.report import Line, Report, told, written_into
from tests.benchmarks.serving import served
from tests.benchmarks.settings import compression_of, settings_for
from tests.benchmarks.wire import Wire
from tests.support.counting import counting

SUBMIT, EXPORT_TIMES, EXPORT_MEGABYTES = 0.5, 4, 40
CLIENTS, TURN, WORKERS = 4, 12, 2
"""So many clients at the same time, so many journeys in a turn, and the processes that ``capacity serve`` starts."""
LIST = "applications.desk"


@dataclass
class Bench:
    """Both applications, inside this process and behind the server."""

    app: Flask
    settings: Settings
    world: World
    bare: Flask
    ours_served: Wire
    bare_served: Wire
    options: argparse.Namespace
    report: Report

    def page(self, page: Page) -> dict[str, Any]:
        """What a page costs."""
        path = address(self.app, page.endpoint, **page.arguments(self.world))
        asking = browser(self.app, self.world, page.who)
        through = browser(self.app, self.world, page.who, self.ours_served)
        plain = browser(self.app, self.world, page.who, compressed=False).get(path)
        if plain.status != 200:
            raise Failed(f"{path} answered {plain.status}")
        with self._counting() as cost:
            sent = asking.get(path)
        figures = self._figures(lambda: through.get(path).seconds, lambda: asking.get(path).seconds)
        return figures | {"queries": cost.queries, "rows": cost.rows, "bytes": len(plain.body), "sent": len(sent.body)}

    def tick(self) -> dict[str, Any]:
        """What a tap on the register costs."""
        tap, through = tick(self.app, self.world), tick(self.app, self.world, self.ours_served)
        with self._counting() as cost:
            sent = tap()
        figures = self._figures(lambda: through().seconds, lambda: tap().seconds)
        return figures | {"queries": cost.queries, "rows": cost.rows, "bytes": len(sent.body), "sent": len(sent.body)}

    def journey(self, ours: Callable[..., Any], theirs: Callable[..., Any]) -> dict[str, Any]:
        """What a journey costs, behind the server."""
        trips = ours(self.app, self.world, self.ours_served)
        measured = in_turns(theirs(self.bare_served), trips, rounds=self.options.journeys)
        return {"ratio": measured.ratio, "milliseconds": measured.ours * 1000}

    def least(self) -> dict[str, Any]:
        """What the requests of a submit journey cost with the least behind each of them."""
        trips = journeys.bare_journey(self.bare_served), journeys.bare_acts(self.bare_served)
        measured = in_turns(*trips, rounds=self.options.journeys)
        return {"ratio": measured.ratio, "milliseconds": measured.ours * 1000}

    def journeys_at_once(self) -> dict[str, Any]:
        """What the sending costs when several do it at the same time, behind the server as it is served by default."""
        rounds = max(3, self.options.journeys // 2)
        after, journeys_made = self.options.journeys + WARMING, (rounds + WARMING_TURNS) * TURN
        work = iter(list(journeys.work_for(self.world, journeys=journeys_made, after=after)))
        with (
            served(self.settings, "ours", workers=WORKERS) as ours,
            served(self.settings, "bare", workers=WORKERS) as bare,
        ):
            measured = at_once(
                [journeys.bare_journey(Wire(bare.port)) for _ in range(CLIENTS)],
                [journeys.submission(self.app, self.world, Wire(ours.port), work) for _ in range(CLIENTS)],
                rounds=rounds,
                each=TURN,
            )
        return {"ratio": measured.ratio, "milliseconds": measured.ours * 1000}

    def bare_figures(self) -> dict[str, float]:
        """Seconds of the three bare things, behind the server."""
        greeted, reader = Browser(self.bare_served), Browser(self.bare_served)
        both = side_by_side(
            lambda: greeted.get("/").seconds, lambda: reader.get("/rows").seconds, rounds=self.options.rounds
        )
        trips = journeys.bare_journey(self.bare_served)
        return {"hello": both.bare, "a list": both.ours, "a journey": in_turns(trips, trips, rounds=5).ours}

    def note(self, label: str, against: str, target: float | None, measure: Callable[[], dict[str, Any]]) -> None:
        """Measure and write a line; a page that is not there yet, or fails, has a line that says so."""
        if self.options.only not in label:
            return
        say(f"{label}, {self.world.size} applications")
        line = Line(label, self.world.size, against, target=target)
        try:
            for name, value in measure().items():
                setattr(line, name, value)
        except NotThere:
            line.missing = "not there yet"
        except Failed as problem:
            line.missing = f"failed: {problem}"
        self.report.lines.append(line)

    def _figures(self, through: Callable[[], float], alone: Callable[[], float]) -> dict[str, Any]:
        greeted_through, greeted = Browser(self.bare_served), Browser(self.bare.wsgi_app)
        rounds = self.options.rounds
        measured = side_by_side(lambda: greeted_through.get("/").seconds, through, rounds=rounds)
        inside: Measured = side_by_side(lambda: greeted.get("/").seconds, alone, rounds=max(3, rounds // 2))
        return {"ratio": measured.ratio, "milliseconds": measured.ours * 1000, "alone": inside.ratio}

    def _counting(self) -> Any:
        with self.app.app_context():
            return counting(db.engine)


PARTS = ("pages", "export", "table", "selection", "last-hour", "weights")
README = Path(__file__).parents[2] / "README.md"


def main() -> int:
    """Measure what was asked for, print it, and write it into the README if that was asked for."""
    options = _options()
    report = Report(date.today(), options.database.split(":")[0] or "SQLite")
    if {"pages", "export"} & set(options.parts):
        for size in options.sizes if "pages" in options.parts else options.sizes[-1:]:
            with tempfile.TemporaryDirectory(prefix="capacity-bench-") as folder:
                _measure(report, size, settings_for(Path(folder) / "data", options.database), options)
        if "pages" in options.parts and not options.database:
            with tempfile.TemporaryDirectory(prefix="capacity-bench-") as folder:
                _measure_on_postgres(report, options.sizes[0], Path(folder), options)
    for part in (extras.table, extras.selection, extras.last_hour, extras.weights):
        if part.__name__.replace("_", "-") in options.parts:
            report.parts[part.__name__.replace("_", "-")] = part(loaded, options, say)
    sys.stdout.write((json.dumps(report.as_json(), indent=1) if options.json else report.as_table()) + "\n")
    if options.write:
        README.write_text(written_into(README.read_text(encoding="utf-8"), report.blocks()), encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all unless named")
    parser.add_argument("--sizes", type=int, nargs="+", default=[400, 4_000], help="how many applications")
    parser.add_argument("--rounds", type=int, default=5, help="how often each page and its bare counterpart take turns")
    parser.add_argument("--journeys", type=int, default=21, help="how many journeys of each kind")
    parser.add_argument("--associations", type=int, default=500, help="how many apply in the last hour")
    parser.add_argument("--at-once", type=int, default=50, help="how many of them at the same time")
    parser.add_argument("--database", default="", help="a database to use instead of SQLite; it is emptied first")
    parser.add_argument("--only", default="", help="of the pages only what has these words in its name")
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.add_argument("--write", action="store_true", help="write what was measured into the README")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    options.parts = options.parts or list(PARTS)
    return options


def loaded(settings: Settings, size: int, journeys: int = loading.JOURNEYS) -> tuple[Flask, World]:
    """The application on a database with so many applications, and drafts for so many journeys."""
    with quiet():
        app = create_app(settings)
    world = World(size, clock.now().replace(microsecond=0), journeys=journeys)
    with app.app_context():
        if settings.database_url:
            Base.metadata.drop_all(db.engine)
        loading.make_tables()
        loading.load_programme(world)
        loading.load_people(world, settings)
        loading_admission.load_all(world, settings)
        loading_training.load_training(world)
        db.session.commit()
        loading.let_numbers_follow(world)
        db.session.remove()
    return app, world


def _measure(report: Report, size: int, settings: Settings, options: argparse.Namespace) -> None:
    say(f"loading {size} applications")
    with quiet():
        app, world = loaded(settings, size)
        bare = create_bare(settings.data, settings, rows=size, compression=compression_of(app))
    with served(settings, "ours") as ours_served, served(settings, "bare") as bare_served:
        bench = Bench(app, settings, world, bare, ours_served, bare_served, options, report)
        if "pages" in options.parts:
            report.bare = report.bare or bench.bare_figures()
            _note_all(bench)
        if "export" in options.parts and size == options.sizes[-1]:
            _export(report, settings, bench)
    with app.app_context():
        db.engine.dispose()


def _measure_on_postgres(report: Report, size: int, folder: Path, options: argparse.Namespace) -> None:
    """The sending again, on the other database."""
    with postgres(folder / "postgres") as (url, _fall_over):
        settings = settings_for(folder / "data", url)
        say(f"loading {size} applications into PostgreSQL")
        with quiet():
            app, world = loaded(settings, size)
            bare = create_bare(settings.data, settings, rows=size, compression=compression_of(app))
        with served(settings, "ours") as ours_served, served(settings, "bare") as bare_served:
            bench = Bench(app, settings, world, bare, ours_served, bare_served, options, report)
            _note_sending(bench, ", PostgreSQL")
        with app.app_context():
            db.engine.dispose()
        with bare.app_context():
            bare.extensions["sqlalchemy"].engine.dispose()


def _note_sending(bench: Bench, where: str = "") -> None:
    bench.note(
        f"submit journey{where}",
        "bare journey",
        SUBMIT,
        lambda: bench.journey(journeys.submission, journeys.bare_journey),
    )
    bench.note(f"the same requests, bare{where}", "bare journey", None, bench.least)
    bench.note(f"submit journey, {CLIENTS} at once{where}", "bare journey", SUBMIT, bench.journeys_at_once)


def _note_all(bench: Bench) -> None:
    for page in PAGES:
        bench.note(page.label, "hello", page.target, lambda page=page: bench.page(page))  # type: ignore[misc]
    bench.note("attendance tick", "hello", TICK, bench.tick)
    bench.note("sign-in", "bare sign-in", None, lambda: bench.journey(journeys.sign_in, journeys.bare_sign_in))
    _note_sending(bench)


@contextmanager
def quiet() -> Any:
    """The log of requests goes where nobody reads it: it is written, as in a service, but not here."""
    with redirect_stderr(StringIO()):
        yield


def say(words: str) -> None:
    """Tell who waits what is being done."""
    if sys.__stderr__ is not None:
        sys.__stderr__.write(f"  {words} …\n")


def _export(report: Report, settings: Settings, bench: Bench) -> None:
    size = bench.world.size
    say(f"export of {size} applications")
    reader, path = browser(bench.app, bench.world, "coordinator", bench.ours_served), address(bench.app, LIST)
    try:
        ours, raw, answered = exporting.compare(settings, lambda: reader.get(path).seconds)
    except RuntimeError as problem:
        report.parts["export"] = [f"- failed: {problem}"]
        return
    ratio, above = ours.seconds / raw.seconds, ours.memory / 1e6
    report.parts["export"] = [
        told(
            f"{size:,} applications × {loading_calls.QUESTIONS} answers to XLSX in {ours.seconds:.1f} s; the raw "
            f"writer with the same cells {raw.seconds:.1f} s; {ratio:.2f} times, at most {EXPORT_TIMES}",
            reached=ratio <= EXPORT_TIMES,
            nearly=ratio <= 2 * EXPORT_TIMES,
        ),
        told(
            f"{above:.0f} MB above the idle process, at most {EXPORT_MEGABYTES} "
            f"(the raw writer {raw.memory / 1e6:.0f})",
            reached=above <= EXPORT_MEGABYTES,
            nearly=above <= 2 * EXPORT_MEGABYTES,
        ),
        (
            f"- meanwhile the table was opened {len(answered)} times, in {median(answered) * 1000:.0f} ms; the slowest "
            f"time {max(answered) * 1000:.0f} ms"
        ),
    ]


if __name__ == "__main__":
    sys.exit(main())
