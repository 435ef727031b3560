"""The proposal of readers is changed in place before it is given."""

from __future__ import annotations

import re
from typing import Any

import pytest

from capacity.admission.review import actions, queries
from capacity.core.unit_of_work import unit_of_work
from tests.factories import admission_review as factory
from tests.factories.admission_region import NOW, actor


@pytest.fixture(autouse=True)
def _moment(db_session: Any, clock: Any) -> None:
    clock.stop_at(NOW)


def test_a_reader_is_replaced_in_place_and_a_likely_conflict_is_set_aside_knowingly_only(sign_in: Any) -> None:
    made = factory.screened(2, committee=4)
    tied = made.committee[3]
    with unit_of_work():
        said = actions.Declared(associations=[made.associations[0].name_fr])
        actions.declare_interests(said, actor=actor(tied), now=NOW)
    desk, path = sign_in(made.coordinator), f"/review/panels/{made.panel_id}/readers/share"
    proposed = queries.proposal(made.panel)
    first, second = (one.id for one in made.applications)
    mine = [reader for number, reader in proposed.pairs if number == first]
    others = [f"{second}-{reader}" for number, reader in proposed.pairs if number == second]
    assert tied.id not in mine
    data = {"csrf_token": desk.csrf_token(path), "seen": proposed.sha256}

    def post(act: str, *pairs: str, **more: str) -> Any:
        return desk.post(path, data={**data, "act": act, "pairs": [*pairs, *others], **more})

    changed = (f"{first}-{mine[0]}", f"{first}-{tied.id}")
    looked = post("look", *changed)
    assert looked.status_code == 200
    assert re.search(rf'value="{first}-{tied.id}" selected', looked.text)
    assert queries.assignments_of(made.panel_id) == []
    assert post("give", changed[0], changed[0]).status_code == 422
    refused = post("give", *changed)
    assert refused.status_code == 422
    assert 'name="despite"' in refused.text
    assert post("give", *changed, despite="y").status_code == 302
    readers = {one.reader_id for one in queries.assignments_of(made.panel_id) if one.application_id == first}
    assert readers == {mine[0], tied.id}
    assert post("give", *changed).status_code == 422
