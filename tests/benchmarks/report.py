"""What was measured, as a table for people and as JSON."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Mapping
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
    """All of it: what was measured of pages, and paragraphs of what was measured of other things."""

    day: date
    database: str
    bare: dict[str, float] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    parts: dict[str, list[str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For whoever compares runs."""
        lines = [asdict(line) | {"verdict": line.verdict} for line in self.lines]
        return {
            "day": self.day.isoformat(), "machine": machine(), "database": self.database, "bare": self.bare,
            "lines": lines, "parts": self.parts,
        }  # fmt: skip

    def blocks(self) -> dict[str, str]:
        """Each part that was measured, as Markdown, under its day: the README has a place for each."""
        found = {name: [*lines] for name, lines in self.parts.items()}
        if self.lines:
            found = {"pages": self._pages()} | found
        return {name: "\n".join([self._head(), "", *lines]) for name, lines in found.items()}

    def as_table(self) -> str:
        """As Markdown, all parts."""
        return "\n\n".join(self.blocks().values())

    def _head(self) -> str:
        return f"*{self.day.isoformat()}, {machine()}.*"

    def _pages(self) -> list[str]:
        bare = ", ".join(f"{name} {value * 1000:.2f} ms" for name, value in self.bare.items())
        return [
            f"The bare things on {self.database}, in the same run and behind the same server: {bare}.",
            "",
            "| page | applications | ratio | to | at least | | work alone | ms | queries | rows | kB | kB sent |",
            "|---|--:|--:|---|--:|---|--:|--:|--:|--:|--:|--:|",
            *(_row(line) for line in self.lines),
        ]


PLACE = re.compile(r"(<!-- figures: ([a-z-]+) -->\n).*?(<!-- /figures -->)", re.DOTALL)


def written_into(text: str, blocks: Mapping[str, str]) -> str:
    """A README with each part that was measured now in its place; the others stay as they were."""

    def renewed(found: re.Match[str]) -> str:
        return f"{found[1]}{blocks[found[2]]}\n{found[3]}" if found[2] in blocks else found[0]

    return PLACE.sub(renewed, text)


def told(words: str, *, reached: bool, nearly: bool = False) -> str:
    """A line of a list with how it ended."""
    return f"- {words}: {'ok' if reached else 'short' if nearly else 'defect'}"


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
    """What it ran on, in plain words."""
    return f"a machine of {os.cpu_count()} cores ({platform.system()}, Python {platform.python_version()})"
