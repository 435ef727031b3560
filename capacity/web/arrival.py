"""When a request arrived: what a closing is compared with (a request may have waited for its turn since)."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from flask import request

from capacity.core import clock

STAMP = "capacity.received"
"""Where the server notes, in the seconds of ``time.monotonic``, that the whole request was there."""


def received_at() -> datetime:
    """The moment at which the server had received the last byte of this request, by the service's clock.

    What was only begun in time does not count: its words could still be changed while they are being sent.
    """
    stamp = request.environ.get(STAMP)
    waited = max(0.0, time.monotonic() - stamp) if isinstance(stamp, float) else 0.0
    return clock.now() - timedelta(seconds=waited)
