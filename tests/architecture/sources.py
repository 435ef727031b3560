"""The source files as the tests of the house's shape read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "capacity"
TEMPLATES = ROOT / "templates"
WINGS = ("rollout", "people", "admission", "training", "mentoring", "community")
ANATOMY = ("states", "models", "policy", "queries", "notices", "actions", "forms", "views")


@cache
def parsed(path: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def modules(folder: Path = PACKAGE) -> list[Path]:
    """Every Python file below the folder."""
    return sorted(folder.rglob("*.py"))


def rooms() -> list[Path]:
    """The folders of the rooms; overview is one room."""
    inside = [room for wing in WINGS for room in sorted((PACKAGE / wing).iterdir()) if (room / "__init__.py").exists()]
    return [*inside, PACKAGE / "overview"]


def part(room: Path, name: str) -> list[Path]:
    """The files of one part of a room: ``actions.py``, or the leaves of the package ``actions``."""
    single = room / f"{name}.py"
    return [single] if single.exists() else sorted((room / name).rglob("*.py"))


def label(path: Path) -> str:
    """The path as people write it."""
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[tuple[str, str, int]]:
    """(module or module.name, name it is known by here, line) of every import in the file."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, alias.asname or alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (
                (f"{node.module}.{alias.name}", alias.asname or alias.name, node.lineno) for alias in node.names
            )
