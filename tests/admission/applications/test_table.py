"""The desk's table: each filter finds what it names, columns are chosen, a view is kept, and is what is exported."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.applications import actions
from capacity.admission.applications.actions import finding
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import percent, tag_of
from capacity.admission.review.models import Panel
from capacity.admission.rounds.models import Outcome, Round
from capacity.admission.rounds.queries import note_ended
from capacity.admission.rounds.states import OutcomeKind
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.kept_views import KeptView
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association, AssociationTheme
from capacity.rollout.territory.models import PriorityPlace
from tests.factories import admission, coalitions, people
from tests.factories.remembered import remembered


def listed(client: Any, query: str = "") -> list[str]:
    """The French names in the list, in its order; English readers read them."""
    page = client.page(f"/desk/applications?{query}")
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page)


@dataclass
class Told:
    """Whose desk it is."""

    coordinator: Person


@pytest.fixture
def desk(sign_in: Any) -> Any:
    """Two associations that differ in everything, one sent and one drafting; the coordinator's browser."""
    return sign_in(_two_associations().coordinator)


@remembered
def _two_associations() -> Told:
    place = db.session.scalars(sa.select(PriorityPlace).where(PriorityPlace.province_code == "08.587")).first()
    call = admission.call(reference="AMI-A")
    rural = admission.association(name_fr="Rurale", rural=True, priority_place_id=place.id if place else None)
    rural.themes += [AssociationTheme(theme="women"), AssociationTheme(theme="youth")]
    db.session.commit()
    admission.submitted(call, rural, language="ar")
    town = admission.association(name_fr="Urbaine", province_code="02.411")
    admission.draft(admission.call(reference="AMI-B"), town)
    with unit_of_work():
        sent = db.session.scalars(sa.select(Application).where(Application.association_id == rural.id)).one()
        actions.tag([sent], "À relire", actor=admission.EVERYWHERE, now=admission.AFTER)
    return Told(people.coordinator(language="en"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("region=MA-08", "Rurale"),
        ("region=MA-02", "Urbaine"),
        ("province=08.587", "Rurale"),
        ("seat=rural", "Rurale"),
        ("seat=urban", "Urbaine"),
        ("theme=women", "Rurale"),
        ("state=submitted", "Rurale"),
        ("state=draft", "Urbaine"),
        ("language=ar", "Rurale"),
        ("completeness=whole", "Rurale"),
        ("completeness=nothing", "Urbaine"),
        ("tag=a+relire", "Rurale"),
        ("channel=line&state=submitted", "Rurale"),
        ("priority=no&region=MA-02", "Urbaine"),
    ],
)
def test_each_filter_finds_what_it_names(desk: Any, query: str, found: str) -> None:
    assert listed(desk, query) == [found]


def test_a_coalition_is_found(desk: Any) -> None:
    town = db.session.scalars(sa.select(Application).where(Application.number.is_(None))).one()
    coalitions.carried(town, admission.association(name_fr="Voisine", province_code="02.411"))
    assert listed(desk, "coalition=yes") == ["Urbaine"]
    assert listed(desk, "coalition=no") == ["Rurale"]
    assert "2 associations" in desk.page("/desk/applications?coalition=yes&columns=coalition")


def test_a_priority_place_is_found(desk: Any) -> None:
    rural = db.session.scalars(sa.select(Association).where(Association.name_fr == "Rurale")).one()
    assert listed(desk, "priority=yes") == (["Rurale"] if rural.priority_place_id else [])


