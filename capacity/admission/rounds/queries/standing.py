"""How a round stands: its ranking, computed from what the readers gave, and what is still open."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from capacity.admission.calls.models import CallRegion
from capacity.admission.calls.states.rules import Quota, Rules, read_quotas
from capacity.admission.review import queries as review
from capacity.admission.review.queries import FileRecord, PanelRecord
from capacity.admission.review.states.presiding import presiding, who_may_deputise
from capacity.admission.rounds.models import Round, Sitting
from capacity.admission.rounds.states import (
    DELIBERATED,
    Criterion,
    Effect,
    Entry,
    Line,
    ProposalKind,
    Result,
    Shortfall,
    SittingState,
    digest,
    fingerprint,
    rank,
    result,
    result_of,
    shortfalls,
)
from capacity.core.db import db
from capacity.people.accounts.models import Person


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the ranking with its file."""

    line: Line
    file: FileRecord
    note: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """What stands before the seal; ``files`` are those concerned."""

    key: str
    done: bool
    count: int = 0
    files: Sequence[FileRecord] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A round as it stands now."""

    record: PanelRecord
    rows: Sequence[Row]
    quotas: Sequence[Quota]
    effects: Sequence[Effect]
    shortfalls: Sequence[Shortfall]
    checks: Sequence[Open]
    presiding: int | None = None
    """Who presides and signs; None where the chair stepped back and no deputy stands in."""

    @property
    def may_be_sealed(self) -> bool:
        """Nothing is open."""
        return all(check.done for check in self.checks)


def seen_checks(standing: Standing, person_id: int | None) -> list[Open]:
    """The same for somebody who stepped back from an application, as far as the others go; of the quotas nothing, for
    what can be met depends on all of them."""
    seen = []
    for check in standing.checks:
        files = [file for file in check.files if not file.was_recused(person_id)]
        count = len(files)
        if check.key == "disagreements":
            count = sum(1 for file in files for item in file.disagreements if item.is_open)
        if check.key != "quotas":
            seen.append(Open(check.key, check.done or bool(check.files and not files), count, files))
    return seen


Sat = tuple[SittingState | None, str | None]
"""How the sitting stands, and the SHA-256 of the outcome that was adopted."""


def standing(round_: Round, *, sat: Sat | None = None) -> Standing:
    """The ranking and what is open; after the seal, the ranking that was sealed. ``sat`` where it was read already."""
    record = review.record_of(round_.panel)
    notes = {proposal.application_id: proposal.note for proposal in round_.decisions}
    by_number = {file.number: file for file in record.files}
    quotas = quotas_of(round_)
    found = result_now(round_, record, quotas)
    rows = [
        Row(line, by_number[line.number], notes.get(by_number[line.number].id, ""))
        for line in found.lines
        if line.number in by_number
    ]
    short = _shortfalls(round_, record, found, quotas)
    presides = presiding_over(round_, record)
    open_ = checks(round_, record, _outcome_sha256(found), short, sat or sat_of(round_.id), presides)
    return Standing(record, rows, quotas, found.effects, short, open_, presides)


def presiding_over(round_: Round, record: PanelRecord) -> int | None:
    """Who presides, as the record stands now."""
    chair, deputy = round_.panel.in_the_chair, round_.panel.deputy
    return presiding(
        chair=chair.id if chair is not None else None,
        deputy=deputy.id if deputy is not None else None,
        stepped_back=record.stepped_back,
    )


def free_to_deputise(round_: Round, record: PanelRecord) -> list[Person]:
    """Whom to appoint as deputy chair: who stepped back from no application of the region, but for the chair."""
    people = {member.person_id: member.person for member in round_.panel.members}
    chair = round_.panel.chair
    free = who_may_deputise(people, chair=chair.id if chair is not None else None, stepped_back=record.stepped_back)
    return [people[one] for one in free]


def _shortfalls(round_: Round, record: PanelRecord, found: Result, quotas: Sequence[Quota]) -> tuple[Shortfall, ...]:
    """The quotas that those found eligible cannot meet; once the marks are in, those above the thresholds."""
    if round_.sealed_content or round_.panel.screening_announced_at is None:
        return ()
    below = {line.number for line in found.lines if line.below} if round_.state in DELIBERATED else set()
    groups = [frozenset(file.groups) for file in record.files if file.number not in below]
    return shortfalls(groups, round_.seats, quotas)


def result_now(round_: Round, record: PanelRecord, quotas: Sequence[Quota]) -> Result:
    """The outcome that follows from what is known now, or what was sealed."""
    if round_.sealed_content:
        return result_of(json.loads(round_.sealed_content))
    return what_if(round_, record, seats=round_.seats, quotas=quotas, decisions=decisions_of(round_, record))


def decisions_of(round_: Round, record: PanelRecord) -> dict[str, ProposalKind]:
    """What the sitting decided, by number."""
    numbers = {file.id: file.number for file in record.files}
    return {numbers[p.application_id]: p.kind for p in round_.decisions if p.application_id in numbers}


def outcome_sha256(round_: Round) -> str:
    """The SHA-256 of the outcome as it stands now, by which one knows whether it is still what was adopted."""
    return _outcome_sha256(result_now(round_, review.record_of(round_.panel), quotas_of(round_)))


def _outcome_sha256(found: Result) -> str:
    return digest("\n".join(f"{line.number} {line.kind.value} {line.reserve_rank or ''}" for line in found.lines))


def quotas_of(round_: Round) -> tuple[Quota, ...]:
    """The quotas that the call declared for the region of this round."""
    stored = db.session.scalar(
        sa.select(CallRegion.quotas).where(
            CallRegion.call_id == round_.call_id, CallRegion.region_code == round_.region_code
        )
    )
    return read_quotas(stored)


def what_if(
    round_: Round,
    record: PanelRecord,
    *,
    seats: int,
    quotas: Sequence[Quota],
    decisions: Mapping[str, ProposalKind],
) -> Result:
    """What would follow from these seats, quotas and decisions."""
    ranking = rank(
        [Criterion(criterion.key, criterion.weight) for criterion in record.criteria],
        [_entry(file) for file in record.files],
        round_.call.lottery_seed,
        Rules.read(round_.call.rules),
    )
    return result(ranking, seats=seats, reserve_size=round_.reserve_size, decisions=decisions, quotas=quotas)


def _entry(file: FileRecord) -> Entry:
    readings = file.submitted
    return Entry(
        file.number,
        file.receipt,
        tuple(reading.marks for reading in readings),
        frozenset(file.groups),
        tuple(str(reading.reader_id) for reading in readings),
    )


def sealed_lines(content: str) -> tuple[Line, ...]:
    """The outcome in a sealed file."""
    return tuple(
        Line(
            item["number"],
            item["rank"],
            item["points"],
            ProposalKind(item["kind"]),
            item["reserve_rank"],
            item["tie"],
            item["sitting"],
            item.get("below", ""),
            item.get("quota", ""),
            item.get("other", ""),
        )
        for item in json.loads(content)["outcome"]
    )


def sat_of(round_id: int) -> Sat:
    """How the sitting of a round stands; both None before it was opened."""
    found = db.session.execute(sa.select(Sitting.state, Sitting.adopted_sha256).where(Sitting.round_id == round_id))
    row = found.first()
    return (row.state, row.adopted_sha256) if row is not None else (None, None)


def checks(
    round_: Round,
    record: PanelRecord,
    outcome_now: str,
    short: Sequence[Shortfall],
    sat: Sat,
    presides: int | None,
) -> tuple[Open, ...]:
    """Screening, quorum, conflicts, disagreements, quotas that cannot be met, the sitting, who presides: each must be
    settled before the seal."""
    disagreeing = record.open_disagreements
    conflicted = {file.id: file for file in [*record.undeclared, *record.unreplaced]}
    return (
        Open("screening", round_.panel.screening_announced_at is not None),
        Open(
            "quorum",
            bool(record.files) and not record.without_quorum,
            len(record.without_quorum),
            record.without_quorum,
        ),
        Open("conflicts", not conflicted, len(conflicted), list(conflicted.values())),
        Open("disagreements", not disagreeing, len(disagreeing), list({f.id: f for f, _d in disagreeing}.values())),
        Open("quotas", not short or round_.quotas_noted == fingerprint(short), len(short)),
        Open("sitting", sat == (SittingState.CLOSED, outcome_now)),
        Open("presiding", presides is not None),
    )
