"""What the coordinator's table may be narrowed to: spread over the applications that were loaded, always alike.

Each answer of each filter is true of some of them: of one in eighty, or of most.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Application, ApplicationTag, Coalition, CoalitionMember
from capacity.admission.applications.queries import note_histories
from capacity.admission.applications.queries.narrowing import SENT
from capacity.admission.applications.states.coalitions import MembershipState
from capacity.admission.notes.models import Called, Charge, Note
from capacity.admission.rounds.models import Outcome, Round
from capacity.admission.rounds.states import OutcomeKind
from capacity.core import search
from capacity.core.db import db
from capacity.people.associations.models import Association, Suspicion
from capacity.rollout.territory.models import PriorityPlace
from tests.benchmarks.loading import World, insert

PAPER, PRIORITY, CARRIED, DOUBLE, MERGED, AGAIN = 50, 20, 25, 50, 100, 5
TAGS = (("a relire", "À relire", 10), ("urgent", "Urgent", 80))
NOTED, CALLED, CARED = 12, 60, 4
"""One application in so many."""


def vary(world: World) -> None:
    """Let the applications differ in everything that the table asks of them."""
    _let_rows_differ()
    _let_associations_differ(world)
    _apply_again(world)
    _tell_how_it_ended(world)
    _write_beside(world)
    db.session.commit()


def _each(world: World, one_in: int, place: int = 1) -> range:
    return range(place % one_in or one_in, world.size, one_in)


def _let_rows_differ() -> None:
    sent = Application.submitted_at.is_not(None)
    written = sa.case((sent, 100), (Application.id % 3 == 0, 0), else_=40)
    db.session.execute(sa.update(Application).values(completeness=written, on_paper=Application.id % PAPER == 7))


def _let_associations_differ(world: World) -> None:
    place = db.session.scalar(sa.select(sa.func.min(PriorityPlace.id)))
    here = sa.update(Association).where(Association.id % PRIORITY == 3)
    db.session.execute(here.values(priority_place_id=place))
    gone = sa.update(Association).where(Association.id % MERGED == MERGED // 2, Association.id < world.size)
    db.session.execute(gone.values(merged_into_id=Association.id + 1))
    doubles = [{"first_id": n, "second_id": n + 1, "noticed_at": world.now} for n in _each(world, DOUBLE, 9)]
    insert(world, Suspicion, doubles)


def _apply_again(world: World) -> None:
    """To the open call, found by the words of what was sent to the closed one."""
    before = db.session.execute(
        sa.select(Application, search.SearchEntry.words)
        .join(search.SearchEntry, search.SearchEntry.id == -Application.id)
        .where(Application.id <= world.size, Application.id % AGAIN == 0)
    ).all()
    again = [
        {
            "call_id": world.open_call, "association_id": one.association_id, "region_code": one.region_code,
            "language": one.language, "created_at": world.now,
        }
        for one, _words in before
    ]  # fmt: skip
    numbers = insert(world, Application, again)
    sent = f"{search.marked(SENT)} "
    entries = [
        {"id": -number, "kind": search.NUMEROUS, "object_id": number, "words": words.replace(sent, "")}
        for number, (_one, words) in zip(numbers, before, strict=True)
    ]
    db.session.execute(sa.insert(search.SearchEntry), entries)


def _tell_how_it_ended(world: World) -> None:
    round_id = db.session.scalar(sa.select(sa.func.min(Round.id)))
    kinds = {0: OutcomeKind.SELECTED, 1: OutcomeKind.RESERVE}
    ended = [
        {
            "round_id": round_id, "application_id": number, "kind": kinds.get(number % 20, OutcomeKind.NOT_SELECTED),
            "points": 5_000, "announced_at": world.now,
        }
        for number in range(1, world.size + 1)
    ]  # fmt: skip
    insert(world, Outcome, ended)
    note_histories(db.session())


def _write_beside(world: World) -> None:
    coordinator, other = world.people["coordinator"], world.people["reader1"]
    led = list(_each(world, CARRIED, 4))
    coalitions = insert(world, Coalition, [{"application_id": n, "created_at": world.now} for n in led])
    insert(
        world,
        CoalitionMember,
        [
            {
                "coalition_id": coalition, "call_id": world.closed_call, "association_id": number + 1,
                "state": MembershipState.CONFIRMED, "invited_at": world.now,
            }
            for coalition, number in zip(coalitions, led, strict=True)
        ],
    )  # fmt: skip
    db.session.execute(sa.insert(ApplicationTag), list(_tags(world)))
    cared = [
        {"application_id": n, "person_id": who, "since": world.now}
        for place, who in ((1, coordinator), (2, other))
        for n in _each(world, CARED, place)
    ]
    db.session.execute(sa.insert(Charge), cared)
    noted = list(_each(world, NOTED))
    notes = insert(
        world,
        Note,
        [
            {"application_id": n, "author_id": other, "request_id": f"{n}", "text": "…", "written_at": world.now}
            for n in noted
        ],
    )
    calls = [note for note, number in zip(notes, noted, strict=True) if number % CALLED == 1]
    insert(world, Called, [{"note_id": note, "person_id": coordinator} for note in calls])


def _tags(world: World) -> Iterator[dict[str, Any]]:
    for key, words, one_in in TAGS:
        for number in _each(world, one_in, 5):
            yield {"application_id": number, "key": key, "words": words, "tagged_at": world.now}
