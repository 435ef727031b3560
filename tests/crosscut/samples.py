"""What letters say that no act of the world wrote: the data that their rooms freeze, by template."""

from __future__ import annotations

from typing import Any

SAMPLES: dict[str, dict[str, Any]] = {}
