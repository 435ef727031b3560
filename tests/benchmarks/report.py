"""What was measured, as a table for people and as JSON."""

from __future__ import annotations

import os
import platform
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any


@dataclass
class Line:
    """One page or journey at one size of the database."""

    label: str
    size: int
    against: str
    ratio: float | None = None
    alone: float | None = None
    target: float | None = None
    milliseconds: float | None = None
    queries: int | None = None
    rows: int | None = None
    bytes: int | None = None
    sent: int | None = None
    missing: str = ""

    @property
    def verdict(self) -> str:
        """``ok``; ``short`` of the target; ``defect`` below half of it."""
        if self.missing:
            return self.missing
        if self.target is None or self.ratio is None:
            return ""
        return "ok" if self.ratio >= self.target else "short" if self.ratio >= self.target / 2 else "defect"


@dataclass
class Report:
    """All of it."""

    day: date
    database: str
    bare: dict[str, float] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    export: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For whoever compares runs."""
        lines = [asdict(line) | {"verdict": line.verdict} for line in self.lines]
        return {
            "day": self.day.isoformat(), "machine": machine(), "database": self.database, "bare": self.bare,
            "lines": lines, "export": self.export,
        }  # fmt: skip

    def as_table(self) -> str:
        """As Markdown."""
        bare = ", ".join(f"{name} {value * 1000:.2f} ms" for name, value in self.bare.items())
        head = [
            f"Measured on {self.day.isoformat()}: {machine()}, {self.database}. Bare figures of the same run: {bare}.",
            "",
            "| page | applications | ratio | to | at least | | without server | ms | queries | rows | kB | kB sent |",
            "|---|--:|--:|---|--:|---|--:|--:|--:|--:|--:|--:|",
        ]
        return "\n".join([*head, *(_row(line) for line in self.lines), *self._export_words()])

    def _export_words(self) -> list[str]:
        if not self.export:
            return []
        one = self.export
        verdict = (
            "ok" if one["ratio"] <= one["at_most"] else "short" if one["ratio"] <= 2 * one["at_most"] else "defect"
        )
        return [
            "",
            (
                f"Export of {one['applications']:.0f} applications × {one['questions']:.0f} answers to XLSX: "
                f"{one['seconds']:.2f} s, {one['memory'] / 1e6:.0f} MB above idle; the raw writer with the same cells: "
                f"{one['raw_seconds']:.2f} s, {one['raw_memory'] / 1e6:.0f} MB. "
                f"Ratio {one['ratio']:.2f}, at most {one['at_most']:.0f}: {verdict}."
            ),
        ]


def _row(line: Line) -> str:
    cells = [
        line.label,
        f"{line.size:,}",
        "" if line.ratio is None else f"{line.ratio:.3f}",
        line.against,
        "" if line.target is None else f"{line.target:g}",
        line.verdict,
        "" if line.alone is None else f"{line.alone:.3f}",
        "" if line.milliseconds is None else f"{line.milliseconds:.2f}",
        *("" if value is None else str(value) for value in (line.queries, line.rows)),
        *("" if value is None else f"{value / 1000:.1f}" for value in (line.bytes, line.sent)),
    ]
    return "| " + " | ".join(cells) + " |"


def machine() -> str:
    """What it ran on."""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
