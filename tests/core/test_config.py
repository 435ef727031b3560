"""Settings: safe by default, and one clear sentence when one is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from capacity.core.config import Settings, make_secret
from capacity.core.errors import SettingWrong
from capacity.factory import create_app
from capacity.web.security import limiter
from tests.support.mail import free_port

KEY = {"CAPACITY_SECRET_KEY": "k" * 40}


def test_defaults_are_safe_in_production() -> None:
    settings = Settings.from_environment(KEY)
    assert settings.https
    assert settings.second_factor
    assert settings.rate_limits
    assert not settings.demo
    assert not settings.debug


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("CAPACITY_HTTPS", "maybe", "must be yes or no"),
        ("CAPACITY_MAX_UPLOAD_MB", "ten", "must be a whole number"),
        ("CAPACITY_MAX_UPLOAD_MB", "0", "from 1 to"),
        ("CAPACITY_SESSION_HOURS", "-3", "from 1 to"),
        ("CAPACITY_TRUSTED_PROXIES", "-1", "from 0 to"),
        ("CAPACITY_ARGON2_MEMORY_KIB", "1", "from 8 to"),
        ("CAPACITY_ARGON2_TIME", "0", "from 1 to"),
        ("CAPACITY_MAIL_FROM", "nobody", "e-mail address"),
        ("CAPACITY_MAIL_FROM", "A\r\nBcc: <x@y.example>", "e-mail address"),
        ("CAPACITY_BASE_URL", "ftp://x", "http:// or https://"),
        ("CAPACITY_BASE_URL", "https://", "lacks a host"),
        ("CAPACITY_BASE_URL", "https://[", "no address"),
        ("CAPACITY_BASE_URL", "https://capacity.example/there", "at the root only"),
        ("CAPACITY_SMTP_URL", "mail.example", "smtp:// or smtps://"),
        ("CAPACITY_SMTP_URL", "smtp://", "lacks a host"),
        ("CAPACITY_SMTP_URL", "smtp://mail.example:mail", "no address"),
        ("CAPACITY_DATABASE_URL", "mysql://x", "sqlite:// or postgresql://"),
        ("CAPACITY_DATABASE_URL", "sqlite://", "lacks the path of a file"),
        ("CAPACITY_DATABASE_URL", "postgresql://u@host:port/d", "no address"),
        ("CAPACITY_STORE_URL", "gopher://x", "s3://"),
        ("CAPACITY_RATE_LIMIT_STORAGE", "", "memory:// or redis://"),
        ("CAPACITY_RATE_LIMIT_STORAGE", "redis://", "lacks a host"),
        ("CAPACITY_RATE_LIMIT_STORAGE", "abacus://", "memory:// or redis://"),
        ("CAPACITY_STORE_URL", "s3://", "lacks a bucket"),
        ("CAPACITY_LOG_LEVEL", "LOUD", "DEBUG, INFO, WARNING or ERROR"),
        ("CAPACITY_SECRET_KEY", "short", "too short"),
        ("CAPACITY_HTPS", "no", "Did you mean CAPACITY_HTTPS?"),
        ("CAPACITY_DATABASE", "sqlite://", "Did you mean CAPACITY_DATABASE_URL?"),
    ],
)
def test_a_wrong_value_is_named_in_one_sentence(variable: str, value: str, words: str) -> None:
    with pytest.raises(SettingWrong) as wrong:
        Settings.from_environment({**KEY, variable: value})
    assert variable in str(wrong.value)
    assert words in str(wrong.value)


@pytest.mark.parametrize("variable", ["CAPACITY_REQUIRE", "CAPACITY_TEST_DEMO", "CAPACITY_OF_THE_LAKE"])
def test_a_variable_of_somebody_else_is_left_alone(variable: str) -> None:
    assert Settings.from_environment({**KEY, variable: "1"})


def test_a_store_that_cannot_be_opened_is_named_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingWrong, match=r"store at file:///dev/null/documents cannot be opened: [^\n]+\.$"):
        create_app(Settings(data=tmp_path, secret_key="k" * 40, store_url="file:///dev/null/documents"))


@pytest.fixture
def _limits_as_before() -> Iterator[None]:
    """The limits are one for the process, and count where the latest application said."""
    before = dict(vars(limiter))
    limiter.enabled = True
    yield
    vars(limiter).clear()
    vars(limiter).update(before)


@pytest.mark.usefixtures("_limits_as_before")
def test_limits_are_counted_here_while_their_server_is_away(tmp_path: Path) -> None:
    nowhere = f"redis://127.0.0.1:{free_port()}"
    app = create_app(Settings(data=tmp_path, secret_key="k" * 40, https=False, rate_limit_storage=nowhere))
    app.config["WTF_CSRF_ENABLED"] = False
    answers = [app.test_client().post("/sign-in") for _ in range(62)]
    assert {one.status_code for one in answers[:60]} == {422}, "the form is empty, and is answered"
    assert answers[-1].status_code == 429
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 5 * 60 + 1, "the five minutes, and the second begun"


def test_the_secret_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    with pytest.raises(SettingWrong, match="capacity init"):
        Settings.from_environment({}, data=tmp_path)
    make_secret(tmp_path)
    first = Settings.from_environment({}, data=tmp_path).secret_key
    make_secret(tmp_path)
    assert Settings.from_environment({}, data=tmp_path).secret_key == first
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_postgresql_means_psycopg_three() -> None:
    settings = Settings.from_environment({**KEY, "CAPACITY_DATABASE_URL": "postgresql://u@h/d"})
    assert settings.database == "postgresql+psycopg://u@h/d"
