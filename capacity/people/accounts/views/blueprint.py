"""What the pages of accounts share: the blueprint, and what the settings say."""

from __future__ import annotations

from flask import Blueprint, current_app, request

from capacity.core.config import Settings
from capacity.core.vault import Cost
from capacity.people.accounts import queries
from capacity.people.accounts.models import LoginSession, Person
from capacity.web.session import current_actor, current_token

bp = Blueprint("accounts", __name__)


def settings() -> Settings:
    """The settings this application was started with."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def cost() -> Cost:
    """What hashing a password costs here."""
    return Cost(memory_kib=settings().argon2_memory_kib, passes=settings().argon2_time)


def device() -> str:
    """What the browser says it is, for the list of devices."""
    return "".join(letter for letter in request.headers.get("User-Agent", "") if letter.isprintable())[:200]


def own_person() -> Person:
    """Who is signed in."""
    actor = current_actor()
    found = queries.person(actor.id) if actor.id is not None else None
    if found is None:
        raise LookupError("nobody is signed in")
    return found


def own_session() -> LoginSession:
    """The row of this browser."""
    found = queries.session_of(current_token())
    if found is None:
        raise LookupError("nobody is signed in")
    return found
