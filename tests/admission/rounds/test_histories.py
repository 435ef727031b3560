"""What is kept with an application of the earlier ones is what they came to, after each act that changes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.applications import actions as applications
from capacity.admission.applications.models import Application
from capacity.admission.calls.states.recourse import Remedy
from capacity.admission.rounds import actions, queries
from capacity.admission.rounds.models import Outcome, ResultCorrection
from capacity.admission.rounds.states import OfferState, OutcomeKind
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.core.unit_of_work import unit_of_work
from capacity.people.associations.models import Association
from tests.factories import admission_review as factory
from tests.factories import complaints
from tests.factories.admission_region import NOW, Region, actor, call_of

WRONG = Localized(fr="Une liste erronée.", ar="لائحة غير صحيحة.", en="A wrong list.")
Told = tuple[bool, bool, bool]


def derived(mine: Application, everything: list[Application], kinds: dict[int, OutcomeKind]) -> Told:
    """Whether the association sent something earlier, was selected, was not: read from all that was sent."""

    def root(one: Application) -> int:
        return one.association.merged_into_id or one.association_id

    before = [
        one
        for one in everything
        if root(one) == root(mine)
        and one.call_id != mine.call_id
        and one.submitted_at is not None
        and one.listed_at < mine.listed_at
    ]
    ended = [kinds[one.id] for one in before if one.id in kinds]
    others = {OutcomeKind.RESERVE, OutcomeKind.NOT_SELECTED}
    return bool(before), OutcomeKind.SELECTED in ended, bool(others.intersection(ended))


def told() -> list[Told]:
    """What is kept of each application, compared with what it follows from; once each."""
    db.session.expire_all()
    everything = list(db.session.scalars(sa.select(Application).order_by(Application.id)))
    kinds = {one.application_id: one.kind for one in db.session.scalars(sa.select(Outcome))}
    kept = [(one.applied_before, one.selected_before, one.not_selected_before) for one in everything]
    assert kept == [derived(one, everything, kinds) for one in everything]
    return kept


def come_again(made: Region) -> None:
    """Each association of the region begins an application to a later call."""
    later = call_of(closes_at=NOW + timedelta(days=90))
    for one, member in zip(made.applications, made.members, strict=True):
        with unit_of_work():
            applications.begin(later, one.association, language="fr", actor=actor(member), now=NOW)


@pytest.fixture(autouse=True)
def _moment(db_session: Any, clock: Any) -> None:
    clock.stop_at(NOW)


def test_it_follows_the_announcement_who_moves_up_a_correction_and_a_merge() -> None:
    made = factory.sealed(4, seats=1)
    come_again(made)
    assert told().count((True, False, False)) == 4, "nothing is announced"
    for act in acts(made):
        before = told()
        with unit_of_work():
            act()
        assert told() != before, act
    first, other = (one.association_id for one in made.applications[:2])
    with unit_of_work() as session:
        kept, gone = session.get_one(Association, first), session.get_one(Association, other)
        gone.merged_into_id = kept.id
        applications.let_histories_join(association=kept)
    assert (True, True, True) in told()
    with unit_of_work() as session:
        session.execute(sa.update(Application).values(applied_before=False, selected_before=False))
        applications.let_find_all(now=NOW)
    assert (True, True, True) in told(), "an upgrade notes all of them"


def acts(made: Region) -> Iterator[Any]:
    """What is announced, a seat given back for which the reserve moves up, and another one corrected."""
    yield lambda: actions.announce(made.round, actor=made.desk, now=NOW)
    yield lambda: actions.decline_offer(offered(made), actor=made.desk, now=NOW)
    last = next(one for one in queries.outcomes_of(made.round_id) if one.kind is not OutcomeKind.SELECTED)
    changes = {last.application_id: OutcomeKind.SELECTED, offered(made).application_id: OutcomeKind.NOT_SELECTED}
    with unit_of_work():
        proposed = actions.propose_correction(
            made.round, changes, reason=WRONG, capacity="coordinator", heard=True, actor=made.desk, now=NOW
        ).id
    yield lambda: actions.issue_correction(
        db.session.get_one(ResultCorrection, proposed), capacity="chair", actor=actor(made.chair), now=NOW
    )


def offered(made: Region) -> Outcome:
    """The seat that waits for an answer."""
    return next(one for one in queries.outcomes_of(made.round_id) if one.state is OfferState.OFFERED)


def test_it_follows_a_seat_that_a_complaint_was_given() -> None:
    made = complaints.announced(3, seats=1, remedy=Remedy.EXTRA_SEAT)
    come_again(made)
    before = told()
    complaints.decided(made, complaints.of_kind(made, OutcomeKind.RESERVE))
    assert told().count((True, True, False)) == before.count((True, True, False)) + 1
