"""Letters and jobs: with the transaction or not at all, at least once, each decision once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.core import outbox
from capacity.core.db import db
from capacity.core.outbox import ATTEMPTS, LEASE, Letter, OutboxItem, posting
from capacity.core.unit_of_work import unit_of_work

NOW = datetime(2018, 3, 2, 16, 30, tzinfo=UTC)
handled: list[Mapping[str, Any]] = []


@outbox.handles("test.told")
def told(payload: Mapping[str, Any]) -> None:
    if payload.get("fails"):
        raise RuntimeError("the line dropped")
    handled.append(payload)


@pytest.fixture(autouse=True)
def nothing_handled() -> Iterator[None]:
    handled.clear()
    yield
    handled.clear()


def post(key: str = "a", **payload: Any) -> None:
    with unit_of_work():
        outbox.post("test.told", payload, key=key, now=NOW)


def item() -> OutboxItem:
    """Of what these tests posted; a fresh database waits for its first night as well."""
    return db.session.scalars(sa.select(OutboxItem).where(OutboxItem.name == "test.told")).one()


@pytest.mark.usefixtures("app")
def test_what_was_posted_is_handled_once_after_the_commit() -> None:
    post(region="MA-08")
    assert handled == []
    assert outbox.run_due(NOW) == 1
    assert outbox.run_due(NOW + timedelta(days=1)) == 0
    assert handled == [{"region": "MA-08"}]


@pytest.mark.usefixtures("app")
def test_a_rolled_back_act_posts_nothing() -> None:
    with pytest.raises(RuntimeError), unit_of_work():
        outbox.post("test.told", {}, key="a", now=NOW)
        raise RuntimeError
    assert outbox.run_due(NOW) == 0


@pytest.mark.usefixtures("app")
def test_the_same_key_is_posted_once() -> None:
    post()
    post()
    assert outbox.run_due(NOW) == 1


@pytest.mark.usefixtures("app")
def test_what_is_not_due_waits() -> None:
    with unit_of_work():
        outbox.post("test.told", {}, key="later", now=NOW, run_at=NOW + timedelta(days=2))
    assert outbox.run_due(NOW) == 0
    assert outbox.run_due(NOW + timedelta(days=2)) == 1


@pytest.mark.usefixtures("app")
def test_a_failure_is_tried_again_later_and_given_up_in_the_end() -> None:
    post(fails=True)
    moment, nights = NOW, outbox.waiting(db.session()) - 1
    db.session.rollback()
    for attempt in range(1, ATTEMPTS + 1):
        assert outbox.run_due(moment) == 1
        assert item().attempts == attempt
        moment = item().run_at + timedelta(seconds=1)
        db.session.rollback()
    assert item().failed_at is not None
    assert outbox.run_due(moment + timedelta(days=30)) == 0
    assert outbox.waiting(db.session()) == nights


@pytest.mark.usefixtures("app")
def test_the_lease_of_a_worker_that_died_runs_out() -> None:
    post()
    with unit_of_work() as session:
        mine = sa.update(OutboxItem).where(OutboxItem.name == "test.told")
        session.execute(mine.values(leased_until=NOW + LEASE, attempts=1))
    assert outbox.run_due(NOW) == 0
    assert outbox.run_due(NOW + LEASE + timedelta(seconds=1)) == 1
    assert len(handled) == 1


@pytest.mark.usefixtures("app")
def test_a_letter_that_cannot_be_delivered_is_shown_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_payload: Mapping[str, Any]) -> None:
        raise OSError("no mail server answers")

    monkeypatch.setitem(posting._handlers, outbox.DELIVER, [broken])
    write("unreachable")
    moment = NOW
    for _attempt in range(ATTEMPTS):
        outbox.run_due(moment)
        moment += timedelta(days=1)
    letter = db.session.scalars(sa.select(Letter)).one()
    assert (letter.sent_at, letter.failed_at is not None) == (None, True)


def write(key: str) -> None:
    with unit_of_work():
        outbox.letter("test/room/told", key=key, now=NOW, address="a@b.example", language="ar", data={"n": 1})


@pytest.mark.usefixtures("app")
def test_a_decision_writes_one_letter_however_often_it_is_repeated() -> None:
    write("offer:12")
    write("offer:12")
    letters = db.session.scalars(sa.select(Letter)).all()
    assert len(letters) == 1
    deliveries = sa.select(sa.func.count()).select_from(OutboxItem).where(OutboxItem.name == outbox.DELIVER)
    assert db.session.scalar(deliveries) == 1
    assert letters[0].message_id == letters[0].message_id


@pytest.mark.usefixtures("app")
def test_what_the_worker_never_survives_is_given_up() -> None:
    post()
    with unit_of_work() as session:
        mine = sa.update(OutboxItem).where(OutboxItem.name == "test.told")
        session.execute(mine.values(attempts=ATTEMPTS, leased_until=NOW))
    later = NOW + LEASE
    assert outbox.run_due(later) == 1
    assert handled == []
    assert item().failed_at == later
    assert outbox.run_due(later + timedelta(days=1)) == 0


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=1)])
def test_what_a_clock_that_was_ahead_put_off_is_done_when_it_is_put_back(ahead: timedelta) -> None:
    """A letter of that hour, one that failed in it, and one that a worker was killed over; what is for later stays."""
    wrong = NOW + ahead
    with unit_of_work():
        for key in ("new", "held"):
            outbox.post("test.told", {"is": key}, key=key, now=wrong)
        outbox.post("test.told", {"is": "later"}, key="later", now=wrong, run_at=wrong + timedelta(days=2))
        taken = sa.update(OutboxItem).where(OutboxItem.key == "held")
        db.session.execute(taken.values(leased_until=wrong + timedelta(days=1), attempts=1))
    assert outbox.run_due(NOW) == 2
    assert sorted(payload["is"] for payload in handled) == ["held", "new"]
    assert outbox.run_due(wrong + timedelta(days=3)) == 1


@pytest.mark.usefixtures("app")
def test_what_failed_under_a_clock_a_day_ahead_is_tried_again_by_the_right_one() -> None:
    with unit_of_work():
        outbox.post("test.told", {"fails": True}, key="a", now=NOW, run_at=NOW + timedelta(minutes=1))
    assert outbox.run_due(NOW + timedelta(days=1)) == 1
    assert outbox.run_due(NOW + timedelta(minutes=1)) == 1
    assert item().attempts == 2
