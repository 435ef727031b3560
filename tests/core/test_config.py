"""Settings: safe by default, and one clear sentence when one is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from capacity.core.config import Settings, make_secret
from capacity.core.errors import SettingWrong

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
        ("CAPACITY_MAX_UPLOAD_MB", "0", "must be 1 or more"),
        ("CAPACITY_BASE_URL", "ftp://x", "http:// or https://"),
        ("CAPACITY_SMTP_URL", "mail.example", "smtp:// or smtps://"),
        ("CAPACITY_DATABASE_URL", "mysql://x", "sqlite:// or postgresql://"),
        ("CAPACITY_STORE_URL", "gopher://x", "s3://"),
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
