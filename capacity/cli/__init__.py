"""The ``capacity`` command."""

from __future__ import annotations

import sys

import click
from sqlalchemy.exc import SQLAlchemyError

from capacity import __version__
from capacity.cli import demo, people, records, rounds, service
from capacity.core.errors import CapacityError, SettingWrong

WRONG_SETTING = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="capacity")
def command() -> None:
    """Runs the service that raises the capacity of human-rights associations.

    \b
    Try it:        capacity demo
    For real:      capacity init --data DIR, then capacity serve --data DIR

    Settings are CAPACITY_* environment variables; README.md lists them all with their defaults.
    """


PARTS = (
    service.init,
    service.serve,
    service.worker,
    service.healthcheck,
    demo.demo,
    people.people,
    records.audit,
    rounds.rounds,
)

for part in PARTS:
    command.add_command(part)


def main() -> None:
    """Run the command. A setting that is missing or wrong stops it with one sentence, and exit code 2."""
    try:
        command()
    except SettingWrong as problem:
        click.echo(f"Error: {problem}", err=True)
        sys.exit(WRONG_SETTING)
    except CapacityError as problem:
        click.echo(f"Error: {problem}", err=True)
        sys.exit(1)
    except SQLAlchemyError as problem:
        click.echo(f"Error: the database answered: {str(getattr(problem, 'orig', problem)).strip()}", err=True)
        sys.exit(1)
