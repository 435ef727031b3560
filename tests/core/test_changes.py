"""What was changed of a row that is held is written at once, and no more than that."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from capacity.core import clock
from capacity.core.changes import next_number, write_changes, write_new
from capacity.core.db import db, is_sqlite
from capacity.core.outbox import Letter
from tests.support.counting import counting


def a_letter() -> Letter:
    letter = Letter(
        key="changed", template="admission/applications/receipt", language="ar", address="zagora@assoc.example",
        data={"number": "2018-0001"}, created_at=clock.now(),
    )  # fmt: skip
    db.session.add(letter)
    db.session.commit()
    return letter


def test_what_was_changed_is_written_and_nothing_is_left_to_write(app: Flask) -> None:
    letter, sent = a_letter(), clock.now() + timedelta(minutes=1)
    elsewhere = sa.update(Letter.__table__).values(address="elsewhere@assoc.example")
    db.session.execute(elsewhere)
    letter.sent_at, letter.data = sent, {"number": "2018-0002"}
    write_changes(db.session(), letter)
    assert letter not in db.session.dirty
    assert (letter.sent_at, letter.data) == (sent, {"number": "2018-0002"})
    db.session.commit()
    row = db.session.execute(sa.select(Letter.sent_at, Letter.data, Letter.address)).one()
    assert row == (sent, {"number": "2018-0002"}, "elsewhere@assoc.example"), "a column that was not changed stays"


def test_what_was_not_kept_is_as_it_was(app: Flask) -> None:
    letter = a_letter()
    letter.language = "fr"
    write_changes(db.session(), letter)
    db.session.rollback()
    assert letter.language == "ar"


def test_who_changed_nothing_asks_nothing(app: Flask) -> None:
    letter = a_letter()
    assert letter.language == "ar"
    with counting(db.engine) as cost:
        write_changes(db.session(), letter)
    assert cost.queries == 0


def test_whose_number_was_given_out_before_is_not_waited_for_where_anybody_is(app: Flask) -> None:
    """PostgreSQL keeps what it has prepared: asked for the third time it is."""
    for turn in range(4):
        number = next_number(db.session(), Letter)
        assert (number is None) is is_sqlite(db.session())
        letter = Letter(
            key=f"new {turn}", template="admission/applications/receipt", language="fr",
            address="zagora@assoc.example", data={}, created_at=clock.now(),
        )  # fmt: skip
        write_new(db.session(), letter, number=number)
        assert number in {None, letter.id}
    waiting = db.session.connection().connection.driver_connection
    assert is_sqlite(db.session()) or len(waiting.between.put_off) == 1
    db.session.commit()
    assert len(set(db.session.scalars(sa.select(Letter.id)))) == 4
    write_new(db.session(), Letter(
        key="last", template="admission/applications/receipt", language="fr", address="zagora@assoc.example", data={},
        created_at=clock.now(),
    ))  # fmt: skip
    db.session.commit()


def test_what_is_new_has_its_number_at_once_and_is_the_object_that_the_session_gives(app: Flask) -> None:
    letter = Letter(
        key="new", template="admission/applications/receipt", language="fr", address="zagora@assoc.example",
        data={"number": "2018-0003"}, created_at=clock.now(),
    )  # fmt: skip
    write_new(db.session(), letter)
    with counting(db.engine) as cost:
        assert db.session.get(Letter, letter.id) is letter
        assert (letter.address, letter.data) == ("zagora@assoc.example", {"number": "2018-0003"})
    assert cost.queries == 0
    letter.address = "elsewhere@assoc.example"
    db.session.commit()
    assert db.session.scalar(sa.select(Letter.address)) == "elsewhere@assoc.example"
    assert letter.sent_at is None
