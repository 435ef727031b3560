"""How long personal data is kept: the page, the nightly erasure, holds; nothing is promised that no job keeps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.applications import actions as applications
from capacity.admission.applications.models import Answer, Application, Snapshot
from capacity.core import audit, choices, keeping, outbox
from capacity.core.access import SYSTEM
from capacity.core.clock import now
from capacity.core.files import StoredFile
from capacity.core.keeping import Erasure, Hold
from capacity.core.languages import Localized, in_language
from capacity.core.outbox import Letter, OutboxItem
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts.models import Invitation, LoginSession, Person
from capacity.people.administration import actions
from capacity.people.associations.models import LastingPaper, Officer
from tests.factories import admission, people


def keep_tonight(clock: Any, moment: Any) -> None:
    """The night comes."""
    clock.stop_at(moment)
    with unit_of_work():
        actions.plan_keeping(now=moment - timedelta(days=1))
    outbox.run_due(moment + timedelta(hours=12))


def test_every_kind_has_a_purpose_and_what_keeps_its_promise(app: Any) -> None:
    kinds = keeping.kinds()
    assert len({kind.key for kind in kinds}) == len(kinds) > 15
    for kind in kinds:
        assert all(map(str, (kind.purpose, kind.data, kind.seen_by, kind.asked))), kind.key
        if kind.months is None:
            assert str(kind.kept), kind.key
            assert kind.by is None or kind.by in outbox.heard(), kind.key
        else:
            assert None not in (kind.due, kind.erase), kind.key
            assert all(map(str, (kind.ends, kind.since))), kind.key
            assert kind.least <= kind.months <= kind.most, kind.key


def test_the_notice_promises_what_the_register_says(client: Any, sign_in: Any) -> None:
    office = sign_in(people.administrator())
    office.submit_form("/administration/retention/kinds/letters?lang=en", {"months": "24", "reason": "Decided so"})
    notice, register = client.page("/privacy?lang=en"), office.page("/administration/register-of-processing?lang=en")
    for page in (notice, register):
        assert "2 years after the sending" in page
    with in_language("en"):
        promised = [str(kind.data) for kind in keeping.kinds()]
    assert [words for words in promised if words not in notice or words not in register] == []
    assert "2 years after" in client.page("/terms?lang=en")


def test_a_period_stays_within_its_bounds(sign_in: Any) -> None:
    office = sign_in(people.administrator())
    answer = office.submit_form("/administration/retention/kinds/audit", {"months": "3", "reason": "Sooner"})
    assert answer.status_code == 422
    assert choices.in_force() == {}


def test_nothing_is_erased_before_somebody_looked(sign_in: Any, db_session: Any, clock: Any) -> None:
    person, old = people.person(), people.THEN
    db_session.add(
        Invitation(email="a@b.example", name="Nadia", language="fr", role="mentor", created_at=old, expires_at=old)
    )
    db_session.commit()
    later = old + timedelta(days=400)
    keep_tonight(clock, later)
    assert db_session.scalar(sa.select(Invitation.email)) == "a@b.example"
    office = sign_in(people.administrator())
    assert "Nothing is erased yet" in office.page("/administration/retention?lang=en")
    office.submit_form("/administration/retention/begin", {"reason": "Looked at it"})
    with unit_of_work():
        actions.plan_keeping(now=later)
    clock.stop_at(later + timedelta(days=30))
    outbox.run_due()  # a clock that has leapt erases nothing before another night
    assert db_session.scalar(sa.select(Erasure.kind)) is None
    keep_tonight(clock, later + timedelta(days=31))
    db_session.expire_all()
    assert db_session.scalar(sa.select(Invitation.email)) == ""
    assert db_session.get(Person, person.id).name == person.name
    assert db_session.scalar(sa.select(Erasure.kind)) == "invitations"
    assert audit.verify(db_session).sound
    following = sa.select(sa.func.count()).where(OutboxItem.name == actions.KEEP, OutboxItem.done_at.is_(None))
    assert db_session.scalar(following) > 0


def test_a_draft_never_sent_is_emptied_unless_it_is_held(sign_in: Any, db_session: Any, clock: Any) -> None:
    call = admission.call()
    kept, gone = admission.complete(call), admission.complete(call)
    sent = admission.submitted(call)
    office = sign_in(people.administrator())
    clock.stop_at(admission.DURING + timedelta(days=500))
    receipt = kept.association.receipt_number
    office.submit_form("/administration/retention/holds", {"association": receipt, "reason": "A court asked"})
    assert keeping.erase_due(now=now(), actor=SYSTEM, only=["drafts"]) == {"drafts": 1}
    db_session.expire_all()
    answered = set(db_session.scalars(sa.select(Answer.application_id)))
    assert answered == {kept.id, sent.id}
    assert db_session.get(Application, gone.id).erased_at is not None
    page = sign_in(admission.member_of(gone.association)).page(f"/applications/{gone.id}?lang=en")
    assert "was erased on" in page
    assert "What you wrote is kept" not in page
    assert keeping.erase_due(now=now(), actor=SYSTEM, only=["drafts"]) == {}
    hold = db_session.scalar(sa.select(Hold))
    office.submit_form("/administration/retention", form=f"/holds/{hold.id}/lift")
    assert keeping.erase_due(now=now(), actor=SYSTEM, only=["drafts"]) == {"drafts": 1}
    assert office.get(f"/applications/{kept.id}").status_code in {200, 403, 404}


def test_a_hold_on_a_call_covers_the_letters_about_it(sign_in: Any, db_session: Any, clock: Any) -> None:
    held, other = admission.submitted(), admission.submitted()
    sent = sa.update(Letter).values(sent_at=admission.DURING)
    db_session.execute(sent)
    db_session.commit()
    office = sign_in(people.administrator())
    office.submit_form(
        "/administration/retention/holds", {"call": held.call.reference, "reason": "The auditors asked for it"}
    )
    clock.stop_at(admission.DURING + timedelta(days=4 * 366))
    keeping.erase_due(now=now(), actor=SYSTEM, only=["letters"])
    db_session.expire_all()
    kept = set(db_session.scalars(sa.select(Letter.about_id).where(Letter.erased_at.is_(None))))
    gone = set(db_session.scalars(sa.select(Letter.about_id).where(Letter.erased_at.is_not(None))))
    assert held.id in kept
    assert other.id in gone - kept


def test_how_to_reach_an_association_and_its_papers_are_erased_when_it_left_long_ago(db_session: Any) -> None:
    gone, here = people.association(phone="0537201112"), people.association(phone="0537201113")
    for seat in (gone, here):
        stored = StoredFile(
            key=f"k{seat.id}",
            filename="a.pdf",
            media_type="application/pdf",
            sha256="0" * 64,
            size=1,
            created_at=people.THEN,
        )
        label = Localized(ar="أ", fr="a")
        db_session.add(
            LastingPaper(
                association_id=seat.id, kind="statutes", label=label, version=1, file=stored, added_at=people.THEN
            )
        )
    here.created_at = people.THEN + timedelta(days=300)
    db_session.commit()
    moment = people.THEN + timedelta(days=5 * 366)
    assert keeping.erase_due(now=moment, actor=SYSTEM, only=["contacts", "papers"]) == {"contacts": 1, "papers": 1}
    db_session.expire_all()
    assert (gone.phone, here.phone, bool(gone.name_fr)) == ("", "0537201113", True)
    assert list(db_session.scalars(sa.select(LastingPaper.association_id))) == [here.id]
    assert list(db_session.scalars(sa.select(StoredFile.key))) == [f"k{here.id}"]


def test_what_was_done_long_ago_is_forgotten_and_nothing_else(db_session: Any) -> None:
    old = people.THEN
    for key, done in (("done", old), ("lately", old + timedelta(days=30)), ("waits", None)):
        item = OutboxItem(name="x", key=key, payload={}, created_at=old, run_at=old + timedelta(days=900), done_at=done)
        db_session.add(item)
    db_session.commit()
    with unit_of_work():
        outbox.sweep(old + timedelta(days=91))
    assert set(db_session.scalars(sa.select(OutboxItem.key).where(OutboxItem.name == "x"))) == {"lately", "waits"}


@pytest.mark.one_database
def test_in_the_night_sqlite_learns_how_much_there_is(db_session: Any) -> None:
    admission.submitted()
    actions.keeping.keep({})
    assert db_session.scalar(sa.text("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'applications'")) > 5


def test_an_application_without_a_seat_keeps_its_receipt(sign_in: Any, db_session: Any, clock: Any) -> None:
    sent = admission.submitted()
    seal = db_session.scalar(sa.select(Snapshot.sha256))
    with unit_of_work():
        applications.withdraw(sent, actor=admission.actor_of(sent.association), now=admission.DURING)
    clock.stop_at(admission.DURING + timedelta(days=800))
    assert keeping.erase_due(now=now(), actor=SYSTEM, only=["unsuccessful"]) == {"unsuccessful": 1}
    db_session.expire_all()
    snapshot = db_session.scalar(sa.select(Snapshot))
    assert snapshot.sha256 == seal
    assert "Nous accompagnons" not in snapshot.content
    assert "Salma" not in snapshot.content
    assert db_session.get(Application, sent.id).number
    member = sign_in(admission.member_of(sent.association))
    page = member.page(f"/applications/{sent.id}/receipt?lang=en")
    assert "because its time was over" in page
    assert seal in page
    assert member.get(f"/applications/{sent.id}/receipt.json").status_code == 404


def test_last_sign_ins_tell_which_accounts_are_used(sign_in: Any, db_session: Any, clock: Any) -> None:
    idle, used = people.person(), people.person()
    seat = people.association(idle)
    db_session.add(Officer(association_id=seat.id, name=idle.name, name_ar="", phone="0600000000"))
    db_session.commit()
    clock.stop_at(people.THEN + timedelta(days=5 * 366))
    sign_in(used)
    clock.stop_at(people.THEN + timedelta(days=6 * 366))
    keeping.erase_due(now=now(), actor=SYSTEM, only=["sessions"])
    keeping.erase_due(now=now(), actor=SYSTEM, only=["accounts"])
    db_session.expire_all()
    assert (idle.name, idle.email, used.name) == ("—", None, used.name)
    assert used.email
    assert [row.device for row in db_session.scalars(sa.select(LoginSession))] == [""]
    assert db_session.scalar(sa.select(sa.func.count(Officer.id))) == 0


def test_who_is_needed_by_others_is_left_alone_and_not_counted(db_session: Any, clock: Any) -> None:
    sent = admission.submitted()
    clock.stop_at(people.THEN + timedelta(days=5 * 366))
    assert keeping.erase_due(now=now(), actor=SYSTEM, only=["accounts"]) == {}
    db_session.expire_all()
    assert admission.member_of(sent.association).email
