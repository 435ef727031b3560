"""What the arguments of an address may be."""

from __future__ import annotations

from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**63 - 1


class RowNumber(IntegerConverter):
    """The number of a row: one that no database could hold leads nowhere, as any other that does not exist."""

    def __init__(self, map: Map, **bounds: int) -> None:  # noqa: A002 - the router's word
        super().__init__(map, **{"max": LARGEST, **bounds})  # type: ignore[arg-type]
