"""``capacity demo``: the real first phase, with invented people, in a folder of its own."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import click

from capacity import demo as story
from capacity.cli.common import application, data_option, prepare
from capacity.core import clock
from capacity.core.config import Settings, make_secret, resource
from capacity.core.db import db
from capacity.core.demonstration import ACCOUNTS, MARKER, PASSWORD
from capacity.core.errors import SettingWrong
from capacity.serving.server import serve

FOLDER = Path("var/demo")
BEFORE_IT_ALL = timedelta(days=470)
"""So long before the day of the story the service was prepared."""


@dataclass(frozen=True)
class Plate:
    """What is written on a finished demo: how it was made, so that another wish is recognised."""

    seed: int
    today: str
    made_by: str


@click.command()
@data_option("Folder the demo is built in. Default: CAPACITY_DATA, or else var/demo.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--seed", type=int, help="Another number invents other people.  [default: 2017]")
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day the story stops at. [default: today]"
)
@click.option("--fresh", is_flag=True, help="Build it anew, forgetting what was done in it.")
@click.option("--no-serve", is_flag=True, help="Build only.")
def demo(
    *, data: Path | None, host: str, port: int, seed: int | None, today: datetime | None, fresh: bool, no_serve: bool
) -> None:
    """Build the demo once, then serve it: the 2017 phase with its 93 associations, and the 2018 phase's open call.

    All people and associations in it are invented. Letters stay in the folder, nothing is sent.
    """
    folder = (data or Path(os.environ.get("CAPACITY_DATA") or FOLDER)).absolute()
    plate = read_plate(folder)
    wanted = Plate(seed or (plate.seed if plate else 2017), _day(today, None if fresh else plate), fingerprint())
    if fresh or plate != wanted:
        build(folder, wanted, port=port)
    else:
        click.echo(f"The demo in {folder} is ready; it was told on {plate.today} (--fresh tells it anew, from today).")
    if no_serve:
        return
    click.echo(f"\n  Address   http://{host}:{port}\n  Password  {PASSWORD}  for each of these:")
    for account in ACCOUNTS:
        click.echo(f"            {account}")
    click.echo("\nStop with Ctrl+C.")
    serve(settings_for(folder, port), host=host, port=port)


def _day(today: datetime | None, plate: Plate | None) -> str:
    if today is not None:
        return today.date().isoformat()
    return plate.today if plate else clock.today().isoformat()


def settings_for(folder: Path, port: int) -> Settings:
    """A demo keeps everything in its folder, whatever the environment says, and travels over plain http."""
    return Settings.from_environment(
        data=folder,
        database_url="",
        store_url="",
        smtp_url="",
        demo=True,
        https=False,
        second_factor=False,
        base_url=f"http://localhost:{port}",
    )


def read_plate(folder: Path) -> Plate | None:
    """The plate of a finished demo; None for a folder that is missing or empty. Any other folder is refused."""
    if not folder.exists() or not any(folder.iterdir()):
        return None
    try:
        return Plate(**json.loads((folder / MARKER).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise SettingWrong(
            f"{folder} holds something that is not a demo; nothing was touched. Choose another --data."
        ) from None


def build(folder: Path, plate: Plate, *, port: int) -> None:
    """Build beside the folder, then move it into place: what is in place is always whole."""
    site = folder.with_name(f".{folder.name}.building")
    shutil.rmtree(site, ignore_errors=True)
    make_secret(site)
    with application(settings_for(site, port)) as app:
        clock.set_now(clock.from_local(datetime.combine(date.fromisoformat(plate.today), time())) - BEFORE_IT_ALL)
        try:
            prepare()
        finally:
            clock.set_now(None)
        story.build(
            app, seed=plate.seed, today=date.fromisoformat(plate.today), progress=lambda step: click.echo(f"  {step}")
        )
        db.session.remove()
        db.engine.dispose()
    (site / MARKER).write_text(json.dumps(asdict(plate)), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    site.rename(folder)
    click.echo(f"The demo is in {folder}.")


def fingerprint() -> str:
    """Changes with the story, its facts or the tables: a demo made by another version is made again."""
    package = Path(story.__file__).parent
    sources = [*package.rglob("*.py"), *(package.parent / "data").iterdir(), *resource("migrations").rglob("*.py")]
    digest = hashlib.sha256()
    for source in sorted(path for path in sources if path.is_file()):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]
