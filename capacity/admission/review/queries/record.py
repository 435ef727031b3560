"""Everything that a panel found, in whole numbers: what progress, ranking and seal are computed from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from capacity.admission.applications.models import Application, Snapshot
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import Criterion
from capacity.admission.review.models import Arbitration, Assignment, Panel, Score
from capacity.admission.review.states import (
    COUNTED,
    OPEN,
    QUORUM,
    AssignmentState,
    is_disagreement,
    mean_points,
    reader_points,
    spread,
)
from capacity.core import contributions
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association
from capacity.rollout.territory.models import Province

Marks = Mapping[str, int | None]


@dataclass(slots=True)
class Reading:
    """A reader's task; ``marks`` is filled once they were submitted."""

    id: int
    reader_id: int
    reader: str
    state: AssignmentState
    assigned_at: datetime
    submitted_at: datetime | None
    conflict: str
    marks: dict[str, int | None] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        """Its marks were submitted."""
        return self.state in COUNTED

    @property
    def is_open(self) -> bool:
        """It is still to be done."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Marks two points or more apart on one criterion; ``reason`` once it was settled."""

    criterion: Criterion
    lowest: int
    highest: int
    reason: str | None
    settled_by: str | None = None
    settled_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Nobody settled it yet."""
        return self.reason is None


@dataclass(slots=True)
class FileRecord:
    """An eligible application as the panel sees it."""

    id: int
    number: str
    language: str
    name: Localized
    province: Localized
    priority: bool
    receipt: str
    groups: Sequence[str]
    criteria: Sequence[Criterion]
    readings: list[Reading] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    stepped_out: frozenset[int] = frozenset()
    """Who left the room because of it later, when the panel sat."""

    @property
    def submitted(self) -> list[Reading]:
        """The readings that count, in the order of submission."""
        return sorted((r for r in self.readings if r.counts), key=lambda r: (r.submitted_at or r.assigned_at, r.id))

    @property
    def points_by_reader(self) -> list[int]:
        """Hundredths of a point out of 100, one for each submitted reading."""
        weights = {criterion.key: criterion.weight for criterion in self.criteria}
        return [value for r in self.submitted if (value := reader_points(weights, r.marks)) is not None]

    @property
    def points(self) -> int | None:
        """The mean of them."""
        return mean_points(self.points_by_reader)

    @property
    def points_spread(self) -> int:
        """How far the readers' points lie apart."""
        return spread(self.points_by_reader)

    def marks_on(self, key: str) -> list[int]:
        """The marks on a criterion, in halves, "not applicable" left out."""
        return [halves for r in self.submitted if (halves := r.marks.get(key)) is not None]

    @property
    def lacks_quorum(self) -> bool:
        """Fewer readers have submitted than a ranking needs."""
        return len(self.submitted) < QUORUM

    @property
    def active(self) -> int:
        """How many readers have it or have read it."""
        return sum(1 for r in self.readings if r.counts or r.is_open)

    @property
    def recused(self) -> int:
        """How many stepped back."""
        return sum(1 for r in self.readings if r.state is AssignmentState.RECUSED)

    def was_recused(self, person_id: int | None) -> bool:
        """This person stepped back, before reading it or in the sitting, and sees no trace of the file."""
        recused = any(r.reader_id == person_id and r.state is AssignmentState.RECUSED for r in self.readings)
        return recused or person_id in self.stepped_out

    def waits_for(self, person_id: int | None) -> bool:
        """This person reads the file too, and has not submitted: until then the marks of others are hidden."""
        return any(r.reader_id == person_id and r.is_open for r in self.readings)

    def is_hidden_from(self, person_id: int | None) -> bool:
        """What others found is not for this person, or not yet."""
        return self.was_recused(person_id) or self.waits_for(person_id)


@dataclass(frozen=True, slots=True)
class PanelRecord:
    """The files of a panel by number."""

    criteria: Sequence[Criterion]
    files: Sequence[FileRecord]
    readers_per_application: int

    @property
    def without_quorum(self) -> list[FileRecord]:
        """Files that cannot be ranked yet."""
        return [file for file in self.files if file.lacks_quorum]

    @property
    def open_disagreements(self) -> list[tuple[FileRecord, Disagreement]]:
        """What nobody settled yet."""
        return [(file, item) for file in self.files for item in file.disagreements if item.is_open]

    @property
    def unreplaced(self) -> list[FileRecord]:
        """Files whose reader stepped back without the quorum being reached by others."""
        return [file for file in self.files if file.recused and file.active < min(QUORUM, self.readers_per_application)]

    @property
    def undeclared(self) -> list[FileRecord]:
        """Files on which somebody has not yet said whether a conflict of interest stands in the way."""
        return [file for file in self.files if any(r.state is AssignmentState.ASSIGNED for r in file.readings)]


def criteria_of(call_id: int) -> list[Criterion]:
    """What readers score, in the call's order."""
    statement = sa.select(Criterion).where(Criterion.call_id == call_id).order_by(Criterion.position, Criterion.id)
    return list(db.session.scalars(statement))


def record_of(panel: Panel) -> PanelRecord:
    """Everything about the eligible applications of a panel: four statements, and a row for each application and each
    reader, whose marks come in one column."""
    criteria = criteria_of(panel.call_id)
    files = _files(
        criteria, Application.call_id == panel.call_id, Application.region_code == panel.region_code,
        Application.state == ApplicationState.ELIGIBLE,
    )  # fmt: skip
    _read(files, criteria, Assignment.panel_id == panel.id, Arbitration.panel_id == panel.id, comments=False)
    return PanelRecord(criteria, list(files.values()), panel.readers_per_application)


