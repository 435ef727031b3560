"""Pages of mentorships for the desk, the mentor and the members."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from capacity.core.db import db
from capacity.mentoring.mentorships.models import Meeting, Mentorship
from capacity.mentoring.mentorships.states import MentorshipState
from tests.factories import mentoring, people, training

pytestmark = pytest.mark.one_database


def test_a_coordinator_matches_through_the_pages(sign_in: Any, db_session: Any) -> None:
    guide, _key = mentoring.mentor()
    association = training.accepted(training.phase())
    desk = sign_in(people.coordinator())
    assert "Match a mentor" in desk.page("/mentorships?lang=en")
    assert "region=8" in desk.page("/mentorships/new")
    answer = desk.submit_form(
        "/mentorships/new?region=8", {"mentor": str(guide.id), "associations": [str(association.id)]}
    )
    assert answer.status_code == 302
    made = db.session.scalars(sa.select(Mentorship)).one()
    assert made.mentor_id == guide.id
    assert association.name_fr in desk.page("/mentorships?lang=fr")
    assert association.name_fr in desk.page("/mentorships?lang=fr&q=amal")


def test_a_coordinator_of_another_region_does_not_see_it(sign_in: Any) -> None:
    around = mentoring.circle()
    assert sign_in(people.coordinator("MA-02")).get(f"/mentorships/{around.mentorship_id}").status_code == 404
    assert sign_in(people.coordinator("MA-08")).get(f"/mentorships/{around.mentorship_id}").status_code == 200
    assert sign_in(people.administrator()).get(f"/mentorships/{around.mentorship_id}").status_code == 200


def test_members_admit_and_take_it_back_through_the_pages(sign_in: Any, db_session: Any) -> None:
    around = mentoring.circle(admitted=False)
    member = sign_in(around.member, private_key=around.member_key)
    url = f"/mentorships/{around.mentorship_id}"
    assert member.submit_form(url, form="/admit").status_code == 302
    assert around.mentorship().state is MentorshipState.ACTIVE
    party = around.mentorship().parties[0].id
    assert member.submit_form(f"/mentorships/parties/{party}/dismiss", form="/dismiss").status_code == 302
    db_session.expire_all()
    assert not around.mentorship().opens_to_mentor


def test_a_mentor_logs_a_meeting_and_the_member_reads_it(sign_in: Any) -> None:
    around = mentoring.circle()
    guide = sign_in(around.mentor, private_key=around.mentor_key)
    answer = guide.submit_form(
        f"/mentorships/{around.mentorship_id}/meetings/new",
        {"held_on": "2020-01-01", "minutes": "45", "mode": "video", "notes": "Le plan est accepté"},
    )
    assert answer.status_code == 302
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Meeting)) == 1
    url = f"/mentorships/{around.mentorship_id}"
    assert "Le plan est accepté" in guide.page(url)
    assert "Le plan est accepté" in sign_in(around.member, private_key=around.member_key).page(url)
    assert "Le plan est accepté" not in sign_in(around.member).page(url)
    assert "Le plan est accepté" not in sign_in(people.coordinator()).page(url)
    assert guide.get(url).headers["Cache-Control"] == "no-store"


def test_milestones_through_the_pages(sign_in: Any, db_session: Any) -> None:
    around = mentoring.circle()
    guide = sign_in(around.mentor, private_key=around.mentor_key)
    url = f"/mentorships/{around.mentorship_id}"
    start = around.mentorship().starts_on
    new = {"title-fr": "Une étape", "due_on": start.isoformat()}
    assert guide.submit_form(f"{url}/milestones/new", new).status_code == 302
    one = next(each for each in around.mentorship().milestones if each.title.text("fr") == "Une étape")
    assert guide.submit_form(f"/milestones/{one.id}", {"title-fr": "Autre"}).status_code == 302
    for verb in ("do", "reopen", "miss", "reopen", "waive"):
        guide.submit_form(url, form=f"/milestones/{one.id}/{verb}")
    assert "Waived" in guide.page(f"{url}?lang=en")


def test_the_desk_ends_with_a_reason(sign_in: Any) -> None:
    around = mentoring.circle()
    desk = sign_in(people.coordinator())
    url = f"/mentorships/{around.mentorship_id}/end"
    assert desk.submit_form(url, {"reason": ""}).status_code == 422
    assert desk.submit_form(url, {"reason": "completed"}).status_code == 302
    db.session.expire_all()
    assert around.mentorship().state is MentorshipState.ENDED


def test_lists_and_records_cost_the_same_for_three_and_thirty(sign_in: Any, count_queries: Any) -> None:
    phase, (guide, key) = training.phase(), mentoring.mentor()
    for _ in range(3):
        mentoring.mentorship(guide, [training.accepted(phase)])
    desk, own = sign_in(people.coordinator()), sign_in(guide, private_key=key)
    record = db.session.scalars(sa.select(Mentorship.id)).first()
    for signed, url, most in (
        (desk, "/mentorships", 8),
        (own, "/mentoring", 8),
        (desk, f"/mentorships/{record}", 15),
        (own, f"/mentorships/{record}", 15),
    ):
        signed.page(url)
        with count_queries() as cost:
            signed.page(url)
        assert cost.queries <= most, (url, cost.statements)
        assert not cost.repeated, (url, cost.repeated)
