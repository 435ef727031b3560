"""What a sign-in needs, what invitations and one-time links are for, and the reset of a lost authenticator."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from capacity.core.access import Role
from capacity.core.workflow import Move

PASSWORD_MIN = 12
PASSWORD_MAX = 200
CONFIRM_FOR = timedelta(days=3)
RESET_FOR = timedelta(hours=2)
INVITATION_FOR = timedelta(days=14)
THROTTLE_WINDOW = timedelta(minutes=15)
THROTTLE_ATTEMPTS = 8
RECOVERY_CODES = 10
ERASURE_DELAY = timedelta(days=7)
COPY = "accounts.copy"
"""The long work that makes a copy of everything kept of a person."""
COPY_FOR = timedelta(days=2)


class LinkPurpose(StrEnum):
    """What a one-time link in a letter does."""

    CONFIRM = "confirm"
    RESET = "reset"


class Gender(StrEnum):
    """As a person states it, for the figures on women's participation; unstated is allowed."""

    WOMAN = "woman"
    MAN = "man"
    UNSTATED = "unstated"


class ResetState(StrEnum):
    """The removal of a lost authenticator: one person asks for it, another one confirms."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


CONFIRM_RESET = Move("confirm", ResetState.ASKED, ResetState.CONFIRMED)
REFUSE_RESET = Move("refuse", ResetState.ASKED, ResetState.REFUSED)


def is_throttled(failures: int) -> bool:
    """Whether so many failed sign-ins within THROTTLE_WINDOW close the door for a while."""
    return failures >= THROTTLE_ATTEMPTS


def is_live(*, expires_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """Whether something that expires (a session, a link, an invitation) still counts."""
    return ended_at is None and now < expires_at


RUNS_THE_PROGRAMME = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})


def excludes(one: Role, other: Role) -> bool:
    """Whether nobody may hold both: who runs the programme never reads a draft, so never mentors."""
    return (one in RUNS_THE_PROGRAMME and other is Role.MENTOR) or (other in RUNS_THE_PROGRAMME and one is Role.MENTOR)


_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
             ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
            ("Mac OS X", "macOS"), ("Linux", "Linux"))  # fmt: skip


def device_name(user_agent: str) -> str:
    """``Firefox – Android``: what a browser says it is, short enough to be recognised in a list."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return " – ".join(part for part in (browser, system) if part) or user_agent[:40] or "–"
