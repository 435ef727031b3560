"""The second factor: set up, passed, repeated, lost."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from capacity.core.access import Actor
from capacity.core.clock import now
from capacity.core.errors import RuleBroken
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts import actions
from capacity.people.accounts.models import FactorReset, RecoveryCode
from capacity.people.accounts.states import factors
from tests.factories import people

SECRET = factors.new_secret()
MOMENT = datetime(2018, 3, 2, 10, tzinfo=UTC)


@given(st.integers(min_value=-1, max_value=1))
def test_a_code_fits_one_step_early_or_late_and_only_once(drift: int) -> None:
    secret = factors.new_secret()
    code = pyotp.TOTP(secret).at(MOMENT.timestamp() + drift * factors.STEP_SECONDS)
    step = factors.matching_step(secret, code, now=MOMENT, after=0)
    assert step is not None
    assert factors.matching_step(secret, code, now=MOMENT, after=step) is None


@given(st.text(max_size=40))
def test_nothing_typed_breaks_the_comparison(typed: str) -> None:
    assert factors.matching_step(SECRET, typed, now=MOMENT, after=int(MOMENT.timestamp()) // 30 + 1) is None
    assert factors.normal_code(typed).isascii()


def sets_up(client: Any, clock: Any) -> tuple[str, list[str]]:
    """Set the app up; its secret and the printed codes."""
    page = client.page("/second-factor")
    secret = page.partition("<code>")[2].partition("</code>")[0]
    answer = client.submit_form("/second-factor", {"code": pyotp.TOTP(secret).at(now().timestamp())})
    codes = [part.partition("</code>")[0] for part in answer.get_data(as_text=True).split("<code>")[1:]]
    clock.advance(minutes=2)
    return secret, codes


def test_staff_set_it_up_before_anything_else(sign_in: Any, clock: Any, db_session: Any) -> None:
    clock.stop_at(now())
    person = people.coordinator("MA-08", password=people.PASSWORD)
    client = sign_in(person, second_factor_at=None)
    assert client.get("/account").location == "/second-factor?next=/account"
    assert client.get("/").location == "/second-factor", "where a sign-in leads"
    secret, codes = sets_up(client, clock)
    assert len(codes) == 10
    db_session.expire_all()
    assert secret.encode() not in bytes(person.totp_secret)
    assert all(code not in repr(db_session.scalars(sa.select(RecoveryCode.code_hash)).all()) for code in codes)
    assert client.get("/account").status_code == 200


def test_it_is_asked_at_every_sign_in_and_a_code_counts_once(sign_in: Any, clock: Any) -> None:
    clock.stop_at(now())
    person = people.coordinator("MA-08")
    secret, codes = sets_up(sign_in(person, second_factor_at=None), clock)
    code = pyotp.TOTP(secret).at(now().timestamp())
    first, second = sign_in(person, second_factor_at=None), sign_in(person, second_factor_at=None)
    assert first.submit_form("/second-factor", {"code": "000000"}).status_code == 422
    assert first.submit_form("/second-factor?next=/account", {"code": code}).location == "/account"
    assert second.submit_form("/second-factor", {"code": code}).status_code == 422
    assert second.submit_form("/second-factor", {"code": codes[0].lower()}).status_code == 302
    third = sign_in(person, second_factor_at=None)
    assert third.submit_form("/second-factor", {"code": codes[0]}).status_code == 422


def test_new_recovery_codes_are_shown_once_and_the_old_ones_open_nothing(sign_in: Any, clock: Any) -> None:
    clock.stop_at(now())
    person = people.coordinator("MA-08", language="en")
    client = sign_in(person, second_factor_at=None)
    assert sign_in(people.person()).get("/account/recovery-codes").location == "/second-factor"
    secret, old = sets_up(client, clock)
    assert client.submit_form("/account/recovery-codes", {"code": old[0]}).status_code == 422
    answer = client.submit_form("/account/recovery-codes", {"code": pyotp.TOTP(secret).at(now().timestamp())})
    new = [part.partition("</code>")[0] for part in answer.get_data(as_text=True).split("<code>")[1:]]
    assert (len(new), set(new) & set(old)) == (10, set())
    assert new[0] not in client.page("/account/recovery-codes")
    again = sign_in(person, second_factor_at=None)
    assert again.submit_form("/second-factor", {"code": old[0]}).status_code == 422
    assert again.submit_form("/second-factor", {"code": new[0]}).status_code == 302
    assert "9 codes are left." in again.page("/account/recovery-codes")


def test_guessing_is_stopped(sign_in: Any, clock: Any) -> None:
    clock.stop_at(now())
    person = people.coordinator("MA-08")
    secret, _codes = sets_up(sign_in(person, second_factor_at=None), clock)
    client = sign_in(person, second_factor_at=None)
    for _ in range(8):
        client.submit_form("/second-factor", {"code": "000000"})
    right = pyotp.TOTP(secret).at(now().timestamp())
    assert client.submit_form("/second-factor", {"code": right}).status_code == 422


def test_a_lost_authenticator_is_removed_by_two_people(sign_in: Any, clock: Any, letters: Any, db_session: Any) -> None:
    clock.stop_at(now())
    person = people.coordinator("MA-08")
    sets_up(sign_in(person, second_factor_at=None), clock)
    signed_in = sign_in(person)
    one, other = people.administrator(), people.coordinator()
    asking = sign_in(one)
    asking.submit_form(f"/administration/people/{person.id}/lost-authenticator", {"reason": "Called her at home"})
    reset = db_session.scalar(sa.select(FactorReset))
    url = f"/administration/lost-authenticators/{reset.id}"
    asking.post(f"{url}/confirm", data={"csrf_token": asking.csrf_token("/account")})
    db_session.expire_all()
    assert person.has_second_factor
    sign_in(other).submit_form(url, form="confirm")
    db_session.expire_all()
    assert not person.has_second_factor
    assert signed_in.get("/account").status_code == 302
    assert len(letters(to=person.email)) == 1


def test_nobody_asks_for_themselves(app: Any) -> None:
    person = people.administrator(totp_secret=b"x")
    with pytest.raises(RuleBroken), unit_of_work():
        actions.ask_factor_reset(person=person, actor=Actor(id=person.id), now=now(), reason="lost it")


def test_who_owes_it_is_shown_no_more_than_a_visitor_on_public_pages(sign_in: Any) -> None:
    owing = sign_in(people.administrator(), second_factor_at=None)
    passed = sign_in(people.administrator())
    assert "/administration/" in passed.page("/")
    for address in ("/", "/calls", "/regions/MA-08"):
        assert "/administration/" not in owing.get(address).get_data(as_text=True)
