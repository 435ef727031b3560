"""The log of acts: complete, chained, and silent about people's words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.audit import AuditEntry, AuditHead, AuditWords
from capacity.core.db import db
from capacity.core.errors import IllegalMove
from capacity.core.unit_of_work import unit_of_work
from capacity.core.workflow import move
from capacity.rollout.phases.models import Phase
from capacity.rollout.phases.states import ACTIVATE, COMPLETE, PhaseState

NOW = datetime(2017, 9, 26, 9, 0, tzinfo=UTC)
ACTOR = Actor(id=7, name="Naïma Benali")


def a_phase(year: int = 2041) -> int:
    with unit_of_work() as session:
        phase = Phase(year=year)
        session.add(phase)
        audit.record(actor=ACTOR, action="phases.plan", obj=phase, now=NOW)
        session.flush()
        return phase.id


@pytest.mark.usefixtures("app")
def test_a_move_writes_actor_time_states_and_reason() -> None:
    number = a_phase()
    with unit_of_work() as session:
        move(session.get_one(Phase, number), ACTIVATE, actor=ACTOR, now=NOW, reason="three regions are ready")
    entry, words = db.session.execute(
        sa.select(AuditEntry, AuditWords).join(AuditWords, AuditWords.entry_id == AuditEntry.id)
    ).one()
    assert (entry.actor_id, entry.at, entry.action, entry.object_id) == (7, NOW, "phases.activate", number)
    assert (entry.before, entry.after) == ("planned", "active")
    assert words.words == "three regions are ready"
    assert audit.verify(db.session()).sound


@pytest.mark.usefixtures("app")
def test_an_illegal_move_changes_nothing() -> None:
    number = a_phase()
    with pytest.raises(IllegalMove), unit_of_work() as session:
        move(session.get_one(Phase, number), COMPLETE, actor=ACTOR, now=NOW)
    assert db.session.get_one(Phase, number).state is PhaseState.PLANNED
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 1


@pytest.mark.usefixtures("app")
def test_what_is_rolled_back_leaves_no_entry() -> None:
    with pytest.raises(RuntimeError), unit_of_work() as session:
        phase = Phase(year=2042)
        session.add(phase)
        audit.record(actor=ACTOR, action="phases.plan", obj=phase, now=NOW)
        raise RuntimeError
    with unit_of_work():
        pass
    assert audit.verify(db.session()).entries == 0


@pytest.mark.parametrize("code", ['"id":0,"previous":""', "a\\'b\"c\n", "Drâa-Tafilalet ٣", "%s %(id)s :id"])
@pytest.mark.usefixtures("app")
def test_whatever_an_entry_says_the_chain_holds(code: str) -> None:
    number = a_phase()  # one entry alone, as the first of all
    with unit_of_work() as session:
        phase = session.get_one(Phase, number)
        audit.record(actor=ACTOR, action="phases.note", obj=phase, now=NOW, before=code, after=code, reason=code)
    with unit_of_work() as session:  # two together
        phase = session.get_one(Phase, number)
        for _time in range(2):
            audit.record(actor=ACTOR, action="phases.note", obj=phase, now=NOW, after=code)
    assert audit.verify(db.session()) == audit.Verdict(4)
    assert [(event.after, event.reason) for event in audit.history(db.session(), [phase])] == [
        (code, None), (code, None), (code, code), (None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (sa.update(AuditEntry).where(AuditEntry.id == 2).values(after="completed"), "entry 2 was altered"),
        (sa.update(AuditEntry).where(AuditEntry.id == 2).values(actor_id=8), "entry 2 was altered"),
        (sa.delete(AuditEntry).where(AuditEntry.id == 3), "entries after 2 are missing"),
        (sa.delete(AuditEntry).where(AuditEntry.id == 1), "entry 1 is missing"),
        (sa.update(AuditWords).values(words="another reason"), "the reason of entry 2 was altered"),
        (sa.update(AuditHead).values(entries=2), "entries after 3 are missing"),
    ],
)
@pytest.mark.usefixtures("app")
def test_any_alteration_is_found(damage: sa.Executable, found: str) -> None:
    number = a_phase()
    with unit_of_work() as session:
        move(session.get_one(Phase, number), ACTIVATE, actor=ACTOR, now=NOW, reason="ready")
    a_phase(2043)
    assert audit.verify(db.session()).sound
    db.session.execute(damage)
    verdict = audit.verify(db.session())
    assert (verdict.sound, verdict.problem) == (False, found)
    db.session.rollback()


@pytest.mark.usefixtures("app")
def test_erasing_a_reason_leaves_the_chain_sound() -> None:
    number = a_phase()
    with unit_of_work() as session:
        move(session.get_one(Phase, number), ACTIVATE, actor=ACTOR, now=NOW, reason="names a person")
    db.session.execute(sa.delete(AuditWords))
    assert audit.verify(db.session()).sound
    db.session.rollback()


@pytest.mark.usefixtures("app")
def test_an_object_tells_its_history_latest_first() -> None:
    number = a_phase()
    with unit_of_work() as session:
        move(session.get_one(Phase, number), ACTIVATE, actor=ACTOR, now=NOW, reason="ready")
    events = audit.history(db.session(), [db.session.get_one(Phase, number)])
    assert [(event.action, event.after, event.reason) for event in events] == [
        ("phases.activate", "active", "ready"),
        ("phases.plan", None, None),
    ]
