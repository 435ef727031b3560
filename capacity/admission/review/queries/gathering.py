"""How a panel's record is put together: a row for each application and each reader, in few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from capacity.admission.applications.models import Application, Snapshot
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import Criterion
from capacity.admission.calls.states.reading import ReadingRules
from capacity.admission.review.models import Arbitration, Assignment, Panel, Score
from capacity.admission.review.queries.record import Disagreement, FileRecord, PanelRecord, Reading
from capacity.admission.review.states import COUNTED, is_disagreement
from capacity.core import contributions
from capacity.core.db import db
from capacity.core.languages import Localized, language
from capacity.people.accounts.models import Person
from capacity.people.accounts.queries import called
from capacity.people.associations.models import Association
from capacity.rollout.territory.models import Province


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
    return PanelRecord(criteria, list(files.values()), panel.readers_per_application, _most_apart(panel))


def apart(panel: Panel, application: Application) -> list[FileRecord]:
    """The application, if one more has to read it and nobody was asked yet."""
    record = PanelRecord([], [file_of(application)], panel.readers_per_application, _most_apart(panel))
    return record.without_one_more


def _most_apart(panel: Panel) -> int:
    return ReadingRules.read(panel.call.reading).spread


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
            Assignment.application_id, Assignment.id, Assignment.reader_id, called(language()), Assignment.state,
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
    statement = sa.select(Arbitration, called(language())).outerjoin(Person, Person.id == Arbitration.decided_by_id)
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
