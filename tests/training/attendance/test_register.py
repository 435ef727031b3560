"""The register: taps, their undoing, the lock, corrections by two people."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa

from capacity.core.errors import RuleBroken
from capacity.core.unit_of_work import unit_of_work
from capacity.training.attendance import actions, queries
from capacity.training.attendance.models import AttendanceEvent
from capacity.training.attendance.states import CorrectionState, Mark
from capacity.training.sessions.queries import enrolment as load_enrolment
from capacity.training.sessions.queries import session as load_session
from capacity.training.sessions.states import EnrolmentState, SessionState
from tests.factories import people, training

MORNING = training.HALVES[0].starts_at + timedelta(minutes=10)
AFTER = training.HALVES[-1].ends_at + timedelta(hours=1)


@pytest.fixture
def today(region: Any, clock: Any) -> Any:
    """The session's first morning, with two delegates."""
    session = training.session(region.phase, region.trainer)
    region.session = session.id
    region.slots = [slot.id for slot in session.slots]
    region.first = training.enrolled(session, region.association, name="Aïcha Hassnaoui", name_ar="عائشة الحسناوي").id
    region.second = training.enrolled(session, region.other).id
    clock.stop_at(MORNING)
    return region


def tap(region: Any, mark: Mark | None, client_id: str, **values: Any) -> bool:
    slot, person = values.pop("slot", region.slots[0]), values.pop("person", region.first)
    with unit_of_work():
        return actions.mark(slot, person, mark, client_id=client_id, actor=region.teaches, **{"now": MORNING, **values})


def test_the_same_request_again_changes_nothing(today: Any, db_session: Any) -> None:
    assert tap(today, Mark.PRESENT, "one-tap-1")
    assert not tap(today, Mark.PRESENT, "one-tap-1")
    assert db_session.scalar(sa.select(sa.func.count()).select_from(AttendanceEvent)) == 1
    with pytest.raises(RuleBroken):
        tap(today, Mark.LATE, "one-tap-1")


def test_the_tap_made_last_counts_whenever_it_arrives(today: Any) -> None:
    tap(today, Mark.ABSENT, "made-later", at=MORNING - timedelta(minutes=1))
    tap(today, Mark.PRESENT, "made-first", at=MORNING - timedelta(minutes=5))
    assert queries.marks_of(today.session) == {(today.first, today.slots[0]): Mark.ABSENT}
    tap(today, None, "taken-back")
    assert queries.marks_of(today.session) == {}


def test_a_half_day_to_come_is_not_marked(today: Any) -> None:
    with pytest.raises(RuleBroken):
        tap(today, Mark.PRESENT, "too-early", slot=today.slots[2])


def test_the_report_locks_the_register_and_applies_the_rule(today: Any) -> None:
    for place, slot in enumerate(today.slots):
        tap(today, Mark.PRESENT if place else Mark.LATE, f"first-{slot}", slot=slot, now=AFTER)
        tap(today, Mark.EXCUSED, f"second-{slot}", slot=slot, person=today.second, now=AFTER)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.file_report(
            load_session(today.session), held="x", summary="y", difficulties="", actor=today.teaches, now=MORNING
        )
    report(today)
    found = load_session(today.session)
    assert found is not None
    assert found.state is SessionState.HELD
    states = {number: load_enrolment(number) for number in (today.first, today.second)}
    assert [one.state for one in states.values() if one] == [EnrolmentState.ATTENDED, EnrolmentState.CONFIRMED]
    with pytest.raises(RuleBroken):
        tap(today, Mark.ABSENT, "after-the-lock", now=AFTER)
    with pytest.raises(RuleBroken):
        report(today)


def report(today: Any) -> None:
    with unit_of_work():
        actions.file_report(
            load_session(today.session), held="x", summary="y", difficulties="", actor=today.teaches, now=AFTER
        )


def ask(today: Any, mark: Mark | None = Mark.PRESENT, slot: int = 0) -> int:
    with unit_of_work():
        return actions.ask_correction(
            load_session(today.session),
            slot_id=today.slots[slot],
            enrolment_id=today.second,
            mark=mark,
            reason="Elle était au premier rang",
            actor=today.teaches,
            now=AFTER,
        ).id


