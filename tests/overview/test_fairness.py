"""Who applied, was eligible and was selected: in full for the desk, without small numbers for everybody."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.applications.models import Snapshot
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.states.rules import WOMEN
from capacity.admission.rounds.models import Outcome
from capacity.admission.rounds.states import OfferState, OutcomeKind
from capacity.core.db import db
from capacity.core.exported import Export
from capacity.core.sheets import read_rows
from capacity.overview.queries.fairness import counted
from capacity.overview.states.fairness import By, Counted, Measure, report
from tests.factories import admission_review as review
from tests.factories import complaints, people
from tests.factories.admission_region import NOW
from tests.support.counting import counting


@pytest.fixture(autouse=True)
def _database(db_session: Any, clock: Any) -> None:
    clock.stop_at(NOW)


def rows(*numbers: tuple[str, str, int, int, int]) -> list[Counted]:
    return [Counted(By.WOMEN.value, group, round_, *three) for round_, group, *three in numbers]


def test_the_programme_adds_up_its_rounds_and_says_the_share() -> None:
    found = report(
        rows(("1", "yes", 10, 8, 5), ("1", "no", 30, 20, 10), ("2", "yes", 20, 12, 10), ("2", "no", 5, 5, 5))
    )
    line = found.line(By.WOMEN)
    assert line is not None
    assert (line.numbers[Measure.APPLIED], line.share()) == (30, 50)
    assert found.whole.numbers == {Measure.APPLIED: 65, Measure.ELIGIBLE: 45, Measure.SELECTED: 30}


def test_neither_a_round_nor_the_programme_gives_a_small_number_away() -> None:
    numbers = rows(("1", "yes", 3, 3, 0), ("1", "no", 30, 20, 10), ("2", "yes", 20, 12, 10), ("2", "no", 15, 9, 8))
    one, other, whole = (report(numbers, of, public=True) for of in ("1", "2", ""))
    left_out = [
        (name, line.group)
        for name, found in (("1", one), ("2", other), ("", whole))
        for line in found.lines
        if line.numbers[Measure.APPLIED] is None
    ]
    assert left_out == [("1", "yes"), ("1", "no"), ("", "yes"), ("", "no")]
    assert whole.whole.numbers[Measure.APPLIED] == 68


def test_the_report_counts_applications_by_group_and_round() -> None:
    made = review.announced(6, seats=2)
    for snapshot in db.session.scalars(sa.select(Snapshot).order_by(Snapshot.id).limit(4)):
        snapshot.groups = [*snapshot.groups, WOMEN]
    made.associations[5].women_led = True  # declared after it applied
    db.session.commit()
    found = report(counted(announced=True), str(made.round_id))
    line = found.line(By.WOMEN)
    assert line is not None
    assert found.whole.numbers == {Measure.APPLIED: 6, Measure.ELIGIBLE: 6, Measure.SELECTED: 2}
    assert line.numbers[Measure.APPLIED] == 4
    first = found.line(By.FIRST)
    assert first is not None
    assert first.numbers[Measure.APPLIED] == 6


def test_nothing_is_public_before_the_announcement(client: Any, sign_in: Any) -> None:
    made = review.sealed(6, seats=2)
    assert counted(announced=True) == []
    page = client.page("/fairness")
    assert "No result announced yet" in page
    assert client.get(f"/fairness?round={made.round_id}").status_code == 404
    assert client.get(f"/fairness.csv?round={made.round_id}").status_code == 404
    desk = sign_in(people.coordinator(language="en"))
    assert f"round={made.round_id}" in desk.page("/desk/fairness")
    assert report(counted(announced=False)).whole.numbers[Measure.SELECTED] == 0


def test_both_editions_are_pages_and_files_of_few_statements(client: Any, sign_in: Any, house: Any) -> None:
    made = review.announced(7, seats=2)
    who = people.coordinator(language="en")
    desk = sign_in(who)
    desk.page("/desk/fairness")
    with counting(house.engine) as cost:
        page = desk.page(f"/desk/fairness?round={made.round_id}")
    assert cost.queries <= 12
    assert "7 associations applied, 7 were found eligible, 2 were selected." in page
    with counting(house.engine) as cost:
        public = client.page("/fairness")
    assert cost.queries <= 12
    assert "Small numbers are left out" in public
    lines = list(csv.DictReader(io.StringIO(client.get("/fairness.csv").get_data(as_text=True).lstrip("\ufeff"))))
    assert (lines[0]["Applied"], lines[0]["Were selected"]) == ("7", "2")
    taken = desk.post(f"/desk/fairness.xlsx?round={made.round_id}", data={"csrf_token": desk.own_token()})
    assert list(read_rows(taken.data))[1][2:5] == [7, 7, 2]
    noted = db.session.scalars(sa.select(Export)).one()
    assert (noted.list_name, noted.kind, noted.taken_by_id) == ("/desk/fairness.xlsx", "xlsx", who.id)
    assert desk.get("/desk/fairness.xlsx").status_code in {404, 405}


def test_a_coordinator_sees_the_regions_that_she_follows(sign_in: Any) -> None:
    made = review.announced(6, seats=2)
    elsewhere = sign_in(people.coordinator("MA-02"))
    assert f"round={made.round_id}" not in elsewhere.page("/desk/fairness")
    assert elsewhere.get(f"/desk/fairness?round={made.round_id}").status_code == 404


def test_the_public_edition_stays_as_it_was_announced(sign_in: Any) -> None:
    """A seat given back, and one given to the reserve, change the desk's numbers; nobody can compare two editions."""
    made = review.announced(6, seats=2)
    before = report(counted(announced=True), str(made.round_id), public=True)
    selected = db.session.scalars(sa.select(Outcome).where(Outcome.kind == OutcomeKind.SELECTED)).first()
    risen = db.session.scalars(sa.select(Outcome).where(Outcome.kind == OutcomeKind.RESERVE)).first()
    assert selected is not None
    assert risen is not None
    selected.state, selected.application.withdrawn_at = OfferState.WITHDRAWN, NOW + timedelta(days=1)
    selected.application.state = ApplicationState.WITHDRAWN
    selected.application.association.women_led = True
    risen.kind, risen.state, risen.promoted_at = OutcomeKind.SELECTED, OfferState.OFFERED, NOW
    db.session.commit()
    assert report(counted(announced=True), str(made.round_id), public=True) == before


def test_the_desk_counts_who_holds_a_seat_and_what_became_of_the_complaints(sign_in: Any) -> None:
    made = complaints.announced(7, seats=2)
    complaints.decided(made, complaints.of_kind(made, OutcomeKind.RESERVE))
    given_up = db.session.scalars(sa.select(Outcome).where(Outcome.kind == OutcomeKind.SELECTED)).first()
    assert given_up is not None
    given_up.state = OfferState.DECLINED
    db.session.commit()
    desk = sign_in(people.coordinator(language="en"))
    assert "1 were selected." in desk.page(f"/desk/fairness?round={made.round_id}")
    assert "Complaints filed: 1. Upheld, in whole or in part: 1;" in desk.page("/desk/overview")
