"""What a statement may say of the messages it travels in, as execution options; SQLite, which is no server, passes
over them.

``UNAWAITED``: nobody looks at what is answered, so it may travel with the next statement or the commit. ``AHEAD``: the
statements, with their values, that are going to be asked next in the same transaction, if all goes well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

UNAWAITED, AHEAD = "capacity_unawaited", "capacity_ahead"
Asked = Sequence[tuple[Any, Mapping[str, Any]]]


def ahead(asked: Iterable[tuple[Any, Mapping[str, Any]]]) -> dict[str, Any]:
    """The execution options of a statement after which these are asked."""
    return {AHEAD: tuple(asked)}
