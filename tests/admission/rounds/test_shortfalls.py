"""Quotas that the applications there are cannot meet: seen on the round's page before the sitting, and noted first."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.applications.models import Snapshot
from capacity.admission.calls.models import CallRegion
from capacity.admission.calls.states.rules import Quota, stored_quotas
from capacity.admission.rounds import actions, queries
from capacity.admission.rounds.states import RoundState, fingerprint
from capacity.core.errors import RuleBroken
from capacity.core.unit_of_work import unit_of_work
from tests.factories import admission_review as factory
from tests.factories.admission_region import NOW, Region

QUOTAS = [Quota("rural", 2), Quota("women_led", 1), Quota("youth_led", 3)]
"""Of two seats: rural takes both, so that none is left for women; only one application is led by young people."""


@pytest.fixture(autouse=True)
def _moment(db_session: Any, clock: Any) -> None:
    clock.stop_at(NOW)


def declare(made: Region, quotas: list[Quota]) -> None:
    """Quotas as the call declared them, and groups as the associations did, which no page can change any more."""
    groups = (["rural"], ["rural"], ["women_led"], ["youth_led"])
    with unit_of_work() as session:
        for application, mine in zip(made.applications, groups, strict=True):
            session.execute(sa.update(Snapshot).where(Snapshot.application_id == application.id).values(groups=mine))
        region = sa.update(CallRegion).where(CallRegion.call_id == made.call.id)
        session.execute(region.values(quotas=stored_quotas(quotas)))


def checks(made: Region) -> dict[str, bool]:
    return {check.key: check.done for check in queries.standing(made.round).checks}


def test_they_are_found_as_soon_as_it_is_known_who_is_eligible(sign_in: Any) -> None:
    made = factory.scoring(4, seats=2)
    declare(made, QUOTAS)
    page = sign_in(made.coordinator).page(f"/selection/{made.round_id}")
    assert "Les candidatures présentes ne permettent pas de remplir tous les quotas" in page
    assert "Aucune ne le peut, compte tenu de\u00a0:" in page
    assert "2 quotas ne peuvent être remplis, et personne n’en a pris acte" in page
    declare(made, QUOTAS[:1])
    assert 'id="shortfalls"' not in sign_in(made.coordinator).page(f"/selection/{made.round_id}")


def test_the_sitting_opens_and_the_round_is_sealed_only_when_they_were_noted(sign_in: Any) -> None:
    made = factory.deliberated(4, seats=2)
    declare(made, QUOTAS)
    desk, url = sign_in(made.coordinator), f"/selection/{made.round_id}"
    refused = desk.submit_form(f"{url}/sitting/open", {"place": "Errachidia"})
    assert "prenez-en d’abord acte" in refused.text
    assert not checks(made)["quotas"]
    desk.submit_form(url, form="/quotas")
    assert checks(made)["quotas"]
    assert "Pris acte par" in desk.page(url)
    factory.signed(made, made.coordinator, "coordinator")
    assert factory.signed(made, made.chair, "chair")
    assert made.round.state is RoundState.SEALED


def test_what_was_noted_is_noted_again_when_it_is_more() -> None:
    made = factory.deliberated(4, seats=2)
    declare(made, QUOTAS[2:])
    seen = fingerprint(queries.standing(made.round).shortfalls)
    with unit_of_work():
        actions.note_quotas(made.round, seen=seen, actor=made.desk, now=NOW)
    assert checks(made)["quotas"]
    declare(made, QUOTAS)
    assert not checks(made)["quotas"]
    with pytest.raises(RuleBroken), unit_of_work():
        actions.note_quotas(made.round, seen=seen, actor=made.desk, now=NOW)
