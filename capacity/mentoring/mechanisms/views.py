"""Pages of mechanisms."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("mechanisms", __name__)
