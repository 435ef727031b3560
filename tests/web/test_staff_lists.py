"""The lists of the desk follow one pattern: searched and filtered by the address, each filter taken away by a link."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from capacity.core import outbox
from capacity.core.unit_of_work import unit_of_work
from tests.factories import admission, admission_review, people
from tests.factories.admission_region import NOW

pytestmark = pytest.mark.one_database


def rows(page: str) -> list[str]:
    """The headings of the rows of the first table that is in order."""
    body = page.partition("rows--inset")[2].partition("</table>")[0]
    return re.findall(r'<th scope="row">(.*?)</th>', body, re.DOTALL)


@pytest.fixture
def desk(sign_in: Any, clock: Any, app: Any) -> Any:
    for reference in ("AMI-OUEST", "AMI-EST"):
        admission.call(reference=reference)
    admission_review.deliberated()
    clock.stop_at(admission.AFTER)
    return sign_in(people.coordinator(language="fr"))


@pytest.mark.parametrize(
    ("address", "narrowed", "how_many"),
    [
        ("/review/", "q=ouest", 3),
        ("/review/", "region=MA-08&stage=none", 2),
        ("/review/", "stage=none&q=ami-est&region=MA-08", 1),
        ("/selection", "state=deliberation&region=MA-08", 1),
        ("/desk/agreements", "state=in_force", None),
        ("/desk/territory", "state=offered&region=MA-08", None),
        ("/desk/calls/library", "kind=question&q=réseau", None),
        ("/desk/modules", "q=rapport", None),
    ],
)
def test_a_list_is_narrowed_by_its_address(desk: Any, address: str, narrowed: str, how_many: int | None) -> None:
    everything, some = rows(desk.page(address)), rows(desk.page(f"{address}?{narrowed}"))
    assert everything
    assert len(some) < len(everything) or address == "/selection"
    if how_many is not None:
        assert len(some) == how_many
    page = desk.page(f"{address}?q=zzz&{narrowed}")
    assert rows(page) == []
    assert "Tout effacer" in page, "what narrows it can be taken away"
    assert len(rows(desk.page(f"{address}?state=unheard-of&sort=-nothing&after=x"))) == len(everything)


def test_the_offers_of_a_region_and_the_copies_of_its_files_are_narrowed(sign_in: Any, clock: Any, app: Any) -> None:
    made = admission_review.announced()
    clock.stop_at(NOW)
    desk = sign_in(made.coordinator)
    address = f"/selection/{made.round_id}/offers"
    everyone = rows(desk.page(address))
    selected, reserve = (rows(desk.page(f"{address}?outcome={kind}")) for kind in ("selected", "reserve"))
    assert everyone == selected + reserve, "in the order of the decision"
    assert rows(desk.page(f"{address}?offer=accepted")) == []
    number = re.search(r"<bdi>(.*?)</bdi>", reserve[0])
    assert number is not None
    assert rows(desk.page(f"{address}?q={number[1]}")) == [reserve[0]]
    by_name = rows(desk.page(f"{address}?sort=name"))
    assert sorted(by_name) == sorted(everyone)
    assert by_name != everyone


def test_letters_are_read_page_by_page_however_many_there_are(sign_in: Any, clock: Any) -> None:
    person = people.person()
    with unit_of_work():
        for number in range(120):
            outbox.letter(
                "people/accounts/factor_removed",
                key=f"of-old:{number}",
                person_id=person.id,
                address=person.email or "",
                language="ar" if number == 0 else "fr",
                data={"name": person.name},
                now=clock.now(),
            )
    own = sign_in(person)
    found, address = 0, "/account/letters?size=50"
    while address:
        page = own.page(address)
        found += page.count("/account/letters/")
        following = re.search(r'href="([^"]+)" rel="next"', page)
        address = unescape(following[1]) if following else ""
    assert found == 120
    assert own.page("/account/letters?language=ar").count("/account/letters/") == 1
