"""What sessions keep of one person, for their own copy."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from capacity.core.db import db
from capacity.people.accounts.models import Person
from capacity.training.sessions.models import Delegate, Enrolment, Module, Session


def export_of(*, person: Person) -> dict[str, Any]:
    """The sessions to which delegates with the person's address were sent."""
    if not person.email:
        return {}
    rows = db.session.execute(
        sa.select(Delegate, Enrolment.state, Session.first_day, Module.name)
        .join(Enrolment, Enrolment.delegate_id == Delegate.id)
        .join(Session, Session.id == Enrolment.session_id)
        .join(Module, Module.id == Session.module_id)
        .where(sa.func.lower(Delegate.email) == person.email)
        .order_by(Enrolment.id)
    )
    return {
        "sessions": [
            {
                "name": row[0].name,
                "name_ar": row[0].name_ar,
                "birth_year": row[0].birth_year,
                "phone": row[0].phone,
                "module": row[3].text(),
                "at": row[2].isoformat(),
                "presence": row[1].value,
            }
            for row in rows
        ]
    }
