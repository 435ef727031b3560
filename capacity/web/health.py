"""Whether the service can do its work: the database and the document store answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Blueprint, jsonify

from capacity.core.audit import AuditEntry
from capacity.core.db import db, is_sqlite
from capacity.core.files import store
from capacity.web.guards import public

TOLERATED_SECONDS = 2
log = structlog.get_logger("health")

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def healthz() -> Any:
    """``{"status": "ok"}``, or 503 with the failing part.

    ``seconds_off`` stands beside it when this machine's clock is not that of PostgreSQL's: closings are judged by the
    clock of whichever machine is asked.
    """
    try:
        # A table of ours is asked: SQLite makes a file that is missing anew, and answers about nothing at all.
        db.session.execute(sa.select(AuditEntry.id).limit(1))
        off = _seconds_off()
    except Exception:  # noqa: BLE001 - whatever stops the database from answering is the answer
        db.session.rollback()
        return jsonify(status="failing", part="database"), 503
    if not store().healthy():
        return jsonify(status="failing", part="store"), 503
    if abs(off) < TOLERATED_SECONDS:
        return jsonify(status="ok")
    log.warning("the clock of this machine is not that of the database", seconds_off=round(off))
    return jsonify(status="ok", seconds_off=round(off))


def _seconds_off() -> float:
    if is_sqlite(db.session()):
        return 0.0
    theirs: datetime = db.session.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    return (datetime.now(UTC) - theirs).total_seconds()
