"""Whether the service can do its work: the database and the document store answer."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, jsonify

from capacity.core.audit import AuditEntry
from capacity.core.db import db
from capacity.core.files import store
from capacity.web.guards import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def healthz() -> Any:
    """``{"status": "ok"}``, or 503 with the failing part."""
    try:
        # A table of ours is asked: SQLite makes a file that is missing anew, and answers about nothing at all.
        db.session.execute(sa.select(AuditEntry.id).limit(1))
    except Exception:  # noqa: BLE001 - whatever stops the database from answering is the answer
        db.session.rollback()
        return jsonify(status="failing", part="database"), 503
    if not store().healthy():
        return jsonify(status="failing", part="store"), 503
    return jsonify(status="ok")
