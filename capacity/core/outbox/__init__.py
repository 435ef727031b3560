"""Letters and jobs that join the transaction and are done after it, at least once: how they are posted (``posting``),
and how they are done (``doing``)."""

from capacity.core.outbox.doing import ATTEMPTS, LEASE, PAUSE, run_due
from capacity.core.outbox.posting import (
    DELIVER,
    Letter,
    OutboxItem,
    handles,
    heard,
    letter,
    message_id_of,
    post,
    supersede,
    sweep,
    waiting,
)

__all__ = [
    "ATTEMPTS",
    "DELIVER",
    "LEASE",
    "PAUSE",
    "Letter",
    "OutboxItem",
    "handles",
    "heard",
    "letter",
    "message_id_of",
    "post",
    "run_due",
    "supersede",
    "sweep",
    "waiting",
]
