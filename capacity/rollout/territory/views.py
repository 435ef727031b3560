"""Pages of territory."""

from __future__ import annotations

from flask import Blueprint

from capacity.rollout.territory.actions import load_facts

bp = Blueprint("territory", __name__)

PROVIDES = (("facts.store", load_facts),)
