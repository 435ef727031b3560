"""Everything that a panel found, in whole numbers: what progress, ranking and seal are computed from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from capacity.admission.calls.models import Criterion
from capacity.admission.review.states import (
    COUNTED,
    OPEN,
    QUORUM,
    AssignmentState,
    mean_points,
    needs_one_more,
    reader_points,
    spread,
)
from capacity.core.languages import Localized

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
    most_apart: int = 0
    """How many points out of 100 readers may lie apart before one more reads; 0: as many as they like."""

    @property
    def without_one_more(self) -> list[FileRecord]:
        """Files that one more reader has to read, whom nobody has named yet."""
        return [
            file
            for file in self.files
            if needs_one_more(
                file.points_by_reader, active=file.active, needed=self.readers_per_application, most=self.most_apart
            )
        ]

    def seen_by(self, person_id: int | None) -> list[FileRecord]:
        """The files from which this person did not step back: of the others not even the number is told."""
        return [file for file in self.files if not file.was_recused(person_id)]

    @property
    def stepped_back(self) -> frozenset[int]:
        """Who stepped back from any of these files, before reading it or in the sitting."""
        read = (r.reader_id for file in self.files for r in file.readings if r.state is AssignmentState.RECUSED)
        return frozenset(read).union(*(file.stepped_out for file in self.files))

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
