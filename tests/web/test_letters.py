"""Letters on their way: over a real server, one that refuses a mailbox, and one that is away for days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.core import outbox
from capacity.core.db import db
from capacity.core.outbox import ATTEMPTS, LEASE, PAUSE, Letter, run_due
from capacity.core.unit_of_work import unit_of_work
from capacity.web import letters
from tests.support.mail import Post, free_port

pytestmark = pytest.mark.one_database

NOW = datetime(2018, 3, 2, 16, 30, tzinfo=UTC)
done: list[int] = []


@outbox.handles("test.beside_letters")
def beside(payload: Mapping[str, Any]) -> None:
    done.append(payload["number"])


def write(name: str, at: datetime = NOW) -> None:
    with unit_of_work():
        outbox.letter(
            "people/accounts/already_registered",
            key=name,
            now=at,
            address=f"{name}@example.org",
            language="fr",
            data={"name": name},
        )


def states() -> dict[str, str]:
    db.session.rollback()
    return {
        one.key: "failed" if one.failed_at else "sent" if one.sent_at else "waits"
        for one in db.session.scalars(sa.select(Letter))
    }


def test_a_mailbox_that_is_not_known_is_told_at_once_and_keeps_nobody_waiting(smtp: Post) -> None:
    smtp.unknown.add("moved@example.org")
    for name in ("first", "moved", "last"):
        write(name)
    run_due(NOW)
    assert [letter.to for letter in smtp.letters] == ["first@example.org", "last@example.org"]
    assert states() == {"first": "sent", "moved": "failed", "last": "sent"}
    assert run_due(NOW + timedelta(days=30)) == 0


def test_letters_wait_in_their_order_for_a_server_that_is_away_for_days(app: Any, smtp: Post) -> None:
    there, app.config["SMTP_URL"] = app.config["SMTP_URL"], f"smtp://127.0.0.1:{free_port()}"
    moment = NOW
    for name in ("first", "second", "third"):
        write(name)
    for number in range(2 * ATTEMPTS):
        with unit_of_work():
            outbox.post("test.beside_letters", {"number": number}, key=f"beside {number}", now=moment)
        assert run_due(moment) == 2, "one letter asks whether the server is back, the rest of the work is done"
        moment += timedelta(hours=3)
    assert done == list(range(2 * ATTEMPTS))
    assert set(states().values()) == {"waits"}
    write("fourth", moment)
    app.config["SMTP_URL"] = there
    run_due(moment + PAUSE)
    assert [letter.to.split("@")[0] for letter in smtp.letters] == ["first", "second", "third", "fourth"]


class Killed(BaseException):
    """As when the machine stops: nothing that comes after is done."""


def test_a_worker_killed_before_it_could_say_that_a_letter_left_sends_it_again_as_the_same_letter(
    smtp: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("first")

    def dies(*args: Any, **kwargs: Any) -> None:
        sent(*args, **kwargs)
        raise Killed

    sent = letters.send
    with monkeypatch.context() as killing:
        killing.setattr(letters, "send", dies)
        with pytest.raises(Killed):
            run_due(NOW)
    assert run_due(NOW) == 0, "its lease runs"
    run_due(NOW + LEASE + timedelta(seconds=1))
    assert run_due(NOW + timedelta(days=1)) == 0
    assert len({one.message_id for one in smtp.letters}) == 1
    assert (len(smtp.letters), states()) == (2, {"first": "sent"})


def test_a_letter_overtaken_while_it_is_put_into_words_does_not_leave(
    smtp: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("first")

    def overtaken(**words: Any) -> Any:
        db.session.rollback()
        with unit_of_work() as session:
            session.execute(sa.update(Letter).values(superseded_at=NOW))
        return composed(**words)

    composed = letters.compose
    monkeypatch.setattr(letters, "compose", overtaken)
    run_due(NOW)
    assert smtp.letters == []
    assert states() == {"first": "waits"}


def test_each_address_in_a_letter_is_a_paragraph_of_its_own() -> None:
    """Within one it would be read as letters and signs, and be no button. What ends in a tag loses its end of line."""
    for path in sorted((Path(letters.__file__).parents[2] / "templates").glob("**/letters/*.txt")):
        body = path.read_text().partition("\n")[2]
        body = re.sub(r"(?m)^[ \t]*(\{%[^%]*%\}[ \t]*)+\n", "", body)
        for before, line in pairwise(re.sub(r"%\}\n", "%}", body).splitlines()):
            quiet = "end_news" in line  # what ends the letters stands in its sentence
            assert quiet or not line.startswith("{{ url_for(") or not before.strip(), f"{path.name}: {line}"
