"""The migrations make what the models say, on both databases."""

from __future__ import annotations

from pathlib import Path

from capacity.core.config import Settings
from capacity.core.db import db
from capacity.factory import create_app
from tests.architecture.migrations import differences
from tests.support import postgres, requirements
from tests.support.applications import SECRET


def test_the_migrations_lead_to_the_models(database: str, tmp_path: Path) -> None:
    address = ""
    if database == "postgres":
        try:
            address = postgres.database_for("migrations")
        except postgres.NoPostgres as problem:
            requirements.missing("postgres", str(problem))
    app = create_app(Settings(data=tmp_path, database_url=address, secret_key=SECRET))
    with app.app_context():
        try:
            assert differences() == []
        finally:
            db.session.remove()
            db.engine.dispose()
            if address:
                postgres.drop(address)
