"""Forms: what somebody else saved meanwhile is not overwritten, and what is doubled is said on the form."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import session
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import IntegrityError, OperationalError
from wtforms import StringField
from wtforms.validators import InputRequired, Optional

from capacity.core.db import db, is_unique_violation
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts.models import Person
from capacity.web.forms import MEANWHILE, BaseForm, ChoiceField, ConfirmForm, choices_of
from tests.factories import people


def read_version(client: Any) -> str:
    page = client.page("/account")
    return str(page.partition('name="version_read"')[2].partition('value="')[2].partition('"')[0])


def test_a_page_opened_before_somebody_else_saved_overwrites_nothing(sign_in: Any, db_session: Any) -> None:
    person = people.person(password=people.PASSWORD)
    client = sign_in(person)
    seen = read_version(client)
    assert client.submit_form("/account", {"name": "Salma Idrissi"}).status_code == 302
    late = client.submit_form("/account", {"name": "Somebody Else", "version_read": seen})
    assert late.status_code == 422
    assert "Somebody Else" in late.get_data(as_text=True)
    db_session.expire_all()
    assert person.name == "Salma Idrissi"
    assert read_version(client) != seen
    assert client.submit_form("/account", {"name": "Somebody Else"}).status_code == 302


def test_another_language_or_a_new_sign_in_is_not_somebody_else(sign_in: Any, db_session: Any) -> None:
    person = people.person(password=people.PASSWORD, language="ar")
    client = sign_in(person)
    seen = read_version(client)
    person.language, person.totp_last_step = "fr", 7
    db_session.commit()
    saved = client.submit_form("/account", {"name": "Salma Idrissi", "language": "fr", "version_read": seen})
    assert saved.status_code == 302
    db_session.expire_all()
    assert (person.name, person.language) == ("Salma Idrissi", "fr")


def test_a_form_that_shows_its_token_shows_the_one_of_the_session(app: Any) -> None:
    with app.test_request_context():
        form = ConfirmForm()
        assert "csrf_token" not in session, "nothing is signed for a form that only comes in"
        assert f'value="{generate_csrf()}"' in form.csrf_token()


def test_a_doubled_key_is_recognised_on_every_database(app: Any) -> None:
    known = people.person()
    with pytest.raises(IntegrityError) as caught, unit_of_work():
        db.session.execute(sa.update(Person).where(Person.id == people.person().id).values(email=known.email))
    assert is_unique_violation(caught.value)


def test_what_is_missing_is_no_doubled_key(app: Any) -> None:
    known = people.person()
    with pytest.raises(IntegrityError) as caught, unit_of_work():
        db.session.execute(sa.update(Person).where(Person.id == known.id).values(name=None))
    assert not is_unique_violation(caught.value)


def test_a_deadlock_is_somebody_being_quicker_and_keeps_what_was_typed(app: Any) -> None:
    class Deadlock(Exception):
        sqlstate = "40P01"

    def act() -> None:
        raise OperationalError("update", {}, Deadlock())

    with app.test_request_context(method="POST"):
        form = ConfirmForm()
        assert form.attempt(act) is False
        assert form.form_errors == [MEANWHILE]


class Renamed(BaseForm):
    """The name of a person who may not be there yet."""

    name = StringField()


def test_first_words_are_met_as_later_ones_are(app: Any) -> None:
    """The page that was opened before there was anything remembers that."""
    done: list[str] = []
    with app.test_request_context():
        read = Renamed(obj=None).version_read.data
    with app.test_request_context(method="POST", data={"name": "Mine", "version_read": read}):
        assert Renamed(obj=None).attempt(lambda: done.append("nobody else was there")) is True
        form = Renamed(obj=people.person())
        assert form.attempt(lambda: done.append("unseen")) is False
        assert (form.is_overtaken, form.name.data) == (True, "Mine")
    with app.test_request_context(method="POST", data={"name": "Mine", "version_read": form.version_read.data}):
        assert Renamed(obj=people.person()).attempt(lambda: done.append("seen")) is True
    assert done == ["nobody else was there", "seen"]
    with app.test_request_context():
        assert "version_read" not in ConfirmForm()


@pytest.mark.one_database
def test_a_choice_of_nothing_but_blanks_is_none(app: Any) -> None:
    class Choosing(BaseForm):
        one = ChoiceField("One", [Optional()], choices=choices_of([(7, "Somebody")], empty="Nobody"))
        needed = ChoiceField("Needed", [InputRequired()], choices=choices_of([(7, "Somebody")], empty="Choose"))

    for sent, kept in ((" \t\r\n ", ""), ("7", "7")):
        with app.test_request_context(method="POST", data={"one": sent, "needed": sent}):
            form = Choosing()
            form.validate()
            assert form.one.data == kept
            assert bool(form.needed.errors) is not bool(kept)
