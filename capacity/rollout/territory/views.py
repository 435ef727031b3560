"""Pages of territory."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("territory", __name__)
