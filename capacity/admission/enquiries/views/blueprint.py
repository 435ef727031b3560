"""The blueprint that the pages of questions share."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("enquiries", __name__)
