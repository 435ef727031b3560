"""Pages of shadow_reports."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("shadow_reports", __name__)
