"""The blueprint that the leaves of this package share."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("overview", __name__)
