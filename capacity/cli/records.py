"""Commands that prove that the records were not altered."""

from __future__ import annotations

from pathlib import Path

import click

from capacity.cli.common import application, with_data
from capacity.core import audit as chain
from capacity.core.config import Settings
from capacity.core.db import db


@click.group()
def audit() -> None:
    """The log of every act."""


@audit.command(short_help="Prove that no entry was altered or removed.")
@with_data
def verify(data: Path | None) -> None:
    """Recompute the chain of the log; exit code 1 when an entry was altered or removed."""
    with application(Settings.from_environment(data=data)):
        verdict = chain.verify(db.session())
    if verdict.sound:
        click.echo(f"The log is whole: {verdict.entries} entries.")
        return
    click.echo(f"The log is broken: {verdict.problem}.", err=True)
    raise click.exceptions.Exit(1)
