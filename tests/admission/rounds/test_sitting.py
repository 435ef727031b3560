"""Who decides in a sitting, and what those who stepped back do not see of it."""

from __future__ import annotations

from typing import Any

import pytest

from capacity.admission.applications.models import Application
from capacity.admission.review import actions as review
from capacity.admission.review import queries as review_queries
from capacity.admission.review.models import Assignment
from capacity.admission.review.states import AssignmentState
from capacity.admission.rounds import actions, queries
from capacity.admission.rounds.models import AgendaItem
from capacity.admission.rounds.states import MotionKind, SittingState, VoteChoice
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts.models import Person
from tests.factories import admission_review as factory
from tests.factories.admission_region import NOW, Region

REASON = "Ma sœur y travaille"


@pytest.fixture(autouse=True)
def _moment(db_session: Any, clock: Any) -> None:
    clock.stop_at(NOW)


def stepped_back(made: Region, application: Application) -> Person:
    """A member who was named to read this application and stepped back before reading it."""
    readers = {one.reader_id for one in review_queries.assignments_of(made.panel_id)
               if one.application_id == application.id}  # fmt: skip
    member = next(one for one in made.committee[1:] if one.id not in readers)
    db.session.add(
        Assignment(
            panel_id=made.panel_id,
            application_id=application.id,
            reader_id=member.id,
            state=AssignmentState.RECUSED,
            conflict=REASON,
            assigned_at=NOW,
        )
    )
    db.session.commit()
    return member


def open_with(made: Region, present: list[int]) -> None:
    with unit_of_work():
        actions.open_sitting(made.round, place="Errachidia", present=present, actor=made.desk, now=NOW)


def is_there(made: Region, person_id: int, *, there: bool = True) -> None:
    with unit_of_work():
        actions.note_presence(made.round, person_id=person_id, is_there=there, actor=made.desk, now=NOW)


def taken_up(made: Region, application: Application | None) -> AgendaItem:
    item = factory.item_of(made, application)
    with unit_of_work():
        actions.take_up(made.round, item_id=item.id, actor=made.desk, now=NOW)
    return next(one for one in factory.sitting_of(made).items if one.id == item.id)


def vote(made: Region, item: AgendaItem, kind: MotionKind, voters: list[int]) -> bool:
    with unit_of_work():
        return actions.put_to_the_vote(
            made.round, item_id=item.id, kind=kind, reason="Vu en séance", moved_by=voters[0],
            votes=dict.fromkeys(voters, VoteChoice.FOR), request_id=f"request-{item.id}-{len(voters)}",
            seen=len(factory.sitting_of(made).motions), actor=made.desk, now=NOW,
        )  # fmt: skip


def test_who_stepped_back_has_no_vote_even_when_it_arrives_late(sign_in: Any) -> None:
    made = factory.deliberated(4, seats=2, committee=5)
    application = made.applications[0]
    late = stepped_back(made, application)
    others = [person.id for person in made.committee if person.id != late.id]
    open_with(made, others)
    item = taken_up(made, application)
    is_there(made, late.id)
    page = sign_in(made.coordinator).get(f"/selection/{made.round_id}/sitting/items/{item.id}").text
    assert f"vote-{others[0]}" in page
    assert f"vote-{late.id}" not in page
    assert REASON in page
    assert [one.person_id for one in factory.sitting_of(made).recusals] == [late.id]
    with pytest.raises(RuleBroken):
        vote(made, item, MotionKind.RANKING, [*others, late.id])
    assert vote(made, item, MotionKind.RANKING, others)
    with unit_of_work():
        actions.take_up(made.round, item_id=factory.item_of(made, None).id, actor=made.desk, now=NOW)
    assert all(one.returned_at is not None for one in factory.sitting_of(made).recusals)


def test_who_stepped_out_leaves_and_comes_back_has_no_vote_on_that_point() -> None:
    made = factory.sits(factory.deliberated(4, seats=2))
    item = taken_up(made, made.applications[0])
    out = made.committee[-1].id
    with unit_of_work():
        actions.step_out(made.round, item_id=item.id, person_id=out, reason=REASON, actor=made.desk, now=NOW)
    is_there(made, out, there=False)
    is_there(made, out)
    with pytest.raises(RuleBroken):
        vote(made, item, MotionKind.RANKING, [person.id for person in made.committee])
    assert queries.stepped_out_of(factory.sitting_of(made), item) == {out}


