"""The service's clock was wrong and is put right, or two machines' clocks differ: nobody is thrown out, nothing waits.

The rule: what has to be judged by a clock is judged by that of the server that was asked, when it is asked; what was
written down under a wrong one bars nobody afterwards.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask
from itsdangerous import SignatureExpired

from capacity.core import clock
from capacity.core.access import SYSTEM
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts import actions, queries
from capacity.people.accounts.states import factors
from capacity.web.signing import PatientSerializer, PatientSigner
from tests.factories import people

DAY = timedelta(days=1)
NOW = people.THEN
AHEAD = [timedelta(seconds=2), timedelta(hours=1), DAY]


@pytest.mark.one_database
@pytest.mark.parametrize("ahead", AHEAD)
def test_who_signed_in_under_a_clock_that_was_ahead_stays_signed_in(
    client: Any, monkeypatch: pytest.MonkeyPatch, ahead: timedelta
) -> None:
    person = people.person(password=people.PASSWORD)
    with monkeypatch.context() as wrong:
        wrong.setattr(PatientSigner, "get_timestamp", lambda _signer: int(time.time() + ahead.total_seconds()))
        clock.shift(ahead)
        sent = client.submit_form("/sign-in", {"email": person.email, "password": people.PASSWORD})
        clock.shift(timedelta(0))
    assert sent.status_code == 302
    assert client.get("/account").status_code == 200


def test_what_is_signed_is_too_old_by_its_age_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    signer = PatientSerializer("secret", salt="test")
    signed = signer.dumps(["words"])
    monkeypatch.setattr(PatientSigner, "get_timestamp", lambda _signer: int(time.time()) - 3600)
    assert signer.loads(signed, max_age=10) == ["words"]
    monkeypatch.setattr(PatientSigner, "get_timestamp", lambda _signer: int(time.time()) + 60)
    with pytest.raises(SignatureExpired):
        signer.loads(signed, max_age=10)


def test_a_code_of_the_app_used_under_a_clock_ahead_locks_nobody_out() -> None:
    secret = factors.new_secret()
    used = factors.matching_step(secret, pyotp.TOTP(secret).at(NOW + DAY), now=NOW + DAY, after=0)
    assert used is not None
    code = pyotp.TOTP(secret).at(NOW)
    step = factors.matching_step(secret, code, now=NOW, after=used)
    assert step is not None
    assert factors.matching_step(secret, code, now=NOW, after=step) is None


@pytest.mark.parametrize("ahead", AHEAD[1:])
def test_sign_ins_in_vain_under_a_clock_ahead_keep_nobody_out(app: Flask, ahead: timedelta) -> None:
    for _try in range(3):
        with unit_of_work():
            actions.note_failure(account="a" * 64, now=NOW + ahead)
    assert queries.failures("a" * 64, now=NOW + ahead) == 3
    assert queries.failures("a" * 64, now=NOW) == 0


def test_signing_out_everywhere_ends_what_only_seems_to_be_over(app: Flask) -> None:
    person = people.person()
    with unit_of_work():
        actions.open_session(person=person, device="phone", now=NOW)
    with unit_of_work():
        actions.end_all_sessions(person=person, actor=SYSTEM, now=NOW + DAY)
    assert queries.live_sessions(person.id, now=NOW) == []


@pytest.mark.on_postgres
def test_a_machine_whose_clock_is_not_that_of_the_database_says_so(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    theirs = sa.literal(datetime.now(UTC) - timedelta(minutes=3), sa.DateTime(timezone=True))
    monkeypatch.setattr(sa.func, "clock_timestamp", lambda: theirs, raising=False)
    assert client.get("/healthz").json == {"status": "ok", "seconds_off": 180}
