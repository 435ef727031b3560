"""Associations that may be one: noticed with reasons, told apart for good, or merged with both histories kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.applications.models import Application
from capacity.admission.applications.queries import are_one
from capacity.admission.applications.queries.entering import entry_asked
from capacity.admission.rounds.queries import precedence_of
from capacity.core import audit
from capacity.core.audit import AuditEntry
from capacity.core.clock import now
from capacity.core.db import db
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from capacity.mentoring.mentorships.notices import representatives
from capacity.people.accounts.models import Person
from capacity.people.associations import actions, queries
from capacity.people.associations.models import Association, Member, Officer, Suspicion
from capacity.people.associations.states import Standing
from capacity.people.associations.states.doubles import Reason, is_suspect, profile, reasons_for
from capacity.training.sessions.queries.delegates import correspondents
from capacity.web.letters import render
from tests.factories import admission, people


def pair_of(first: Association, second: Association) -> Suspicion:
    """The suspicion that is noticed about two."""
    with unit_of_work():
        actions.notice_doubles(db.session.get_one(Association, second.id), now=now())
    found = queries.pair(first.id, second.id)
    assert found is not None
    return found


def twins(**values: Any) -> tuple[Association, Association]:
    """Two associations of Zagora that are called almost the same, each with a representative."""
    first = admission.association(
        name_fr="Association Al Karama Zagora", name_ar="جمعية الكرامة زاكورة", phone="0661234567"
    )
    second = admission.association(name_fr="Assoc. El Karama de Zagora", name_ar="جمعيه الكرامه بزاكورة", **values)
    return first, second


SHORT = st.text(max_size=20)
PROFILES = st.builds(
    profile,
    st.integers(1, 9),
    receipt_number=SHORT,
    name_ar=SHORT,
    name_fr=SHORT,
    phone=SHORT,
    email=SHORT,
    people=st.lists(SHORT, max_size=3),
)


@pytest.mark.one_database
@given(PROFILES, PROFILES)
def test_suspicion_is_mutual(one: Any, other: Any) -> None:
    assert reasons_for(one, other) == reasons_for(other, one)


@pytest.mark.one_database
def test_a_number_or_a_person_alone_is_not_enough() -> None:
    assert not is_suspect([Reason.RECEIPT])
    assert not is_suspect([Reason.PEOPLE])
    assert is_suspect([Reason.RECEIPT, Reason.PEOPLE])
    assert is_suspect([Reason.PHONE])


def test_each_reason_is_noticed_and_said(sign_in: Any) -> None:
    first, second = twins(phone="+212 661-234567", email="karama@example.org")
    first.email = "Karama@example.org"
    for one in (first, second):
        one.officers.append(Officer(name="Salma Alaoui", name_ar="سلمى العلوي"))
    db.session.commit()
    suspicion = pair_of(first, second)
    assert set(suspicion.reasons.split()) >= {"name_fr", "name_ar", "email", "people"}
    coordinator = people.coordinator("MA-08", language="en")
    client = sign_in(coordinator)
    listed = client.page("/associations/doubles")
    assert "French names alike" in listed
    page = client.page(f"/associations/doubles/{suspicion.id}")
    assert "Association Al Karama Zagora" in page
    assert "El Karama de Zagora" in page
    assert "same people" in page
    for fact, is_alike in (("Province", True), ("E-mail address", True), ("Name in French", False)):
        said = re.search(
            rf'"rowheader">{fact}( <span[^>]*>the same</span>)?</span>(<span role="cell">.*?</span>){{2}}', page
        )
        assert said, f"both stand under {fact}"
        assert bool(said[1]) is is_alike, fact
    assert "No possible doubles" in sign_in(people.coordinator("MA-12", language="en")).page("/associations/doubles")
    assert sign_in(people.coordinator("MA-12")).get(f"/associations/doubles/{suspicion.id}").status_code == 404
    assert client.post("/associations/doubles", data={"csrf_token": client.own_token()}).mimetype.endswith("sheet")


def test_what_is_told_apart_is_not_asked_again(sign_in: Any) -> None:
    first, second = twins()
    suspicion = pair_of(first, second)
    client = sign_in(people.coordinator(language="en"))
    client.submit_form(f"/associations/doubles/{suspicion.id}/apart", {"reason": "Two receipts, two offices"})
    assert pair_of(first, second).state.value == "apart"
    assert "No possible doubles" in client.page("/associations/doubles")


def merge(client: Any, suspicion: Suspicion, kept: Association, **choices: str) -> Any:
    """Press the button of the page."""
    data = {"kept": str(kept.id), "reason": "The same receipt was shown", **choices}
    return client.submit_form(f"/associations/doubles/{suspicion.id}", data, form="merge")


def test_a_merge_keeps_both_histories_and_both_groups_of_members(app: Any, sign_in: Any) -> None:
    first, second = twins()
    old = admission.submitted(admission.call(reference="AMI-OLD"), first)
    later = admission.DURING + timedelta(hours=1)
    new = admission.submitted(admission.call(reference="AMI-NEW"), second, now=later)
    members = admission.member_of(first), admission.member_of(second)
    suspicion = pair_of(first, second)
    client = sign_in(people.coordinator(language="en"))
    assert f"/desk/applications/{new.id}?" in client.page("/desk/applications?history=first")
    assert merge(client, suspicion, second).status_code == 302
    db.session.expire_all()
    assert db.session.get_one(Association, first.id).merged_into_id == second.id
    came_again = client.page("/desk/applications?history=applied")
    assert [f"/desk/applications/{one.id}?" in came_again for one in (old, new)] == [False, True]
    record = client.page(f"/associations/{first.id}")
    assert "El Karama de Zagora" in record
    assert "AMI-OLD" in record
    assert "AMI-NEW" in record
    assert "Merged into this record" in record
    assert first.receipt_number in record, "what the other one was registered as stays to be read"
    for person in members:
        own = sign_in(person)
        for application in (old, new):
            own.page(f"/applications/{application.id}")
    listed = client.page("/associations?q=karama")
    assert listed.count('<th scope="row">') == 1
    assert queries.by_receipt("08.587", first.receipt_number).id == second.id  # type: ignore[union-attr]
    told = db.session.scalars(sa.select(Letter).where(Letter.template.endswith("associations/merged"))).all()
    assert {one.person_id for one in told} == {person.id for person in members}
    with app.test_request_context():
        words = render(told[0]).text
    assert all(receipt in words for receipt in (first.receipt_number, second.receipt_number))
    assert second.representative.person.name in words  # type: ignore[union-attr]
    entries = db.session.scalars(sa.select(AuditEntry.object_id).where(AuditEntry.action == "associations.merge"))
    assert set(entries) == {first.id, second.id}
    assert audit.verify(db.session()).problem is None
    assert merge_again(client, suspicion, first) == 302
    db.session.expire_all()
    assert db.session.get_one(Association, second.id).merged_into_id is None


def merge_again(client: Any, suspicion: Suspicion, kept: Association) -> int:
    """The same request once more."""
    data = {"csrf_token": client.own_token(), "kept": str(kept.id), "reason": "The same receipt was shown"}
    return int(client.post(f"/associations/doubles/{suspicion.id}", data=data).status_code)


def known_to(association: Association) -> set[int]:
    """Who is known to its members, as reports see it."""
    db.session.expire_all()
    here = db.session.get_one(Association, association.id).present_members
    return {one.person_id for one in here if one.placed_at is None}


def test_a_merge_makes_nobody_known_but_who_was_in_both(sign_in: Any) -> None:
    first, second = twins()
    both = people.person()
    for one in (first, second):
        one.members.append(Member(person=both, standing=Standing.MEMBER, joined_at=now()))
    db.session.commit()
    merge(sign_in(people.coordinator()), pair_of(first, second), second)
    assert len(db.session.get_one(Association, second.id).present_members) == 3
    assert known_to(second) == known_to(first) == {both.id}


def test_nobody_is_put_among_strangers_as_known(sign_in: Any) -> None:
    first, second = twins()
    merge(sign_in(people.coordinator()), pair_of(first, second), second)
    assert known_to(second) == set()
    with unit_of_work():
        actions.change_representative(
            association=db.session.get_one(Association, second.id),
            person=people.person(),
            actor=queries.actor_of(people.coordinator()),
            now=now(),
            reason="Nobody answers",
        )
    assert known_to(second) == set()


def test_of_two_groups_a_word_from_the_one_side_lets_somebody_of_the_other_side_in(sign_in: Any) -> None:
    first, second = twins()
    one, other = first.members[0].person, second.members[0].person
    colleague, stranger = people.person(), people.person()
    first.members.append(Member(person=colleague, standing=Standing.MEMBER, joined_at=now()))
    second.members.append(Member(person=stranger, standing=Standing.MEMBER, joined_at=now(), placed_at=now()))
    db.session.commit()
    merge(sign_in(people.coordinator()), pair_of(first, second), second)

    def knows(who: Person, whom: Person) -> bool:
        rows = {row.person_id: row for row in db.session.get_one(Association, second.id).present_members}
        return rows[who.id].knows(rows[whom.id])

    assert knows(one, colleague), "who knew each other before go on knowing each other"
    assert not knows(one, other)
    assert not knows(other, stranger), "whom the coordination had put there stays a stranger"
    _vouch(stranger, one)
    assert not knows(other, one), "a stranger's word counts for nobody"
    _vouch(other, one)
    assert knows(other, one)
    assert not knows(one, other), "each side speaks for itself"
    assert not knows(other, colleague)
    _vouch(one, other)
    assert knows(colleague, other)


def _vouch(who: Person, whom: Person) -> None:
    with unit_of_work():
        actions.vouch(person=whom, actor=queries.actor_of(who), now=now())


def test_the_same_people_know_each_other_after_a_merge(sign_in: Any) -> None:
    heads = people.person(), people.person()
    first, second = people.association(*heads), people.association(*heads)
    first.phone = second.phone = "0661234567"
    db.session.commit()
    ids = {one.id for one in heads}
    merge(sign_in(people.coordinator()), pair_of(first, second), second)
    assert db.session.get_one(Association, first.id).merged_into_id == second.id
    assert known_to(second) == ids


def test_of_two_live_applications_one_has_to_be_chosen(sign_in: Any, clock: Any) -> None:
    clock.stop_at(admission.DURING)
    call = admission.call()
    first, second = twins()
    one, other = admission.submitted(call, first), admission.submitted(call, second)
    suspicion = pair_of(first, second)
    client = sign_in(people.coordinator(language="en"))
    assert merge(client, suspicion, first).status_code == 422
    db.session.expire_all()
    assert db.session.get_one(Association, second.id).merged_into_id is None
    assert merge(client, suspicion, first, **{f"keep_{call.id}": str(other.id)}).status_code == 302
    db.session.expire_all()
    states = {number: db.session.get_one(Application, number).state.value for number in (one.id, other.id)}
    assert states == {one.id: "withdrawn", other.id: "submitted"}


def test_an_administrator_looks_and_does_not_merge(sign_in: Any) -> None:
    first, second = twins()
    suspicion = pair_of(first, second)
    client = sign_in(people.administrator(language="en"))
    assert "Merge the two" not in client.page(f"/associations/doubles/{suspicion.id}")
    assert client.get(f"/associations/doubles/{suspicion.id}/apart").status_code == 403
    assert merge_again(client, suspicion, first) == 302
    db.session.expire_all()
    assert db.session.get_one(Association, second.id).merged_into_id is None


def test_after_a_merge_one_represents_and_who_leaves_leaves_both_names(sign_in: Any) -> None:
    first, second = twins()
    demoted, head = admission.member_of(first), admission.member_of(second)
    merge(sign_in(people.coordinator()), pair_of(first, second), second)
    assert queries.actor_of(demoted).represents == frozenset()
    assert queries.actor_of(head).represents == {first.id, second.id}
    assert representatives([first.id]) == [(head, first.id)]
    assert [person for _one, person in correspondents([first.id])] == [head]
    row = queries.membership(second.id, demoted.id)
    assert row is not None
    with unit_of_work():
        actions.end_member(member=row, actor=queries.actor_of(head), now=now())
    assert queries.actor_of(demoted).association_ids == frozenset()
    left = sa.select(AuditEntry.id).where(AuditEntry.action == "members.leave")
    assert len(db.session.scalars(left).all()) == 2


ASKED_OF_ONE: dict[str, Callable[[], Any]] = {
    "who signed in": lambda: queries.signed_in("nobody's", now()),
    "its papers": lambda: queries.folder(1),
    "where it stands in a phase": lambda: db.session.execute(*entry_asked(1, "sent")).first(),
    "two that may be one": lambda: are_one(1, 2),
    "a seat owed to it": lambda: precedence_of(association_id=1, call_id=1, region_code="MA-08"),
}


@pytest.mark.one_database
@pytest.mark.parametrize("what", ASKED_OF_ONE)
def test_one_is_not_looked_for_among_all_associations(app: Any, what: str) -> None:
    """As SQLite counts them where none was merged: each is like all others. PostgreSQL knows that it is none."""
    connection = db.session.connection()
    index = "ix_associations_merged_into_id"
    stands = {"table": "associations", "index": index, "like": "40000 40000"}
    connection.execute(sa.text("ANALYZE associations"))
    connection.execute(sa.text("DELETE FROM sqlite_stat1 WHERE idx = :index"), {"index": index})
    connection.execute(sa.text("INSERT INTO sqlite_stat1 VALUES (:table, :index, :like)"), stands)
    connection.execute(sa.text("ANALYZE sqlite_schema"))
    asked: list[str] = []
    sa.event.listen(connection, "before_cursor_execute", lambda *said: asked.append(said[2]))
    assert not ASKED_OF_ONE[what]()
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0]}", ("?",) * asked[0].count("?"))
    assert [line for *_, line in plan if index in line and not line.startswith("SEARCH")] == []
    db.session.rollback()
