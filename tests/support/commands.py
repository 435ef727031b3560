"""The ``capacity`` command, typed by a test: in this process, or in one of its own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from capacity import cli

ROOT = Path(__file__).parents[2]


def environment(**more: str) -> dict[str, str]:
    """This machine's, without any setting of ours."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("CAPACITY_")}
    path = os.pathsep.join(filter(None, (str(ROOT), bare.get("PYTHONPATH"))))
    return {**bare, "PYTHONPATH": path, **more}


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def capacity(*words: str | Path, **more: str) -> Ended:
    """What the command does when it is typed, without the start of a process."""
    out, err = io.StringIO(), io.StringIO()
    typed = patch.object(sys, "argv", ["capacity", *map(str, words)])
    around = patch.dict(os.environ, environment(**more), clear=True)
    with typed, around, redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        cli.main()
    return Ended(int(ended.value.code or 0), out.getvalue(), err.getvalue())


def typed(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Type the command and wait for its process."""
    command = [sys.executable, "-m", "capacity", *map(str, words)]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=120, check=False)