def test_history_in_earlier_calls_counts_what_was_sent_and_announced(sign_in: Any) -> None:
    before, again = admission.association(name_fr="Revenue"), admission.association(name_fr="Nouvelle")
    first = admission.submitted(admission.call(), before)
    call = admission.call(opens_at=admission.CLOSES, closes_at=admission.CLOSES.replace(month=6))
    later = admission.CLOSES.replace(month=4)
    admission.draft(call, before, now=later)
    admission.draft(call, again, now=later)
    client = sign_in(people.coordinator(language="en"))
    here = f"call={call.id}&history"
    assert listed(client, f"{here}=applied") == ["Revenue"]
    assert listed(client, f"{here}=first") == ["Nouvelle"]
    assert listed(client, f"{here}=selected") == []
    with unit_of_work():
        found = Round(call_id=first.call_id, region_code="MA-08", panel_id=_panel(first), seats=3)
        db.session.add(found)
        db.session.flush()
        outcome = Outcome(round_id=found.id, application_id=first.id, kind=OutcomeKind.SELECTED, points=80_00)
        outcome.announced_at = admission.AFTER
        db.session.add(outcome)
        note_ended(outcome)
    assert listed(client, f"{here}=selected") == ["Revenue"]
    assert listed(client, f"{here}=not_selected") == []
    assert '<td class="num">1</td>' in client.page(f"/desk/applications?call={call.id}&columns=earlier&q=revenue")


def _panel(application: Application) -> int:
    made = Panel(call_id=application.call_id, region_code="MA-08")
    db.session.add(made)
    db.session.flush()
    return made.id


def test_completeness_follows_what_is_written_and_joined(db_session: Any) -> None:
    made = admission.draft()
    assert made.completeness == 0
    whole = admission.complete()
    assert whole.completeness == 100
    with unit_of_work():
        actions.detach(whole, whole.documents[0].id, actor=admission.actor_of(whole.association), now=admission.DURING)
    db.session.expire_all()
    assert 0 < db.session.get_one(Application, whole.id).completeness < 100


@pytest.mark.one_database
def test_per_cent_says_everything_only_when_nothing_is_missing() -> None:
    assert [percent(done, 3) for done in range(4)] == [0, 33, 66, 100]
    with pytest.raises(RuleBroken):
        tag_of("…")
    assert tag_of("À relire")[0] == tag_of("a  RELIRE")[0]


def test_the_columns_chosen_are_shown_and_exported(desk: Any) -> None:
    page = desk.page("/desk/applications?columns=seat&columns=themes&columns=region")
    heads = re.findall(r'<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)', page)
    assert heads == ["Association", "Region", "Seat", "Themes"]
    assert "columns=seat" in re.search(r'action="([^"]*export\.csv[^"]*)"', page)[1]  # type: ignore[index]
    address = "/desk/applications/export.csv?columns=seat&columns=region&seat=rural"
    text = desk.post(address, data={"csrf_token": desk.own_token()}).get_data(as_text=True)
    lines = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    assert lines[0][:4] == ["Name in Arabic", "Name in French", "Region", "Seat"]
    assert [line[1] for line in lines[1:]] == ["Rurale"]
    questions = db.session.scalars(sa.select(Application).where(Application.number.is_not(None))).one().call.questions
    assert len(lines[0]) == 4 + len(questions)


def test_a_view_is_kept_found_again_and_forgotten(desk: Any, sign_in: Any) -> None:
    for _twice in range(2):
        answer = desk.submit_form(
            "/desk/applications?state=draft&sort=name", {"name": "À suivre", "is_shared": "y"}, form="/kept-views/"
        )
        assert answer.location == "/desk/applications?state=draft&sort=name"
    kept = db.session.scalars(sa.select(KeptView)).one()
    other = sign_in(people.coordinator("MA-02", language="en"))
    shown = other.page("/desk/applications")
    assert "À suivre" in shown
    assert f"/kept-views/{kept.id}/forget" not in shown
    assert other.post(f"/kept-views/{kept.id}/forget", data={"csrf_token": other.own_token()}).status_code == 404
    here = "/desk/applications?state=draft&sort=name"
    assert desk.page(here).count('aria-current="true">') >= 1, "it is marked where one stands on it"
    desk.submit_form(here, {"name": "À relancer"}, form="/kept-views/")
    assert [(one.name, one.is_shared) for one in db.session.scalars(sa.select(KeptView))] == [("À relancer", True)]
    assert "À suivre" not in other.page("/desk/applications")
    desk.submit_form("/desk/applications", {}, form="/forget")
    assert "À relancer" not in other.page("/desk/applications")