def test_a_correction_needs_a_second_person(today: Any) -> None:
    report(today)
    number = ask(today)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.accept_correction(queries.correction(number), actor=today.teaches, now=AFTER)
    with unit_of_work():
        actions.accept_correction(queries.correction(number), actor=today.coordinates, now=AFTER)
    assert queries.marks_of(today.session) == {(today.second, today.slots[0]): Mark.PRESENT}


def test_accepted_corrections_apply_the_rule_again(today: Any) -> None:
    report(today)
    for slot in range(3):
        number = ask(today, slot=slot)
        with unit_of_work():
            actions.accept_correction(queries.correction(number), actor=today.coordinates, now=AFTER)
    found = load_enrolment(today.second)
    assert found is not None
    assert found.state is EnrolmentState.ATTENDED
    number = ask(today, None)
    with unit_of_work():
        actions.accept_correction(queries.correction(number), actor=today.coordinates, now=AFTER)
    found = load_enrolment(today.second)
    assert found is not None
    assert found.state is EnrolmentState.CONFIRMED


def test_a_refused_correction_changes_nothing(today: Any) -> None:
    report(today)
    number = ask(today)
    with unit_of_work():
        actions.refuse_correction(queries.correction(number), actor=today.coordinates, now=AFTER)
    found = queries.correction(number)
    assert found is not None
    assert found.state is CorrectionState.REFUSED
    assert queries.marks_of(today.session) == {}


def test_before_the_lock_there_is_nothing_to_correct(today: Any) -> None:
    with pytest.raises(RuleBroken):
        ask(today)


def test_somebody_at_the_door_takes_the_seat_of_who_did_not_come(today: Any) -> None:
    with unit_of_work():
        newcomer = actions.add_at_door(
            load_enrolment(today.second), training.new_delegate(), actor=today.teaches, now=MORNING
        ).id
    assert newcomer in {one.id for one in queries.people_of(today.session)}
    assert today.second not in {one.id for one in queries.people_of(today.session)}
    tap(today, Mark.PRESENT, "came-in-time")
    with pytest.raises(RuleBroken), unit_of_work():
        actions.add_at_door(load_enrolment(today.first), training.new_delegate(), actor=today.teaches, now=MORNING)


def test_a_second_tap_undoes_without_script(today: Any, sign_in: Any) -> None:
    browser = sign_in(today.trainer)
    address = f"/sessions/{today.session}/register?slot={today.slots[0]}"
    form = f"/register/{today.slots[0]}/{today.first}"
    answer = browser.submit_form(address, form=form, button="mark=present")
    assert answer.status_code == 302
    assert answer.location.endswith(f"#p{today.first}")
    page = browser.page(address)
    assert re.search(r'value="clear" data-mark="present" aria-pressed="true"', page)
    browser.submit_form(address, form=form, button="mark=clear")
    assert queries.marks_of(today.session) == {}
    assert "data-others hidden" in page
    assert page.count("data-others hidden") == 2
    opened = browser.page(f"{address}&more={today.first}")
    assert opened.count("data-others hidden") == 1


def test_a_scripted_tap_answers_in_json_and_costs_little(today: Any, sign_in: Any, count_queries: Any) -> None:
    browser = sign_in(today.trainer)
    token = browser.csrf_token(f"/sessions/{today.session}/register")
    address = f"/register/{today.slots[0]}/{today.first}"
    data = {"csrf_token": token, "mark": "late", "client_id": "0123456789", "at": datetime.now(UTC).isoformat()}
    with count_queries() as cost:
        answer = browser.post(address, data=data, headers={"Accept": "application/json"})
    assert answer.get_json() == {"kept": True, "words": "", "at": MORNING.isoformat()}
    assert cost.queries <= 6, "\n".join(cost.statements)
    assert browser.post(address, data=data, headers={"Accept": "application/json"}).get_json()["kept"] is True
    for wrong in ({"mark": "asleep"}, {"client_id": "x"}, {"client_id": "é" * 20}, {"client_id": "y" * 90}):
        answer = browser.post(address, data={**data, **wrong}, headers={"Accept": "application/json"})
        assert answer.status_code == 422
    assert queries.marks_of(today.session) == {(today.first, today.slots[0]): Mark.LATE}


