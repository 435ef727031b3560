"""Every staff list can be taken away as a workbook: what it shows, in its order, for whoever may read it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from capacity.core.access import Role
from capacity.core.db import db
from capacity.core.exported import Export
from capacity.web.exports import XLSX
from tests.factories import people

LISTS = (
    "/administration/people",
    "/administration/audit",
    "/administration/letters",
    "/desk/calls",
    "/desk/sessions",
    "/desk/venues",
    "/desk/certificates",
    "/desk/attendance",
    "/mentorships",
    "/reports/progress",
)


def rows(content: bytes) -> list[list[Any]]:
    """The cells of the first sheet."""
    return [list(row) for row in CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).iter_rows()]


@pytest.mark.parametrize("address", LISTS)
def test_a_list_can_be_taken_away_as_a_workbook(address: str, sign_in: Any) -> None:
    office = sign_in(people.administrator())
    answer = office.post(address, data={"csrf_token": office.csrf_token(address)})
    assert (answer.status_code, answer.mimetype) == (200, XLSX)
    assert len(rows(answer.data)[0]) > 4


@pytest.mark.parametrize("address", LISTS)
def test_who_may_not_read_a_list_may_not_take_it(address: str, sign_in: Any) -> None:
    trainer = sign_in(people.person(roles=(Role.TRAINER,)))
    assert trainer.post(address, data={"csrf_token": trainer.own_token()}).status_code == 403


def test_the_workbook_holds_what_the_search_leaves_and_the_page_offers_it(sign_in: Any) -> None:
    people.person(name="Zineb Alaoui")
    people.person(name="Omar Tazi")
    office = sign_in(people.administrator())
    page = office.page("/administration/people?q=zineb&size=50")
    assert 'action="/administration/people?q=zineb"' in page
    told = rows(office.post("/administration/people?q=zineb", data={"csrf_token": office.own_token()}).data)
    assert [row[0] for row in told[1:]] == ["Zineb Alaoui"]


def test_who_took_what_stands_in_the_log(sign_in: Any) -> None:
    """Of what it was narrowed to, how many rows, and which columns; a link alone takes nothing."""
    people.person(name="Zineb Alaoui")
    office = sign_in(people.administrator(name="Rachid Amrani"))
    assert office.get("/administration/people?q=zineb&as=xlsx").mimetype == "text/html"
    assert not list(db.session.scalars(sa.select(Export)))
    office.post("/administration/people?q=zineb", data={"csrf_token": office.own_token()})
    taken = db.session.scalars(sa.select(Export)).one()
    assert (taken.list_name, taken.kind, taken.rows) == ("/administration/people", "xlsx", 1)
    log = office.page("/administration/audit?object=exports")
    for words in ("Rachid Amrani", "/administration/people (1)", "q=zineb"):
        assert words in log
