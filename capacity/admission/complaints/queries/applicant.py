"""Where an association stands with complaints: what it may complain about, until when, and what it filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import Call
from capacity.admission.calls.states.recourse import Recourse
from capacity.admission.complaints.models import Complaint, ComplaintFile, ComplaintTime
from capacity.admission.complaints.states import ENDED, ComplaintState, Subject
from capacity.admission.complaints.states.following import Follows
from capacity.admission.complaints.states.windows import Window, window
from capacity.admission.rounds import queries as rounds
from capacity.admission.rounds.models import Outcome
from capacity.admission.rounds.states import OutcomeKind
from capacity.core import facts
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.people.associations.models import Association

_OPTIONS = (
    joinedload(Complaint.application).options(
        joinedload(Application.call).joinedload(Call.phase),
        joinedload(Application.association).joinedload(Association.province),
    ),
    joinedload(Complaint.handler),
    joinedload(Complaint.confirmer),
    selectinload(Complaint.files).joinedload(ComplaintFile.file),
)


def complaint(complaint_id: int) -> Complaint | None:
    """One complaint with its application and its documents."""
    return db.session.scalar(sa.select(Complaint).where(Complaint.id == complaint_id).options(*_OPTIONS))


def locked(complaint_id: int) -> Complaint:
    """The complaint, its row locked until the end of the transaction and read anew."""
    statement = sa.select(Complaint).where(Complaint.id == complaint_id).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def complaint_file(complaint_id: int, file_id: int) -> tuple[Complaint, ComplaintFile] | None:
    """A complaint with one of its documents, also one that was taken away."""
    found = complaint(complaint_id)
    joined = next((one for one in found.files if one.id == file_id), None) if found is not None else None
    return (found, joined) if found is not None and joined is not None else None


def open_complaint(application_id: int) -> Complaint | None:
    """The one that is written or not ended yet."""
    return db.session.scalar(
        sa.select(Complaint).where(Complaint.application_id == application_id, Complaint.state.not_in(ENDED))
    )


def sequence_of(application_id: int) -> int:
    """The place of the next complaint among those that were filed for this application."""
    filed = sa.select(sa.func.count(Complaint.id)).where(
        Complaint.application_id == application_id, Complaint.number.is_not(None)
    )
    return (db.session.scalar(filed) or 0) + 1


@dataclass(frozen=True)
class Standing:
    """An application with its window, if there is a decision to complain about, and every complaint, the latest first.

    ``answered`` is whether a complaint about the same decision was decided already: there is one answer.
    """

    application: Application
    outcome: Outcome | None
    window: Window | None
    complaints: Sequence[Complaint]

    @property
    def open(self) -> Complaint | None:
        """The one that is written or not ended yet."""
        return next((one for one in self.complaints if one.state not in ENDED), None)

    @property
    def answered(self) -> bool:
        """Whether this decision was complained about and answered."""
        return self.window is not None and any(
            one.state is ComplaintState.DECIDED and one.subject is self.window.subject for one in self.complaints
        )


def standing_of(application_id: int) -> Standing | None:
    """Where an application stands with complaints; only of what was announced to it."""
    application = applications.application(application_id)
    if application is None:
        return None
    outcome = rounds.outcome_of(application_id)
    complaints = _complaints(application_id)
    found_right = any(one.follows is Follows.PRIORITY for one in complaints)
    return Standing(application, outcome, None if found_right else _window(application, outcome), complaints)


def _complaints(application_id: int) -> list[Complaint]:
    statement = sa.select(Complaint).where(Complaint.application_id == application_id).order_by(Complaint.id.desc())
    return list(db.session.scalars(statement))


def _window(application: Application, outcome: Outcome | None) -> Window | None:
    recourse = Recourse.read(application.call.recourse)
    if outcome is not None:
        if outcome.kind is OutcomeKind.SELECTED or outcome.remedy is not None:
            return None
        return window(Subject.OUTCOME, outcome.corrected_at or outcome.announced_at, recourse, _later(application.id))
    if application.state is ApplicationState.INELIGIBLE and application.eligibility_shown_at is not None:
        return window(Subject.SCREENING, application.eligibility_shown_at, recourse, _later(application.id))
    return None


def _later(application_id: int) -> datetime | None:
    latest = sa.select(sa.func.max(ComplaintTime.ends_at)).where(ComplaintTime.application_id == application_id)
    found: datetime | None = db.session.scalar(latest)
    return found


def grounds() -> dict[str, Localized]:
    """Why an association may complain: coded sentences."""
    return {one["code"]: facts.words(one["text"]) for one in facts.load("complaints")["ground"]}


def reasons() -> dict[str, tuple[Localized, frozenset[str]]]:
    """Why a complaint is answered as it is: coded sentences, and the answers for which each may stand."""
    return {
        one["code"]: (facts.words(one["text"]), frozenset(one["verdicts"]))
        for one in facts.load("complaints")["reason"]
    }
