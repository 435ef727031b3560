"""How severe each reader of a panel is, and what adjusting for it makes of the points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from capacity.admission.review.queries.record import FileRecord
from capacity.admission.review.states import adjusted, distances, leanings, mean_points, reader_points, severities


@dataclass(frozen=True, slots=True)
class Severity:
    """A reader's mean distance from the others on ``shared`` files, and the same drawn towards nothing, in hundredths
    of a point: above nothing is lenient, below it severe. ``given`` is the mean of the points they gave."""

    shared: int
    given: int | None
    apart: int
    shrunk: int


def points_of(file: FileRecord) -> dict[str, int | None]:
    """The points that each reader gave a file, by reader."""
    weights = {criterion.key: criterion.weight for criterion in file.criteria}
    return {str(one.reader_id): reader_points(weights, one.marks) for one in file.submitted}


def severity_of_readers(files: Sequence[FileRecord]) -> dict[int, Severity]:
    """The severity of everybody who shared a file with another."""
    points = [points_of(file) for file in files]
    apart, shrunk = leanings(points), severities(points)
    return {
        int(reader): Severity(shared, mean_points(one.get(reader) for one in points), apart[reader], shrunk[reader])
        for reader, (_sum, shared) in distances(points).items()
    }


def adjusted_means(files: Iterable[FileRecord], severity: Mapping[int, Severity]) -> dict[int, int | None]:
    """The mean of the adjusted points of each file, by its number."""
    return {
        file.id: mean_points(
            adjusted(points, severity[int(reader)].shrunk if int(reader) in severity else 0)
            for reader, points in points_of(file).items()
        )
        for file in files
    }
