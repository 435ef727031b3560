"""Applications counted by group and round, in one statement; and the rounds there are, in another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from capacity.admission.applications.models import Application, Snapshot
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import Call, CallRegion
from capacity.admission.calls.states.rules import (
    PRIORITY,
    PROVINCE,
    RURAL,
    THEME,
    WOMEN,
    Rules,
    asked_groups,
    read_quotas,
)
from capacity.admission.rounds.models import Outcome, ResultCorrection, Round
from capacity.admission.rounds.states import HOLDS_SEAT, CorrectionState, OutcomeKind
from capacity.core import facts
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.overview.states.fairness import NO, TOTAL, YES, By, Countable, Counted, Report, report
from capacity.people.associations.models import Association
from capacity.rollout.phases.models import Phase
from capacity.rollout.territory.models import Province, Region

_AS_ANNOUNCED = sa.and_(Outcome.kind == OutcomeKind.SELECTED, Outcome.promoted_at.is_(None), Outcome.added_at.is_(None))


def _declared(group: str, more: Any = "") -> Any:
    """Whether a group is among those that were declared when the application was sent."""
    return sa.cast(Snapshot.groups, sa.Text).like(sa.literal(f'%"{group}') + more + sa.literal('"%'))


_SEAT = sa.or_(
    _declared(PROVINCE, Province.code),
    sa.and_(
        sa.not_(sa.cast(Snapshot.groups, sa.Text).like(f'%"{PROVINCE}%')), Province.code == Association.province_code
    ),
)
"""The province that was declared; of the oldest applications, which declared none, the one where the association is."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A round that can be reported on; ``key`` stands in addresses."""

    key: str
    call: str
    year: int
    region: str
    name: Localized
    is_announced: bool


def rounds_reported(*, announced: bool, regions: frozenset[str] | None = None) -> list[Reported]:
    """The rounds, the latest call first; ``announced`` alone for everybody, ``regions`` those that one follows."""
    statement = (
        sa.select(Round.id, Call.reference, Phase.year, Round.region_code, Region.name, Round.announced_at)
        .join(Call, Call.id == Round.call_id)
        .join(Phase, Phase.id == Call.phase_id)
        .join(Region, Region.code == Round.region_code)
        .order_by(Call.opens_at.desc(), Round.region_code)
    )
    if announced:
        statement = statement.where(Round.announced_at.is_not(None))
    if regions is not None:
        statement = statement.where(Round.region_code.in_(regions))
    return [
        Reported(str(row.id), row.reference, row.year, row.region_code, row.name, row.announced_at is not None)
        for row in db.session.execute(statement)
    ]


@dataclass(frozen=True, slots=True)
class Edition:
    """A correction of an announcement: with it the numbers of its round are those of another edition."""

    key: str
    call: str
    region: str
    name: Localized
    edition: int
    issued_at: datetime
    reason: Localized
    changes: Sequence[Mapping[str, Any]]


def editions() -> list[Edition]:
    """What was corrected after an announcement, the latest first."""
    rows = db.session.execute(
        sa.select(
            Round.id, Call.reference, Round.region_code, Region.name, ResultCorrection.edition,
            ResultCorrection.issued_at, ResultCorrection.reason, ResultCorrection.changes,
        )
        .join(Round, Round.id == ResultCorrection.round_id)
        .join(Call, Call.id == Round.call_id)
        .join(Region, Region.code == Round.region_code)
        .where(ResultCorrection.state == CorrectionState.ISSUED)
        .order_by(ResultCorrection.issued_at.desc(), ResultCorrection.id.desc())
    )  # fmt: skip
    return [Edition(str(row[0]), *row[1:]) for row in rows]


def for_everybody(of: str = TOTAL) -> Report:
    """The public edition of the report of one announced round, or of all."""
    return report(counted(announced=True), of, public=True, countable=countable())


def countable() -> dict[str, Countable]:
    """What the public record of each announced round tells of the groups that its call asks for."""
    here = sa.and_(CallRegion.call_id == Round.call_id, CallRegion.region_code == Round.region_code)
    statement = (
        sa.select(Round.id, Call.rules, CallRegion.quotas)
        .join(Call, Call.id == Round.call_id)
        .join(CallRegion, here)
        .where(Round.announced_at.is_not(None))
    )
    return {
        str(row.id): Countable(frozenset(_groups(asked_groups(Rules.read(row.rules), read_quotas(row.quotas)))))
        for row in db.session.execute(statement)
    }


