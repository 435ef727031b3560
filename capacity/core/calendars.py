"""Calendar files (RFC 5545) as all rooms make them: who sends them, and whether they put in or take out."""

from __future__ import annotations

from email.utils import parseaddr

from icalendar import Calendar, vCalAddress, vText

from capacity.core.languages import gettext as _


def new_calendar(part: str, *, language: str, cancels: bool) -> Calendar:
    """An empty calendar. One that cancels takes its only event out of a calendar; any other is published."""
    made = Calendar()
    made.add("prodid", f"-//capacity//{part}//{language.upper()}")
    made.add("version", "2.0")
    made.add("method", "CANCEL" if cancels else "PUBLISH")
    return made


def organizer(sender: str) -> vCalAddress:
    """Whom a published event must name (RFC 5546): who sends our letters."""
    _name, address = parseaddr(sender)
    found = vCalAddress(f"mailto:{address}")
    found.params["cn"] = vText(_("Ministry of State for Human Rights"))
    return found
