"""The blueprint that the pages of complaints share."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("complaints", __name__)
