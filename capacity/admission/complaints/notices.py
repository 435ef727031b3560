"""Letters of this room: to the association at each step it has to know of, to the handler and to who confirms."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from capacity.admission.calls.states.recourse import Recourse
from capacity.admission.complaints.models import Complaint
from capacity.admission.review.notices import correspondents, write_to_association
from capacity.admission.rounds.models import Outcome
from capacity.core import outbox
from capacity.people.accounts.models import Person

ROOM = "admission/complaints"


def write(name: str, complaint: Complaint, *, key: str, now: datetime, **data: Any) -> None:
    """One letter to the association about its complaint: ``received``, ``question``, ``decided`` or ``withdrawn``."""
    application = complaint.application
    write_to_association(
        f"{ROOM}/{name}",
        application,
        correspondents([application.association_id]).get(application.association_id),
        key=f"complaint:{complaint.id}:{key}",
        data={"complaint": complaint.id, "reference": complaint.number or "", **data},
        about=complaint,
        now=now,
    )


def received(complaint: Complaint, *, now: datetime) -> None:
    """The receipt: number, time, fingerprint."""
    moment = complaint.filed_at.isoformat() if complaint.filed_at else ""
    write("received", complaint, key="received", now=now, filed=moment, sha256=complaint.sha256)


def question(complaint: Complaint, *, now: datetime) -> None:
    """What the handler asks, and until when it may be answered."""
    due = complaint.answer_due_at.isoformat() if complaint.answer_due_at else ""
    write("question", complaint, key="question", now=now, question=complaint.question, due=due)


def decided(complaint: Complaint, outcome: Outcome | None, *, now: datetime) -> None:
    """The answer with its reasons, and what follows from it."""
    write(
        "decided",
        complaint,
        key="decided",
        now=now,
        verdict=complaint.verdict.value if complaint.verdict else "",
        reasons=list(complaint.reasons),
        reasoning=complaint.reasoning,
        follows=complaint.follows.value if complaint.follows is not None else "",
        instead=Recourse.read(complaint.application.call.recourse).instead.value,
        due=outcome.offer_due_at.isoformat() if outcome is not None and outcome.state and outcome.offer_due_at else "",
    )


def withdrawn(complaint: Complaint, *, now: datetime) -> None:
    """Confirms the withdrawal."""
    write("withdrawn", complaint, key="withdrawn", now=now)


def to_staff(name: str, complaint: Complaint, person: Person | None, *, key: str, now: datetime) -> None:
    """``to_examine`` or ``to_confirm``, to who was named; it names no content."""
    if person is None or not person.email or person.disabled_at is not None:
        return
    outbox.letter(
        f"{ROOM}/{name}",
        key=f"complaint:{complaint.id}:{name}:{person.id}:{key}",
        now=now,
        address=person.email,
        language=person.language,
        data={"name": person.called(person.language), "complaint": complaint.id, "reference": complaint.number or ""},
        person_id=person.id,
        about=complaint,
    )