def back_to_scoring(made: Region, members: list[Person]) -> None:
    """Scoring is opened again, the panel becomes these members, and the deliberation goes on."""
    with unit_of_work():
        actions.reopen_scoring(made.round, reason="Une lecture est à refaire", actor=made.desk, now=NOW)
    with unit_of_work():
        review.change_panel(
            made.panel, member_ids=[one.id for one in members], chair_id=made.chair.id, deputy_id=None,
            readers_per_application=2, scores_due_at=NOW, actor=made.desk, now=NOW,
        )  # fmt: skip
    with unit_of_work():
        actions.open_deliberation(made.round, actor=made.desk, now=NOW)
    with unit_of_work():
        actions.resume_sitting(made.round, actor=made.desk, now=NOW)


@pytest.mark.parametrize("state", [SittingState.OPEN, SittingState.ADJOURNED, SittingState.CLOSED])
def test_a_sitting_ends_with_another_panel_than_it_began(state: SittingState) -> None:
    made = factory.sits(factory.deliberated(1, seats=1, committee=5))
    if state is SittingState.ADJOURNED:
        with unit_of_work():
            actions.adjourn_sitting(made.round, reason="Il est tard", actor=made.desk, now=NOW)
    elif state is SittingState.CLOSED:
        factory.adopted(made)
    readers = {one.reader_id for one in review_queries.assignments_of(made.panel_id)} | {made.chair.id}
    stay = [one for one in made.committee if one.id in readers]
    back_to_scoring(made, stay)
    sitting = factory.sitting_of(made)
    assert (sitting.present, sitting.quorum) == ([], len(stay) // 2 + 1)
    adoption = taken_up(made, None)
    with pytest.raises(RuleBroken):
        vote(made, adoption, MotionKind.ADOPT, [one.id for one in stay])
    for one in stay:
        is_there(made, one.id)
    assert vote(made, adoption, MotionKind.ADOPT, [one.id for one in stay])
    with unit_of_work():
        actions.close_sitting(made.round, actor=made.desk, now=NOW)
    assert {one.left_at for one in factory.sitting_of(made).presences} == {NOW}


def test_who_left_the_panel_is_not_in_the_room(sign_in: Any) -> None:
    made = factory.sits(factory.deliberated(1, seats=1, committee=5))
    readers = {one.reader_id for one in review_queries.assignments_of(made.panel_id)} | {made.chair.id}
    gone = next(one for one in made.committee if one.id not in readers)
    with unit_of_work():
        panel = made.panel
        panel.members.remove(next(member for member in panel.members if member.person_id == gone.id))
    item = taken_up(made, None)
    stay = [one.id for one in made.committee if one.id != gone.id]
    page = sign_in(made.coordinator).get(f"/selection/{made.round_id}/sitting/items/{item.id}").text
    assert f"vote-{gone.id}" not in page
    assert vote(made, item, MotionKind.ADOPT, stay)


def test_who_steps_out_in_the_sitting_sees_no_trace_of_the_application(sign_in: Any) -> None:
    made = factory.sits(factory.deliberated(4, seats=2))
    top = queries.standing(made.round).rows[0].file
    application = next(one for one in made.applications if one.id == top.id)
    chair, name = sign_in(made.chair), application.association.name.text("fr")
    round_url = f"/selection/{made.round_id}"
    moved = f"{round_url}/what-if?seats=1"
    sheet = f"/review/applications/{application.id}"
    pages = [round_url, f"{round_url}/seal", f"/review/panels/{made.panel_id}"]
    assert all(name in chair.get(url).text for url in pages)
    assert chair.get(sheet).status_code == 200
    item = taken_up(made, application)
    with unit_of_work():
        actions.step_out(made.round, item_id=item.id, person_id=made.chair.id, reason=REASON, actor=made.desk, now=NOW)
    for url in (round_url, f"/review/panels/{made.panel_id}"):
        page = chair.page(url)
        assert name not in page
        assert top.number not in page
    assert {chair.get(url).status_code for url in (f"{round_url}/seal", moved)} == {404}
    assert chair.get(sheet).status_code == 404
    assert sign_in(made.coordinator).get(sheet).status_code == 200
