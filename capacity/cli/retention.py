"""The command that says what is due to be erased, and erases it."""

from __future__ import annotations

from pathlib import Path

import click

from capacity.cli.common import application, with_data
from capacity.core import choices, clock, keeping
from capacity.core.access import SYSTEM
from capacity.core.config import Settings
from capacity.core.db import db


@click.command(short_help="Say what personal data is due to be erased; with --erase, erase it.")
@with_data
@click.option("--erase", is_flag=True, help="Erase what is due now, instead of only counting it.")
@click.option("--kind", "only", multiple=True, metavar="KIND", help="This kind only; repeat for several.")
def retention(data: Path | None, *, erase: bool, only: tuple[str, ...]) -> None:
    """Say what personal data is due to be erased; with --erase, erase it. Nothing is changed without it.

    What is held back is not due. A run that is interrupted goes on where it stopped when it is repeated.
    """
    with application(Settings.from_environment(data=data)):
        known = {kind.key: kind for kind in keeping.kinds() if kind.due is not None}
        if strange := sorted(set(only) - set(known)):
            said = f"{', '.join(strange)} is none of {', '.join(sorted(known))}."
            raise click.BadParameter(said, param_hint="--kind")
        now, chosen = clock.now(), choices.in_force()
        for key, kind in known.items():
            if not only or key in only:
                click.echo(f"{key:20} {kind.period(chosen):>4} months {keeping.count_due(kind, now, chosen):>8} due")
        db.session.rollback()
        if not erase:
            click.echo("Nothing was erased: --erase does it.")
            return
        while erased := keeping.erase_due(now=now, actor=SYSTEM, only=only):
            for key, count in erased.items():
                click.echo(f"{key:20} {count:>8} erased")
