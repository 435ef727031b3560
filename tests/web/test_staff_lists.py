"""The lists of the desk follow one pattern: searched and filtered by the address, each filter taken away by a link."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.factories import admission, admission_review, people

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
