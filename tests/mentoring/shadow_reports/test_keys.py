"""Who can open a report: let in, shut out, after a reset, with the printed code."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.core import outbox
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.unit_of_work import unit_of_work
from capacity.mentoring.mentorships import actions as mentorships
from capacity.mentoring.mentorships import queries as mentorship_queries
from capacity.mentoring.mentorships.models import KeyShare
from capacity.mentoring.shadow_reports import actions, queries
from capacity.people.accounts.models import Person
from capacity.people.associations import actions as associations
from capacity.people.associations.models import Association, Member
from capacity.people.associations.queries import actor_of
from capacity.people.associations.states import Standing
from tests.factories import mentoring, people
from tests.factories.mentoring import NOW, Circle

pytestmark = pytest.mark.one_database


def _share(around: Circle, person: Person, *, giver: Person, key: Any) -> None:
    with unit_of_work():
        report = around.report()
        actions.share_report(
            report,
            db.session.get_one(Person, person.id),
            opened_ring=queries.opened_ring(report, giver.id, key),
            actor=actor_of(giver),
            now=NOW,
        )


def _joined(around: Circle) -> tuple[Person, Any]:
    joined, key = mentoring.writer()
    db.session.add(
        Member(association_id=around.association.id, person_id=joined.id, standing=Standing.MEMBER, joined_at=NOW)
    )
    db.session.commit()
    return joined, key


def test_the_writer_and_the_mentor_let_in_read(db_session: Any) -> None:
    around = mentoring.circle()
    around.save("Constats")
    assert around.reads(around.member, around.member_key) == "Constats"
    assert around.reads(around.mentor, around.mentor_key) == "Constats"


def test_a_mentor_who_is_matched_only_reads_nothing(db_session: Any) -> None:
    around = mentoring.circle(admitted=False)
    around.save("Constats")
    assert around.reads(around.mentor, around.mentor_key) is None
    with pytest.raises(RuleBroken):
        _share(around, around.mentor, giver=around.member, key=around.member_key)


def test_letting_the_mentor_in_later_opens_what_was_written_before(db_session: Any) -> None:
    around = mentoring.circle(admitted=False)
    around.save("Avant")
    with unit_of_work():
        party = mentorship_queries.party(around.mentorship().parties[0].id)
        assert party is not None
        mentorships.admit(party, private=around.member_key, actor=around.writing, now=NOW)
        actions.let_mentor_in(party.mentorship, private=around.member_key, actor=around.writing, now=NOW)
    assert around.reads(around.mentor, around.mentor_key) == "Avant"


def test_a_mentor_shut_out_opens_nothing_and_later_text_has_a_new_key(db_session: Any) -> None:
    around = mentoring.circle()
    first = around.save("Avant")
    with unit_of_work():
        party = mentorship_queries.party(around.mentorship().parties[0].id)
        assert party is not None
        mentorships.dismiss(party, actor=around.writing, now=NOW)
    outbox.run_due(NOW)
    kept = sa.select(sa.func.count()).select_from(KeyShare).where(KeyShare.person_id == around.mentor.id)
    assert db.session.scalar(kept) == 0
    assert around.report().ring.generation == 2
    around.save("Après", base=first)
    assert around.reads(around.mentor, around.mentor_key) is None
    assert around.reads(around.member, around.member_key) == "Après"


def test_a_member_who_left_is_shut_out_by_the_next_save(db_session: Any) -> None:
    around = mentoring.circle()
    joined, key = _joined(around)
    _share(around, joined, giver=around.member, key=around.member_key)
    first = around.save("Avant")
    assert around.reads(joined, key) == "Avant"
    db.session.scalars(sa.select(Member).where(Member.person_id == joined.id)).one().ended_at = NOW
    db.session.commit()
    around.save("Après", base=first)
    assert around.reads(joined, key) is None


def test_a_new_member_reads_when_another_shares(db_session: Any) -> None:
    around = mentoring.circle()
    first = around.save("Avant")
    joined, key = _joined(around)
    assert around.reads(joined, key) is None
    _share(around, joined, giver=around.member, key=around.member_key)
    assert around.reads(joined, key) == "Avant"
    around.save("Après", base=first)
    assert around.reads(joined, key) == "Après"


def test_nobody_shares_with_a_stranger_or_a_desk(db_session: Any) -> None:
    around = mentoring.circle()
    stranger, _key = mentoring.writer()
    coordinator = people.coordinator()
    mentoring.with_key(coordinator)
    for person in (stranger, coordinator):
        with pytest.raises(RuleBroken):
            _share(around, person, giver=around.member, key=around.member_key)


def test_after_a_reset_another_holder_shares_again(db_session: Any) -> None:
    around = mentoring.circle()
    around.save("Constats")
    fresh = mentoring.with_key(around.member)
    assert around.reads(around.member, fresh) is None
    _share(around, around.member, giver=around.mentor, key=around.mentor_key)
    assert around.reads(around.member, fresh) == "Constats"


def test_a_reset_gets_no_share_by_renewal(db_session: Any) -> None:
    around = mentoring.circle()
    joined, key = _joined(around)
    _share(around, joined, giver=around.member, key=around.member_key)
    fresh = mentoring.with_key(joined)
    with unit_of_work():
        party = mentorship_queries.party(around.mentorship().parties[0].id)
        assert party is not None
        mentorships.dismiss(party, actor=around.writing, now=NOW)
    outbox.run_due(NOW)
    around.save("Après")
    assert around.reads(joined, fresh) is None
    assert around.reads(joined, key) is None


def test_after_a_reset_the_printed_code_opens_everything(db_session: Any) -> None:
    around = mentoring.circle()
    around.save("Constats")
    fresh = mentoring.with_key(around.member)
    for wrong in ("not a code", "0000-0000-0000-0000-0000-0000"):
        with pytest.raises(RuleBroken):
            _recover(around, wrong)
    _recover(around, around.code.lower().replace("-", " "))
    assert around.reads(around.member, fresh) == "Constats"


def _recover(around: Circle, code: str) -> None:
    with unit_of_work():
        person = db.session.get_one(Person, around.member.id)
        actions.recover(around.report(), person, code=code, actor=around.writing, now=NOW)


def test_the_code_opens_what_was_written_after_somebody_left(db_session: Any) -> None:
    around = mentoring.circle()
    first = around.save("Avant")
    with unit_of_work():
        party = mentorship_queries.party(around.mentorship().parties[0].id)
        assert party is not None
        mentorships.dismiss(party, actor=around.writing, now=NOW)
    outbox.run_due(NOW)
    around.save("Après", base=first)
    fresh = mentoring.with_key(around.member)
    _recover(around, around.code)
    assert around.reads(around.member, fresh) == "Après"


def test_the_page_says_how_to_get_in_again(sign_in: Any) -> None:
    around = mentoring.circle()
    around.save("Constats")
    fresh = mentoring.with_key(around.member)
    again = sign_in(around.member, private_key=fresh)
    turned = again.get(f"/reports/{around.report_id}")
    assert turned.location.endswith("/access")
    assert "Your key does not open this report" in again.page(f"/reports/{around.report_id}/access?lang=en")
    assert again.submit_form(f"/reports/{around.report_id}/access", {"code": "x"}).status_code == 422
    assert again.submit_form(f"/reports/{around.report_id}/access", {"code": around.code}).status_code == 302
    assert "Constats" in again.page(f"/reports/{around.report_id}/sections/issues")


def test_sharing_through_the_page(sign_in: Any) -> None:
    around = mentoring.circle()
    around.save("Constats")
    fresh = mentoring.with_key(around.member)
    guide = sign_in(around.mentor, private_key=around.mentor_key)
    assert guide.submit_form(f"/reports/{around.report_id}/access", form="/share").status_code == 302
    db.session.expire_all()
    assert around.reads(around.member, fresh) == "Constats"


def test_whom_the_coordination_put_in_opens_a_new_report_only_at_a_member_s_word(db_session: Any) -> None:
    around = mentoring.circle()
    placed, placed_key = mentoring.writer()
    with unit_of_work():
        associations.change_representative(
            association=db.session.get_one(Association, around.association.id),
            person=db.session.get_one(Person, placed.id),
            actor=actor_of(people.coordinator()),
            now=NOW,
            reason="Those who were are gone",
        )
    report_id, _code = mentoring.begun(around.member, around.member_key, title="Le nouveau rapport")
    later = replace(around, report_id=report_id)
    assert later.reads(around.member, around.member_key, section="title") == "Le nouveau rapport"
    assert later.reads(placed, placed_key, section="title") is None
    _share(later, placed, giver=around.member, key=around.member_key)
    assert later.reads(placed, placed_key, section="title") == "Le nouveau rapport"
    third, _code = mentoring.begun(around.member, around.member_key, title="Et le suivant")
    assert replace(around, report_id=third).reads(placed, placed_key, section="title") == "Et le suivant"


def _placed(around: Circle) -> tuple[Person, Any]:
    """Somebody whom the coordination put beside the members."""
    placed, key = _joined(around)
    row = db.session.scalars(sa.select(Member).where(Member.person_id == placed.id)).one()
    row.placed_at = NOW
    db.session.commit()
    return placed, key


def _is_known(around: Circle, person: Person) -> bool:
    db.session.expire_all()
    known = mentorship_queries.first_holders([around.association.id], None)
    return person.id in {one.id for one in known}


def _invited(around: Circle, by: Person) -> Person:
    invited, _key = mentoring.writer()
    with unit_of_work():
        person = db.session.get_one(Person, invited.id)
        offered = associations.invite_member(
            association=db.session.get_one(Association, around.association.id),
            email=person.email or "",
            actor=actor_of(by),
            now=NOW,
        )
        associations.accept_invitation(invitation=offered, person=person, actor=actor_of(person), now=NOW)
    return invited


def test_whoever_the_placed_invite_is_not_known(db_session: Any) -> None:
    around = mentoring.circle()
    placed, _key = _placed(around)
    assert _is_known(around, _invited(around, around.member))
    assert not _is_known(around, _invited(around, placed))


def test_who_was_put_there_says_no_word_for_another(db_session: Any) -> None:
    around = mentoring.circle()
    (maker, key), (other, other_key) = _placed(around), _placed(around)
    report_id, _code = mentoring.begun(maker, key)
    theirs = replace(around, report_id=report_id)
    _share(theirs, other, giver=maker, key=key)
    assert theirs.reads(other, other_key, section="title") == "Titre"
    assert not _is_known(around, other)
    _share(theirs, around.member, giver=maker, key=key)
    _share(theirs, other, giver=around.member, key=around.member_key)
    assert _is_known(around, other)


def test_members_of_the_association_that_a_report_s_was_merged_into_are_entitled(db_session: Any) -> None:
    around = mentoring.circle()
    newcomer, key = mentoring.writer()
    kept = people.association(newcomer)
    db.session.get_one(Association, around.association.id).merged_into_id = kept.id
    db.session.commit()
    assert {newcomer.id, around.member.id} <= {one.id for one in queries.entitled(around.report())}
    around.save("Constats")
    assert around.reads(newcomer, key) is None
    _share(around, newcomer, giver=around.member, key=around.member_key)
    assert around.reads(newcomer, key) == "Constats"
