"""What applications keep of one person, for their own copy."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Answer, Application, Snapshot
from capacity.admission.calls.models import Call, Question
from capacity.core.db import db
from capacity.people.accounts.models import Person


def export_of(*, person: Person) -> dict[str, Any]:
    """What the person signed, and the answers that they were the last to save."""
    signed = db.session.execute(
        sa.select(Application.number, Call.reference, Snapshot.received_at, Snapshot.signed_name, Snapshot.signed_role)
        .join(Application, Application.id == Snapshot.application_id)
        .join(Call, Call.id == Application.call_id)
        .where(Snapshot.signed_by_id == person.id)
        .order_by(Snapshot.id)
    )
    saved = db.session.execute(
        sa.select(Question.label, Answer.value, Answer.saved_at)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.saved_by_id == person.id)
        .order_by(Answer.id)
    )
    return {
        "applications": [
            {
                "number": row.number,
                "call": row.reference,
                "at": row.received_at.isoformat(),
                "signed": row.signed_name,
                "role": row.signed_role,
            }
            for row in signed
        ],
        "answers": [
            {"question": row.label.text(), "value": row.value, "at": row.saved_at.isoformat()} for row in saved
        ],
    }
