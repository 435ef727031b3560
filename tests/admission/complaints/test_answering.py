"""A complaint is examined by who took no part, the answer confirmed by a second person; upheld, it adds a decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import CallRegion
from capacity.admission.calls.states.recourse import Remedy
from capacity.admission.calls.states.rules import Quota, stored_quotas
from capacity.admission.complaints import actions, queries
from capacity.admission.complaints.models import Complaint
from capacity.admission.complaints.states import ComplaintState, Effect, Verdict
from capacity.admission.complaints.states.taking_part import Part, parts_of
from capacity.admission.rounds import actions as rounds
from capacity.admission.rounds import queries as rounds_queries
from capacity.admission.rounds.models import AddedDecision, Outcome
from capacity.admission.rounds.states import OfferState, OutcomeKind, digest, verify
from capacity.core import outbox
from capacity.core.access import Role
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.languages import in_language
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from tests.factories import admission_review as review
from tests.factories import complaints as factory
from tests.factories import people
from tests.factories.admission_region import NOW, PROVINCE, Region, actor
from tests.factories.complaints import ENDED, LATER

pytestmark = pytest.mark.one_database
"""What depends on locks is tried on both, in ``test_at_once``."""


@pytest.fixture(autouse=True)
def _database(db_session: Any, clock: Any) -> Iterator[None]:
    clock.stop_at(LATER)
    with in_language("en"):
        yield


def outcome_of(application_id: int) -> Outcome:
    db.session.rollback()
    found = rounds_queries.outcome_of(application_id)
    assert found is not None
    return found


def seats(made: Region) -> tuple[int, int]:
    """(seats held, of which the region's own)."""
    held = [one for one in rounds_queries.outcomes_of(made.round_id) if one.state is OfferState.OFFERED]
    return len(held), rounds_queries.seats_taken(made.round_id)


def test_whoever_took_part_is_known_and_refused_with_the_reason() -> None:
    made = factory.announced(4, seats=1)
    application = factory.of_kind(made, OutcomeKind.RESERVE)
    known = queries.who_took_part(application)
    assert set(parts_of(made.coordinator.id, known)) == {Part.SCREENED, Part.SEALED, Part.ANNOUNCED}
    assert {Part.ON_PANEL, Part.SAT, Part.VOTED, Part.SEALED} <= set(parts_of(made.chair.id, known))
    assert parts_of(made.member_of(application.id).id, known) == (Part.MEMBER,)
    free, second = people.coordinator("MA-02"), people.administrator()
    assert parts_of(free.id, known) == parts_of(None, known) == ()
    found = factory.filed(made, application)
    for wrong in (made.coordinator, made.chair, made.committee[1]):
        with pytest.raises(RuleBroken, match="took part"):
            factory.give(made, found, wrong, second)
        with pytest.raises(RuleBroken, match="took part"):
            factory.give(made, found, free, wrong)
    with pytest.raises(RuleBroken, match="Two different people"):
        factory.give(made, found, free, free)
    reader = people.person(roles=(Role.COMMITTEE,))
    with pytest.raises(RuleBroken, match="confirms the answer"):
        factory.give(made, found, free, reader)
    factory.give(made, found, reader, second)
    assert factory.again(found).state is ComplaintState.HANDLING


def test_the_association_is_asked_once_and_its_answer_counts_until_the_day() -> None:
    made = factory.announced(4, seats=1)
    application = factory.of_kind(made, OutcomeKind.RESERVE)
    found, handler, _second = factory.given(made, application)
    who, member = actor(handler), actor(made.member_of(application.id))
    with unit_of_work():
        actions.ask(found, question="Où se trouve cette lettre dans le dossier ?", days=7, actor=who, now=LATER)
    with pytest.raises(RuleBroken, match="still has time"), unit_of_work():
        _propose(found, who, LATER)
    due = factory.again(found).answer_due_at
    assert due is not None
    with pytest.raises(RuleBroken, match="over"), unit_of_work():
        actions.answer(found, text="Page 3", actor=member, now=due + timedelta(seconds=1))
    with unit_of_work():
        actions.answer(found, text="Page 3 du rapport.", actor=member, now=due)
    assert factory.again(found).state is ComplaintState.HANDLING
    with pytest.raises(RuleBroken, match="one question"), unit_of_work():
        actions.ask(found, question="Et la page suivante du même rapport ?", days=7, actor=who, now=due)


def _propose(found: Complaint, who: Any, now: Any, **values: Any) -> None:
    given = {"verdict": Verdict.REJECTED, "reasons": ["marks_stand"], "reasoning": "Relu.", "seat_due": False, **values}
    actions.propose(found, **given, actor=who, now=now)


def test_an_unanswered_question_does_not_stop_the_handler() -> None:
    made = factory.announced(4, seats=1)
    found, handler, _second = factory.given(made, factory.of_kind(made, OutcomeKind.RESERVE))
    with unit_of_work():
        actions.ask(found, question="Où se trouve cette lettre ?", days=2, actor=actor(handler), now=LATER)
    with unit_of_work():
        _propose(found, actor(handler), LATER + timedelta(days=4))
    assert factory.again(found).state is ComplaintState.PROPOSED


def test_reasons_go_with_the_answer_and_a_seat_with_an_upheld_one() -> None:
    made = factory.announced(4, seats=1)
    found, handler, _second = factory.given(made, factory.of_kind(made, OutcomeKind.RESERVE))
    for wrong in ({"reasons": []}, {"reasons": ["document_was_there"]}, {"reasons": ["nonsense"]}, {"seat_due": True}):
        with pytest.raises(RuleBroken), unit_of_work():
            _propose(found, actor(handler), LATER, **wrong)


def test_nothing_is_told_before_a_second_person_confirms() -> None:
    made = factory.announced(4, seats=1)
    application = factory.of_kind(made, OutcomeKind.RESERVE)
    found, handler, second = factory.proposed(made, application)
    told = sa.select(sa.func.count()).where(Letter.template == "admission/complaints/decided")
    assert (db.session.scalar(told), found.public_state.value) == (0, "examined")
    with pytest.raises(RuleBroken, match="other than who proposed"), unit_of_work():
        actions.confirm(found, seen=found.version, actor=actor(handler), now=LATER)
    with unit_of_work():
        actions.send_back(found, reason="Le deuxième critère manque.", actor=actor(second), now=LATER)
    stands = factory.again(found)
    assert (stands.state, stands.decided_at) == (ComplaintState.HANDLING, None)
    with pytest.raises(IllegalMove), unit_of_work():
        actions.confirm(found, seen=stands.version, actor=actor(second), now=LATER)
    with unit_of_work():
        _propose(found, actor(handler), LATER)
    with pytest.raises(RuleBroken, match="changed meanwhile"), unit_of_work():
        actions.confirm(found, seen=1, actor=actor(second), now=LATER)
    with unit_of_work():
        actions.confirm(found, seen=factory.again(found).version, actor=actor(second), now=LATER)
    assert db.session.scalar(told) == 1
    assert outcome_of(application.id).kind is OutcomeKind.RESERVE


def test_a_rejected_complaint_changes_nothing() -> None:
    made = factory.announced(4, seats=1)
    application = factory.of_kind(made, OutcomeKind.RESERVE)
    before = [(one.id, one.kind, one.state, one.reserve_rank) for one in rounds_queries.outcomes_of(made.round_id)]
    found = factory.decided(made, application, verdict=Verdict.REJECTED, reasons=["marks_stand"], seat_due=False)
    after = [(one.id, one.kind, one.state, one.reserve_rank) for one in rounds_queries.outcomes_of(made.round_id)]
    assert (before, factory.again(found).effect) == (after, Effect.NONE)


def test_a_seat_is_added_above_those_of_the_region_and_the_sealed_file_still_verifies() -> None:
    made = factory.announced(5, seats=2, remedy=Remedy.EXTRA_SEAT)
    content = made.round.sealed_content
    application = factory.of_kind(made, OutcomeKind.RESERVE, 1)
    found = factory.decided(made, application)
    mine = outcome_of(application.id)
    assert (mine.kind, mine.state, mine.added_at) == (OutcomeKind.SELECTED, OfferState.OFFERED, LATER)
    assert factory.again(found).effect is Effect.DECISION
    assert seats(made) == (3, 2)
    added = db.session.scalars(sa.select(AddedDecision)).one()
    assert (added.kind_before, added.rank_before, added.kind_after) == (OutcomeKind.RESERVE, 2, OutcomeKind.SELECTED)
    assert made.round.sealed_content == content
    assert verify(content or "").sound
    assert made.round.sealed_sha256 == digest(content or "")
    letter = db.session.scalars(sa.select(Letter).where(Letter.template == "admission/complaints/decided")).one()
    assert letter.data["due"]
    refused = next(one for one in rounds_queries.outcomes_of(made.round_id) if one.state and one.id != mine.id)
    with unit_of_work():
        rounds.decline_offer(refused, actor=actor(made.member_of(refused.application.id)), now=LATER)
    assert seats(made) == (3, 2)
    with unit_of_work():
        rounds.decline_offer(outcome_of(application.id), actor=actor(made.member_of(application.id)), now=LATER)
    assert seats(made) == (2, 2)


def test_the_next_free_seat_goes_to_the_complaint_before_the_reserve() -> None:
    made = factory.announced(6, seats=2, remedy=Remedy.NEXT_SEAT)
    first, last = (factory.of_kind(made, OutcomeKind.RESERVE, place) for place in (0, 3))
    factory.decided(made, last)
    assert (outcome_of(last.id).kind, outcome_of(last.id).state) == (OutcomeKind.RESERVE, None)
    for expected in (last, first):
        held = next(one for one in rounds_queries.outcomes_of(made.round_id) if one.state is OfferState.OFFERED)
        with unit_of_work():
            rounds.decline_offer(held, actor=actor(made.member_of(held.application.id)), now=LATER)
        assert outcome_of(expected.id).state is OfferState.OFFERED
        assert seats(made) == (2, 2)


def test_first_place_on_the_reserve_is_kept_before_the_ranks_that_were_announced() -> None:
    made = factory.announced(6, seats=2, remedy=Remedy.RESERVE_FIRST)
    last = factory.of_kind(made, OutcomeKind.RESERVE, 3)
    factory.decided(made, last)
    assert outcome_of(last.id).reserve_rank == 4
    held = next(one for one in rounds_queries.outcomes_of(made.round_id) if one.state is OfferState.OFFERED)
    with unit_of_work():
        rounds.decline_offer(held, actor=actor(made.member_of(held.application.id)), now=LATER)
    assert outcome_of(last.id).state is OfferState.OFFERED


def test_quotas_are_counted_again_and_said() -> None:
    group = f"province:{PROVINCE}"
    made = review.deliberated(4, seats=1)
    with unit_of_work():
        place = db.session.scalars(sa.select(CallRegion).where(CallRegion.call_id == made.call.id)).one()
        place.quotas = stored_quotas([Quota(group, 0, 1)])
    review.signed(made, made.coordinator, "coordinator")
    review.signed(made, made.chair, "chair")
    with unit_of_work():
        rounds.announce(made.round, actor=made.desk, now=NOW)
        made.round.call.recourse = {"days": 15, "remedy": "extra_seat"}
    factory.decided(made, factory.of_kind(made, OutcomeKind.RESERVE))
    [counted] = db.session.scalars(sa.select(AddedDecision)).one().quotas
    assert (counted["group"], counted["at_most"], counted["after"] - counted["before"]) in {
        (group, 1, 0), (group, 1, 1)
    }  # fmt: skip


def test_a_seat_added_after_the_end_of_the_round_is_enrolled_when_it_is_accepted() -> None:
    made = factory.announced(4, seats=1, remedy=Remedy.EXTRA_SEAT)
    factory.finished(made, now=ENDED)
    application = factory.of_kind(made, OutcomeKind.RESERVE)
    factory.given_time(made, application)
    factory.decided(made, application, now=ENDED)
    factory.accepted(outcome_of(application.id), made, now=ENDED)
    outbox.run_due(ENDED + timedelta(minutes=1), leaving={outbox.DELIVER})
    assert outcome_of(application.id).state is OfferState.ENROLLED


def test_an_application_refused_at_screening_is_read_after_all() -> None:
    made = review.screened(4, ineligible=[1])
    application = made.applications[1]
    found = factory.decided(made, application, reasons=["rule_was_misapplied"], seat_due=False)
    db.session.refresh(application)
    assert (application.state, factory.again(found).effect) == (ApplicationState.ELIGIBLE, Effect.READ)


def test_the_figures_count_what_was_filed_and_how_it_was_answered() -> None:
    made = factory.announced(5, seats=1)
    for place, verdict in enumerate((Verdict.REJECTED, None)):
        application = factory.of_kind(made, OutcomeKind.RESERVE, place)
        if verdict is None:
            factory.filed(made, application)
        else:
            factory.decided(made, application, verdict=verdict, reasons=["marks_stand"], seat_due=False)
    counted = queries.figures(call_id=made.call.id)
    assert (counted.filed, counted.open, counted.decided, counted.answers) == (2, 1, 1, {Verdict.REJECTED: 1})
