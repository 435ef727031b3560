"""Settings, frozen at the start; safe in production by default.

Every setting is a ``CAPACITY_*`` variable. What a coordinator may change while the service runs is not here but in the
room of administration.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from capacity.core import sound_settings as sound
from capacity.core.errors import SettingWrong

SECRET_BYTES = 32
LEVELS = frozenset({"DEBUG", "INFO", "WARNING", "ERROR"})
LIMITS = frozenset({"memory", "redis", "rediss"})
BOUNDS = {
    "trusted_proxies": (0, 20),
    "argon2_memory_kib": (8, 4 * 2**20),
    "argon2_time": (1, 100),
    "max_upload_mb": (1, 500),
    "session_hours": (1, 24 * 366),
}
"""The least and the most of each setting that is a number."""
ALIKE = 0.88
"""From which likeness on a variable that is no setting is taken for a misspelt one."""


def _setting(meaning: str, *, default: Any) -> Any:
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything the software needs to know of the place it runs in."""

    data: Path = _setting(
        "folder of the database, the documents, the letters and the secret", default=Path("var/capacity")
    )
    database_url: str = _setting("address of the database; empty: SQLite in the data folder", default="")
    store_url: str = _setting(
        "address of the document store (s3://bucket/prefix); empty: a folder in the data folder", default=""
    )
    secret_key: str = _setting(
        "signs cookies; empty: read from secret.key in the data folder, made by `capacity init`", default=""
    )
    base_url: str = _setting("the address people use, for links in letters", default="http://localhost:8000")
    https: bool = _setting("cookies travel over https only and carry the __Host- prefix", default=True)
    trusted_proxies: int = _setting("how many proxies stand in front and set X-Forwarded-For", default=0)
    smtp_url: str = _setting(
        "smtp://user:password@host:port, or smtps://; empty: letters become files in the data folder", default=""
    )
    mail_from: str = _setting("sender of every letter", default="Capacity <no-reply@localhost>")
    second_factor: bool = _setting("staff need an authenticator app", default=True)
    demo: bool = _setting("shows the demo's accounts on the sign-in page; set by `capacity demo` only", default=False)
    debug: bool = _setting("shows the page of components; never in production", default=False)
    rate_limits: bool = _setting("limits repeated sign-ins, registrations and letters by address", default=True)
    rate_limit_storage: str = _setting(
        "where the limits are counted; redis://… with several web nodes", default="memory://"
    )
    argon2_memory_kib: int = _setting("memory of one password hash, in KiB", default=19456)
    argon2_time: int = _setting("passes of one password hash", default=2)
    max_upload_mb: int = _setting(
        "largest document, in MB, unless another limit is chosen on the page of settings", default=10
    )
    session_hours: int = _setting("a session that nobody uses ends after so many hours", default=12)
    log_level: str = _setting("DEBUG, INFO, WARNING or ERROR", default="INFO")

    @property
    def database(self) -> str:
        """The database's address, with the driver we use."""
        if not self.database_url:
            return f"sqlite:///{(self.data / 'capacity.db').resolve()}"
        if self.database_url.startswith(("postgresql://", "postgres://")):
            return "postgresql+psycopg://" + self.database_url.split("://", 1)[1]
        return self.database_url

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
        """Settings read from ``CAPACITY_*`` variables, then ``overrides``.

        Raises SettingWrong with one clear sentence at the first value that makes no sense or is missing, or that stands
        under a misspelt name.
        """
        environ = os.environ if environ is None else environ
        known = {f"CAPACITY_{item.name.upper()}": item for item in fields(cls)}
        _refuse_misspelt(environ, known)
        values: dict[str, Any] = {}
        for variable, item in known.items():
            if variable in environ:
                values[item.name] = _read(variable, environ[variable], type(item.default))
        values.update({name: value for name, value in overrides.items() if value is not None})
        settings = cls(**values)
        if not settings.secret_key:
            settings = cls(**{**values, "secret_key": _secret(settings.data)})
        settings.check()
        return settings

    def check(self) -> None:
        """Raise SettingWrong at the first value that cannot be used."""
        if len(self.secret_key) < SECRET_BYTES:
            raise SettingWrong("CAPACITY_SECRET_KEY is too short: give at least 32 characters, or run `capacity init`.")
        sound.address("CAPACITY_BASE_URL", self.base_url, {"http", "https"}, "http:// or https://", host="a host")
        if urlsplit(self.base_url).path.strip("/"):
            raise SettingWrong("CAPACITY_BASE_URL must end after the host: the service answers at the root only.")
        if self.smtp_url:
            sound.address("CAPACITY_SMTP_URL", self.smtp_url, {"smtp", "smtps"}, "smtp:// or smtps://", host="a host")
        self._check_places()
        host = "a host" if self.rate_limit_storage.startswith("redis") else ""
        limits = self.rate_limit_storage
        sound.address("CAPACITY_RATE_LIMIT_STORAGE", limits, LIMITS, "memory:// or redis://", host=host)
        sound.mailbox("CAPACITY_MAIL_FROM", self.mail_from)
        for name, (least, most) in BOUNDS.items():
            sound.between(f"CAPACITY_{name.upper()}", getattr(self, name), least, most)
        sound.one_of("CAPACITY_LOG_LEVEL", self.log_level, LEVELS, "DEBUG, INFO, WARNING or ERROR")

    def _check_places(self) -> None:
        kind = urlsplit(self.database).scheme.split("+")[0] if "[" not in self.database else ""
        path = "the path of a file" if kind == "sqlite" else ""
        known = {"sqlite", "postgresql", "postgresql+psycopg"}
        sound.address("CAPACITY_DATABASE_URL", self.database, known, "sqlite:// or postgresql://", path=path)
        if self.store_url:
            bucket = "a bucket" if self.store_url.startswith("s3:") else ""
            folder = "the path of a folder" if self.store_url.startswith("file:") else ""
            known, words = {"s3", "memory", "file"}, "s3://, file:// or memory://"
            sound.address("CAPACITY_STORE_URL", self.store_url, known, words, host=bucket, path=folder)


