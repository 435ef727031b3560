"""What is sent to a room that seals it stays in memory until it is sealed: its forms never touch the disk in clear.

A form with files is otherwise read into temporary files once it is larger than a scanned document. Rooms name their
addresses in ``IN_MEMORY``.
"""

from __future__ import annotations

from io import SEEK_END, BytesIO
from typing import IO, Any

from flask import Flask, current_app
from flask import Request as FlaskRequest
from flask.json.provider import DefaultJSONProvider

MEGABYTE = 2**20
SPARED = 2 * MEGABYTE
PREFIXES, LARGEST = "KEPT_IN_MEMORY", "LARGEST_IN_MEMORY"


class ShallowJson(DefaultJSONProvider):
    """Flask's JSON, in which nothing lies so deep that reading it runs out of steps: that is no JSON to us either."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """What was written; ValueError when it cannot be read."""
        try:
            return super().loads(s, **kwargs)
        except RecursionError:
            raise ValueError("too deep") from None


class Held(BytesIO):
    """A file in memory: who reads the whole is given what lies there, not another megabyte."""

    def read(self, size: int | None = -1, /) -> bytes:
        """As much as is asked for; all that is left when nothing is said."""
        if self.tell() or (size is not None and size >= 0):
            return super().read(size)
        self.seek(0, SEEK_END)
        return self.getvalue()


class Request(FlaskRequest):
    """A request whose files are kept in memory where the room asks for it; what it may send is bounded there."""

    @property
    def stays_in_memory(self) -> bool:
        """Whether this address belongs to a room that seals what it is sent."""
        prefixes: tuple[str, ...] = current_app.config[PREFIXES]
        return self.path.startswith(prefixes) if prefixes else False

    @property
    def max_content_length(self) -> int | None:
        """How large the whole may be; one file and its form, where it stays in memory."""
        most = super().max_content_length
        return min(most or current_app.config[LARGEST], current_app.config[LARGEST]) if self.stays_in_memory else most

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        FlaskRequest.max_content_length.fset(self, value)  # type: ignore[attr-defined]

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.stays_in_memory or (total_content_length is not None and total_content_length <= SPARED):
            return Held()
        return super()._get_file_stream(total_content_length, content_type, filename, content_length)


def init_app(app: Flask, rooms: Any, *, largest_file_mb: int) -> None:
    """Take the addresses that the rooms name."""
    app.config[PREFIXES] = tuple(prefix for room in rooms for prefix in getattr(room, "IN_MEMORY", ()))
    app.config[LARGEST] = (largest_file_mb + 1) * MEGABYTE
    app.request_class = Request
    app.json = ShallowJson(app)
