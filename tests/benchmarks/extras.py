"""The parts of the measurements that need a world of their own: the grown table, the last hour, a region's selection,
weights on the line."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from flask import Flask

from tests.benchmarks import growth
from tests.benchmarks import selection as region
from tests.benchmarks import weights as line
from tests.benchmarks.databases import postgres
from tests.benchmarks.form import form_of
from tests.benchmarks.growth import MANY, Load
from tests.benchmarks.last_hour import Outcome
from tests.benchmarks.last_hour import last_hour as survive
from tests.benchmarks.loading import World
from tests.benchmarks.pages import address, browser
from tests.benchmarks.report import told
from tests.benchmarks.serving import served
from tests.benchmarks.settings import settings_for

Say = Callable[[str], None]
SMALL = 40


def table(load: Load, options: argparse.Namespace, say: Say) -> list[str]:
    """The coordinator's table of 40,000 applications beside that of 400, on both databases."""
    lines = [
        "| page | in order of | at most | SQLite | PostgreSQL | queries | rows | |",
        "|---|---|--:|--:|--:|--:|--:|---|",
    ]
    found = []
    for name in growth.DATABASES:
        say(f"the table of {MANY} applications, on {name}")
        found.append(list(growth.grown(name, load, rounds=options.rounds)))
    for both in zip(*found, strict=True):
        one = both[0]
        nearly = all(each.times <= 2 * one.at_most for each in both)
        verdict = "ok" if all(each.is_reached for each in both) else "short" if nearly else "defect"
        times = " | ".join(f"{each.times:.2f}" for each in both)
        queries = max(each.queries[1] for each in both)
        rows = max(each.rows for each in both)
        worst = " / ".join(each.worst for each in both if each.worst)
        label = f"{one.label}; the worst: {worst}" if worst else one.label
        lines.append(f"| {label} | {one.order} | {one.at_most:g} | {times} | {queries} | {rows} | {verdict} |")
    return lines


def last_hour(load: Load, options: argparse.Namespace, say: Say) -> list[str]:
    """The last hour before a closing, on both databases."""
    ends = []
    for name in ("SQLite", "PostgreSQL"):
        say(f"{options.associations} associations apply, on {name}")
        with tempfile.TemporaryDirectory(prefix="capacity-bench-") as folder:
            ends.append(_on(name, load, Path(folder), options))
    return [told(one.words, reached=one.is_clean) for one in ends]


def _on(name: str, load: Load, folder: Path, options: argparse.Namespace) -> Outcome:
    numbers = {"associations": options.associations, "at_once": options.at_once}
    if name == "SQLite":
        settings = settings_for(folder / "data")
        return survive(*load(settings, SMALL, options.associations), settings, **numbers)
    with postgres(folder / "database") as (url, fall_over):
        settings = settings_for(folder / "data", url)
        return survive(*load(settings, SMALL, options.associations), settings, **numbers, restart_database=fall_over)


def selection(_load: Load, _options: argparse.Namespace, say: Say) -> list[str]:
    """A region with 400 applications and three readers each, from its ranking to its letters."""
    found = []
    for marks in ("raw", "adjusted"):
        for count in (6, 8):
            say(f"rankings with {count} quotas")
            found.append(region.rankings(marks, count))
    for name in ("SQLite", "PostgreSQL"):
        say(f"a region with {region.APPLICATIONS} applications, on {name}")
        found += [replace(one, words=f"{name}: {one.words}") for one in region.measured(name)]
    return [
        told(one.words, reached=one.found <= one.at_most, nearly=one.found <= 2 * one.at_most)
        if one.at_most
        else f"- {one.words}"
        for one in found
    ]


def weights(load: Load, _options: argparse.Namespace, say: Say) -> list[str]:
    """What a call's page weighs, and when a slow telephone shows the first text of an application's page."""
    say("pages on a slow telephone")
    with tempfile.TemporaryDirectory(prefix="capacity-bench-") as folder:
        settings = settings_for(Path(folder) / "data")
        app, world = load(settings, SMALL)
        with served(settings, "ours") as wire, line.chromium() as chromium:
            site = f"http://127.0.0.1:{wire.port}"
            visiting = line.telephone(chromium, site, {"language": "ar"})
            call = line.weigh(visiting.new_page(), address(app, "calls.show", reference=world.open_reference))
            page, cookies = _own_page(app, world)
            seconds = line.first_text(line.telephone(chromium, site, cookies), page)
    return [
        told(
            f"the page of a call: {call.html / 1000:.0f} kB of HTML (under {line.HTML / 1000:.0f}), "
            f"{call.first / 1000:.0f} kB compressed with everything the first time (under {line.FIRST / 1000:.0f}), "
            f"{call.after / 1000:.0f} kB after (under {line.AFTER / 1000:.0f})",
            reached=call.is_reached,
        ),
        told(
            f"a page of an application on a line of 400 kbit/s and 400 ms, met for the first time: the first text "
            f"after {seconds:.1f} s, at most {line.FIRST_TEXT_SECONDS}",
            reached=seconds <= line.FIRST_TEXT_SECONDS,
            nearly=seconds <= 2 * line.FIRST_TEXT_SECONDS,
        ),
    ]


def _own_page(app: Flask, world: World) -> tuple[str, dict[str, str]]:
    """The first page of the first draft, and what a browser of its association holds."""
    draft = world.drafts[0]
    world.people["applicant"] = world.applicants[0]
    who = browser(app, world, "applicant")
    return form_of(app, world).page(draft), dict(who.cookies)
