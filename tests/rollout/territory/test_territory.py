"""Regions for everybody; priority places that coordinators keep."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from capacity.core.db import db
from capacity.rollout.territory import actions, queries
from capacity.rollout.territory.models import PriorityPlace, Province
from tests.factories import people
from tests.factories.rollout import THEN
from tests.support.web_client import Client

SignIn = Callable[..., Client]
NEW = "/desk/territory/places/new"


def _place(key: str) -> PriorityPlace:
    return db.session.scalars(sa.select(PriorityPlace).where(PriorityPlace.key == key)).one()


def test_the_territory_is_whole(app: Flask) -> None:
    actions.load_facts(now=THEN)
    assert len(queries.regions()) == 12
    assert len(queries.provinces()) == 75
    assert len(queries.priority_places()) == 11
    assert _place("hay_mohammadi_ain_sebaa").note is not None


def test_a_region_says_its_provinces_and_places(app: Flask, client: Client) -> None:
    page = client.page("/regions/MA-08?lang=fr")
    for name in ("Zagora", "Errachidia", "Ouarzazate", "Midelt", "Tinghir"):
        assert name in page
    assert "2017" in page, "the phase is told by the room of phases"
    assert client.get("/regions/MA-99").status_code == 404


def test_all_regions_are_listed_in_arabic(app: Flask, client: Client) -> None:
    page = client.page("/regions?lang=ar")
    assert 'dir="rtl"' in page
    for region in queries.region_names():
        assert region.name["ar"] in page


def test_a_priority_place_is_added_changed_retired_and_offered_again(app: Flask, sign_in: SignIn) -> None:
    client = sign_in(people.coordinator())
    code = _place("figuig").province_code
    client.submit_form(NEW, {"name-ar": "بوعنان", "name-fr": "Bouanane", "province_code": code})
    added = db.session.scalars(sa.select(PriorityPlace).where(PriorityPlace.key.is_(None))).one()
    number = added.id
    assert added.name["fr"] == "Bouanane"
    client.submit_form(f"/desk/territory/places/{number}", {"name-fr": "Bouânane"})
    assert db.session.get_one(PriorityPlace, number).name["fr"] == "Bouânane"
    client.submit_form("/desk/territory", form=f"places/{number}/retire")
    assert not db.session.get_one(PriorityPlace, number).is_offered
    client.submit_form("/desk/territory", form=f"places/{number}/restore")
    assert db.session.get_one(PriorityPlace, number).is_offered


def test_names_are_asked_in_both_scripts(app: Flask, sign_in: SignIn) -> None:
    answer = sign_in(people.coordinator()).submit_form(NEW, {"name-fr": "Sans arabe", "province_code": ""})
    assert answer.status_code == 422
    assert "Sans arabe" in answer.get_data(as_text=True)


def test_a_coordinator_changes_places_of_their_own_regions_only(app: Flask, sign_in: SignIn) -> None:
    client = sign_in(people.coordinator("MA-08"))
    assert client.get(f"/desk/territory/places/{_place('zagora').id}").status_code == 200
    assert client.get(f"/desk/territory/places/{_place('figuig').id}").status_code == 403
    oujda = db.session.scalars(sa.select(Province).where(Province.region_code == "MA-02")).first()
    assert oujda is not None
    answer = client.submit_form(NEW, {"name-ar": "مكان", "name-fr": "Lieu", "province_code": oujda.code})
    assert answer.status_code == 422


@pytest.mark.parametrize("path", ["/desk/territory", NEW])
def test_members_do_not_open_the_desk(app: Flask, sign_in: SignIn, path: str) -> None:
    member = people.person()
    people.association(member)
    assert sign_in(member).get(path).status_code == 403
