"""Pages of mentorships."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("mentorships", __name__)