def file_of(application: Application) -> FileRecord:
    """The same for one application, whatever its state, with the comments."""
    criteria = criteria_of(application.call_id)
    files = _files(criteria, Application.id == application.id)
    mine = Assignment.application_id == application.id
    _read(files, criteria, mine, Arbitration.application_id == application.id, comments=True)
    return files[application.id]


def _files(criteria: Sequence[Criterion], *where: sa.ColumnElement[bool]) -> dict[int, FileRecord]:
    older = aliased(Snapshot)
    last = sa.select(sa.func.max(older.id)).where(older.application_id == Application.id).scalar_subquery()
    statement = (
        sa.select(
            Application.id, Application.number, Application.language, Association.name_ar, Association.name_fr,
            Province.name_ar, Province.name_fr, Association.priority_place_id, Snapshot.sha256, Snapshot.groups,
        )
        .join(Association, Association.id == Application.association_id)
        .join(Province, Province.code == Association.province_code)
        .outerjoin(Snapshot, Snapshot.id == last)
        .where(*where)
        .order_by(Application.number, Application.id)
    )  # fmt: skip
    for (out,) in contributions.collect("file.stepped_out"):
        statement = statement.outerjoin(out, out.c.application_id == Application.id).add_columns(out.c.person_ids)
    return {
        row[0]: FileRecord(
            id=row[0],
            number=row[1] or str(row[0]),
            language=row[2],
            name=Localized(ar=row[3], fr=row[4], en=row[4]),
            province=Localized(ar=row[5], fr=row[6], en=row[6]),
            priority=row[7] is not None,
            receipt=row[8] or "",
            groups=row[9] or [],
            criteria=criteria,
            stepped_out=frozenset(int(one) for ids in row[10:] if ids for one in ids.split(",")),
        )
        for row in db.session.execute(statement)
    }


def _read(
    files: dict[int, FileRecord],
    criteria: Sequence[Criterion],
    mine: sa.ColumnElement[bool],
    settled: sa.ColumnElement[bool],
    *,
    comments: bool,
) -> None:
    keys = {str(criterion.id): criterion.key for criterion in criteria}
    readings: dict[int, Reading] = {}
    for row in db.session.execute(
        sa.select(
            Assignment.application_id, Assignment.id, Assignment.reader_id, Person.name, Assignment.state,
            Assignment.assigned_at, Assignment.submitted_at, Assignment.conflict, _marks(),
        )
        .join(Person, Person.id == Assignment.reader_id)
        .where(mine)
        .order_by(Assignment.id)
    ):  # fmt: skip
        if row[0] in files:
            reading = readings[row[1]] = Reading(*row[1:8])
            reading.marks = _marks_read(row[8], keys) if reading.counts else {}
            files[row[0]].readings.append(reading)
    if comments:
        for assignment_id, criterion_id, comment in db.session.execute(
            sa.select(Score.assignment_id, Score.criterion_id, Score.comment)
            .join(Assignment, Assignment.id == Score.assignment_id)
            .where(mine, Assignment.state.in_(COUNTED))
            .order_by(Score.id)
        ):
            readings[assignment_id].comments[keys[str(criterion_id)]] = comment
    _note_disagreements(files, criteria, settled)


def _marks() -> sa.ScalarSelect[str]:
    """The marks of a reading in one column: ``12:8,13:7,14:``, each criterion's id and its halves."""
    one = sa.cast(Score.criterion_id, sa.Text) + ":" + sa.func.coalesce(sa.cast(Score.halves, sa.Text), "")
    return (
        sa.select(sa.func.aggregate_strings(one, ","))
        .where(Score.assignment_id == Assignment.id)
        .correlate(Assignment)
        .scalar_subquery()
    )


def _marks_read(written: str | None, keys: Mapping[str, str]) -> dict[str, int | None]:
    pairs = (one.split(":") for one in (written or "").split(",") if one)
    found = {keys[criterion]: int(halves) if halves else None for criterion, halves in pairs}
    return {key: found[key] for key in keys.values() if key in found}


def _note_disagreements(
    files: dict[int, FileRecord], criteria: Sequence[Criterion], settled: sa.ColumnElement[bool]
) -> None:
    statement = sa.select(Arbitration, Person.name).outerjoin(Person, Person.id == Arbitration.decided_by_id)
    known = {(a.application_id, a.criterion_id): (a, by) for a, by in db.session.execute(statement.where(settled))}
    for file in files.values():
        for criterion in criteria:
            marks = file.marks_on(criterion.key)
            if not is_disagreement(marks):
                continue
            lowest, highest = min(marks), max(marks)
            found, by = known.get((file.id, criterion.id), (None, None))
            holds = found is not None and (found.lowest, found.highest) == (lowest, highest)
            file.disagreements.append(
                Disagreement(criterion, lowest, highest, found.reason, by, found.decided_at)
                if holds and found is not None
                else Disagreement(criterion, lowest, highest, None)
            )


def arbitration(application_id: int, criterion_id: int) -> Arbitration | None:
    """How a disagreement on one criterion was settled."""
    return db.session.scalar(
        sa.select(Arbitration).where(
            Arbitration.application_id == application_id, Arbitration.criterion_id == criterion_id
        )
    )
