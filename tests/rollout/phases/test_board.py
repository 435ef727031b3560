"""The board of phases: planning, the rule of three, two people at once, activation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from capacity.core import audit
from capacity.core.access import SYSTEM
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken, StaleObject
from capacity.core.unit_of_work import unit_of_work
from capacity.rollout.phases import actions, queries
from capacity.rollout.phases.models import Phase
from capacity.rollout.phases.states import PhaseState
from tests.factories import people, rollout
from tests.factories.rollout import THEN
from tests.support.web_client import Client

BOARD = "/desk/phases"
SignIn = Callable[..., Client]


def _year_of(code: str) -> int | None:
    return next(region.year for region in queries.placed() if region.code == code)


def _seen() -> dict[int, int]:
    return {phase.id: phase.version for phase in queries.phases()}


def test_the_announced_phases_are_there_from_the_start(app: Flask) -> None:
    actions.load_facts(now=THEN)
    plan = {phase.year: [place.region_code for place in phase.places] for phase in queries.phases()}
    assert plan == {2017: ["MA-02", "MA-08", "MA-04"], 2018: ["MA-05", "MA-07", "MA-10"]}


def test_regions_are_planned_by_choosing_a_year(app: Flask, sign_in: SignIn) -> None:
    rollout.phase(2019)
    answer = sign_in(people.coordinator()).submit_form(
        BOARD, {"MA-01": "2019", "MA-06": "2019", "MA-09": "2019"}, form="board"
    )
    assert answer.status_code == 302
    assert [_year_of(code) for code in ("MA-01", "MA-06", "MA-09", "MA-03")] == [2019, 2019, 2019, None]


def test_a_fourth_region_is_refused_and_the_choices_are_kept(app: Flask, sign_in: SignIn) -> None:
    rollout.phase(2019)
    chosen = dict.fromkeys(("MA-01", "MA-03", "MA-06", "MA-09"), "2019")
    answer = sign_in(people.coordinator()).submit_form(BOARD, chosen, form="board")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "2019" in page
    assert page.count('<option selected value="2019">') == 4
    assert _year_of("MA-01") is None


def test_another_number_of_regions_holds_for_the_years_to_come(app: Flask, sign_in: SignIn) -> None:
    rollout.phase(2019)
    office = sign_in(people.administrator())
    url = "/administration/settings/regions"
    assert office.submit_form(url, {"number": "13", "reason": "Faster"}).status_code == 422
    assert office.submit_form(url, {"number": "4", "reason": "Faster"}).status_code == 302
    rollout.activated(2017)  # it was planned with three, and begins with three
    wishes = dict.fromkeys(("MA-01", "MA-03", "MA-06", "MA-09"), "2019")
    assert office.submit_form(BOARD, wishes, form="board").status_code == 302
    assert office.submit_form(BOARD, {"MA-11": "2018"}, form="board").status_code == 422
    phases = {phase.year: phase for phase in queries.phases()}
    office.submit_form(f"{BOARD}?lang=en", form=f"/{phases[2018].id}/number")
    assert office.submit_form(BOARD, {"MA-11": "2018"}, form="board").status_code == 302
    assert "4 regions a year" in office.page("/phases?lang=en")
    db.session.expire_all()
    assert {year: len(phase.places) for year, phase in phases.items()} == {2017: 3, 2018: 4, 2019: 4}


def test_of_two_people_the_second_is_told_and_loses_nothing(app: Flask, sign_in: SignIn) -> None:
    rollout.phase(2019)
    rollout.phase(2020)
    seen = _seen()
    with unit_of_work():
        actions.plan(wishes={"MA-01": 2019}, seen=seen, actor=SYSTEM, now=THEN)
    late = sign_in(people.coordinator())
    token = late.csrf_token(BOARD)
    old = " ".join(f"{key}:{value}" for key, value in seen.items())
    data = {"csrf_token": token, "seen": old, "MA-01": "2020", "MA-12": "2020"}
    first = late.post(BOARD, data=data)
    page = first.get_data(as_text=True)
    assert first.status_code == 422
    assert _year_of("MA-01") == 2019
    assert page.count('<option selected value="2020">') == 2
    again = late.post(BOARD, data={**data, "seen": " ".join(f"{k}:{v}" for k, v in _seen().items())})
    assert again.status_code == 302
    assert (_year_of("MA-01"), _year_of("MA-12")) == (2020, 2020)


def test_an_old_page_is_refused_by_the_action(app: Flask) -> None:
    rollout.phase(2019)
    seen = _seen()
    with unit_of_work():
        actions.plan(wishes={"MA-01": 2019}, seen=seen, actor=SYSTEM, now=THEN)
    with pytest.raises(StaleObject), unit_of_work():
        actions.plan(wishes={"MA-03": 2019}, seen=seen, actor=SYSTEM, now=THEN)


def test_the_database_itself_keeps_a_region_in_one_phase(app: Flask) -> None:
    number = rollout.phase(2019).id
    statement = "INSERT INTO phase_regions (phase_id, region_code, position) VALUES (:phase, 'MA-02', 0)"
    with pytest.raises(sa.exc.IntegrityError), unit_of_work() as session:
        session.execute(sa.text(statement), {"phase": number})


@pytest.mark.parametrize("taken", [0, 1, 2])
def test_a_phase_begins_with_exactly_three_regions(app: Flask, taken: int) -> None:
    phase = rollout.phase(2019)
    wishes: dict[str, int | None] = dict.fromkeys(("MA-01", "MA-03", "MA-06")[:taken], 2019)
    with unit_of_work():
        actions.plan(wishes=wishes, seen=_seen(), actor=SYSTEM, now=THEN)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.activate(phase, actor=SYSTEM, now=THEN)
    assert rollout.phase(2019).state is PhaseState.PLANNED


def test_activation_asks_first_and_leaves_an_audit_entry(app: Flask, sign_in: SignIn) -> None:
    number = rollout.phase(2017).id
    client = sign_in(people.administrator())
    answer = client.submit_form(f"/desk/phases/{number}/activate", form="/activate")
    assert answer.status_code == 302
    phase = db.session.get_one(Phase, number)
    assert phase.state is PhaseState.ACTIVE
    assert [event.after for event in audit.history(db.session(), [phase])] == ["active"]
    with pytest.raises(IllegalMove), unit_of_work():
        actions.activate(db.session.get_one(Phase, number), actor=SYSTEM, now=THEN)


def test_an_example_is_not_activated_and_a_begun_phase_is_no_example(app: Flask) -> None:
    phase = rollout.phase(2018)
    with unit_of_work():
        actions.mark_example(phase, example=True, actor=SYSTEM, now=THEN)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.activate(phase, actor=SYSTEM, now=THEN)
    rollout.activated(2017)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.mark_example(rollout.phase(2017), example=True, actor=SYSTEM, now=THEN)


def test_a_phase_is_completed_once(app: Flask, sign_in: SignIn) -> None:
    number = rollout.activated(2017).id
    client = sign_in(people.coordinator())
    assert client.submit_form(f"/desk/phases/{number}/complete", form="/complete").status_code == 302
    assert db.session.get_one(Phase, number).state is PhaseState.COMPLETED


def test_only_an_empty_planned_year_leaves_the_plan(app: Flask, sign_in: SignIn) -> None:
    client = sign_in(people.coordinator())
    client.submit_form(BOARD, {"year": "2019"}, form="/desk/phases/years")
    assert 2019 in {phase.year for phase in queries.phases()}
    client.submit_form(BOARD, form=f"/desk/phases/{rollout.phase(2019).id}/remove")
    assert 2019 not in {phase.year for phase in queries.phases()}
    with pytest.raises(RuleBroken), unit_of_work():
        actions.remove_year(rollout.phase(2018), actor=SYSTEM, now=THEN)


def test_the_number_of_a_year_taken_out_is_given_to_no_other(app: Flask) -> None:
    with unit_of_work():
        first = actions.add_year(year=2031, actor=SYSTEM, now=THEN)
        number = first.id
    with unit_of_work():
        actions.remove_year(rollout.phase(2031), actor=SYSTEM, now=THEN)
    with unit_of_work():
        assert actions.add_year(year=2032, actor=SYSTEM, now=THEN).id > number


def test_a_year_stands_in_the_plan_once(app: Flask, sign_in: SignIn) -> None:
    sign_in(people.coordinator()).submit_form(BOARD, {"year": "2018"}, form="/desk/phases/years")
    assert [phase.year for phase in queries.phases()] == [2017, 2018]


@pytest.mark.parametrize("regions", [("MA-02",), ("MA-05", "MA-07")])
def test_a_coordinator_of_some_regions_reads_the_board_but_does_not_plan(
    app: Flask, sign_in: SignIn, regions: tuple[str, ...]
) -> None:
    number = rollout.phase(2019).id
    client = sign_in(people.coordinator(*regions))
    page = client.page(BOARD)
    assert 'data-module="board' not in page
    answer = client.post(f"/desk/phases/{number}/activate", data={"csrf_token": client.csrf_token(BOARD)})
    assert answer.status_code == 403


def test_the_public_plan_names_every_region_and_marks_examples(app: Flask, client: Client) -> None:
    phase = rollout.phase(2019)
    with unit_of_work():
        actions.mark_example(phase, example=True, actor=SYSTEM, now=THEN)
    page = client.page("/phases?lang=fr")
    for name in ("Oriental", "Guelmim-Oued Noun", "Souss-Massa"):
        assert name in page
    assert page.count("2019") >= 2


def test_the_pages_cost_few_statements(app: Flask, client: Client, sign_in: SignIn, count_queries: Any) -> None:
    rollout.phase(2019)
    desk = sign_in(people.coordinator())
    client.page("/phases")
    with count_queries() as cost:
        client.page("/phases")
    assert cost.queries <= 6
    desk.page(BOARD)
    with count_queries() as cost:
        desk.page(BOARD)
    assert cost.queries <= 8
    assert not cost.repeated
