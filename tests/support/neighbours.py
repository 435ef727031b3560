"""Another process that is about to write to the same SQLite file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_LIFE = """
import sys, time
from capacity.core.sqlite_queue import Place, Queue
queue = Queue(sys.argv[1])
for asked in sys.stdin:
    place = Place(queue)
    place.wait(time.monotonic() + float(asked))
    print("in" if not queue._shunned_until else "kept out", flush=True)
    queue._shunned_until = 0.0
    sys.stdin.readline()
    place.leave()
    print("left", flush=True)
"""


class Neighbour:
    """Waits for its turn when it is told to, for so many seconds."""

    def __init__(self, database: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _LIFE, str(database)], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def says(self) -> str:
        """What it has to say next."""
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def tell(self, words: str) -> None:
        """Let it go on."""
        assert self.process.stdin
        self.process.stdin.write(f"{words}\n")
        self.process.stdin.flush()

    def gets_in(self, seconds: float = 0.0) -> bool:
        """Whether it is let in when it waits so long; then it leaves."""
        self.tell(str(seconds))
        is_in = self.says() == "in"
        self.tell("leave")
        assert self.says() == "left"
        return is_in
