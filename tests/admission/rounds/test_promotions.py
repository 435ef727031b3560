"""A seat that is given back, not answered or withdrawn goes to the first of the reserve whom the quotas let move up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.applications.models import Snapshot
from capacity.admission.applications.states import WITHDRAW
from capacity.admission.calls.models import CallRegion
from capacity.admission.calls.states.rules import Quota, stored_quotas
from capacity.admission.rounds import actions, queries
from capacity.admission.rounds.models import Outcome
from capacity.admission.rounds.states import OfferState, OutcomeKind
from capacity.core import outbox
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from capacity.core.workflow import move
from tests.factories import admission_review as factory
from tests.factories.admission_region import NOW, Region, actor


@pytest.fixture(autouse=True)
def _database(db_session: Any, clock: Any) -> None:
    clock.stop_at(NOW)


def test_a_declined_seat_goes_to_the_first_reserve() -> None:
    made = factory.announced(5, seats=2)
    first, second, reserve = made.outcomes[:3]
    factory.accept(made, second.application_id)
    with unit_of_work():
        actions.decline_offer(first, reason="Nous manquons de temps", actor=made.desk, now=NOW + timedelta(days=1))
    promoted = queries.outcome_of(reserve.application_id)
    assert promoted is not None
    assert (promoted.kind, promoted.state) == (OutcomeKind.SELECTED, OfferState.OFFERED)
    assert promoted.promoted_at == NOW + timedelta(days=1)
    assert queries.seats_taken(made.round_id) == 2
    assert (
        db.session.scalar(
            sa.select(Letter.id).where(Letter.template == queries.WORDED, Letter.key.like("offer:promoted:%"))
        )
        is not None
    )


def under_quotas(quotas: list[Quota], *groups: list[str]) -> Region:
    """Announced with two seats; ``groups`` are those of each application in the order of the ranking."""
    made = factory.deliberated(len(groups), seats=2)
    with unit_of_work():
        for row, mine in zip(queries.standing(made.round).rows, groups, strict=True):
            db.session.execute(sa.update(Snapshot).where(Snapshot.application_id == row.file.id).values(groups=mine))
        region = sa.update(CallRegion).where(CallRegion.call_id == made.call.id)
        db.session.execute(region.values(quotas=stored_quotas(quotas)))
        actions.change_round(made.round, reserve_size=9, offer_days=10, sitting_at=None, actor=made.desk, now=NOW)
    factory.signed(made, made.coordinator, "coordinator")
    assert factory.signed(made, made.chair, "chair")
    with unit_of_work():
        actions.announce(made.round, actor=made.desk, now=NOW)
    return made


def give_back(made: Region, place: int) -> list[int | None]:
    """The seated at this place declines; who of the reserve moved up, by rank."""
    with unit_of_work():
        seated = [one for one in made.outcomes if one.state is OfferState.OFFERED]
        actions.decline_offer(seated[place], actor=made.desk, now=NOW + timedelta(days=1))
    return [one.reserve_rank for one in made.outcomes if one.promoted_at is not None]


def test_the_first_reserve_is_passed_over_when_a_maximum_would_be_broken() -> None:
    made = under_quotas([Quota("rural", 0, 1)], ["rural"], [], ["rural"], [])
    declining = next(n for n, one in enumerate(made.outcomes[:2]) if "rural" not in groups_of_outcome(one))
    assert give_back(made, declining) == [2]


def test_a_minimum_that_fell_short_is_served_first() -> None:
    made = under_quotas([Quota("rural", 1)], ["rural"], [], [], ["rural"])
    declining = next(n for n, one in enumerate(made.outcomes[:2]) if "rural" in groups_of_outcome(one))
    assert give_back(made, declining) == [2]


def test_a_seat_that_only_a_maximum_keeps_from_the_reserve_stays_free_and_the_page_says_so(sign_in: Any) -> None:
    made = under_quotas([Quota("rural", 0, 1)], ["rural"], [], ["rural"], ["rural"])
    url = f"/selection/{made.round_id}/offers"
    assert "Places qui restent libres" not in sign_in(made.coordinator).get(url).text
    declining = next(n for n, one in enumerate(made.outcomes[:2]) if "rural" not in groups_of_outcome(one))
    assert give_back(made, declining) == []
    assert queries.seats_taken(made.round_id) == 1
    assert "Places qui restent libres\u00a0: 1" in sign_in(made.coordinator).get(url).text


def groups_of_outcome(outcome: Outcome) -> list[str]:
    return db.session.scalars(sa.select(Snapshot.groups).where(Snapshot.application_id == outcome.application_id)).one()


def test_an_answer_after_the_due_date_is_refused_even_before_the_lapse_is_recorded() -> None:
    made = factory.announced()
    with pytest.raises(RuleBroken):
        factory.accept(made, made.outcomes[0].application_id, NOW + timedelta(days=12))
    assert made.outcomes[0].state is OfferState.OFFERED


def test_an_answer_received_in_time_wins_over_the_job_that_records_the_lapse(clock: Any) -> None:
    made = factory.announced()
    mine = made.outcomes[0]
    assert mine.offer_due_at is not None
    clock.stop_at(mine.offer_due_at)
    outbox.run_due(mine.offer_due_at, leaving={outbox.DELIVER})
    with unit_of_work():
        actions.accept_offer(
            mine,
            contact_name="S",
            contact_phone="060000",
            signing=factory.signing(),
            actor=actor(made.members[0]),
            now=mine.offer_due_at,
        )
    assert queries.seats_taken(made.round_id) == 2


def test_an_unanswered_offer_lapses_and_a_reserve_moves_up(clock: Any) -> None:
    made = factory.announced(4, seats=2)
    factory.accept(made, made.outcomes[0].application_id)
    later = clock.stop_at(NOW + timedelta(days=12))
    outbox.run_due(later, leaving={outbox.DELIVER})
    states = [item.state for item in made.outcomes]
    assert states.count(OfferState.LAPSED) == 1
    assert states.count(OfferState.OFFERED) == 1
    assert queries.seats_taken(made.round_id) == 2


def test_withdrawing_the_application_withdraws_the_offer() -> None:
    made = factory.announced(3, seats=1)
    mine, reserve = made.outcomes[:2]
    with unit_of_work():
        application = next(a for a in made.applications if a.id == mine.application_id)
        move(application, WITHDRAW, actor=made.desk, now=NOW)
        outbox.post("application.withdrawn", {"application": mine.application_id}, key="withdrawn", now=NOW)
    outbox.run_due(NOW, leaving={outbox.DELIVER})
    assert [item.state for item in made.outcomes][:2].count(OfferState.WITHDRAWN) == 1
    promoted = queries.outcome_of(reserve.application_id)
    assert promoted is not None
    assert promoted.state is OfferState.OFFERED


def test_an_application_withdrawn_after_the_seal_has_no_outcome_and_its_seat_moves_on() -> None:
    made = factory.sealed(4, seats=2)
    best = queries.standing(made.round).rows[0].file.id
    with unit_of_work():
        application = next(a for a in made.applications if a.id == best)
        move(application, WITHDRAW, actor=made.desk, now=NOW)
    with unit_of_work():
        assert actions.announce(made.round, actor=made.desk, now=NOW) == 3
    assert queries.seats_taken(made.round_id) == 2
    assert queries.outcome_of(best) is None
