"""What leaves the site of a call: its closing for a calendar, the feed of calls, and how a shared link looks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Response, abort, current_app, make_response, render_template, request, url_for
from icalendar import Alarm, Event

from capacity.admission.calls import queries
from capacity.admission.calls.queries import PublicCall
from capacity.admission.calls.states import CallStatus
from capacity.admission.calls.views.blueprint import bp
from capacity.core import clock, papers
from capacity.core.calendars import new_calendar, organizer
from capacity.core.languages import LANGUAGES, language
from capacity.core.languages import gettext as _
from capacity.web.downloads import unless_known
from capacity.web.guards import public
from capacity.web.session import current_actor
from capacity.web.templating import moment_words

CARD = (1200, 630)
DAY = 24 * 3600
NEVER = datetime(2017, 9, 26, tzinfo=UTC)
"""When there was no call yet: the day on which the programme began."""
LOCALES = {"ar": "ar_AR", "fr": "fr_FR", "en": "en_GB"}
"""The names by which sites that show shared links know our languages."""


@bp.get("/calls/<reference>/closing.ics")
@public
def calendar(reference: str) -> Any:
    """The closing, for the reader's own calendar, with a reminder a day before; their own, when they have more time."""
    call = queries.public_call(reference) or abort(404)
    own, given = queries.own_closing(call.id, current_actor().association_ids) or (call.window.closes_at, None)
    closes_at, changed_at = max(own, call.window.closes_at), max(filter(None, (given, call.told_at)))
    answer: Response = make_response(closing_event(call, closes_at=closes_at, changed_at=changed_at))
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{call.reference}.ics"'
    return unless_known(answer, changed_at)


def closing_event(call: PublicCall, *, closes_at: datetime, changed_at: datetime) -> bytes:
    """One event (RFC 5545), in UTC; its UID never changes, its SEQUENCE counts the changes of the call.

    It is stamped with the last change and not with the hour of asking: asked again, it is the same file. Its organizer,
    whom a published event must name (RFC 5546), is who sends our letters.
    """
    off = call.status(clock.now()) is CallStatus.CANCELLED
    made = new_calendar("calls", language=language(), cancels=off)
    event = Event()
    event.add(
        "uid", f"call-{call.reference}-closing@{urlsplit(current_app.config['BASE_URL']).hostname or 'localhost'}"
    )
    event.add("sequence", call.version)
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("organizer", organizer(current_app.config["MAIL_FROM"]))
    event.add("dtstart", closes_at - timedelta(minutes=30))
    event.add("dtend", closes_at)
    event.add("summary", _("Closing of the call: %(title)s", title=call.title.text()))
    event.add("description", _("Closing: %(moment)s, Moroccan time", moment=moment_words(closes_at)))
    event.add("url", url_for("calls.show", reference=call.reference, _external=True))
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if not off:
        event.add_component(_a_day_before(call))
    made.add_component(event)
    return bytes(made.to_ical())


def _a_day_before(call: PublicCall) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", call.title.text())
    alarm.add("trigger", timedelta(days=-1))
    return alarm


@bp.get("/calls.atom")
@public
def feed() -> Any:
    """The calls as feed readers take them; asked again, an unchanged feed is not sent."""
    now = clock.now()
    cards = sorted(queries.public_calls(now), key=lambda card: card.updated_at, reverse=True)
    asked = request.args.get("lang", "")
    answer: Response = make_response(
        render_template(
            "admission/calls/feed.xml",
            cards=[(card, card.status(now)) for card in cards],
            updated=max((card.updated_at for card in cards), default=NEVER),
            address=url_for("calls.feed", lang=asked if asked in LANGUAGES else None, _external=True),
            home=url_for("calls.list_calls", _external=True),
        )
    )
    answer.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return unless_known(answer, max((card.as_since(now) for card in cards), default=NEVER))


def shared(call: PublicCall) -> dict[str, Any]:
    """What a link to the call shows when it is shared. There is one address whatever the language (no hreflang); a link
    that names its language keeps it."""
    asked = request.args.get("lang", "")
    lang = asked if asked in LANGUAGES else None
    return {
        "url": url_for("calls.show", reference=call.reference, lang=lang, _external=True),
        "ways": _ways(call),
        "locale": LOCALES[language()],
        "other_locales": [LOCALES[code] for code in LANGUAGES if code != language()],
        "image": url_for("calls.card", reference=call.reference, lang=language(), v=call.version, _external=True),
        "image_size": CARD,
    }


def _ways(call: PublicCall) -> list[tuple[str, str]]:
    """(name, address) of where people pass a call on: links only, nothing of theirs runs here. They open it in the
    language in which it was read."""
    address = url_for("calls.show", reference=call.reference, lang=language(), _external=True)
    title, link = quote(call.title.text()), quote(address, safe="")
    return [
        (_("WhatsApp"), f"https://wa.me/?text={title}%20{link}"),
        (_("Facebook"), f"https://www.facebook.com/sharer/sharer.php?u={link}"),
        (_("E-mail"), f"mailto:?subject={title}&body={link}"),
    ]


@bp.get("/calls/<reference>/card.png")
@public
def card(reference: str) -> Any:
    """The picture beside a shared link: what it is, for which regions, until when."""
    call = queries.public_call(reference) or abort(404)
    closing = _("Closing: %(moment)s", moment=moment_words(call.window.closes_at))
    if call.status(clock.now()) is CallStatus.CANCELLED:
        closing = _("This call was cancelled.")
    answer: Response = make_response(_drawn(call.title.text(), closing, language()))
    answer.headers["Content-Type"] = "image/png"
    answer.headers["Cache-Control"] = f"public, max-age={DAY}"
    return answer


@lru_cache(maxsize=32)
def _drawn(title: str, closing: str, code: str) -> bytes:
    size = 56 if len(title) <= 60 else 46 if len(title) <= 100 else 36
    data = {"kind": _("Call for interest"), "title": title[:220], "closing": closing, "size": size}
    return papers.picture("admission/calls/papers/card.typ", data, language=code)
