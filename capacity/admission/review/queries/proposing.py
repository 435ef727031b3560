"""What the software proposes: who reads what, whom each is better not given, and how the loads come out."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.review.models import Assignment, Interests, Panel
from capacity.admission.review.queries.conflicts import by_pair, interests_of, likely_conflicts
from capacity.admission.review.queries.reading import assignments_of, eligible_of
from capacity.admission.review.states import ACTIVE, AssignmentState
from capacity.admission.review.states.conflicts import Likely
from capacity.admission.review.states.sharing import Task, share_readings
from capacity.core.db import db
from capacity.people.associations.models import AssociationTheme

Pair = tuple[int, int]
"""An application and a reader, by their numbers."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Readings that could be given, and the applications that lack some.

    ``loads`` are (now, then) by reader, ``short`` how many readers an application will still lack, ``spared`` the
    likely conflicts that kept somebody from an application, ``recused`` who stepped back from one, ``free`` who may be
    named for an application at all: whoever has not had it yet.
    """

    applications: Mapping[int, Application]
    pairs: Sequence[Pair]
    loads: Mapping[int, tuple[int, int]]
    short: Mapping[int, int]
    spared: Sequence[Likely]
    recused: frozenset[Pair]
    free: Mapping[int, Sequence[int]] = field(default_factory=dict)

    def loads_with(self, pairs: Iterable[Pair]) -> dict[int, tuple[int, int]]:
        """(now, then) by reader, were these readings given instead of those proposed."""
        more = Counter(reader for _application, reader in pairs)
        return {reader: (now, now + more[reader]) for reader, (now, _then) in self.loads.items()}

    @property
    def sha256(self) -> str:
        """By which one knows whether it is still what a page showed."""
        return hashlib.sha256("\n".join(f"{a} {r}" for a, r in self.pairs).encode()).hexdigest()


def proposal(panel: Panel) -> Proposal:
    """The readers that each application lacks, shared out evenly, by languages, subjects and conflicts."""
    found, known, given = likely_conflicts(panel), eligible_of(panel), assignments_of(panel.id)
    tasks, loads = _tasks(panel, known, found, given)
    pairs = share_readings(tasks, _readers(panel), loads)
    more = Counter(reader for _application, reader in pairs)
    had = Counter(application for application, _reader in pairs)
    wanted = {task.application for task in tasks}
    return Proposal(
        {one.id: one for one in known if one.id in wanted},
        pairs,
        {reader: (loads[reader], loads[reader] + more[reader]) for reader in _readers(panel)},
        {
            task.application: task.needed - had[task.application]
            for task in tasks
            if task.needed > had[task.application]
        },
        [one for one in found if one.bars and one.application in wanted],
        frozenset((one.application_id, one.reader_id) for one in given if one.state is AssignmentState.RECUSED),
        _free(panel, wanted, given),
    )


def _free(panel: Panel, wanted: Iterable[int], given: Iterable[Assignment]) -> dict[int, list[int]]:
    busy = {(one.application_id, one.reader_id) for one in given if one.state is not AssignmentState.RELEASED}
    return {number: [one for one in _readers(panel) if (number, one) not in busy] for number in wanted}


def one_more(panel: Panel, application: Application) -> int | None:
    """Who would read an application as one reader more; None when nobody may."""
    found = likely_conflicts(panel, [application.id])
    tasks, loads = _tasks(panel, [application], found, assignments_of(panel.id), more=1)
    pairs = share_readings(tasks, _readers(panel), loads)
    return pairs[0][1] if pairs else None


def _readers(panel: Panel) -> list[int]:
    return sorted(member.person_id for member in panel.members)


def _tasks(
    panel: Panel,
    applications: Sequence[Application],
    found: Iterable[Likely],
    given: Iterable[Assignment],
    *,
    more: int | None = None,
) -> tuple[list[Task], Counter[int]]:
    touched, active, loads = _standing(given)
    pairs = by_pair(one for one in found if one.bars)
    said = interests_of(_readers(panel))
    subjects = _themes({one.association_id for one in applications})
    tasks = []
    for one in applications:
        needed = panel.readers_per_application - active[one.id] if more is None else more
        if needed > 0:
            barred = {reader for reader in _readers(panel) if (one.id, reader) in pairs or not reads(said, reader, one)}
            tasks.append(Task(one.id, needed, frozenset(barred | touched[one.id]), _fit(said, subjects, one)))
    return tasks, loads


def _standing(known: Iterable[Assignment]) -> tuple[dict[int, set[int]], Counter[int], Counter[int]]:
    """Who had each application already, how many have it now, and how much each reader has."""
    touched: dict[int, set[int]] = defaultdict(set)
    active: Counter[int] = Counter()
    loads: Counter[int] = Counter()
    for one in known:
        touched[one.application_id].add(one.reader_id)
        if one.state in ACTIVE:
            active[one.application_id] += 1
            loads[one.reader_id] += 1
    return touched, active, loads


def reads(said: Mapping[int, Interests], reader: int, application: Application) -> bool:
    """Whether this reader reads the language of the application; who said nothing of it reads every one."""
    found = said.get(reader)
    return found is None or not found.languages or application.language in found.languages


def _fit(said: Mapping[int, Interests], subjects: Mapping[int, set[str]], one: Application) -> dict[int, int]:
    wanted = subjects.get(one.association_id, set())
    return {reader: known for reader, found in said.items() if (known := len(wanted & set(found.themes)))}


def _themes(association_ids: Iterable[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = db.session.execute(
        sa.select(AssociationTheme.association_id, AssociationTheme.theme).where(
            AssociationTheme.association_id.in_(list(association_ids))
        )
    )
    for association_id, theme in rows:
        found[association_id].add(theme)
    return found
