"""The desk's list of complaints: those of one's regions, and those one examines or confirms."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, load_only

from capacity.admission.applications.models import Application
from capacity.admission.complaints.models import Complaint
from capacity.admission.review.queries import reach
from capacity.core import search
from capacity.core.access import Actor, Role
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association


def visible_to(actor: Actor) -> Any:
    """What was filed in this actor's regions, or was given to it."""
    mine = sa.or_(Complaint.handler_id == (actor.id or 0), Complaint.confirmer_id == (actor.id or 0))
    if actor.has(Role.COORDINATOR, Role.ADMINISTRATOR):
        return sa.or_(mine, reach(actor, Application.region_code))
    return mine


def desk_rows(actor: Actor) -> Any:
    """The complaints, to be narrowed and paged."""
    return (
        sa.select(Complaint)
        .join(Application, Application.id == Complaint.application_id)
        .join(Association, Association.id == Application.association_id)
        .where(Complaint.filed_at.is_not(None), visible_to(actor))
        .options(
            load_only(
                Complaint.id, Complaint.number, Complaint.state, Complaint.subject, Complaint.verdict,
                Complaint.filed_at, Complaint.decided_at,
            ),
            contains_eager(Complaint.application).options(
                load_only(Application.id, Application.region_code, Application.number),
                contains_eager(Application.association).load_only(
                    Association.id, Association.name_ar, Association.name_fr
                ),
            ),
            joinedload(Complaint.handler).load_only(Person.id, Person.name, Person.name_ar),
        )
    )  # fmt: skip


def searched(statement: Any, words: str) -> Any:
    """Narrow the list to a complaint's number, or to applications that these words find."""
    found = search.found(Application.id, words)
    return statement.where(sa.or_(Complaint.number == words.strip(), Application.number == words.strip(), found))
