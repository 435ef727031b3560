"""Commands that copy all that is kept, and bring a copy back."""

from __future__ import annotations

from pathlib import Path

import click
import sqlalchemy as sa

from capacity import __version__
from capacity.cli.common import with_data
from capacity.core import backups, clock, demonstration, files
from capacity.core.config import Settings
from capacity.core.errors import SettingWrong

NO_SECRET = "-" * 32
"""Copying needs none."""


@click.command()
@with_data
@click.option("--documents-only", is_flag=True, help="Leave the database out: it is PostgreSQL, and pg_dump copies it.")
@click.argument("to", type=click.Path(path_type=Path))
def backup(data: Path | None, to: Path, *, documents_only: bool) -> None:
    """Copy the database and the documents into a new folder, while the service runs.

    TO is a folder that does not exist yet; it appears when the copy is whole, with the SHA-256 of each file. The secret
    (secret.key, CAPACITY_SECRET_KEY) is not copied: keep it apart, once.
    """
    settings = Settings.from_environment(data=data, secret_key=NO_SECRET)
    if (settings.data / demonstration.MARKER).exists():
        raise SettingWrong(f"{settings.data} is a demo; `capacity demo` makes it anew.")
    database = None if documents_only else _database(settings)
    made = backups.take(
        to.absolute(), database=database, store=files.configure(settings), version=__version__, now=clock.now()
    )
    parts = "documents" if documents_only else "documents, and the database"
    click.echo(f"Copied to {to}: {len(made.documents)} {parts}.")


@click.command()
@with_data
@click.option("--check", is_flag=True, help="Compare the copy with its list, and bring nothing back.")
@click.argument("source", metavar="FROM", type=click.Path(exists=True, file_okay=False, path_type=Path))
def restore(data: Path | None, source: Path, *, check: bool) -> None:
    """Bring a copy back into an empty data folder.

    FROM is a folder made by `capacity backup`. Every file is compared with its SHA-256 before anything is written.
    """
    found = backups.read(source)
    whole = backups.DATABASE in found.files
    if check:
        click.echo(f"The copy of {found.taken_at} is whole: {len(found.documents)} documents.")
        return
    settings = Settings.from_environment(data=data, secret_key=NO_SECRET)
    database = _database(settings) if whole else None
    backups.put_back(source, found, database=database, store=files.configure(settings))
    click.echo(f"The copy of {found.taken_at} is back in its place: {len(found.documents)} documents.")
    if not whole:
        click.echo("The database is no part of this copy: bring it back with pg_restore.")
    elif not (settings.data / "secret.key").exists():
        click.echo(f"Now put the secret.key of that time into {settings.data}, or set CAPACITY_SECRET_KEY.")


def _database(settings: Settings) -> Path:
    address = sa.make_url(settings.database)
    if address.get_backend_name() != "sqlite":
        raise SettingWrong(
            "The database is PostgreSQL: copy it with pg_dump first, then the documents with --documents-only."
        )
    return Path(str(address.database))
