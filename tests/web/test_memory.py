"""What a process of the server has made is gathered into large pages, and stays what it is."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest

from capacity.serving import memory


def in_large_pages() -> int:
    """Kilobytes of this process that lie in large pages."""
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("AnonHugePages:"))


def test_memory_is_gathered_and_keeps_what_is_in_it() -> None:
    made = random.Random(12).randbytes(16 * memory.LARGE)
    known = hashlib.sha256(made).digest()
    gathered = memory.gather()  # none on a Linux that has no large pages
    assert in_large_pages() >= min(gathered, 1) * memory.LARGE // 1024
    assert hashlib.sha256(made).digest() == known


def test_a_machine_that_gathers_nothing_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory.Path, "read_text", _not_there)
    assert memory.gather() == 0


def _not_there(*_how: object, **_more: object) -> str:
    raise FileNotFoundError
