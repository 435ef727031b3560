"""Every staff list can be taken away as a workbook: what it shows, in its order, for whoever may read it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from capacity.core.access import Role
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
    answer = office.get(f"{address}?as=xlsx")
    assert (answer.status_code, answer.mimetype) == (200, XLSX)
    assert len(rows(answer.data)[0]) > 4


@pytest.mark.parametrize("address", LISTS)
def test_who_may_not_read_a_list_may_not_take_it(address: str, sign_in: Any) -> None:
    assert sign_in(people.person(roles=(Role.TRAINER,))).get(f"{address}?as=xlsx").status_code == 403


def test_the_workbook_holds_what_the_search_leaves_and_the_page_offers_it(sign_in: Any) -> None:
    people.person(name="Zineb Alaoui")
    people.person(name="Omar Tazi")
    office = sign_in(people.administrator())
    page = office.page("/administration/people?q=zineb&size=50")
    assert "/administration/people?q=zineb&amp;as=xlsx" in page
    told = rows(office.get("/administration/people?q=zineb&as=xlsx").data)
    assert [row[0] for row in told[1:]] == ["Zineb Alaoui"]
