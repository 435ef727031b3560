"""Which templates and papers no test renders, and which modules have grown: told at the end of a whole run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from capacity.core import papers
from capacity.core.config import resource

ROOT = Path(__file__).parents[2]
LONG_MODULE, LONG_TEMPLATE, LONG_TEST = 300, 120, 350
RENDERED = {".html", ".txt", ".typ"}
_PAPER_IMPORT = re.compile(r'^#(?:import|include) "([^"]+)"', re.MULTILINE)
_used: set[str] = set()
_from_workers: set[str] = set()


class Compiled(BytecodeCache):
    """Templates compiled in this process, for each of its applications."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What an earlier application made of the template, if it was the same."""
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was made."""
        self._known[bucket.key] = bucket.bytecode_to_string()


compiled = Compiled()


def watch(app: Flask) -> None:
    """Note every template that the application loads: a page, what it extends, includes and imports."""
    app.jinja_env.bytecode_cache = compiled
    loader: Any = app.jinja_env.loader
    get_source = loader.get_source

    def noted(environment: Any, template: str) -> Any:
        found = get_source(environment, template)
        _used.add(template)
        return found

    loader.get_source = noted


def pytest_configure() -> None:
    """Note every paper that is drawn, and what it imports."""
    draw = papers.typst.compile

    def noted(path: str, **settings: Any) -> Any:
        drawn = draw(path, **settings)
        if "root" in settings:
            _note_paper(resource("templates").resolve() / Path(path).relative_to(settings["root"]))
        return drawn

    papers.typst.compile = noted


def _note_paper(path: Path) -> None:
    root, path = resource("templates").resolve(), path.resolve()
    if not path.is_relative_to(root):  # the demo draws some of its own
        return
    _used.add(path.relative_to(root).as_posix())
    for name in _PAPER_IMPORT.findall(path.read_text(encoding="utf-8")):
        _note_paper(root / name.removeprefix("/") if name.startswith("/") else path.parent / name)


def pytest_testnodedown(node: Any) -> None:
    """A worker hands over what it used."""
    _from_workers.update(getattr(node, "workeroutput", {}).get("templates", ()))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In a worker, hand over; in the end, a template that nobody rendered fails a run of the whole suite."""
    if hasattr(session.config, "workerinput"):
        session.config.workeroutput["templates"] = sorted(_used)
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not _is_whole(session.config):
        return
    for line in sizes():
        reporter.line(line)
    unused = never_rendered(_used | _from_workers)
    if unused and session.exitstatus == pytest.ExitCode.OK:
        reporter.section("templates that no test renders", red=True)
        for name in unused:
            reporter.line(name)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def never_rendered(used: set[str]) -> list[str]:
    """Templates of the house that are not among those used."""
    folder = resource("templates")
    known = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*") if path.suffix in RENDERED}
    return sorted(known - used)


def sizes() -> list[str]:
    """The files longer than a reader likes, one line a kind."""
    kinds = (
        ("modules", "capacity", "*.py", LONG_MODULE),
        ("templates", "templates", "*.html", LONG_TEMPLATE),
        ("test modules", "tests", "*.py", LONG_TEST),
    )
    told = []
    for kind, folder, pattern, limit in kinds:
        counted = [
            (len(path.read_text(encoding="utf-8").splitlines()), path) for path in (ROOT / folder).rglob(pattern)
        ]
        long = sorted((lines, path.relative_to(ROOT).as_posix()) for lines, path in counted if lines > limit)
        if long:
            told.append(
                f"{kind} over {limit} lines: " + ", ".join(f"{path} ({lines})" for lines, path in reversed(long))
            )
    return told


def _is_whole(config: pytest.Config) -> bool:
    chosen = [Path(argument.split("::")[0]).resolve() for argument in config.args]
    marks = config.option.markexpr in {"", "not allpages"}
    return (
        chosen == [ROOT / "tests"] and marks and not config.option.keyword and not getattr(config.option, "lf", False)
    )
