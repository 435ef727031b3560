"""What each applicant of a round reads: foreseen before the announcement, announced afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import Criterion, LibraryItem
from capacity.admission.calls.states import LibraryKind
from capacity.admission.calls.states.rules import Promotion, Rules, read_quotas
from capacity.admission.rounds.models import GivenReasons, Outcome, Round
from capacity.admission.rounds.queries.offers import applications_by_number
from capacity.admission.rounds.queries.standing import sealed_lines, standing
from capacity.admission.rounds.states import Line, OutcomeKind, ProposalKind, means_of, promoted, reasons_of
from capacity.admission.rounds.states.reason_words import Names
from capacity.admission.rounds.states.reasons import LIBRARY
from capacity.core.db import db

KINDS = {
    ProposalKind.SELECT: OutcomeKind.SELECTED,
    ProposalKind.RESERVE: OutcomeKind.RESERVE,
    ProposalKind.DECLINE: OutcomeKind.NOT_SELECTED,
}
Means = Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """An application with the outcome that is announced to it, and the codes of its reasons."""

    application_id: int
    number: str
    kind: OutcomeKind
    reserve_rank: int | None
    points: int
    reasons: tuple[str, ...] = ()


def foreseen(round_: Round, *, risen: bool = True) -> list[Foreseen]:
    """What every applicant of the round reads or will read, in the order of the ranking; those who withdrew are left
    out. ``risen``: with those of the reserve who take at once the seats of those who withdrew."""
    if round_.announced_at is not None:
        return _announced(round_.id)
    standing_now = _standing_applications(round_)
    given = given_reasons(round_.id)
    found = []
    for line, means in lines_with_means(round_):
        application_id = standing_now.get(line.number)
        if application_id is not None:
            kind = KINDS[line.kind]
            codes = (*reasons_of(kind, line, means), *(LIBRARY + code for code in given.get(application_id, ())))
            found.append(Foreseen(application_id, line.number, kind, line.reserve_rank, line.points, codes))
    by_hand = Rules.read(round_.call.rules).promotion is Promotion.BY_HAND
    return found if by_hand or not risen or round_.sealed_content is None else _risen(round_, found)


def _risen(round_: Round, lines: list[Foreseen]) -> list[Foreseen]:
    held = [line for line in lines if line.kind is OutcomeKind.SELECTED]
    reserve = [line for line in lines if line.kind is OutcomeKind.RESERVE]
    free = round_.seats - len(held)
    if free < 1 or not reserve:
        return lines
    document = json.loads(round_.sealed_content or "{}")
    groups = {item["number"]: frozenset(item.get("groups", ())) for item in document["applications"]}
    places = promoted(
        [groups[line.number] for line in held],
        [groups[line.number] for line in reserve],
        free,
        read_quotas(document.get("quotas")),
    )
    up = {reserve[place].number for place in places}
    return [replace(line, kind=OutcomeKind.SELECTED) if line.number in up else line for line in lines]


def lines_with_means(round_: Round) -> list[tuple[Line, Means]]:
    """Each line of the outcome with the mean mark on each criterion: of the sealed file, or as it stands now."""
    if round_.sealed_content is None:
        return [
            (row.line, means_of((reading.marks for reading in row.file.submitted), (c.key for c in row.file.criteria)))
            for row in standing(round_).rows
        ]
    document = json.loads(round_.sealed_content)
    keys = [item["key"] for item in document["criteria"]]
    means = {
        item["number"]: means_of((reading["marks"] for reading in item["readings"]), keys)
        for item in document["applications"]
    }
    return [(line, means[line.number]) for line in sealed_lines(round_.sealed_content)]


def _announced(round_id: int) -> list[Foreseen]:
    order = sa.case({OutcomeKind.SELECTED: 0, OutcomeKind.RESERVE: 1}, value=Outcome.kind, else_=2)
    rows = db.session.execute(
        sa.select(
            Outcome.application_id,
            Application.number,
            Outcome.kind,
            Outcome.reserve_rank,
            Outcome.points,
            Outcome.reasons,
        )
        .join(Application, Application.id == Outcome.application_id)
        .where(Outcome.round_id == round_id)
        .order_by(order, Outcome.reserve_rank, Outcome.points.desc(), Outcome.id)
    )
    return [
        Foreseen(one, number or "", kind, rank, points, tuple(reasons))
        for one, number, kind, rank, points, reasons in rows
    ]


def _standing_applications(round_: Round) -> dict[str, int]:
    """The applications of the region that were not withdrawn, by number."""
    rows = db.session.execute(
        sa.select(Application.number, Application.id).where(
            Application.call_id == round_.call_id,
            Application.region_code == round_.region_code,
            Application.state != ApplicationState.WITHDRAWN,
            Application.number.is_not(None),
        )
    )
    return {number: one for number, one in rows if number is not None}


def given_reasons(round_id: int) -> dict[int, list[str]]:
    """The keys of the reasons that people gave, by application."""
    rows = db.session.execute(
        sa.select(GivenReasons.application_id, GivenReasons.codes).where(GivenReasons.round_id == round_id)
    )
    return {application_id: list(codes) for application_id, codes in rows}


def reason_names(call_id: int) -> Names:
    """What the codes of reasons refer to, in one statement."""
    of_the_call = sa.select(sa.true().label("own"), Criterion.key, Criterion.name.label("name"))
    of_the_library = sa.select(sa.false(), LibraryItem.key, LibraryItem.title)
    rows = db.session.execute(
        sa.union_all(
            of_the_call.where(Criterion.call_id == call_id),
            of_the_library.where(LibraryItem.kind == LibraryKind.REASON),
        )
    ).all()
    return Names(
        {row.key: row.name for row in rows if row.own},
        {row.key: row.name for row in rows if not row.own},
    )


def reasons_again(round_: Round, outcome: Outcome) -> list[str]:
    """The codes of an outcome whose kind was corrected: what follows from the sealed file, and what people gave."""
    number = outcome.application.number
    found = next(((line, means) for line, means in lines_with_means(round_) if line.number == number), None)
    codes = [] if found is None else reasons_of(outcome.kind, *found)
    return [*codes, *(code for code in outcome.reasons if code.startswith(LIBRARY))]


def recipients(round_: Round, lines: Sequence[Foreseen]) -> dict[int, Application]:
    """The applications of these lines, with their associations, by id."""
    found = applications_by_number(round_.call_id, [line.number for line in lines])
    return {application.id: application for application in found.values()}


def reasons_told(round_id: int) -> Iterable[Sequence[str]]:
    """The codes of each application of an announced round that was not selected, for the public count: whoever gets a
    seat later is counted still, or the count before and after would tell the reasons of one."""
    not_at_first = sa.or_(
        Outcome.kind != OutcomeKind.SELECTED, Outcome.promoted_at.is_not(None), Outcome.added_at.is_not(None)
    )
    return list(db.session.scalars(sa.select(Outcome.reasons).where(Outcome.round_id == round_id, not_at_first)))
