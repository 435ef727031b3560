"""What leaves the site of a call: its closing for a calendar, the feed of calls, how a shared link looks, paper."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import feedparser
import pypdfium2
import pytest
from icalendar import Calendar
from PIL import Image

from capacity.admission.calls import actions
from capacity.admission.calls.states.rules import Rules, stored_quotas
from capacity.core.unit_of_work import unit_of_work
from capacity.demo.chapters.calls import LADDER, LEAST_POINTS, QUOTAS, READING, WHO_MAY
from capacity.demo.chapters.calls_words import SUMMARY, TEXT, TITLE
from tests.admission.enquiries.test_questions import answered
from tests.factories import admission

LATER = admission.CLOSES + timedelta(days=7)


def event_of(client: Any, reference: str) -> Any:
    answer = client.get(f"/calls/{reference}/closing.ics?lang=fr")
    assert answer.mimetype == "text/calendar"
    read = Calendar.from_ical(answer.data)
    assert read.errors == []
    (event,) = read.walk("VEVENT")
    assert event.errors == []
    return read, event


def test_the_closing_goes_into_a_calendar_and_follows_it(client: Any, sign_in: Any, clock: Any) -> None:
    call = admission.call()
    seat = admission.association()
    clock.stop_at(admission.DURING)
    read, first = event_of(client, call.reference)
    assert read["METHOD"] == "PUBLISH"
    assert (first["DTEND"].dt, first["STATUS"]) == (admission.CLOSES, "CONFIRMED")
    assert first["DTSTART"].dt < first["DTEND"].dt
    assert first["DTSTAMP"].dt == admission.DURING
    assert [alarm["TRIGGER"].dt for alarm in first.walk("VALARM")] == [timedelta(days=-1)]
    with unit_of_work():
        actions.extend(call, closes_at=LATER, reason="Floods", actor=admission.EVERYWHERE, now=admission.DURING)
        alone: Any = {"association_id": seat.id, "actor": admission.EVERYWHERE, "now": admission.DURING}
        actions.extend(call, closes_at=LATER + timedelta(days=1), reason="Power", **alone)
    _read, moved = event_of(client, call.reference)
    assert moved["UID"] == first["UID"]
    assert moved["SEQUENCE"] > first["SEQUENCE"]
    assert moved["DTEND"].dt == LATER
    _read, own = event_of(sign_in(admission.member_of(seat)), call.reference)
    assert own["DTEND"].dt == LATER + timedelta(days=1)
    with unit_of_work():
        actions.cancel(call, reason=admission.words("Off"), actor=admission.EVERYWHERE, now=admission.DURING)
    read, off = event_of(client, call.reference)
    assert (read["METHOD"], off["STATUS"]) == ("CANCEL", "CANCELLED")


def test_more_time_for_one_association_is_no_news_of_the_call(client: Any, clock: Any) -> None:
    call, seat = admission.call(), admission.association()
    now = clock.stop_at(admission.DURING)
    _read, before = event_of(client, call.reference)
    feed = client.get("/calls.atom?lang=fr").data
    with unit_of_work():
        alone: Any = {"association_id": seat.id, "actor": admission.EVERYWHERE, "now": now}
        actions.extend(call, closes_at=LATER, reason="Power", **alone)
    _read, after = event_of(client, call.reference)
    assert (after["LAST-MODIFIED"].dt, after["DTEND"].dt) == (before["LAST-MODIFIED"].dt, before["DTEND"].dt)
    assert client.get("/calls.atom?lang=fr").data == feed


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_feed_of_calls_is_read_by_a_feed_reader(client: Any, clock: Any, language: str) -> None:
    phase = admission.phase()
    first, second = admission.call(phase_of=phase), admission.call(phase_of=phase)
    admission.call(phase_of=phase, published=False)
    clock.stop_at(admission.DURING)
    with unit_of_work():
        text = admission.words("<b>Note</b> & more")
        actions.add_addendum(first, text=text, actor=admission.EVERYWHERE, now=admission.DURING)
        actions.cancel(second, reason=text, actor=admission.EVERYWHERE, now=admission.DURING + timedelta(hours=1))
    answer = client.get(f"/calls.atom?lang={language}")
    assert answer.mimetype == "application/atom+xml"
    read = feedparser.parse(answer.data)
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    assert read.feed.language == language
    assert read.feed.links[0].rel == "self"
    assert [entry.link.rpartition("/")[2] for entry in read.entries] == [second.reference, first.reference]
    assert read.entries[1].title == f"Call {language}"
    assert f"Summary {language}" in read.entries[1].summary
    for entry in read.entries:
        assert entry.id == entry.link
        assert entry.published_parsed <= entry.updated_parsed <= read.feed.updated_parsed
    again = client.get(f"/calls.atom?lang={language}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_feed_is_valid_before_the_first_call(client: Any) -> None:
    read = feedparser.parse(client.get("/calls.atom").data)
    assert not read.bozo
    assert read.entries == []


def meta(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', page))


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_a_shared_link_shows_the_call_in_its_language_with_a_picture_of_ours(
    client: Any, clock: Any, language: str
) -> None:
    call = admission.call()
    clock.stop_at(admission.DURING)
    said = meta(client.page(f"/calls/{call.reference}?lang={language}"))
    assert said["og:title"] == f"Call {language}"
    assert said["og:description"] == said["description"] == f"Summary {language}"
    assert said["og:url"] == f"http://localhost/calls/{call.reference}?lang={language}"
    picture = client.get(said["og:image"].replace("&amp;", "&").removeprefix("http://localhost"))
    drawn = Image.open(io.BytesIO(picture.data))
    assert (drawn.format, drawn.size) == ("PNG", (int(said["og:image:width"]), int(said["og:image:height"])))
    assert len(picture.data) < 150_000


def test_there_is_one_address_whatever_the_language(client: Any, clock: Any) -> None:
    call = admission.call()
    clock.stop_at(admission.DURING)
    for query in ("", "?lang=fr", "?lang=ar&utm_source=x"):
        page = client.page(f"/calls/{call.reference}{query}")
        assert f'<link rel="canonical" href="http://localhost/calls/{call.reference}">' in page
        assert 'rel="alternate" hreflang' not in page
    assert 'type="application/atom+xml"' in client.page("/calls")


def _declares_as_much_as_the_first(call: Any) -> None:
    """Who may apply, and quotas of its own in each region: what the longest call of the demo says on paper."""
    ladder = Rules(ladder=("criterion:" + LADDER, "group:priority"), points=LEAST_POINTS)
    with unit_of_work():
        call.eligibility = [one.stored() for one in WHO_MAY]
        call.rules, call.reading = ladder.stored(), READING[2018].stored()
        for place, quotas in zip(call.regions, QUOTAS[2017].values(), strict=True):
            place.quotas = stored_quotas(one for one in quotas if not one.group.startswith("province:"))


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.browser
def test_a_call_prints_on_two_pages(window: Any, clock: Any, language: str) -> None:
    call = admission.call()
    for name, words in (("title", TITLE[2018]), ("summary", SUMMARY[2018]), ("text", TEXT)):
        setattr(call, name, type(call.title)(words))
    with unit_of_work():
        actions.add_addendum(call, text=admission.words("Correction"), actor=admission.EVERYWHERE, now=admission.DURING)
        actions.extend(call, closes_at=LATER, reason="Floods", actor=admission.EVERYWHERE, now=admission.DURING)
    answered(call, "Une question ?", "Une réponse assez longue. " * 30)
    _declares_as_much_as_the_first(call)
    clock.stop_at(admission.DURING)
    page = window(language=language)
    page.goto(f"/calls/{call.reference}")
    printed = pypdfium2.PdfDocument(page.pdf(format="A4"))
    assert len(printed) == 2
    words = "".join(one.get_textpage().get_text_range() for one in printed)
    assert "16" in words
