"""Who took part in a decision, in one statement; and the people to whom a complaint against it can be given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.complaints.states.taking_part import Part, TookPart, took_part
from capacity.admission.review.models import Arbitration, Assignment, Panel, PanelMember, Screening
from capacity.admission.review.states import AssignmentState
from capacity.admission.rounds.models import Motion, Presence, ResultCorrection, Round, SealSignature, Sitting, Vote
from capacity.core.access import Role
from capacity.core.audit import AuditEntry
from capacity.core.db import db
from capacity.people.accounts.models import Person, RoleGrant
from capacity.people.associations.models import Member

ANNOUNCED_BY = {"rounds": "rounds.announce", "panels": "review.announce_screening"}


def who_took_part(application: Application) -> TookPart:
    """Everybody who screened, read, sat, moved, voted, settled, sealed or announced for this application or its region,
    and the members of the association."""
    return took_part((row[0], row[1]) for row in db.session.execute(_statement(application)))


def _statement(application: Application) -> Any:
    panel = sa.select(Panel.id).where(
        Panel.call_id == application.call_id, Panel.region_code == application.region_code
    )
    rounds = sa.select(Round.id).where(
        Round.call_id == application.call_id, Round.region_code == application.region_code
    )
    sitting = sa.select(Sitting.id).where(Sitting.round_id.in_(rounds))
    here = Screening.application_id == application.id
    read = sa.case((Assignment.state == AssignmentState.RECUSED, Part.STEPPED_BACK.value), else_=Part.READ.value)

    def part(how: Part, who: Any, *where: Any) -> Any:
        return sa.select(sa.literal(how.value).label("how"), who.label("who")).where(*where)

    announced = [
        part(
            Part.ANNOUNCED, AuditEntry.actor_id, AuditEntry.object_type == table, AuditEntry.action == action,
            AuditEntry.object_id.in_(rounds if table == "rounds" else panel),
        )
        for table, action in ANNOUNCED_BY.items()
    ]  # fmt: skip
    return sa.union_all(
        part(Part.SCREENED, Screening.decided_by_id, here),
        part(Part.SCREENED, Screening.confirmed_by_id, here),
        sa.select(read.label("how"), Assignment.reader_id.label("who")).where(
            Assignment.application_id == application.id, Assignment.state != AssignmentState.RELEASED
        ),
        part(Part.ON_PANEL, PanelMember.person_id, PanelMember.panel_id.in_(panel)),
        part(Part.SAT, Presence.person_id, Presence.sitting_id.in_(sitting)),
        part(Part.MOVED, Motion.moved_by_id, Motion.sitting_id.in_(sitting)),
        sa.select(sa.literal(Part.VOTED.value).label("how"), Vote.person_id.label("who"))
        .join(Motion, Motion.id == Vote.motion_id)
        .where(Motion.sitting_id.in_(sitting)),
        part(Part.SETTLED, Arbitration.decided_by_id, Arbitration.application_id == application.id),
        part(Part.SEALED, SealSignature.person_id, SealSignature.round_id.in_(rounds)),
        part(Part.ANNOUNCED, ResultCorrection.proposed_by_id, ResultCorrection.round_id.in_(rounds)),
        part(Part.ANNOUNCED, ResultCorrection.issued_by_id, ResultCorrection.round_id.in_(rounds)),
        part(Part.MEMBER, Member.person_id, Member.association_id == application.association_id),
        *announced,
    )


@dataclass(frozen=True)
class Candidate:
    """Somebody of the staff: whether it may examine, and may confirm, by its roles alone."""

    person: Person
    roles: frozenset[Role]
    chairs: bool

    @property
    def by_role_confirms(self) -> bool:
        """A coordinator, an administrator, or whoever chairs a panel."""
        return bool(self.roles & {Role.COORDINATOR, Role.ADMINISTRATOR}) or self.chairs


def candidates() -> list[Candidate]:
    """Coordinators, administrators and members of the committee, by name."""
    roles = (Role.COORDINATOR, Role.ADMINISTRATOR, Role.COMMITTEE)
    chairing = sa.exists().where(PanelMember.person_id == Person.id, PanelMember.chairs)
    rows = db.session.execute(
        sa.select(Person, RoleGrant.role, chairing)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role.in_(roles), RoleGrant.ended_at.is_(None), Person.disabled_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    found: dict[int, tuple[Person, set[Role], bool]] = {}
    for person, role, chairs in rows:
        found.setdefault(person.id, (person, set(), chairs))[1].add(role)
    return [Candidate(person, frozenset(held), chairs) for person, held, chairs in found.values()]
