"""Home by role, dashboards, open data."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from capacity.web.guards import public

bp = Blueprint("overview", __name__)


@bp.get("/")
@public
def home() -> Any:
    """Home, by role."""
    return render_template("overview/home.html")
