"""Commands about sealed rounds; a file is verified without the database and without settings."""

from __future__ import annotations

from pathlib import Path

import click

from capacity.admission.rounds.queries import sealed_contents
from capacity.admission.rounds.states import Report
from capacity.admission.rounds.states import verify as verify_content
from capacity.cli.common import application, data_option
from capacity.core.config import Settings

BEFORE, SHOWN = 40, 160
"""How much of a line is shown: from a little before the place where it differs."""


@click.group()
def rounds() -> None:
    """Selection rounds that were sealed."""


@rounds.command(short_help="Compute sealed rounds again, from their files alone.")
@data_option("Without FILE: folder whose sealed rounds are all computed again. Default: CAPACITY_DATA.")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--sha256", metavar="HASH", help="The published SHA-256 of the file, to be compared.")
def verify(data: Path | None, file: Path | None, sha256: str | None) -> None:
    """Compute a sealed round again from FILE alone; exit code 1, with the line, when something differs.

    FILE is the sealed file or the public record of a region; nothing else is read. Without FILE, every round that was
    sealed in the data folder is computed again.
    """
    if file is None:
        if sha256 is not None:
            raise click.UsageError("--sha256 is about a FILE; name it.")
        sound = _all_kept(data)
    else:
        sound = _is_sound(file.read_bytes(), sha256)
    if not sound:
        raise click.exceptions.Exit(1)


def _all_kept(data: Path | None) -> bool:
    with application(Settings.from_environment(data=data)):
        verdicts = [_is_sound((content or "").encode(), sha256) for content, sha256 in sealed_contents()]
    if not verdicts:
        click.echo("No round is sealed yet.")
    return all(verdicts)


def _is_sound(content: bytes, sha256: str | None) -> bool:
    report = verify_content(content)
    _say(report)
    if sha256 is not None and sha256.strip().lower() != report.sha256:
        click.echo("The file is not the one that was published: its SHA-256 differs.", err=True)
        return False
    return report.sound


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
