"""Pages of phases."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("phases", __name__)
