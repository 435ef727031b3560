"""Pages of sessions: who opens them, what they cost, what they do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from capacity.core.unit_of_work import unit_of_work
from capacity.training.sessions import actions, queries
from capacity.training.sessions.states import EnrolmentState, SessionState
from tests.factories import people, training

pytestmark = pytest.mark.one_database
FORM = {
    "language": "fr",
    "first_day": "2027-04-20",
    "halves": ["0:morning", "0:afternoon", "1:morning"],
    "seats": "20",
    "delegates_per_association": "2",
    "nominations_due_on": "2027-04-10",
}


def test_a_coordinator_drafts_schedules_moves_and_cancels(region: Any, sign_in: Any, letters: Any) -> None:
    browser, hall = sign_in(region.coordinator), training.venue()
    filled = {
        **FORM,
        "module": str(training.module().id),
        "place": f"{region.phase.id}:MA-08",
        "venue": str(hall.id),
        "trainers": [str(region.trainer.id)],
    }
    answer = browser.submit_form("/desk/sessions/new", filled)
    assert answer.status_code == 302
    address = answer.location
    number = int(address.rsplit("/", 1)[1])
    assert browser.get(address).status_code == 200
    assert browser.submit_form(address, form="/schedule").status_code == 302
    assert len(letters()) == 3
    assert browser.submit_form(f"/sessions/{number}/edit", {"first_day": "2027-05-04"}).status_code == 302
    found = queries.session(number)
    assert found is not None
    assert (found.sequence, found.first_day.isoformat()) == (1, "2027-05-04")
    answer = browser.submit_form(f"/sessions/{number}/cancel", {"reason": "Grève des transports"})
    assert answer.status_code == 302
    assert "Grève des transports" in browser.page(address)


def test_conflicts_stand_on_the_page_and_refuse_the_button(region: Any, sign_in: Any) -> None:
    training.session(region.phase, region.trainer)
    draft = training.session(region.phase, region.trainer, state=SessionState.DRAFT)
    browser = sign_in(region.coordinator)
    page = browser.page(f"/sessions/{draft.id}")
    assert "Karim Lamrabet" in page
    answer = browser.submit_form(f"/sessions/{draft.id}", {"confirm_soft": "y"}, form="/schedule")
    assert answer.status_code == 422


def test_an_empty_form_comes_back_with_its_errors(region: Any, sign_in: Any) -> None:
    browser = sign_in(region.coordinator)
    for address in ("/desk/sessions/new", "/desk/venues/new"):
        answer = browser.submit_form(address, {}, form="")
        assert answer.status_code == 422
        assert 'role="alert"' in answer.get_data(as_text=True)


def test_others_find_nothing(region: Any, sign_in: Any, client: Any) -> None:
    session = training.session(region.phase, region.trainer)
    draft = training.session(region.phase, region.trainer, state=SessionState.DRAFT)
    elsewhere = sign_in(people.coordinator("MA-02"))
    for address in ("", "/edit", "/cancel"):
        assert elsewhere.get(f"/sessions/{session.id}{address}").status_code == 404
    assert sign_in(training.trainer()).get(f"/sessions/{session.id}").status_code == 404
    assert sign_in(region.trainer).get(f"/sessions/{session.id}").status_code == 200
    assert sign_in(region.trainer).get(f"/sessions/{session.id}/edit").status_code == 404
    assert sign_in(people.administrator()).get(f"/sessions/{session.id}").status_code == 200
    stranger = people.person()
    people.association(stranger)
    assert sign_in(stranger).get(f"/training/{session.id}").status_code == 404
    assert sign_in(region.member).get(f"/training/{draft.id}").status_code == 404
    assert sign_in(region.member).get("/desk/sessions").status_code == 403
    assert client.get("/desk/sessions").status_code == 302
    assert client.get(f"/sessions/{draft.id}/calendar.ics").status_code == 404


def test_a_member_names_replaces_and_gives_back(region: Any, sign_in: Any) -> None:
    session = training.session(region.phase, region.trainer, nominations_due_on=training.FIRST_DAY - timedelta(days=3))
    browser = sign_in(region.member)
    assert f"/training/{session.id}" in browser.page("/training")
    address = f"/training/{session.id}"
    somebody = {"name": "Aïcha Hassnaoui", "name_ar": "عائشة الحسناوي", "gender": "woman", "phone": "06 12 34 56 78"}
    assert browser.submit_form(address, {**somebody, "phone": "12"}, form="name-delegate").status_code == 422
    swapped = {**somebody, "name": somebody["name_ar"], "name_ar": somebody["name"]}
    assert browser.submit_form(address, swapped, form="name-delegate").status_code == 422
    assert browser.submit_form(address, somebody, form="name-delegate").status_code == 302
    (place,) = queries.enrolments_of(session.id)
    assert place.delegate.phone.startswith("+212")
    number = place.id
    assert "عائشة الحسناوي" in browser.page(address)
    other = {"name": "Omar Idrissi", "name_ar": "عمر الإدريسي", "gender": "man"}
    assert browser.submit_form(f"/delegates/{number}/replace", other).status_code == 302
    replaced, newcomer = sorted(queries.enrolments_of(session.id), key=lambda one: one.id)
    assert (replaced.state, newcomer.state) == (EnrolmentState.REPLACED, EnrolmentState.NOMINATED)
    answer = browser.submit_form(f"/delegates/{newcomer.id}/cancel", {"reason": "Empêchement"})
    assert answer.status_code == 302
    assert queries.seats_taken(session.id) == 0


def test_a_member_of_two_associations_chooses_for_which(region: Any, sign_in: Any) -> None:
    person = people.person()
    mine = [training.accepted(region.phase, person) for _ in range(2)]
    session = training.session(region.phase, region.trainer)
    answer = sign_in(person).submit_form(
        f"/training/{session.id}",
        {"name": "Omar Idrissi", "name_ar": "عمر الإدريسي", "gender": "man", "association": str(mine[1].id)},
        form="name-delegate",
    )
    assert answer.status_code == 302
    assert [one.delegate.association_id for one in queries.enrolments_of(session.id)] == [mine[1].id]


def test_the_coordinator_confirms_one_or_all(region: Any, sign_in: Any) -> None:
    session = training.session(region.phase, region.trainer)
    one = training.enrolled(session, region.association, EnrolmentState.NOMINATED)
    training.enrolled(session, region.other, EnrolmentState.NOMINATED)
    browser = sign_in(region.coordinator)
    browser.submit_form(f"/sessions/{session.id}", form=f"/delegates/{one.id}/confirm")
    assert [found.state.value for found in queries.enrolments_of(session.id)].count("confirmed") == 1
    browser.submit_form(f"/sessions/{session.id}", form=f"/sessions/{session.id}/confirm")
    assert [found.state.value for found in queries.enrolments_of(session.id)].count("confirmed") == 2


def one_event(client: Any, url: str) -> Any:
    """The only event of a file that is as RFC 5545 and RFC 5546 want it, and the same one when it is asked again."""
    answer = client.get(url)
    assert answer.mimetype == "text/calendar"
    assert client.get(url, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert "Last-Modified" not in answer.headers, "a venue's new name is dated nowhere"
    assert all(len(line) <= 75 for line in answer.data.split(b"\r\n"))
    calendar = Calendar.from_ical(answer.data)
    (event,) = calendar.walk("VEVENT")
    assert [*calendar.errors, *event.errors] == []
    wanted = {"UID", "DTSTAMP", "DTSTART", "DTEND", "ORGANIZER", "SUMMARY", "SEQUENCE", "STATUS", "LAST-MODIFIED"}
    assert wanted <= set(event)
    return calendar, event


def test_the_calendar_shows_a_month_and_its_files_are_read(region: Any, client: Any, sign_in: Any) -> None:
    session = training.session(region.phase, region.trainer, sequence=2)
    training.session(region.phase, region.trainer, state=SessionState.DRAFT)
    page = client.page("/calendar?month=2027-04&lang=fr")
    assert page.count("Organes de traités et rapports parallèles") >= 1
    assert page.count('class="day"') == 1
    assert client.get("/calendar?month=nonsense").status_code == 200
    calendar, event = one_event(client, f"/sessions/{session.id}/calendar.ics?lang=ar")
    assert calendar["METHOD"] == "PUBLISH"
    assert event["UID"] == f"session-{session.id}@localhost"
    assert event["SEQUENCE"] == 2
    assert event["DTSTART"].dt == training.HALVES[0].starts_at
    assert event["DTEND"].dt == training.HALVES[-1].ends_at
    assert event["DTSTART"].to_ical().startswith(b"20270420T")
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == (session.released_at or session.created_at)
    assert "هيئات المعاهدات" in str(event["SUMMARY"])
    with unit_of_work():
        found = queries.session(session.id)
        assert found is not None
        actions.cancel(found, reason="Grève", actor=region.coordinates, now=training.THEN)
    calendar, event = one_event(client, f"/sessions/{session.id}/calendar.ics")
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 3)


def test_a_secret_address_feeds_a_calendar_until_it_is_made_anew(region: Any, sign_in: Any, client: Any) -> None:
    taught = training.session(region.phase, region.trainer)
    training.session(region.phase, training.trainer())
    browser = sign_in(region.trainer)
    browser.submit_form("/my-sessions", form="/calendar/address")
    feed = queries.feed_of(region.trainer.id)
    assert feed is not None
    first = f"/calendar/{feed.token}.ics"
    assert first in browser.page("/my-sessions")
    assert len(Calendar.from_ical(client.get(first).data).walk("VEVENT")) == 1
    browser.submit_form("/my-sessions", form="/calendar/address")
    assert client.get(first).status_code == 404
    member = sign_in(region.member)
    member.submit_form("/training", form="/calendar/address")
    own = queries.feed_of(region.member.id)
    assert own is not None
    own_feed = f"/calendar/{own.token}.ics"
    before = client.get(own_feed)
    assert len(Calendar.from_ical(before.data).walk("VEVENT")) == 2
    assert client.get(own_feed, headers={"If-None-Match": before.headers["ETag"]}).status_code == 304
    with unit_of_work():
        actions.cancel(taught, reason="Grève", actor=region.coordinates, now=training.THEN)
    after = client.get(own_feed, headers={"If-None-Match": before.headers["ETag"]})
    states = [event["STATUS"] for event in Calendar.from_ical(after.data).walk("VEVENT")]
    assert (after.status_code, sorted(states)) == (200, ["CANCELLED", "CONFIRMED"])
    assert Calendar.from_ical(after.data)["METHOD"] == "PUBLISH"


def test_venues_and_modules_are_kept_by_coordinators(region: Any, sign_in: Any) -> None:
    browser = sign_in(region.coordinator)
    texts = {"name-ar": "دار الشباب", "name-fr": "Maison des jeunes", "province": "08.587", "capacity": "30"}
    assert browser.submit_form("/desk/venues/new", texts).status_code == 302
    (venue,) = queries.venues_in(frozenset({"MA-08"}))
    number = venue.id
    assert browser.submit_form(f"/desk/venues/{number}", {"capacity": "35", "accessible": "y"}).status_code == 302
    browser.submit_form("/desk/venues", form=f"/desk/venues/{number}/retire")
    assert queries.venues_in(None) == []
    assert "Maison des jeunes" in browser.page("/desk/venues")
    assert sign_in(people.coordinator("MA-02")).get(f"/desk/venues/{number}").status_code == 404
    module = training.module().id
    assert browser.get(f"/desk/modules/{module}").status_code == 404  # the modules are the same in every region
    everywhere = sign_in(people.coordinator())
    assert everywhere.submit_form(f"/desk/modules/{module}", {"required_share": "80"}).status_code == 302
    found = queries.module(module)
    assert found is not None
    assert (found.required_share, found.example) == (80, False)
    assert browser.get("/desk/modules").status_code == 200


@pytest.mark.parametrize("rows", [3, 30])
def test_pages_cost_the_same_with_three_rows_and_with_thirty(
    region: Any, sign_in: Any, client: Any, count_queries: Any, rows: int
) -> None:
    trainers = [training.trainer() for _ in range(3)]
    for place in range(rows):
        training.session(region.phase, trainers[place % 3], region.trainer)
    session = training.session(region.phase, region.trainer)
    for _ in range(rows):
        training.enrolled(session, training.accepted(region.phase))
    member = region.member
    budget = {
        "/desk/sessions": (region.coordinator, 8),
        f"/sessions/{session.id}": (region.coordinator, 15),
        "/my-sessions": (region.trainer, 8),
        "/training": (member, 8),
        f"/training/{session.id}": (member, 15),
        "/calendar?month=2027-04": (None, 3),
    }
    for address, (person, most) in budget.items():
        browser = sign_in(person) if person is not None else client
        browser.get(address)
        with count_queries() as cost:
            assert browser.get(address).status_code == 200
        assert cost.queries <= most, f"{address}: {cost.queries}\n" + "\n".join(cost.statements)
        assert not cost.repeated, f"{address}: {cost.repeated}"
