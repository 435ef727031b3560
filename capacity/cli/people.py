"""Commands about people; the only way to the first administrator."""

from __future__ import annotations

from pathlib import Path

import click

from capacity.cli.common import application, with_data
from capacity.core import clock, facts
from capacity.core.access import SYSTEM, Role
from capacity.core.config import Settings
from capacity.core.languages import LANGUAGES
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts import actions


@click.group()
def people() -> None:
    """The people who work here."""


@people.command(short_help="Invite a person to a role.")
@with_data
@click.argument("email")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="What they will do.")
@click.option(
    "--region", "regions", multiple=True, metavar="CODE", help="ISO code, as MA-02; repeat for several. Default: all."
)
@click.option("--name", default="", help="The person's name, as it is shown.")
@click.option("--language", default="fr", show_default=True, type=click.Choice(LANGUAGES), help="Of the letter.")
def invite(data: Path | None, email: str, role: str, regions: tuple[str, ...], name: str, language: str) -> None:
    """Write an invitation to EMAIL; the worker sends it."""
    _check_regions(Role(role), regions)
    with application(Settings.from_environment(data=data)):
        with unit_of_work():
            actions.invite(
                actor=SYSTEM,
                email=email,
                name=name,
                role=Role(role),
                regions=frozenset(regions) or None,
                language=language,
                now=clock.now(),
            )
        click.echo(f"{email} is invited as {role}. The letter leaves with the next run of the worker.")


def _check_regions(role: Role, regions: tuple[str, ...]) -> None:
    known = {region.iso for region in facts.regions()}
    if strange := sorted(set(regions) - known):
        raise click.BadParameter(
            f"{', '.join(strange)} is no region; they are {', '.join(sorted(known))}.", param_hint="--region"
        )
    if regions and role is Role.ADMINISTRATOR:
        raise click.BadParameter("an administrator's role is not bound to regions.", param_hint="--region")
