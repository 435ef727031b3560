"""Several associations carry one application; to one call, an association applies once."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.applications import actions, queries
from capacity.admission.applications.models import Application, CoalitionMember
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.states.coalitions import MembershipState
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from capacity.people.associations import actions as associations
from capacity.people.associations.models import Association, Suspicion
from capacity.people.associations.states.doubles import SuspicionState
from tests.factories import admission, people
from tests.factories import coalitions as factory


def fresh(number: int) -> Application:
    db.session.expire_all()
    return db.session.get_one(Application, number)


def state(member_id: int) -> MembershipState:
    db.session.expire_all()
    return db.session.get_one(CoalitionMember, member_id).state


def letters(name: str) -> int:
    found = sa.select(sa.func.count(Letter.id)).where(Letter.template == f"admission/applications/{name}")
    return db.session.scalar(found) or 0


def test_a_coalition_of_three_is_sent_with_its_signatures_and_territory(db_session: Any) -> None:
    lead = admission.complete()
    number = lead.id
    second, third = admission.association(), admission.association()
    ids = factory.invited(lead, second, third)
    factory.confirm(ids[0], second)
    with pytest.raises(RuleBroken):
        admission.send(fresh(number))
    factory.confirm(ids[1], third)
    with unit_of_work():
        provinces = list(queries.provinces_of(lead.region_code))[:3]
        actions.form_coalition(
            fresh(number),
            name="Oasis solidaires",
            province_codes=provinces,
            actor=admission.actor_of(lead.association),
            now=admission.DURING,
        )
    admission.send(fresh(number))
    sent = json.loads(fresh(number).snapshots[-1].content)["coalition"]
    assert [one["signed"] for one in sent["members"]] == [{"name": "Omar", "role": "président"}] * 2
    seen = queries.coalition_seen(fresh(number))
    assert seen is not None
    assert (seen.name, len(seen.members)) == ("Oasis solidaires", 2)
    assert len(seen.territory) >= 3
    assert (letters("coalition_invited"), letters("coalition_answered"), letters("coalition_sent")) == (2, 2, 2)


def test_who_confirmed_does_not_apply_alone_and_who_sent_alone_does_not_confirm(db_session: Any) -> None:
    call = admission.call()
    lead, own = admission.complete(call), admission.complete(call)
    number, alone = lead.id, own.id
    member = own.association
    member_id = factory.carried(lead, member)[0]
    with pytest.raises(RuleBroken):
        admission.send(fresh(alone))
    other = admission.association()
    factory.confirm(factory.invited(fresh(number), other)[0], other)
    with pytest.raises(RuleBroken):
        admission.draft(call, other)
    with unit_of_work():
        actions.leave(member_id, actor=admission.actor_of(member), now=admission.DURING)
    admission.send(fresh(alone))
    again = factory.invited(fresh(number), fresh(alone).association)[0]
    assert again == member_id
    with pytest.raises(RuleBroken):
        factory.confirm(again, fresh(alone).association)


def test_an_association_confirms_one_coalition_of_a_call(db_session: Any) -> None:
    call = admission.call()
    first, second = admission.draft(call), admission.draft(call)
    member = admission.association()
    ids = [factory.invited(lead, member)[0] for lead in (first, second)]
    factory.confirm(ids[0], member)
    factory.confirm(ids[0], member)
    with pytest.raises(RuleBroken):
        factory.confirm(ids[1], member)
    assert (state(ids[0]), state(ids[1])) == (MembershipState.CONFIRMED, MembershipState.INVITED)


def test_members_have_their_seat_in_the_region_of_the_lead(db_session: Any) -> None:
    lead = admission.draft()
    elsewhere = people.association(people.person(), province_code=next(iter(queries.provinces_of("MA-02"))))
    assert (elsewhere.region_code, lead.region_code) == ("MA-02", "MA-08")
    for one in (elsewhere, lead.association):
        with pytest.raises(RuleBroken):
            factory.invited(lead, one)


def test_a_sent_application_keeps_its_coalition_and_shows_who_left(db_session: Any) -> None:
    lead = admission.complete()
    number = lead.id
    member, late = admission.association(), admission.association()
    member_id = factory.carried(lead, member)[0]
    admission.send(fresh(number))
    actor = admission.actor_of(fresh(number).association)
    with pytest.raises(RuleBroken):
        factory.invited(fresh(number), late)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.remove_member(fresh(number), member_id, actor=actor, now=admission.DURING)
    with unit_of_work():
        actions.leave(member_id, reason="Scission", actor=admission.actor_of(member), now=admission.AFTER)
    seen = queries.coalition_seen(fresh(number))
    assert seen is not None
    assert seen.members[0].left_at == admission.AFTER


def test_withdrawing_and_letting_go_free_the_members(db_session: Any) -> None:
    call = admission.call()
    lead = admission.complete(call)
    number = lead.id
    one, two = admission.association(), admission.association()
    ids = factory.carried(lead, one, two)
    actor = admission.actor_of(lead.association)
    with unit_of_work():
        actions.remove_member(fresh(number), ids[0], actor=actor, now=admission.DURING)
        actions.remove_member(fresh(number), ids[0], actor=actor, now=admission.DURING)
    admission.send(fresh(number))
    with unit_of_work():
        actions.withdraw(fresh(number), actor=actor, now=admission.DURING)
    assert (state(ids[0]), state(ids[1])) == (MembershipState.REMOVED, MembershipState.ENDED)
    assert letters("coalition_ended") == 2
    assert admission.submitted(call, two).state is ApplicationState.SUBMITTED


def test_what_was_sent_meanwhile_keeps_its_members(db_session: Any) -> None:
    """The object in hand still says draft; the row, which is locked and read anew, says sent."""
    lead, member, other = admission.draft(), admission.association(), admission.association()
    (asked,) = factory.invited(lead, member)
    actor, now = admission.actor_of(lead.association), admission.DURING
    assert lead.state is ApplicationState.DRAFT
    sent = sa.update(Application).where(Application.id == lead.id).values(state=ApplicationState.SUBMITTED)
    for act in (
        lambda: actions.remove_member(lead, asked, actor=actor, now=now),
        lambda: actions.invite(lead, other, actor=actor, now=now),
    ):
        with pytest.raises(RuleBroken), unit_of_work():
            db.session.execute(sent, execution_options={"synchronize_session": False})
            act()
    assert state(asked) is MembershipState.INVITED


def test_a_decline_is_told_to_the_lead_and_can_be_asked_again(db_session: Any) -> None:
    lead = admission.draft()
    member = admission.association()
    member_id = factory.invited(lead, member)[0]
    for _ in range(2):
        with unit_of_work():
            actions.decline(member_id, reason="Pas cette année", actor=admission.actor_of(member), now=admission.DURING)
    assert (state(member_id), letters("coalition_answered")) == (MembershipState.DECLINED, 1)
    assert factory.invited(fresh(lead.id), member) == [member_id]
    assert state(member_id) is MembershipState.INVITED


def test_only_the_representative_of_the_asked_association_confirms(sign_in: Any, clock: Any) -> None:
    lead = admission.draft()
    member = people.association(people.person(), people.person())
    member_id = factory.invited(lead, member)[0]
    clock.stop_at(admission.DURING)
    path = f"/coalitions/{member_id}"
    representative, colleague = (sign_in(one.person) for one in member.members)
    stranger = sign_in(admission.member_of(lead.association))
    assert stranger.get(path).status_code == 404
    assert "q[" not in colleague.page(path)
    signed = {"signed_name": "Omar", "signed_role": "président", "declared": "y"}
    token = colleague.csrf_token("/applications")
    assert colleague.post(path, data={**signed, "csrf_token": token}).status_code == 403
    assert representative.submit_form(path, signed).status_code == 302
    assert state(member_id) is MembershipState.CONFIRMED


def merged(kept: Association, gone: Association) -> None:
    """Two associations are one."""
    with unit_of_work():
        first, second = sorted((kept.id, gone.id))
        pair = Suspicion(first_id=first, second_id=second, reasons=" phone ", noticed_at=admission.BEFORE)
        pair.state = SuspicionState.OPEN
        db.session.add(pair)
        db.session.flush()
        associations.merge(
            pair, kept_id=kept.id, choices={}, reason="one", actor=admission.EVERYWHERE, now=admission.DURING
        )


def asked_to_begin(by: Association) -> bool:
    """Whether an open call waits for its application."""
    *_others, calls = queries.waiting_for(admission.actor_of(by), admission.DURING)
    return bool(db.session.execute(calls).all())


def test_what_was_begun_under_the_other_name_is_the_association_s_application(sign_in: Any, clock: Any) -> None:
    clock.stop_at(admission.DURING)
    call = admission.call()
    begun, kept = admission.draft(call), admission.association()
    number = begun.id
    merged(kept, begun.association)
    with pytest.raises(RuleBroken):
        admission.draft(call, kept)
    client = sign_in(admission.member_of(kept))
    assert client.get(f"/applications/begin/{call.reference}").location.endswith(f"/applications/{number}")
    assert not asked_to_begin(kept)


def test_a_coalition_confirmed_under_the_other_name_binds_the_association(db_session: Any) -> None:
    call = admission.call()
    lead, gone, kept = admission.draft(call), admission.association(), admission.association()
    factory.carried(lead, gone)
    assert asked_to_begin(kept)
    merged(kept, gone)
    with pytest.raises(RuleBroken):
        admission.draft(call, kept)
    other = admission.draft(call)
    with pytest.raises(RuleBroken):
        factory.confirm(factory.invited(other, kept)[0], kept)
    assert not asked_to_begin(kept)


def test_of_two_drafts_of_one_association_one_is_sent(db_session: Any) -> None:
    call = admission.call()
    sent, late = admission.submitted(call), admission.complete(call)
    sent_by, number = sent.association, late.id
    late.association.merged_into_id = sent_by.id
    db.session.commit()
    with pytest.raises(RuleBroken):
        admission.send(fresh(number))


def test_a_merge_takes_the_lead_out_of_its_own_coalition(db_session: Any) -> None:
    lead, member = admission.draft(), admission.association()
    kept, number = lead.association, lead.id
    ids = factory.carried(lead, member)
    merged(kept, member)
    assert state(ids[0]) is MembershipState.ENDED
    assert letters("coalition_ended") == 0
    other = admission.association()
    leader = fresh(number).association
    leader.merged_into_id = other.id
    db.session.commit()
    with pytest.raises(RuleBroken):
        factory.invited(fresh(number), other)


def test_a_merge_leaves_one_coalition_of_a_call(db_session: Any) -> None:
    call = admission.call()
    leads = admission.draft(call), admission.draft(call)
    kept, gone = admission.association(), admission.association()
    first, second = factory.carried(leads[0], kept)[0], factory.carried(leads[1], gone)[0]
    merged(kept, gone)
    assert (state(first), state(second)) == (MembershipState.CONFIRMED, MembershipState.LEFT)
    assert letters("coalition_answered") == 3


def test_a_merge_leaves_the_coalition_when_an_application_was_sent(db_session: Any) -> None:
    call = admission.call()
    lead, sent, gone = admission.draft(call), admission.submitted(call), admission.association()
    member = factory.carried(lead, gone)[0]
    merged(sent.association, gone)
    assert state(member) is MembershipState.LEFT


def test_in_one_coalition_the_two_are_one_member(db_session: Any) -> None:
    lead, kept, gone = admission.draft(), admission.association(), admission.association()
    ids = factory.invited(lead, kept, gone)
    factory.confirm(ids[1], gone)
    merged(kept, gone)
    assert (state(ids[0]), state(ids[1])) == (MembershipState.ENDED, MembershipState.CONFIRMED)


def test_who_left_sees_no_more_how_the_application_fares(sign_in: Any, clock: Any) -> None:
    lead = admission.complete()
    number, call_title = lead.id, lead.call.title.text("fr")
    member, stays = admission.association(), admission.association(name_fr="Celle qui reste")
    left, _stays = factory.carried(lead, member, stays)
    admission.send(fresh(number))
    clock.stop_at(admission.DURING)
    sent, client = str(fresh(number).number), sign_in(admission.member_of(member))
    page = client.page(f"/coalitions/{left}?lang=fr")
    assert sent in page
    assert "Celle qui reste" in page
    with unit_of_work():
        actions.leave(left, actor=admission.actor_of(member), now=admission.DURING)
    page = client.page(f"/coalitions/{left}?lang=fr")
    assert call_title in page
    assert sent not in page
    assert "Celle qui reste" not in page


def test_who_has_confirmed_reads_at_home_what_it_carries(sign_in: Any, clock: Any) -> None:
    lead, other = admission.draft(), admission.association()
    (member,) = factory.carried(lead, other)
    clock.stop_at(admission.DURING)
    home = sign_in(admission.member_of(other)).page("/?lang=en")
    assert "You carry an application with other associations" in home
    assert f"/coalitions/{member}" in home
    assert "When a call is open in your region" not in home