def test_only_the_session_s_trainer_and_its_coordinator_tap(today: Any, sign_in: Any) -> None:
    address = f"/register/{today.slots[0]}/{today.first}"
    for person in (training.trainer(), people.coordinator("MA-02"), today.member):
        browser = sign_in(person)
        assert browser.get(f"/sessions/{today.session}/register").status_code == 404
        assert browser.post(address, data={}).status_code in {400, 404}
    assert sign_in(today.coordinator).get(f"/sessions/{today.session}/register").status_code == 200


def test_the_register_finds_people_by_either_script(today: Any, sign_in: Any) -> None:
    browser = sign_in(today.trainer)
    for query in ("aicha", "عائشه", "oasis"):
        page = browser.page(f"/sessions/{today.session}/register?q={query}")
        assert page.count("data-person ") == 1
    assert browser.page(f"/sessions/{today.session}/register?q=nobody").count("data-person ") == 0


def test_the_whole_day_by_hand(today: Any, sign_in: Any, clock: Any) -> None:
    browser, session = sign_in(today.trainer), today.session
    assert f"/sessions/{session}/register" in browser.page("/my-sessions")
    other = {"instead_of": str(today.second), "name": "Omar Idrissi", "name_ar": "عمر الإدريسي", "gender": "man"}
    assert browser.submit_form(f"/sessions/{session}/door", other).status_code == 302
    named = training.enrolled(load_session(session), today.other, EnrolmentState.NOMINATED).id
    assert browser.submit_form(f"/sessions/{session}/door", form=f"/delegates/{named}/admit").status_code == 302
    assert len(queries.people_of(session)) == 3
    assert browser.get(f"/sessions/{session}/report").status_code == 200
    clock.stop_at(AFTER)
    assert browser.submit_form(f"/sessions/{session}/report", {"held": ""}).status_code == 422
    said = {"held": "Module entier", "summary": "Bien reçu", "difficulties": "Sono"}
    assert browser.submit_form(f"/sessions/{session}/report", said).status_code == 302
    assert "Module entier" in browser.page(f"/sessions/{session}/report")
    wish = {"person": str(named), "slot": str(today.slots[0]), "mark": "present", "reason": "Elle était là"}
    assert browser.submit_form(f"/sessions/{session}/correction", wish).status_code == 302
    desk = sign_in(today.coordinator)
    assert desk.get("/desk/attendance").status_code == 200
    (correction,) = queries.corrections_of(session)
    assert desk.submit_form(f"/corrections/{correction.id}", form="/accept").status_code == 302
    assert sign_in(people.coordinator("MA-02")).get(f"/corrections/{correction.id}").status_code == 404
    assert browser.get(f"/corrections/{correction.id}").status_code == 404
    assert desk.get("/desk/attendance?state=accepted").status_code == 200


def test_the_sheet_names_people_in_both_scripts(today: Any, sign_in: Any) -> None:
    browser = sign_in(today.trainer)
    assert "عائشة الحسناوي" in browser.page(f"/sessions/{today.session}/sheet")
    answer = browser.get(f"/sessions/{today.session}/sheet.pdf")
    assert answer.mimetype == "application/pdf"
    text = pypdfium2.PdfDocument(answer.data)[0].get_textpage().get_text_range()
    assert "Aïcha Hassnaoui" in text
    assert "عائشة" in text or "ةشئاع" in text


@pytest.mark.parametrize("rows", [3, 30])
def test_the_register_costs_the_same_with_three_people_and_with_thirty(
    region: Any, clock: Any, sign_in: Any, count_queries: Any, rows: int
) -> None:
    session = training.session(region.phase, region.trainer)
    for _ in range(rows):
        training.enrolled(session, training.accepted(region.phase))
    clock.stop_at(MORNING)
    browser = sign_in(region.trainer)
    for address in ("register", "sheet", "report", "door"):
        with count_queries() as cost:
            answer = browser.get(f"/sessions/{session.id}/{address}")
        assert answer.status_code == 200
        assert cost.queries <= 15, address
        assert not cost.repeated, address
        assert len(answer.data) < 150_000, address
