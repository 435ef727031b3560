"""What follows from an answer: each rule of a call in each state of a round, said before it is done, and kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.states.recourse import Instead, Recourse, Remedy
from capacity.admission.calls.states.rules import FOUND_RIGHT, Promotion, Rules
from capacity.admission.complaints import actions, queries
from capacity.admission.complaints.states import IN_FAVOUR, Effect, Subject, Verdict
from capacity.admission.complaints.states.following import RESULTS_OUT, STILL_READ, Case, Follows, follows
from capacity.admission.rounds import actions as rounds
from capacity.admission.rounds import queries as rounds_queries
from capacity.admission.rounds.models import AddedDecision
from capacity.admission.rounds.queries import adding
from capacity.admission.rounds.states import OfferState, OutcomeKind, RoundState
from capacity.admission.rounds.states.ranking import Criterion, Entry, rank
from capacity.admission.rounds.states.remedies import Given, Room, at_the_end, gives
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import in_language
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from tests.factories import complaints as factory
from tests.factories.admission_region import REGION, Region, actor
from tests.factories.complaints import ENDED, LATER

pytestmark = pytest.mark.one_database
RECOURSES = st.builds(Recourse, st.just(15), st.sampled_from(Remedy), st.sampled_from(Instead))
ROOMS = st.builds(Room, st.integers(0, 3), st.integers(0, 3), st.booleans())
CASES = st.builds(
    Case, st.sampled_from(Subject), st.sampled_from(RoundState), st.booleans(), st.booleans(), st.sampled_from(Given)
)


@given(RECOURSES, st.booleans(), ROOMS)
def test_no_rule_promises_what_the_round_cannot_keep(recourse: Recourse, is_final: bool, room: Room) -> None:
    found = gives(recourse, is_final=is_final, room=room)
    assert not (is_final and found.waits), "a list that has ended has no first place"
    if found is Given.SEAT:
        assert room.free > 0
        assert recourse.remedy is not Remedy.NEXT_SEAT or room.free > room.ahead
    if found is Given.EXTRA:
        assert recourse.remedy is Remedy.EXTRA_SEAT or (is_final and recourse.instead is Instead.EXTRA_SEAT)
    if found is Given.PRIORITY:
        assert is_final
        assert recourse.instead is Instead.PRIORITY
    assert at_the_end(recourse) in {Given.EXTRA, Given.PRIORITY}
    assert found.is_seat is (found.kind_after(OutcomeKind.NOT_SELECTED) is OutcomeKind.SELECTED)


@given(RECOURSES, st.booleans(), ROOMS)
def test_more_free_seats_never_give_less(recourse: Recourse, is_final: bool, room: Room) -> None:
    more = Room(room.free + 1, room.ahead, room.rises)
    if gives(recourse, is_final=is_final, room=room).is_seat:
        assert gives(recourse, is_final=is_final, room=more).is_seat


@given(st.sampled_from(Verdict), CASES, st.booleans())
def test_what_follows_is_said_for_every_case(verdict: Verdict, case: Case, seat_due: bool) -> None:
    found = follows(verdict, case, seat_due=seat_due)
    if verdict not in IN_FAVOUR:
        assert found is Follows.STANDS
    if found.effect is Effect.DECISION:
        assert seat_due
        assert case.state in RESULTS_OUT
        assert not case.withdrawn
        assert not case.selected
    if found is Follows.READ:
        assert case.subject is Subject.SCREENING
        assert case.state in STILL_READ
    if found is Follows.LATER:
        assert case.state not in RESULTS_OUT


def test_who_was_found_right_goes_first_between_equal_points_and_nowhere_else() -> None:
    criteria = [Criterion("record", 100)]
    entries = [
        Entry("one", "a" * 64, ({"record": 8},)),
        Entry("two", "b" * 64, ({"record": 8},), frozenset({FOUND_RIGHT})),
        Entry("three", "c" * 64, ({"record": 9},)),
    ]
    found = rank(criteria, entries, "seed")
    assert [one.number for one in found] == ["three", "two", "one"]
    assert found[2].decided_by == f"group:{FOUND_RIGHT}"


@pytest.fixture
def _database(db_session: Any, clock: Any) -> Iterator[None]:
    clock.stop_at(LATER)
    with in_language("en"):
        yield


def final(remedy: Remedy, instead: Instead = Instead.PRIORITY, **values: Any) -> Region:
    """A round that is over, all its seats taken."""
    made = factory.announced(5, seats=2, remedy=remedy, instead=instead, **values)
    factory.finished(made, now=ENDED)
    return made


def upheld(made: Region, place: int = 0, **values: Any) -> Any:
    """The complaint of one of the reserve, filed in the time that it was given for itself, and upheld."""
    application = factory.of_kind(made, OutcomeKind.RESERVE, place)
    factory.given_time(made, application)
    return factory.decided(made, application, now=ENDED, **values)


def letter_of(template: str) -> Letter:
    return db.session.scalars(sa.select(Letter).where(Letter.template == f"admission/{template}")).one()


@pytest.mark.usefixtures("_database")
@pytest.mark.parametrize("remedy", [Remedy.NEXT_SEAT, Remedy.RESERVE_FIRST])
def test_after_the_end_an_association_is_told_that_it_was_right_and_no_seat_is_promised(
    remedy: Remedy, client: Any, sign_in: Any
) -> None:
    made = final(remedy)
    found = upheld(made)
    stands = factory.again(found)
    assert (stands.follows, stands.effect) == (Follows.PRIORITY, Effect.DECISION)
    outcome = rounds_queries.outcome_of(stands.application_id)
    assert outcome is not None
    assert (outcome.kind, outcome.state, outcome.added_at) == (OutcomeKind.RESERVE, None, None)
    assert letter_of("complaints/decided").data["follows"] == "priority"
    assert rounds_queries.seats_taken(made.round_id) == 2
    association = stands.application.association_id
    where = {"association_id": association, "region_code": REGION}
    assert adding.precedence_of(call_id=made.call.id + 1, **where) == [FOUND_RIGHT]
    assert adding.precedence_of(call_id=made.call.id, **where) == []
    member = sign_in(made.member_of(stands.application.id))
    assert "à égalité de points" in member.get(f"/outcomes/{stands.application_id}").text
    assert "à égalité de points" in member.get(f"/complaints/{stands.id}").text


@pytest.mark.usefixtures("_database")
def test_after_the_end_a_seat_is_added_where_the_call_says_so_and_the_region_keeps_its_number() -> None:
    made = final(Remedy.NEXT_SEAT, Instead.EXTRA_SEAT)
    found = upheld(made)
    assert factory.again(found).follows is Follows.EXTRA
    outcome = rounds_queries.outcome_of(found.application_id)
    assert outcome is not None
    assert (outcome.state, outcome.remedy) == (OfferState.OFFERED, Remedy.EXTRA_SEAT)
    assert rounds_queries.seats_taken(made.round_id) == 2


@pytest.mark.usefixtures("_database")
@pytest.mark.parametrize("remedy", [Remedy.NEXT_SEAT, Remedy.RESERVE_FIRST])
def test_after_the_end_a_seat_that_stayed_free_is_given(remedy: Remedy) -> None:
    made = factory.announced(3, seats=2, remedy=remedy)
    declines = next(one for one in rounds_queries.outcomes_of(made.round_id) if one.state)
    with unit_of_work():
        made.call.rules = Rules(promotion=Promotion.BY_HAND).stored()
    with unit_of_work():
        rounds.decline_offer(declines, actor=actor(made.member_of(declines.application.id)), now=LATER)
    factory.finished(made, now=ENDED)
    assert rounds_queries.seats_taken(made.round_id) == 1
    found = upheld(made)
    assert factory.again(found).follows is Follows.SEAT
    assert rounds_queries.seats_taken(made.round_id) == 2


@pytest.mark.usefixtures("_database")
@pytest.mark.parametrize(("instead", "state"), [(Instead.PRIORITY, None), (Instead.EXTRA_SEAT, OfferState.OFFERED)])
def test_who_still_waits_when_the_round_ends_gets_what_the_call_gives_instead(
    instead: Instead, state: OfferState | None
) -> None:
    made = factory.announced(5, seats=2, remedy=Remedy.NEXT_SEAT, instead=instead)
    application = factory.of_kind(made, OutcomeKind.RESERVE, 1)
    found = factory.decided(made, application)
    assert factory.again(found).follows is Follows.NEXT
    assert letter_of("complaints/decided").data["instead"] == instead.value
    factory.finished(made, now=ENDED)
    outcome = rounds_queries.outcome_of(application.id)
    assert outcome is not None
    assert outcome.state is state
    last = db.session.scalars(sa.select(AddedDecision).order_by(AddedDecision.id.desc())).first()
    assert last is not None
    assert (last.outcome_id, last.given) == (outcome.id, at_the_end(Recourse.read(made.call.recourse)))
    told = db.session.scalars(sa.select(Letter).where(Letter.template == "admission/rounds/reserve_ended")).all()
    assert sorted(letter.data["given"] for letter in told) == ["", "", last.given.value]
    assert rounds_queries.seats_taken(made.round_id) == 2


@pytest.mark.usefixtures("_database")
def test_who_confirms_reads_what_follows_and_is_asked_again_when_it_has_changed(sign_in: Any) -> None:
    made = factory.announced(5, seats=2, remedy=Remedy.NEXT_SEAT)
    found, _handler, second = factory.proposed(made, factory.of_kind(made, OutcomeKind.RESERVE, 1))
    page = sign_in(second)
    assert "Aucune place n’est libre" in page.get(f"/desk/complaints/{found.id}/confirm").text
    seen = factory.again(found).version
    with pytest.raises(RuleBroken, match="different by now"), unit_of_work():
        actions.confirm(found, seen=seen, told=Follows.SEAT, actor=actor(second), now=LATER)
    with unit_of_work():
        actions.confirm(found, seen=seen, told=Follows.NEXT, actor=actor(second), now=LATER)
    assert factory.again(found).follows is Follows.NEXT


@pytest.mark.usefixtures("_database")
def test_an_answer_can_be_given_after_a_withdrawal_and_after_a_promotion() -> None:
    made = factory.announced(5, seats=2, remedy=Remedy.RESERVE_FIRST)
    first, second = (factory.of_kind(made, OutcomeKind.RESERVE, place) for place in (0, 1))
    risen, _handler, who = factory.proposed(made, first)
    held = next(one for one in rounds_queries.outcomes_of(made.round_id) if one.state)
    with unit_of_work():
        rounds.decline_offer(held, actor=actor(made.member_of(held.application.id)), now=LATER)
    with unit_of_work():
        actions.confirm(risen, seen=factory.again(risen).version, actor=actor(who), now=LATER)
    assert factory.again(risen).follows is Follows.HELD
    gone, _handler, who = factory.proposed(made, second)
    with unit_of_work():
        second.state = ApplicationState.WITHDRAWN
    with unit_of_work():
        actions.confirm(gone, seen=factory.again(gone).version, actor=actor(who), now=LATER)
    assert factory.again(gone).follows is Follows.GONE


@pytest.mark.usefixtures("_database")
def test_a_round_is_not_finished_while_a_complaint_is_open_or_can_be_filed(sign_in: Any) -> None:
    made = factory.announced(4, seats=1)
    found = factory.filed(made, factory.of_kind(made, OutcomeKind.RESERVE))
    [held, window] = queries.holding(round_=made.round, now=LATER)
    assert (held.number, held.complaint_id) == (found.number, found.id)
    assert window.until is not None
    assert queries.holding(round_=made.round, now=window.until)[1:] == [window]
    outcome = next(one for one in rounds_queries.outcomes_of(made.round_id) if one.state)
    factory.accepted(outcome, made)
    page = sign_in(made.coordinator).get(f"/selection/{made.round_id}/finish").text
    assert str(found.number) in page
    assert "jusqu’au" in page
    with pytest.raises(RuleBroken, match="complaint is open"), unit_of_work():
        rounds.finish(made.round, actor=made.desk, now=ENDED)
    with unit_of_work():
        actions.withdraw(found, actor=actor(made.member_of(found.application.id)), now=ENDED)
    with unit_of_work():
        rounds.finish(made.round, actor=made.desk, now=ENDED)
    assert made.round.state is RoundState.FINAL