def test_a_record_leads_on_to_the_next_of_the_list_it_was_opened_from(desk: Any) -> None:
    """In its order, narrowed as it was; an act that takes a row out of the list does not lose the way."""
    numbers = {one.association.name_fr: one.id for one in db.session.scalars(sa.select(Application))}
    middle = admission.submitted(admission.call(reference="AMI-C"), admission.association(name_fr="Tiers")).id
    page = desk.page("/desk/applications?sort=name&channel=line")
    trail = re.search(rf'/applications/{middle}\?([^"]+)"', page)
    assert trail
    assert "channel=line" in trail[1]
    record = desk.page(f"/desk/applications/{middle}?{trail[1].replace('&amp;', '&')}&tab=history")

    def ways(words: str) -> list[str]:
        return re.findall(r'rel="(?:prev|next)"[^>]* href="/desk/applications/(\d+)\?', words)

    assert ways(record) == [str(numbers["Rurale"]), str(numbers["Urbaine"])]
    assert 'href="/desk/applications?channel=line&amp;sort=name"' in record
    assert "channel=line&amp;sort=name&amp;tab=documents" in record
    assert ways(desk.page(f"/desk/applications/{middle}?sort=-name")) == [
        str(numbers["Urbaine"]),
        str(numbers["Rurale"]),
    ]
    fallen_out = desk.page(f"/desk/applications/{middle}?sort=name&state=draft")
    assert ways(fallen_out) == [str(numbers["Urbaine"])]
    assert ways(desk.page(f"/desk/applications/{middle}")) == []


def test_a_view_of_no_list_is_refused(desk: Any) -> None:
    token = desk.own_token()
    data = {"csrf_token": token, "list_name": "nothing.at_all", "name": "x", "query": ""}
    assert desk.post("/kept-views/", data=data).status_code == 400


ORDERS = [f"{way}{key}" for key in ("sent", "number", "name", "province") for way in ("", "-")]
NARROWED = ["", "region=MA-02&region=MA-08", "region=MA-08&state=submitted", "call=1", "theme=women&q=rurale",
            "seat=rural&seat=urban", "tag=a+relire", "priority=no", "history=first", "coalition=no", "q=a",
            "theme=women&theme=youth", "channel=line&q=a", "history=first&q=a"]  # fmt: skip


def test_a_list_that_is_walked_shows_what_a_sorted_one_does(
    desk: Any, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond what is counted the rows are read from an index, one after another; they are the same, in that order."""
    here = sign_in(people.coordinator("MA-08", language="fr"))
    asked = [(desk, NARROWED), (here, NARROWED[:3])]
    ways = [(who, f"sort={order}&{query}") for who, queries in asked for order in ORDERS for query in queries]
    sorted_ones = [listed(*way) for way in ways]
    for module in ("paging", "gathering"):
        monkeypatch.setattr(f"capacity.web.tables.{module}.COUNT_LIMIT", 0)
    assert [listed(*way) for way in ways] == sorted_ones
    assert {len(rows) for rows in sorted_ones} >= {1, 2}


def test_an_upgrade_puts_those_of_before_in_order(desk: Any) -> None:
    db.session.execute(sa.update(Application).values(province_code="", listed_number=""))
    db.session.commit()
    with unit_of_work():
        actions.let_find_all(now=admission.AFTER)
    kept = db.session.execute(sa.select(Application.province_code, Application.listed_number, Application.number))
    assert sorted((code, listed_as == (number or "")) for code, listed_as, number in kept) == [
        ("02.411", True),
        ("08.587", True),
    ]


@pytest.mark.parametrize(("moved_to", "stands_in"), [("08.201", "08.201"), ("02.411", "08.587")])
def test_an_application_stays_in_its_region_when_its_association_moves(
    desk: Any, moved_to: str, stands_in: str
) -> None:
    rural = db.session.scalars(sa.select(Association).where(Association.name_fr == "Rurale")).one()
    rural.province_code = moved_to
    db.session.commit()
    finding.let_find_by_new_names({"association": rural.id})
    assert listed(desk, f"province={stands_in}") == ["Rurale"]
