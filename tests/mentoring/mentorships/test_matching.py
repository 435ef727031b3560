"""Matching proposes, admitting opens: two acts of two sides."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.core import outbox
from capacity.core.access import Role
from capacity.core.audit import verify
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from capacity.mentoring.mechanisms import actions as mechanism_actions
from capacity.mentoring.mechanisms import queries as mechanism_queries
from capacity.mentoring.mentorships import actions, queries
from capacity.mentoring.mentorships.models import Mentorship
from capacity.mentoring.mentorships.states import EndReason, MeetingMode, MentorshipState, MilestoneState
from capacity.people.associations.queries import actor_of
from tests.factories import mentoring, people, training
from tests.factories.mentoring import NOW


def _party(made: Mentorship, place: int = 0) -> Any:
    return queries.party(made.parties[place].id)


def test_a_mentor_accompanies_for_two_years_with_milestones(db_session: Any) -> None:
    guide, _key = mentoring.mentor()
    made = mentoring.mentorship(guide, [training.accepted(training.phase())])
    assert made.state is MentorshipState.PROPOSED
    assert made.ends_on == date(2029, 5, 2)
    assert len(made.milestones) == 8
    assert made.ring is None


def test_only_an_association_that_accepted_its_place_is_matched(db_session: Any) -> None:
    guide, _key = mentoring.mentor()
    with pytest.raises(RuleBroken):
        mentoring.mentorship(guide, [people.association()])


def test_an_association_has_one_mentor_at_a_time(db_session: Any) -> None:
    guide, _key = mentoring.mentor()
    one = training.accepted(training.phase())
    mentoring.mentorship(guide, [one])
    with pytest.raises(RuleBroken):
        mentoring.mentorship(guide, [one])


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_who_sits_at_a_desk_can_never_be_a_mentor(db_session: Any, role: Role) -> None:
    guide, _key = mentoring.writer(roles=(Role.MENTOR, role))
    assert guide not in queries.mentors()
    with pytest.raises(RuleBroken):
        mentoring.mentorship(guide, [training.accepted(training.phase())])


def test_a_coalition_needs_a_name(db_session: Any) -> None:
    guide, _key = mentoring.mentor()
    phase = training.phase()
    with pytest.raises(RuleBroken):
        mentoring.mentorship(guide, [training.accepted(phase), training.accepted(phase)])


def test_the_last_association_s_word_begins_the_mentorship(db_session: Any) -> None:
    phase, (guide, _key) = training.phase(), mentoring.mentor()
    (first, first_key), (second, second_key) = mentoring.writer(), mentoring.writer()
    parties = [training.accepted(phase, first), training.accepted(phase, second)]
    made = mentoring.mentorship(guide, parties, coalition="Ensemble")
    with unit_of_work():
        actions.admit(_party(made, 0), private=first_key, actor=actor_of(first), now=NOW)
    found = queries.mentorship(made.id)
    assert found is not None
    assert (found.state, found.is_admitted, found.ring) == (MentorshipState.PROPOSED, False, None)
    with unit_of_work():
        actions.admit(_party(made, 1), private=second_key, actor=actor_of(second), now=NOW)
    found = queries.mentorship(made.id)
    assert found is not None
    assert (found.state, found.opens_to_mentor) == (MentorshipState.ACTIVE, True)
    assert verify(db.session()).sound


def test_nobody_lets_a_mentor_in_for_another_association(db_session: Any, sign_in: Any) -> None:
    guide, _key = mentoring.mentor()
    made = mentoring.mentorship(guide, [training.accepted(training.phase())])
    stranger = people.person()
    people.association(stranger)
    for somebody in (stranger, guide, people.coordinator(), people.administrator()):
        signed = sign_in(somebody)
        token = signed.csrf_token("/library")
        answer = signed.post(f"/mentorships/parties/{made.parties[0].id}/admit", data={"csrf_token": token})
        assert answer.status_code == 404
        with pytest.raises(RuleBroken), unit_of_work():
            actions.admit(_party(made), private=None, actor=actor_of(somebody), now=NOW)


def test_begun_by_the_desk_alone_nothing_opens(db_session: Any) -> None:
    guide, _key = mentoring.mentor()
    made = mentoring.mentorship(guide, [training.accepted(training.phase())])
    with unit_of_work():
        found = queries.mentorship(made.id)
        assert found is not None
        actions.begin(found, actor=actor_of(people.coordinator()), now=NOW)
    found = queries.mentorship(made.id)
    assert found is not None
    assert found.state is MentorshipState.ACTIVE
    assert not found.opens_to_mentor


def test_notes_open_to_the_member_and_the_mentor_until_the_end(db_session: Any) -> None:
    around = mentoring.circle()
    with unit_of_work():
        found = around.mentorship()
        opened = queries.open_ring(found.ring, around.mentor.id, around.mentor_key)
        meeting = actions.log_meeting(
            found, held_on=NOW.date(), minutes=60, mode=MeetingMode.VIDEO, notes="Parlé de tout", opened=opened,
            actor=around.guiding, now=NOW,
        )  # fmt: skip
        number = meeting.id
    found = around.mentorship()
    (line,) = found.meetings
    assert line.sealed_notes is not None
    member_ring = queries.open_ring(found.ring, around.member.id, around.member_key)
    assert member_ring is not None
    assert member_ring.open_text(line.generation, line.sealed_notes, f"meeting:{number}") == "Parlé de tout"
    with unit_of_work():
        desk = actor_of(people.coordinator())
        actions.end(around.mentorship(), reason=EndReason.COMPLETED, actor=desk, now=NOW)
    assert queries.open_ring(around.mentorship().ring, around.mentor.id, around.mentor_key) is None


def test_the_desk_logs_no_meeting(db_session: Any) -> None:
    around = mentoring.circle()
    with pytest.raises(RuleBroken), unit_of_work():
        actions.log_meeting(
            around.mentorship(), held_on=NOW.date(), minutes=60, mode=MeetingMode.VIDEO, notes="", opened=None,
            actor=actor_of(people.coordinator()), now=NOW,
        )  # fmt: skip


def test_milestones_are_met_missed_waived_and_opened_again(db_session: Any) -> None:
    around = mentoring.circle()
    acts = (actions.do, actions.reopen, actions.miss, actions.do, actions.reopen, actions.waive)
    number = around.mentorship().milestones[0].id
    for act in acts:
        with unit_of_work():
            found = queries.milestone(number)
            assert found is not None
            act(found, actor=around.guiding, now=NOW)
    found = queries.milestone(number)
    assert found is not None
    assert found.state is MilestoneState.WAIVED


def test_a_milestone_lies_within_the_mentorship_and_has_words(db_session: Any) -> None:
    around = mentoring.circle()
    for title, due_on in ((Localized(fr="x"), date(2040, 1, 1)), (Localized(), NOW.date() + timedelta(days=9))):
        with pytest.raises(RuleBroken), unit_of_work():
            actions.add_milestone(around.mentorship(), title=title, due_on=due_on, actor=around.guiding, now=NOW)


def test_milestones_follow_the_calendar_and_say_why(db_session: Any, sign_in: Any) -> None:
    session = mentoring.event(date(2028, 6, 19))
    guide, _key = mentoring.mentor(language="fr")
    made = mentoring.mentorship(guide, [training.accepted(training.phase())], anchor=session)
    last = max(made.milestones, key=lambda one: one.due_on)
    assert last.due_on == date(2028, 6, 19) - timedelta(weeks=3, days=7)
    with unit_of_work():
        found = mechanism_queries.event(session.id)
        assert found is not None
        mechanism_actions.correct_event(
            found, kind=found.kind, on=date(2028, 7, 3), source="A/2", sourced_on=None, note=found.note,
            actor=actor_of(people.coordinator()), now=NOW,
        )  # fmt: skip
    outbox.run_due(NOW)
    moved = queries.milestone(last.id)
    assert moved is not None
    assert moved.due_on == date(2028, 7, 3) - timedelta(weeks=3, days=7)
    page = sign_in(guide).page(f"/mentorships/{made.id}")
    assert "CEDAW" in page
    letters = db.session.scalars(sa.select(Letter.template)).all()
    assert "mentoring/mentorships/calendar_moved" in letters


def test_letters_ask_each_side(db_session: Any) -> None:
    guide, _key = mentoring.mentor()
    member = people.person(language="ar")
    mentoring.mentorship(guide, [training.accepted(training.phase(), member)])
    found = {(one.template.rsplit("/")[-1], one.person_id) for one in db.session.scalars(sa.select(Letter))}
    assert found == {("matched", guide.id), ("admit_asked", member.id)}
