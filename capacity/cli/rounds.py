"""Commands about sealed rounds, which need neither the database nor settings."""

from __future__ import annotations

from pathlib import Path

import click

from capacity.admission.rounds.states import Report
from capacity.admission.rounds.states import verify as verify_content

BEFORE, SHOWN = 40, 160
"""How much of a line is shown: from a little before the place where it differs."""


@click.group()
def rounds() -> None:
    """Selection rounds that were sealed."""


@rounds.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--sha256", metavar="HASH", help="The published SHA-256 of the file, to be compared.")
def verify(file: Path, sha256: str | None) -> None:
    """Compute a sealed round again from FILE alone; exit code 1, with the line, when something differs.

    FILE is the sealed file or the public record of a region.
    """
    report = verify_content(file.read_bytes())
    _say(report)
    if sha256 is not None and sha256.strip().lower() != report.sha256:
        click.echo("The file is not the one that was published: its SHA-256 differs.", err=True)
        raise click.exceptions.Exit(1)
    if not report.sound:
        raise click.exceptions.Exit(1)


def _say(report: Report) -> None:
    click.echo(f"SHA-256 {report.sha256}")
    difference = report.difference
    if difference is None:
        click.echo(
            f"Region {report.region}: the ranking of {report.applications} applications and the selection of"
            f" {report.selected} come out the same."
        )
        return
    click.echo(f"Line {difference.line}: {difference.why}.", err=True)
    if difference.found != difference.expected:
        pairs = enumerate(zip(difference.found, difference.expected, strict=False))
        start = max(0, next((place for place, (one, other) in pairs if one != other), 0) - BEFORE)
        for name, line in (("found:   ", difference.found), ("expected:", difference.expected)):
            click.echo(f"  {name} {'…' if start else ''}{line[start : start + SHOWN]}", err=True)
