"""The screening of several regions is announced in one go: all of them or none, and nobody is told twice."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.review import actions, queries
from capacity.admission.review.states import Verdict
from capacity.core.access import Role
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from capacity.people.associations.queries import actor_of
from tests.factories import admission, people
from tests.factories.screening import NOW, accepted

REGIONS = {"MA-08": "08.587", "MA-02": "02.411", "MA-04": "04.421"}


@pytest.fixture(autouse=True)
def _moment(db_session: Any, clock: Any) -> None:
    clock.stop_at(NOW)


def letters() -> int:
    return db.session.scalar(sa.select(sa.func.count(Letter.id)).where(Letter.template == "admission/review/screening"))


def test_ready_regions_are_announced_together_and_nobody_is_written_to_twice(sign_in: Any) -> None:
    everywhere = people.coordinator()
    actor = actor_of(everywhere)
    call = admission.call(regions=list(REGIONS))
    made = {
        region: admission.submitted(call, admission.association(province_code=province))
        for region, province in REGIONS.items()
    }
    readers = [people.person(roles=(Role.COMMITTEE,)).id for _reader in range(3)]
    with unit_of_work():
        for region in REGIONS:
            actions.appoint_panel(call, region, readers, readers[0], actor=actor, now=NOW)
        for region in ("MA-08", "MA-02"):
            one = made[region]
            actions.screen(one, verdict=Verdict.ELIGIBLE, judged=accepted(one), actor=actor, now=NOW)
    path = f"/review/calls/{call.id}/screening/announce"
    with pytest.raises(RuleBroken), unit_of_work():
        actions.announce_screenings(call, ["MA-02", "MA-04"], actor=actor, now=NOW)
    assert queries.panel_of(call.id, "MA-02").screening_announced_at is None
    desk = sign_in(everywhere)
    assert "1 sans décision" in desk.page(path)
    shown = desk.page(f"{path}?regions=MA-08&regions=MA-02&regions=MA-04")
    assert "Écrire 2 lettres" in shown
    token = desk.csrf_token(path)
    regional = sign_in(people.coordinator("MA-04"))
    for client, chosen in ((desk, ["MA-04"]), (regional, ["MA-08"]), (desk, [])):
        refused = client.post(path, data={"csrf_token": client.csrf_token(path), "regions": chosen})
        assert refused.status_code == 422
    assert desk.post(path, data={"csrf_token": token, "regions": ["MA-08", "MA-02"]}).status_code == 302
    assert letters() == 2
    assert desk.post(path, data={"csrf_token": token, "regions": ["MA-08", "MA-02"]}).status_code == 422
    assert letters() == 2
