"""Commands that prepare and run the service."""

from __future__ import annotations

import json
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from capacity.cli.common import Standing, application, prepare, standing, what_to_do, with_data
from capacity.core import demonstration, outbox
from capacity.core import sound_settings as sound
from capacity.core.config import Settings, make_secret
from capacity.core.errors import SettingWrong
from capacity.serving.companion import work
from capacity.serving.server import serve as serve_pages

existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@with_data
def init(data: Path | None) -> None:
    """Prepare a data folder: its secret, its database, the facts it starts with.

    Safe to repeat; after an upgrade of the software it brings the database up to date.
    """
    make_secret(data or Settings.from_environment(secret_key="-" * 32).data)
    settings = Settings.from_environment(data=data)
    with application(settings):
        if (found := standing()) in {Standing.LATER, Standing.UNFINISHED}:
            raise SettingWrong(str(what_to_do(found, settings.data)))
        prepare()
    click.echo("Ready. Invite the first administrator: capacity people invite EMAIL --role administrator")


@click.command()
@with_data
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for every network.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes that make pages.")
@click.option("--tls-cert", type=existing_file, help="Certificate, PEM.")
@click.option("--tls-key", type=existing_file, help="Its key, PEM (PKCS#8).")
@click.option("--no-worker", "worker_elsewhere", is_flag=True, help="Do not start the worker: it runs elsewhere.")
def serve(
    *,
    data: Path | None,
    host: str,
    port: int,
    workers: int,
    tls_cert: Path | None,
    tls_key: Path | None,
    worker_elsewhere: bool,
) -> None:
    """Serve the pages, with a worker beside them, until stopped."""
    if (tls_cert is None) != (tls_key is None):
        raise SettingWrong("--tls-cert and --tls-key belong together: give both, or neither.")
    tls = (tls_cert, tls_key) if tls_cert and tls_key else None
    settings = Settings.from_environment(data=data)
    if (settings.data / demonstration.MARKER).exists():
        raise SettingWrong(
            f"{settings.data} is a demo, and everybody knows its password: only `capacity demo` serves it."
        )
    if settings.demo:
        raise SettingWrong("CAPACITY_DEMO is set by `capacity demo` only: it offers accounts whose password is known.")
    sound.reachable("CAPACITY_BASE_URL", settings.base_url, listens_on=host, proxies=settings.trusted_proxies)
    _ready(settings)
    click.echo(f"Serving on {'https' if tls else 'http'}://{host}:{port} - stop with Ctrl+C.")
    serve_pages(settings, host=host, port=port, workers=workers, tls=tls, with_worker=not worker_elsewhere)


@click.command()
@with_data
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@click.option("--beside-parent", is_flag=True, hidden=True, help="End when standard input closes.")
def worker(*, data: Path | None, once: bool, beside_parent: bool) -> None:
    """Send letters and do the other jobs that pages leave behind."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    settings = Settings.from_environment(data=data)
    with application(settings):
        with suppress(SQLAlchemyError):  # a database that does not answer yet is asked again and again
            if (wanted := what_to_do(standing(), settings.data)) is not None:
                raise SettingWrong(f"The worker cannot start. {wanted}")
        if once:
            click.echo(f"{outbox.run_due()} done.")
        else:
            work(outbox.run_due, stop=stop, parent=sys.stdin.fileno() if beside_parent else None)


@click.command()
@with_data
def healthcheck(data: Path | None) -> None:
    """Say whether the database and the document store answer; exit code 1 when one does not."""
    health = _health(Settings.from_environment(data=data))
    click.echo(json.dumps(health))
    if health["status"] != "ok":
        raise click.exceptions.Exit(1)


def _ready(settings: Settings) -> None:
    with application(settings):
        try:
            wanted = what_to_do(standing(), settings.data)
        except SQLAlchemyError as problem:
            said = str(getattr(problem, "orig", problem)).strip().partition("\n")[0]
            raise SettingWrong(f"The service cannot start: the database does not answer ({said}).") from problem
        if wanted is not None:
            raise SettingWrong(f"The service cannot start. {wanted}")
    health = _health(settings)
    if health["status"] != "ok":
        raise SettingWrong(f"The service cannot start: the {health['part']} does not answer.")


def _health(settings: Settings) -> dict[str, str]:
    with application(settings) as app:
        answer: dict[str, str] = app.test_client().get("/healthz").get_json()
    return answer
