"""The file that two people sign: every input of a selection, in canonical form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload, undefer

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import Call
from capacity.admission.calls.states.rules import Quota, Rules, stored_quotas
from capacity.admission.review.models import Panel, PanelMember, Screening
from capacity.admission.review.queries import FileRecord, PanelRecord
from capacity.admission.review.states import Verdict
from capacity.admission.rounds.models import Round, SealSignature, Sitting
from capacity.admission.rounds.queries.sitting import sitting_of
from capacity.admission.rounds.queries.standing import Standing, quotas_of, standing
from capacity.admission.rounds.states import digest, sealed_file
from capacity.core.db import db


def file_to_sign(round_: Round, record: PanelRecord) -> tuple[str, str]:
    """(content, SHA-256): the canonical file that two people sign, with every input and the revealed seed."""
    content = sealed_file(_inputs(round_, record, quotas_of(round_), sitting_of(round_.id, with_pauses=False)))
    return content, digest(content)


def round_to_sign(round_id: int) -> Round | None:
    """The round with its panel, decisions and signatures, its members in the same statement."""
    statement = (
        sa.select(Round)
        .where(Round.id == round_id)
        .options(
            joinedload(Round.call).joinedload(Call.phase),
            undefer(Round.stepped_back_before),
            undefer(Round.stepped_out),
            joinedload(Round.region),
            joinedload(Round.panel).joinedload(Panel.members).joinedload(PanelMember.person),
            selectinload(Round.decisions),
            selectinload(Round.signatures).joinedload(SealSignature.person),
        )
    )
    return db.session.scalars(statement).unique().one_or_none()


@dataclass(frozen=True)
class ToSign:
    """A round as it stands, and the file that would be signed."""

    standing: Standing
    content: str
    sha256: str


def to_sign(round_: Round) -> ToSign:
    """Both, with nothing read twice."""
    sitting = sitting_of(round_.id, with_pauses=False)
    found = standing(round_, sat=(sitting.state, sitting.adopted_sha256) if sitting is not None else (None, None))
    content = sealed_file(_inputs(round_, found.record, found.quotas, sitting))
    return ToSign(found, content, digest(content))


def _inputs(round_: Round, record: PanelRecord, quotas: Sequence[Quota], sitting: Sitting | None) -> dict[str, Any]:
    numbers = {file.id: file.number for file in record.files}
    rules = Rules.read(round_.call.rules)
    return {
        "round": {
            "call": round_.call.reference,
            "region": round_.region_code,
            "seats": round_.seats,
            "reserve_size": round_.reserve_size,
            "seed": round_.call.lottery_seed,
            "readers_per_application": record.readers_per_application,
            "marks": rules.marks.value,
            "points": rules.points,
            "ladder": list(rules.ladder),
        },
        "criteria": [
            {"key": c.key, "weight": c.weight, "name": dict(c.name), "least": rules.thresholds.get(c.key)}
            for c in record.criteria
        ],
        "quotas": stored_quotas(quotas),
        "panel": [
            {"person": m.person_id, "name": m.person.name, "chairs": m.chairs, **_deputises(m), **_handed_over(m)}
            for m in sorted(round_.panel.members, key=lambda m: m.person_id)
        ],
        "screening": _screening(round_),
        "applications": [_application(file) for file in record.files],
        "recusals": [
            {"number": file.number, "person": r.reader_id, "reason": r.conflict}
            for file in record.files for r in file.readings if r.state.value == "recused"
        ],
        "arbitrations": [
            {
                "number": file.number, "criterion": d.criterion.key,
                "lowest": d.lowest, "highest": d.highest, "reason": d.reason,
            }
            for file in record.files for d in file.disagreements if d.reason is not None
        ],
        "decisions": [
            {"number": numbers[p.application_id], "kind": p.kind.value, "reason": p.note}
            for p in round_.decisions
            if p.application_id in numbers
        ],
        **_sitting(sitting, record),
    }  # fmt: skip


def _deputises(member: PanelMember) -> dict[str, bool]:
    """Said of the deputy chair alone: the files of panels without one stay as they were."""
    return {"deputises": True} if member.deputises else {}


def _handed_over(member: PanelMember) -> dict[str, bool]:
    """Said of a chair who handed over alone: the files of all other panels stay as they were."""
    return {"handed_over": True} if member.chairs and member.panel.handed_over_at is not None else {}


def _sitting(sitting: Sitting | None, record: PanelRecord) -> dict[str, Any]:
    """What was written down in the sitting: who was there when, who stepped out, motions and votes."""
    if sitting is None:
        return {}
    numbers = {file.id: file.number for file in record.files}
    about = {item.id: numbers.get(item.application_id or 0, "") for item in sitting.items}
    return {
        "sitting": [
            {
                "place": sitting.place,
                "quorum": sitting.quorum,
                "opened_at": sitting.opened_at.isoformat(),
                "closed_at": sitting.closed_at.isoformat() if sitting.closed_at else None,
            }
        ],
        "present": [
            {"person": one.person_id, "from": one.arrived_at.isoformat(), "until": _iso(one.left_at)}
            for one in sitting.presences
        ],
        "stepped_out": [
            {
                "person": one.person_id,
                "number": about[one.item_id],
                "reason": one.reason,
                "from": one.left_at.isoformat(),
                "until": _iso(one.returned_at),
            }
            for one in sitting.recusals
        ],
        "motions": [
            {
                "number": about[motion.item_id],
                "kind": motion.kind.value,
                "reason": motion.reason,
                "moved_by": motion.moved_by_id,
                "at": motion.moved_at.isoformat(),
                "carried": motion.carried,
                "votes": {str(vote.person_id): vote.choice.value for vote in motion.votes},
            }
            for motion in sitting.motions
        ],
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _application(file: FileRecord) -> dict[str, Any]:
    return {
        "number": file.number,
        "association": dict(file.name),
        "receipt": file.receipt,
        "groups": list(file.groups),
        "readings": [
            {"person": r.reader_id, "marks": r.marks} for r in sorted(file.submitted, key=lambda r: r.reader_id)
        ],
    }


def _screening(round_: Round) -> list[dict[str, Any]]:
    """The verdicts on those that are not ranked; that the ranked ones were found eligible goes without saying."""
    found = db.session.execute(
        sa.select(Application.number, Screening.verdict, Screening.reasons)
        .join(Screening, Screening.application_id == Application.id)
        .where(
            Application.call_id == round_.call_id,
            Application.region_code == round_.region_code,
            sa.or_(Screening.verdict != Verdict.ELIGIBLE, Application.state != ApplicationState.ELIGIBLE),
        )
        .order_by(Application.number)
    )
    return [{"number": number, "verdict": verdict.value, "reasons": reasons} for number, verdict, reasons in found]
