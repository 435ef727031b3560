"""Who acts for an association: invitations, claims, the change of its representative."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from capacity.core.access import SYSTEM, Role
from capacity.core.clock import now
from capacity.core.errors import RuleBroken
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts import actions as accounts
from capacity.people.associations import actions, queries
from capacity.people.associations.models import Claim, Member
from capacity.people.associations.states import ClaimKind, ClaimState, Standing
from tests.factories import people


def standings(association: Any) -> dict[int, Standing]:
    return {member.person_id: member.standing for member in association.present_members}


def test_a_representative_invites_by_letter_and_the_address_must_fit(
    sign_in: Any, letters: Any, db_session: Any
) -> None:
    head, friend, stranger = people.person(), people.person(language="ar"), people.person()
    association = people.association(head)
    client = sign_in(head)
    client.submit_form(f"/association/{association.id}/members", {"email": friend.email})
    letter = letters(to=friend.email)[0]
    assert letter.language == "ar"
    link = letter.links[0].removeprefix("http://localhost")
    assert "form" in sign_in(stranger).page(link)
    token = sign_in(stranger)
    token.post(link, data={"csrf_token": token.csrf_token("/account")})
    db_session.expire_all()
    assert stranger.id not in standings(association)
    assert sign_in(friend).submit_form(link, form="accept").status_code == 302
    db_session.expire_all()
    assert standings(association) == {head.id: Standing.REPRESENTATIVE, friend.id: Standing.MEMBER}
    assert sign_in(friend).get(link).status_code == 410


def test_a_member_cannot_invite(sign_in: Any) -> None:
    head, member = people.person(), people.person()
    association = people.association(head, member)
    client = sign_in(member)
    url = f"/association/{association.id}/members"
    answer = client.post(url, data={"email": "x@example.org", "csrf_token": client.csrf_token("/account")})
    assert answer.status_code == 403


def test_handing_over_and_leaving(sign_in: Any, letters: Any, db_session: Any) -> None:
    head, heir = people.person(), people.person()
    association = people.association(head, heir)
    rows = {member.person_id: member.id for member in association.members}
    first = sign_in(head)
    end = f"/association/member/{rows[head.id]}/end"
    first.post(end, data={"csrf_token": first.csrf_token("/account")})
    db_session.expire_all()
    assert head.id in standings(association)
    first.submit_form(f"/association/member/{rows[heir.id]}/hand-over", form="hand-over")
    db_session.expire_all()
    assert standings(association) == {heir.id: Standing.REPRESENTATIVE, head.id: Standing.MEMBER}
    second = sign_in(heir)
    second.post(end, data={"csrf_token": second.csrf_token("/account")})
    db_session.expire_all()
    assert standings(association) == {heir.id: Standing.REPRESENTATIVE}
    assert first.get(f"/association/{association.id}").status_code == 404
    assert len(letters(to=heir.email)) == 1


@pytest.mark.parametrize("kind", list(ClaimKind))
def test_a_claim_is_decided_by_who_may(sign_in: Any, letters: Any, db_session: Any, kind: ClaimKind) -> None:
    head, claimant = people.person(), people.person()
    association = people.association(head)
    sign_in(claimant).submit_form(f"/association/{association.id}/claim", {"kind": kind.value, "words": "Je signe"})
    claim = db_session.scalar(sa.select(Claim))
    url = f"/associations/claim/{claim.id}"
    assert sign_in(claimant).get(url).status_code == 404
    assert sign_in(people.coordinator("MA-02")).get(url).status_code == 404
    assert sign_in(head).get(url).status_code == (200 if kind is ClaimKind.JOIN else 404)
    decider = sign_in(people.coordinator("MA-08"))
    decider.submit_form(url, {"reason": "Papers seen"}, button="answer=grant")
    db_session.expire_all()
    assert claim.state is ClaimState.GRANTED
    expected = Standing.MEMBER if kind is ClaimKind.JOIN else Standing.REPRESENTATIVE
    assert standings(association)[claimant.id] is expected
    again = decider.post(
        url, data={"reason": "twice", "answer": "refuse", "csrf_token": decider.csrf_token("/account")}
    )
    assert again.status_code == 409
    assert letters(to=claimant.email)
    assert letters(to=head.email)


def test_a_refused_claim_changes_nothing(sign_in: Any, db_session: Any) -> None:
    head, claimant = people.person(), people.person()
    association = people.association(head)
    sign_in(claimant).submit_form(f"/association/{association.id}/claim", {"kind": "join"})
    claim = db_session.scalar(sa.select(Claim))
    sign_in(head).submit_form(f"/associations/claim/{claim.id}", {"reason": "Unknown to us"}, button="answer=refuse")
    db_session.expire_all()
    assert claim.state is ClaimState.REFUSED
    assert claimant.id not in standings(association)


def test_a_coordinator_names_a_representative_of_their_region_only(sign_in: Any, db_session: Any, letters: Any) -> None:
    gone = people.person()
    association = people.association(gone)
    url = f"/associations/{association.id}/representative"
    assert sign_in(people.coordinator("MA-02")).get(url).status_code == 404
    assert sign_in(gone).get(url).status_code in {403, 404}
    answer = sign_in(people.coordinator("MA-08")).submit_form(
        url, {"email": "new@example.org", "name": "Rachida", "name_ar": "رشيدة", "reason": "The president has died"}
    )
    assert answer.status_code == 302
    db_session.expire_all()
    assert association.representative.person.email == "new@example.org"
    assert letters(to="new@example.org")
    assert letters(to=gone.email)


def test_who_runs_the_programme_never_acts_for_an_association(db_session: Any) -> None:
    member, coordinator = people.person(), people.coordinator("MA-08")
    association = people.association(member)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.join(association=association, person=coordinator, standing=Standing.MEMBER, actor=SYSTEM, now=now())
    for role in (Role.COORDINATOR, Role.ADMINISTRATOR):
        with pytest.raises(RuleBroken), unit_of_work():
            accounts.give_role(person=member, role=role, regions=None, actor=SYSTEM, now=now())
    with pytest.raises(RuleBroken), unit_of_work():
        accounts.give_role(person=coordinator, role=Role.MENTOR, regions=None, actor=SYSTEM, now=now())


def test_who_comes_back_takes_up_the_old_row(db_session: Any) -> None:
    head, friend = people.person(), people.person()
    association = people.association(head, friend)
    with unit_of_work():
        row = queries.membership(association.id, friend.id)
        assert row is not None
        actions.end_member(member=row, actor=SYSTEM, now=now())
    with unit_of_work():
        found = queries.association(association.id)
        assert found is not None
        actions.join(association=found, person=friend, standing=Standing.MEMBER, actor=SYSTEM, now=now())
    assert db_session.scalar(sa.select(sa.func.count()).select_from(Member)) == 2
