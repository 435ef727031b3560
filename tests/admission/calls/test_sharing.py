"""What leaves the site of a call: its closing for a calendar, the feed of calls, how a shared link looks, paper."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

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


def event_of(client: Any, reference: str, language: str = "fr") -> Any:
    """The event of a call's closing, in a file that is as RFC 5545 and, for its method, RFC 5546 want it."""
    answer = client.get(f"/calls/{reference}/closing.ics?lang={language}")
    assert answer.mimetype == "text/calendar"
    lines = answer.data.split(b"\r\n")
    assert lines.pop() == b"", "each line ends with CRLF"
    assert all(0 < len(line) <= 75 and b"\n" not in line for line in lines), "of 75 octets at most"
    for line in lines:
        line.decode()  # none is broken within a letter
    read = Calendar.from_ical(answer.data)
    assert read.errors == []
    assert (read["VERSION"], bool(read["PRODID"])) == ("2.0", True)
    (event,) = read.walk("VEVENT")
    assert event.errors == []
    once = ("UID", "DTSTAMP", "DTSTART", "DTEND", "ORGANIZER", "SUMMARY", "SEQUENCE", "STATUS", "LAST-MODIFIED")
    assert dict.fromkeys(once, 1) == {
        name: sum(key == name for key, _v in event.property_items(recursive=False)) for name in once
    }
    for name in ("DTSTAMP", "DTSTART", "DTEND", "LAST-MODIFIED"):
        assert event[name].to_ical().endswith(b"Z"), "UTC: no VTIMEZONE is needed"
    assert event["ORGANIZER"].startswith("mailto:")
    for alarm in event.walk("VALARM"):
        assert {"ACTION", "DESCRIPTION", "TRIGGER"} <= set(alarm)
        assert read["METHOD"] == "PUBLISH", "a CANCEL brings no alarm"
    return read, event


def asked_again(client: Any, url: str, encoding: str = "br") -> tuple[int, int]:
    """What is answered to who has this file: by its tag, and by its date."""
    takes = {"Accept-Encoding": encoding}
    first = client.get(url, headers=takes)
    assert first.headers.get("Content-Encoding", "identity") == encoding
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    found = (
        client.get(url, headers=takes | {"If-None-Match": tag}),
        client.get(url, headers=takes | {"If-Modified-Since": date}),
    )
    assert not any(answer.data for answer in found)
    assert "Cookie" in first.headers["Vary"]
    return found[0].status_code, found[1].status_code


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_who_asks_again_is_told_that_nothing_changed(client: Any, clock: Any, language: str) -> None:
    call = admission.call()
    clock.stop_at(admission.BEFORE)
    feed, closing = f"/calls.atom?lang={language}", f"/calls/{call.reference}/closing.ics?lang={language}"
    event_of(client, call.reference, language)
    before = client.get(feed)
    assert asked_again(client, feed) == asked_again(client, closing) == (304, 304)
    clock.stop_at(admission.DURING)
    for encoding in ("identity", "gzip"):
        assert asked_again(client, feed, encoding) == asked_again(client, closing, encoding) == (304, 304)
    known = {"If-None-Match": before.headers["ETag"]}, {"If-Modified-Since": before.headers["Last-Modified"]}
    assert [client.get(feed, headers=one).status_code for one in known] == [200, 200], "it is open now"
    event = client.get(closing)
    with unit_of_work():
        actions.extend(call, closes_at=LATER, reason="Floods", actor=admission.EVERYWHERE, now=admission.DURING)
    known = {"If-None-Match": event.headers["ETag"]}, {"If-Modified-Since": event.headers["Last-Modified"]}
    assert [client.get(closing, headers=one).status_code for one in known] == [200, 200]


def test_the_closing_goes_into_a_calendar_and_follows_it(client: Any, sign_in: Any, clock: Any) -> None:
    call = admission.call()
    seat = admission.association()
    clock.stop_at(admission.DURING)
    read, first = event_of(client, call.reference)
    assert read["METHOD"] == "PUBLISH"
    assert (first["DTEND"].dt, first["STATUS"]) == (admission.CLOSES, "CONFIRMED")
    assert first["DTSTART"].dt < first["DTEND"].dt
    assert first["DTSTAMP"].dt == first["LAST-MODIFIED"].dt == call.published_at, "the file is the same at any hour"
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


ATOM = "{http://www.w3.org/2005/Atom}"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
ONCE = {
    "feed": {"id": 1, "title": 1, "updated": 1, "subtitle": 1},
    "entry": {"id": 1, "title": 1, "updated": 1, "published": 1, "summary": 1},
}


def assert_is_atom(feed: bytes) -> None:
    """What RFC 4287 asks: what there is once and once only, dates as it wants them, absolute addresses, an author."""
    root = ElementTree.fromstring(feed)
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    assert root.findtext(f"{ATOM}author/{ATOM}name"), "4.1.1: an author, unless each entry has its own"
    assert [link.get("rel") for link in root.findall(f"{ATOM}link")] == ["self", "alternate"]
    for element in (root, *entries):
        kind = element.tag.removeprefix(ATOM)
        assert {name: len(element.findall(ATOM + name)) for name in ONCE[kind]} == ONCE[kind]
        assert urlsplit(str(element.findtext(f"{ATOM}id"))).scheme == "http", "4.2.6: an IRI"
        for date in (*element.findall(f"{ATOM}updated"), *element.findall(f"{ATOM}published")):
            assert DATE.fullmatch(date.text or ""), "3.3: as RFC 3339 writes it"
        for link in element.findall(f"{ATOM}link"):
            assert urlsplit(link.get("href", "")).netloc
        assert all(category.get("term") for category in element.findall(f"{ATOM}category"))
        assert all(element.findtext(ATOM + name) for name in ONCE[kind]), "nothing is empty"
    assert all([one.get("rel") for one in entry.findall(f"{ATOM}link")] == ["alternate"] for entry in entries)
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    known = {
        "id",
        "title",
        "updated",
        "published",
        "summary",
        "link",
        "category",
        "author",
        "subtitle",
        "entry",
        "name",
    }
    assert {element.tag.removeprefix(ATOM) for element in root.iter()} <= {"feed", *known}


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
    assert_is_atom(answer.data)
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


def test_the_feed_is_valid_before_the_first_call(client: Any) -> None:
    answer = client.get("/calls.atom")
    assert_is_atom(answer.data)
    read = feedparser.parse(answer.data)
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


@pytest.mark.browser
def test_a_call_prints_on_two_pages(window: Any, clock: Any) -> None:
    call = admission.call()
    for name, words in (("title", TITLE[2018]), ("summary", SUMMARY[2018]), ("text", TEXT)):
        setattr(call, name, type(call.title)(words))
    with unit_of_work():
        actions.add_addendum(call, text=admission.words("Correction"), actor=admission.EVERYWHERE, now=admission.DURING)
        actions.extend(call, closes_at=LATER, reason="Floods", actor=admission.EVERYWHERE, now=admission.DURING)
    answered(call, "Une question ?", "Une réponse assez longue. " * 30)
    _declares_as_much_as_the_first(call)
    clock.stop_at(admission.DURING)
    for language in ("ar", "fr", "en"):
        page = window(language=language)
        page.goto(f"/calls/{call.reference}")
        printed = pypdfium2.PdfDocument(page.pdf(format="A4"))
        assert len(printed) == 2, language
        words = "".join(one.get_textpage().get_text_range() for one in printed)
        assert "16" in words, language