def _refuse_misspelt(environ: Iterable[str], known: Iterable[str]) -> None:
    """What is misspelt would be silently left at its default, which may be the unsafe one for this place."""
    settings = list(known)
    for variable in sorted(name for name in environ if name.startswith("CAPACITY_") and name not in settings):
        if meant := get_close_matches(variable, settings, n=1, cutoff=ALIKE):
            raise SettingWrong(f"{variable} is no setting. Did you mean {meant[0]}?")


def _read(variable: str, text: str, kind: type) -> Any:
    if kind is bool:
        if text.lower() in {"1", "true", "yes", "on"}:
            return True
        if text.lower() in {"0", "false", "no", "off"}:
            return False
        raise SettingWrong(f"{variable} must be yes or no, not {text!r}.")
    if kind is int:
        try:
            return int(text)
        except ValueError:
            raise SettingWrong(f"{variable} must be a whole number, not {text!r}.") from None
    return Path(text) if issubclass(kind, Path) else text


def _secret(data: Path) -> str:
    try:
        return (data / "secret.key").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise SettingWrong(
            f"There is no secret key: run `capacity init --data {data}` first, or set CAPACITY_SECRET_KEY."
        ) from None
    except OSError as problem:
        raise SettingWrong(f"The secret key in {data} cannot be read: {problem.strerror}.") from problem


def make_secret(data: Path) -> None:
    """Put a new secret into the data folder, readable by its owner only, unless there is one."""
    path = data / "secret.key"
    try:
        data.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(SECRET_BYTES))
    except OSError as problem:
        raise SettingWrong(f"The data folder {data} cannot be made or written: {problem.strerror}.") from problem


def resource(name: str) -> Path:
    """The folder ``templates``, ``static`` or ``migrations``: in an installed wheel, or at the root of a checkout."""
    package = Path(str(files("capacity")))
    installed = package / "_data" / name
    return installed if installed.is_dir() else package.parent / name
