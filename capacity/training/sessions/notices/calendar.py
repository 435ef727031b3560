"""Sessions as calendar programs read them (RFC 5545): times in UTC, an identity that stays, a sequence that rises."""

from __future__ import annotations

from collections.abc import Sequence

from icalendar import Event, vCalAddress

from capacity.core.calendars import new_calendar, organizer
from capacity.core.languages import gettext as _
from capacity.core.languages import in_language
from capacity.training.sessions.models import Session
from capacity.training.sessions.states import SessionState

OFF = {SessionState.CANCELLED, SessionState.NOT_HELD}


def calendar_file(sessions: Sequence[Session], *, host: str, sender: str, language: str, name: str = "") -> bytes:
    """An iCalendar file of these sessions; the same one at any hour, for it is stamped with their last release.

    A file of one session that was called off carries the method CANCEL, so that it takes the event out of a calendar; a
    feed (``name``) is published, and the event in it says that it is cancelled. ``host`` makes the identities unique in
    the world, ``sender`` is who writes our letters; slots and venue must be loaded.
    """
    off = not name and len(sessions) == 1 and sessions[0].state in OFF
    with in_language(language):
        calendar = new_calendar("sessions", language=language, cancels=off)
        if name:
            calendar.add("x-wr-calname", name)
        for session in sessions:
            calendar.add_component(_event(session, host, language, organizer(sender)))
    return bytes(calendar.to_ical())


def _event(session: Session, host: str, language: str, sender: vCalAddress) -> Event:
    event = Event()
    event.add("uid", f"session-{session.id}@{host}")
    event.add("sequence", session.sequence)
    changed_at = session.released_at or session.created_at
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("organizer", sender)
    event.add("summary", session.module.name.text(language))
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
