"""The ``capacity`` command."""

from __future__ import annotations

import sys
from importlib import import_module

import click
from sqlalchemy.exc import SQLAlchemyError

from capacity import __version__
from capacity.core.errors import CapacityError, SettingWrong

WRONG_SETTING = 2
PARTS = {
    "audit": ("records", "The log of every act."),
    "backup": ("copies", "Copy the database and the documents into a new folder, while the service runs."),
    "demo": ("demo", "Build the demo once, then serve it: the 2017 phase with its 93 associations."),
    "healthcheck": ("service", "Say whether the database and the document store answer."),
    "init": ("service", "Prepare a data folder: its secret, its database, the facts it starts with."),
    "people": ("people", "The people who work here."),
    "restore": ("copies", "Bring a copy back into an empty data folder."),
    "retention": ("retention", "Say what personal data is due to be erased; with --erase, erase it."),
    "rounds": ("rounds", "Selection rounds that were sealed."),
    "serve": ("service", "Serve the pages, with a worker beside them, until stopped."),
    "worker": ("service", "Send letters and do the other jobs that pages leave behind."),
}
"""Each command with the module where it stands, and what it is for."""


class Parts(click.Group):
    """The commands, of which only the one that is asked for is read: the others bring in the whole service."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in order."""
        return sorted(PARTS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of this name; None without one."""
        if name not in PARTS:
            return None
        found: click.Command = getattr(import_module(f"capacity.cli.{PARTS[name][0]}"), name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What each is for, in a line."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, PARTS[name][1]) for name in self.list_commands(ctx)])


@click.group(cls=Parts, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="capacity")
def command() -> None:
    """Runs the service that raises the capacity of human-rights associations.

    \b
    Try it:        capacity demo
    For real:      capacity init --data DIR, then capacity serve --data DIR

    Settings are CAPACITY_* environment variables; README.md lists them all with their defaults.
    """


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