def _groups(asked: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Kind and group, as they are counted here: who does not belong to one side belongs to the other."""
    sides = {PRIORITY: By.PRIORITY.value, RURAL: By.RURAL.value, WOMEN: By.WOMEN.value}
    for group in asked:
        if group.startswith(PROVINCE):
            yield By.PROVINCE.value, group.removeprefix(PROVINCE)
        elif kind := f"{By.THEME.value}:{group.removeprefix(THEME)}" if group.startswith(THEME) else sides.get(group):
            yield from ((kind, side) for side in (YES, NO))


def counted(*, announced: bool, regions: frozenset[str] | None = None) -> list[Counted]:
    """How many applied, were found eligible and were selected, by group and round."""
    base = _base(announced, regions)
    parts = [_by(By.PROVINCE.value, base.c.province, base)]
    parts += [
        _by(by.value, sa.case((base.c[by.value], sa.literal(YES)), else_=sa.literal(NO)), base)
        for by in (By.PRIORITY, By.RURAL, By.WOMEN, By.FIRST)
    ]
    parts += [_theme(theme["code"], base) for theme in facts.load("themes")["theme"]]
    return [
        Counted(row.kind, row.grp, str(row.round), int(row.applied), int(row.eligible), int(row.selected))
        for row in db.session.execute(sa.union_all(*parts))
    ]


def _base(announced: bool, regions: frozenset[str] | None) -> Any:
    """One row for each application that arrived in a round, with the groups that its association declared when it
    applied, and how far it came as far as is told.

    What everybody reads (``announced``) is counted as it was on the day of the announcement, whatever came after it, so
    that it stays the same; but for a correction, which is public itself and makes another edition (``editions``).
    """
    earlier, earlier_call = aliased(Application), aliased(Call)
    applied_before = sa.exists().where(
        earlier.association_id == Application.association_id,
        earlier.number.is_not(None),
        earlier_call.id == earlier.call_id,
        earlier_call.opens_at < Call.opens_at,
    )
    last = sa.select(sa.func.max(Snapshot.id)).group_by(Snapshot.application_id)
    found_eligible = sa.and_(
        Application.eligibility_shown_at.is_not(None), Application.state == ApplicationState.ELIGIBLE
    )
    as_announced = Outcome.announced_at <= Round.announced_at
    statement = (
        sa.select(
            Application.id.label("id"),
            Round.id.label("round"),
            Province.code.label("province"),
            _declared(PRIORITY).label(By.PRIORITY.value),
            _declared(RURAL).label(By.RURAL.value),
            _declared(WOMEN).label(By.WOMEN.value),
            sa.not_(applied_before).label(By.FIRST.value),
            sa.cast(Snapshot.groups, sa.Text).label("groups"),
            sa.case((as_announced if announced else sa.or_(Outcome.id.is_not(None), found_eligible), 1), else_=0).label(
                "eligible"
            ),
            sa.case((_AS_ANNOUNCED if announced else Outcome.state.in_(HOLDS_SEAT), 1), else_=0).label("selected"),
        )
        .select_from(Application)
        .join(Call, Call.id == Application.call_id)
        .join(Round, sa.and_(Round.call_id == Call.id, Round.region_code == Application.region_code))
        .join(Snapshot, sa.and_(Snapshot.application_id == Application.id, Snapshot.id.in_(last)))
        .join(Association, Association.id == Application.association_id)
        .join(Province, sa.and_(Province.region_code == Application.region_code, _SEAT))
        .outerjoin(Outcome, Outcome.application_id == Application.id)
        .where(Application.number.is_not(None), Application.state != ApplicationState.DRAFT)
    )
    if announced:
        came_after = sa.or_(Application.withdrawn_at.is_(None), Application.withdrawn_at > Round.announced_at)
        statement = statement.where(Round.announced_at.is_not(None), came_after)
    if regions is not None:
        statement = statement.where(Round.region_code.in_(regions))
    return statement.cte("base")


def _by(kind: str, group: Any, base: Any) -> Any:
    return sa.select(
        sa.literal(kind).label("kind"),
        sa.cast(group, sa.Text).label("grp"),
        base.c.round.label("round"),
        sa.func.count().label("applied"),
        sa.func.sum(base.c.eligible).label("eligible"),
        sa.func.sum(base.c.selected).label("selected"),
    ).group_by(sa.text("2"), base.c.round)


def _theme(code: str, base: Any) -> Any:
    """Themes overlap: each is a question of its own, answered with yes or no."""
    works_on = base.c.groups.like(f'%"{THEME}{code}"%')
    return _by(f"{By.THEME.value}:{code}", sa.case((works_on, sa.literal(YES)), else_=sa.literal(NO)), base)
