"""Home by role, the programme for visitors, the dashboard, open data: what each reader finds and what nobody does."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import capacity
from capacity.admission.calls.models import Call
from capacity.core.access import Role
from capacity.core.db import db
from capacity.overview.queries.waiting import ROOMS
from tests.factories import admission, admission_review, community, people, rollout
from tests.factories.admission_region import REGION
from tests.support.web_client import Client

SignIn = Callable[..., Client]
PUBLIC = ("/", "/programme", "/open-data", "/regions/MA-08")


def _read(browser: Client, address: str) -> str:
    """The page without what differs each time it is asked for."""
    return re.sub(r'(nonce|name="csrf_token" value)="[^"]*"|/static/[0-9a-f]+/', "", browser.page(address))


def test_a_visitor_reads_the_promise_and_the_open_call(app: Flask, client: Client, clock: Any) -> None:
    reference = admission.call().reference
    clock.stop_at(admission.DURING)
    page = client.page("/")
    assert f"/calls/{reference}" in page
    assert page.count('<a href="/regions/MA-') >= 12
    clock.stop_at(admission.AFTER)
    assert f"/calls/{reference}" not in client.page("/")


def test_a_visitor_of_an_empty_house_finds_no_empty_page(app: Flask, client: Client) -> None:
    for address in PUBLIC:
        client.page(address)


def test_nothing_of_a_sealed_selection_is_told_before_its_announcement(app: Flask, client: Client) -> None:
    made = admission_review.deliberated(6, seats=2)
    before = {address: _read(client, address) for address in PUBLIC}
    data = {name: client.get(f"/open-data/{name}.csv").data for name in ("regions", "provinces")}
    admission_review.signed(made, made.coordinator, "coordinator")
    admission_review.signed(made, made.chair, "chair")
    for address, page in before.items():
        assert _read(client, address) == page, f"{address} changed with the seal"
    for name, content in data.items():
        assert client.get(f"/open-data/{name}.csv").data == content


def test_an_announced_selection_stands_on_the_home_page(app: Flask, client: Client) -> None:
    made = admission_review.announced(8, seats=6)
    number = made.round.id
    assert f"/results/{number}" in client.page("/")
    assert f"/results/{number}" in client.page(f"/regions/{REGION}")


def test_small_numbers_are_left_out_of_open_data(app: Flask, client: Client) -> None:
    admission_review.announced(4, seats=2)
    rows = json.loads(client.get("/open-data/regions.json").data)["rows"]
    row = next(row for row in rows if row["region"] == REGION)
    assert row["applications"] is None
    assert row["selected"] == 2, "anybody counts them in the public record"
    assert client.get("/open-data/people.csv").status_code == 404
    assert client.get("/open-data/regions.xlsx").status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_nobody_meets_an_empty_home(app: Flask, sign_in: SignIn, role: Role) -> None:
    person = people.person(roles=(role,))
    name = person.name
    page = sign_in(person).page("/")
    assert name in page
    assert '<div class="empty">' in page or 'class="plainlist"' in page or "todo" in page


def test_a_person_of_no_association_is_led_to_register(app: Flask, sign_in: SignIn) -> None:
    page = sign_in(people.person()).page("/")
    assert "/associations/register" in page


def test_an_association_sees_where_it_stands_and_one_next_step(app: Flask, sign_in: SignIn, clock: Any) -> None:
    call, member = admission.call(), people.person()
    people.association(member)
    clock.stop_at(admission.DURING)
    page = sign_in(member).page("/?lang=fr")
    assert page.count('aria-current="step"') == 1
    assert page.count("btn-primary") == 1
    assert f"/begin/{db.session.get_one(Call, call.id).id}" in page
    assert "Zagora" in page


def test_an_applicant_is_not_told_of_an_outcome_in_secret(app: Flask, sign_in: SignIn) -> None:
    made = admission_review.deliberated(4, seats=2)
    members = [one.association.members[0].person for one in made.applications]
    clients = [sign_in(member) for member in members]
    before = [_read(client, "/") for client in clients]
    admission_review.signed(made, made.coordinator, "coordinator")
    admission_review.signed(made, made.chair, "chair")
    assert [_read(client, "/") for client in clients] == before


def test_a_coordinator_sees_the_active_regions_they_follow(app: Flask, sign_in: SignIn) -> None:
    rollout.activated(2017)
    everything = sign_in(people.coordinator()).page("/?lang=fr")
    narrowed = sign_in(people.coordinator("MA-08")).page("/?lang=fr")
    for name in ("Oriental", "Drâa-Tafilalet", "Rabat-Salé-Kénitra"):
        assert name in everything
    assert "Drâa-Tafilalet" in narrowed
    assert "Rabat-Salé-Kénitra" not in narrowed


def test_the_menu_of_the_day_says_in_which_room_how_much_waits(app: Flask, sign_in: SignIn) -> None:
    made = admission_review.deliberated(4, seats=2)
    desk = sign_in(made.coordinator)
    menu = dict(
        re.findall(r'<a class="room" href="([^"]+)"[^>]*><span>[^<]+</span><span class="count">(\d+)<', desk.page("/"))
    )
    assert {"/", "/selection"} <= menu.keys()
    assert int(menu["/"]) == sum(int(count) for address, count in menu.items() if address != "/")
    assert 'class="count"' not in desk.page("/selection").split("</nav>")[0]
    assert {address: str(count) for address, count in desk.get("/today/counts").json.items()} == menu


def test_what_waits_in_any_room_is_gathered() -> None:
    top = Path(capacity.__file__).parent
    offering = {path for path in top.rglob("*.py") if "def waiting_for(" in path.read_text(encoding="utf-8")}
    rooms = {".".join(("capacity", *path.relative_to(top).parts[:2])) for path in offering}
    assert rooms == {room.__name__.removesuffix(".queries") for room in ROOMS}


def test_a_partner_finds_their_agreements_at_home(app: Flask, sign_in: SignIn) -> None:
    number = community.agreement("didh-un-women").id
    assert f"/agreements/{number}" in sign_in(community.partner("didh-un-women")).page("/")


def test_the_dashboard_is_for_those_who_run_the_programme(app: Flask, sign_in: SignIn) -> None:
    member = people.person()
    people.association(member)
    for person, status in (
        (people.administrator(), 200),
        (people.coordinator("MA-08"), 200),
        (people.person(roles=(Role.COMMITTEE,)), 403),
        (people.person(roles=(Role.MENTOR,)), 403),
        (member, 403),
    ):
        assert sign_in(person).get("/desk/overview").status_code == status


@pytest.mark.parametrize("applications", [3, 12])
def test_pages_cost_the_same_whatever_their_content(
    app: Flask, client: Client, sign_in: SignIn, count_queries: Any, applications: int
) -> None:
    made = admission_review.announced(applications, seats=2)
    desk, member = sign_in(people.coordinator()), sign_in(made.applications[0].association.members[0].person)
    bounds = (
        (client, "/", 6),
        (client, "/programme", 6),
        (desk, "/", 8),
        (member, "/", 12),
        (desk, "/desk/overview", 12),
    )
    for browser, address, most in bounds:
        browser.page(address)
        with count_queries() as cost:
            page = browser.page(address)
        assert cost.queries <= most, f"{address} took {cost.queries} statements"
        assert not cost.repeated, f"{address} repeats {cost.repeated}"
        assert len(page.encode()) < (60_000 if browser is client else 150_000)
