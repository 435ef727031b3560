"""Rule 3, on two whole demos: before the announcement nothing that leaves the service differs by proposal.

Both folders hold the same programme on the same day; in one of them others are proposed for a seat, in a round that
deliberates and in one that is sealed, and another verdict was found in a screening. A visitor and the associations
concerned open every page they are linked to and every address they could guess; two associations withdraw. Everything
is compared byte for byte: pages, files, headers, letters, what is logged, and the statements that run.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crosscut import twins
from tests.crosscut.twins import VISITOR, Answer, Crawl, Twin

WITHDRAWING = (0, 3)
"""Of those concerned: one proposed for a seat in the round that deliberates, one in the round that is sealed."""


@pytest.fixture(scope="module")
def pair(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Twin, Twin]:
    """The two demos."""
    folder = tmp_path_factory.mktemp("twins")
    one = twins.first(demo_folder, folder / "one")
    other = one.copy(folder / "other")
    other.open()
    twins.decide_otherwise(other)
    return one, other


def test_nothing_that_leaves_the_service_differs_by_proposal(pair: tuple[Twin, Twin]) -> None:
    concerned = [account for account in pair[0].accounts if account != VISITOR]
    far = {VISITOR, concerned[0]}
    for account in (VISITOR, *concerned):
        one, other = (_walked(twin, account, far=account in far) for twin in pair)
        assert twins.compared(one, other) == [], account
        assert sum(answer.is_page for answer in one.values()) > 20
    withdrawals = [_withdrawn(twin, [concerned[place] for place in WITHDRAWING]) for twin in pair]
    assert twins.compared(*withdrawals) == []
    letters, others = (_letters(twin) for twin in pair)
    assert letters == others
    assert sum(letter[0].endswith(".eml") for letter in letters) == len(WITHDRAWING)


def _walked(twin: Twin, account: str, *, far: bool) -> dict[str, Answer]:
    with twin.awake():
        return Crawl(twin, account, far=far).walk()


def _withdrawn(twin: Twin, accounts: list[str]) -> dict[str, Answer]:
    with twin.awake():
        answers = [answer for account in accounts for answer in Crawl(twin, account).withdraw()]
    assert [answer.status for answer in answers] == [302, 200] * len(accounts)
    return {str(place): answer for place, answer in enumerate(answers)}


def _letters(twin: Twin) -> list[tuple[str, ...]]:
    with twin.awake():
        return twin.letters()
