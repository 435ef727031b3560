"""An application is found by what was sent: its words follow the submission, and those of old ones an upgrade.

The words are gathered before the lock is taken, and by the worker: the request that sends an application waits for none
of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from capacity.admission.applications import queries
from capacity.admission.applications.models import Application
from capacity.core import clock, search
from capacity.core.db import db
from capacity.core.outbox import handles, post
from capacity.core.unit_of_work import unit_of_work
from capacity.people.associations.models import Association

FILL = "applications.fill_search"
EDITION = 3
"""Another number, when applications are to be found by other words: after the upgrade they are all gone through."""
BATCH = 20


def let_find(application: Application) -> None:
    """Let the desk find it by names, number, receipt of deposit and place, however typed, and by its themes."""
    texts, facts = queries.names_of(application), queries.facts_of(application.association)
    search.index(db.session(), search.NUMEROUS, application.id, texts, facts)


@handles("application.submitted")
@handles("application.clarified")
def let_find_what_was_sent(payload: Mapping[str, Any]) -> None:
    """And by every word that its association sent, now or before."""
    _write([payload["application"]])


def let_find_by_new_facts(*, association: Association) -> None:
    """And at once by what its association works on now, and where, as far as a search is narrowed to it."""
    numbers = queries.numbers_of(association.id)
    search.restate(db.session(), search.NUMEROUS, numbers, queries.facts_of(association))


def let_find_as_draft(application: Application) -> None:
    """And, reopened, no longer as something that was sent: at once, as drafts are looked for without what was."""
    search.restate(db.session(), search.NUMEROUS, [application.id], queries.facts_of(application.association))


def let_histories_join(*, association: Association) -> None:
    """What was merged into an association is of its history."""
    queries.note_histories(db.session(), association.id)


@handles("association.changed")
def let_find_by_new_names(payload: Mapping[str, Any]) -> None:
    """And by what its association is called now, in the province it is in."""
    with unit_of_work() as session:
        session.execute(queries.seats(Application.association_id == payload["association"]))
    _write(queries.numbers_of(payload["association"]))


def let_find_all(*, now: datetime) -> None:
    """After an upgrade, let those that are there already be found as new ones are; asked again, it changes nothing."""
    search.renew(db.session())
    db.session.execute(queries.seats(Application.province_code == ""))
    db.session.execute(queries.listed_numbers())
    queries.note_histories(db.session())
    if queries.applications_after(0, limit=1):
        _go_on(0, now)


@handles(FILL)
def fill(payload: Mapping[str, Any]) -> None:
    """A few of those that are there, then the next ones."""
    numbers = queries.applications_after(payload["after"], limit=BATCH)
    _write(numbers)
    if len(numbers) == BATCH:
        with unit_of_work():
            _go_on(numbers[-1], clock.now())


def _go_on(after: int, now: datetime) -> None:
    post(FILL, {"after": after}, key=f"{FILL}:{EDITION}:{after}", now=now)


def _write(numbers: Iterable[int]) -> None:
    found = {number: words for number in numbers if (words := queries.findable(number)) is not None}
    with unit_of_work() as session:
        for number, one in found.items():
            search.hold(session, search.NUMEROUS, number)
            # Sent again meanwhile, the newer submission brings all of its words along, and an association that changed
            # its details does; erased, they stay away.
            if queries.source_of_words(number) == one.source:
                search.keep(session, search.NUMEROUS, number, one.words)
