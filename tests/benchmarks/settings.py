"""The settings of what is measured: those of a service, on a folder of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask

from capacity.core.config import Settings

SECRET = "a secret that only the measurements use, never anything else"


def settings_for(folder: Path, database: str = "") -> Settings:
    """As in production, but for the folder, the key, and cookies that travel over plain http."""
    folder.mkdir(parents=True, exist_ok=True)
    return Settings(
        data=folder, database_url=database, secret_key=SECRET, base_url="http://localhost:8000", https=False
    )


def as_environment(settings: Settings) -> dict[str, str]:
    """The same for a process started from here."""
    return {
        "CAPACITY_DATA": str(settings.data),
        "CAPACITY_DATABASE_URL": settings.database_url,
        "CAPACITY_SECRET_KEY": settings.secret_key,
        "CAPACITY_BASE_URL": settings.base_url,
        "CAPACITY_HTTPS": "no",
    }


def compression_of(app: Flask) -> dict[str, Any]:
    """How the application compresses, for the bare one."""
    return {key: value for key, value in app.config.items() if key.startswith("COMPRESS_")}
