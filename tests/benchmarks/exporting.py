"""Exporting every application with its answers to XLSX, beside writing the same cells with the raw writer.

Each is done in a process of its own, whose peak of memory is compared with what it held before it began. Run as a
module with what to do (``cells``, ``ours`` or ``raw``) and a file for the cells.
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import xlsxwriter
from flask import Flask

from capacity.admission.applications.models import Application
from capacity.admission.applications.views import export
from capacity.core import clock, jobs
from capacity.core.config import Settings
from capacity.core.db import db
from capacity.core.languages import in_language
from capacity.core.unit_of_work import unit_of_work
from capacity.factory import create_app
from tests.benchmarks.settings import as_environment


@dataclass(frozen=True)
class Spent:
    """Seconds, and the most memory held beyond what was held before, in bytes."""

    seconds: float
    memory: int


def compare(settings: Settings, meanwhile: Callable[[], float]) -> tuple[Spent, Spent, list[float]]:
    """(ours, the raw writer, the seconds of each page that ``meanwhile`` asked for while ours was made)."""
    with tempfile.TemporaryDirectory() as folder:
        cells = Path(folder) / "cells"
        _process(settings, "cells", cells)
        with _asking(meanwhile) as answered:
            ours = _process(settings, "ours", cells)
        raw = _process(settings, "raw", cells)
    return ours, raw, answered


@contextmanager
def _asking(ask: Callable[[], float]) -> Iterator[list[float]]:
    """Somebody opens a page now and then, until the block ends."""
    over, answered = threading.Event(), [ask()]

    def keep_asking() -> None:
        while not over.wait(0.2):
            answered.append(ask())

    asking = threading.Thread(target=keep_asking)
    asking.start()
    try:
        yield answered
    finally:
        over.set()
        asking.join()


def _process(settings: Settings, what: str, cells: Path) -> Spent:
    command = [sys.executable, "-m", "tests.benchmarks.exporting", what, str(cells)]
    done = subprocess.run(
        command, env=os.environ | as_environment(settings), capture_output=True, text=True, timeout=600, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return Spent(**json.loads(done.stdout.splitlines()[-1]))


def timed(work: Callable[[], float]) -> Spent:
    """Do the work, which answers how many seconds of it do not count."""
    before, begun = peak(), time.perf_counter()
    apart = work()
    seconds = time.perf_counter() - begun - apart
    return Spent(seconds, peak() - before)


def peak() -> int:
    """The most memory this process ever held, in bytes; Linux's usual figure would count its parent's as well."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _every_id() -> list[int]:
    return list(
        db.session.scalars(sa.select(Application.id).where(Application.number.is_not(None)).order_by(Application.id))
    )


def write_cells(app: Flask, target: Path) -> float:
    """Put the cells of our export into a file, a row at a time."""
    with app.test_request_context("/"), in_language("fr"), target.open("wb") as file:
        ids = _every_id()
        columns, asked = export.columns_of(ids, "fr")
        pickle.dump([column.label for column in columns], file)
        for row in export.rows_of(ids, asked, "fr"):
            pickle.dump([row.get(column.key) for column in columns], file)
    return 0.0


def write_ours(app: Flask, job: int) -> float:
    """The job that a coordinator starts, to its end: the workbook is in the store."""
    with app.app_context():
        jobs.run({"job": job})
        made = db.session.get_one(jobs.Job, job)
        if made.file_id is None:
            raise RuntimeError("the export made no file")
    return 0.0


def begin_ours(app: Flask) -> int:
    """Ask for the export."""
    with app.app_context():
        ids = _every_id()
        with unit_of_work():
            payload = {"ids": ids, "language": "fr"}
            return jobs.start(export.KIND, payload, owner_id=1, language="fr", now=clock.now()).id


def write_raw(cells: Path) -> float:
    """The raw writer with the same cells; how long it took to read them."""
    apart = 0.0
    with tempfile.TemporaryDirectory() as folder, cells.open("rb") as file:
        book = xlsxwriter.Workbook(
            f"{folder}/raw.xlsx", {"constant_memory": True, "remove_timezone": True, "tmpdir": folder}
        )
        sheet, moment = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        rows = _rows(file)
        for place in range(10**9):
            begun = time.perf_counter()
            row = next(rows, None)
            apart += time.perf_counter() - begun
            if row is None:
                break
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(place, column, value)
                elif hasattr(value, "year"):
                    sheet.write_datetime(place, column, value, moment)
                elif value is not None:
                    sheet.write_number(place, column, value)
        book.close()
    return apart


def _rows(file: Any) -> Iterator[list[Any]]:
    try:
        while True:
            yield pickle.load(file)
    except EOFError:
        return


def tell(spent: Spent) -> None:
    """The last line of what this process says."""
    sys.stdout.write(json.dumps(asdict(spent)) + "\n")


def main(what: str, cells: Path) -> None:
    """Do one of the three and say what it took."""
    if what == "raw":
        tell(timed(lambda: write_raw(cells)))
        return
    app = create_app(Settings.from_environment())
    if what == "cells":
        tell(timed(lambda: write_cells(app, cells)))
        return
    job = begin_ours(app)
    tell(timed(lambda: write_ours(app, job)))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
