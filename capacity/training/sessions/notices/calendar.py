"""Sessions as calendar programs read them (RFC 5545): times in UTC, an identity that stays, a sequence that rises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from icalendar import Calendar, Event

from capacity.core.languages import gettext as _
from capacity.core.languages import in_language
from capacity.training.sessions.models import Session
from capacity.training.sessions.states import SessionState

OFF = {SessionState.CANCELLED, SessionState.NOT_HELD}


def calendar_file(sessions: Sequence[Session], *, host: str, language: str, now: datetime, name: str = "") -> bytes:
    """An iCalendar file of these sessions.

    A file of one cancelled session carries the method CANCEL, so that it takes the event out of a calendar; any other
    is published. ``host`` makes the identities unique in the world; slots and venue must be loaded.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//capacity//{language.upper()}")
    calendar.add("version", "2.0")
    alone_and_off = len(sessions) == 1 and sessions[0].state in OFF
    calendar.add("method", "CANCEL" if alone_and_off else "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
    with in_language(language):
        for session in sessions:
            calendar.add_component(_event(session, host, language, now))
    return bytes(calendar.to_ical())


def _event(session: Session, host: str, language: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"session-{session.id}@{host}")
    event.add("sequence", session.sequence)
    event.add("dtstamp", now)
    if session.released_at is not None:
        event.add("last-modified", session.released_at)
    event.add("summary", session.module.name.text(language))
    if session.slots:
        event.add("dtstart", session.slots[0].starts_at)
        event.add("dtend", session.slots[-1].ends_at)
    event.add(
        "location",
        _(
            "%(venue)s, %(place)s",
            venue=session.venue.name.text(language),
            place=session.venue.address.text(language) or session.venue.province.name.text(language),
        ),
    )
    event.add("status", "CANCELLED" if session.state in OFF else "CONFIRMED")
    return event
