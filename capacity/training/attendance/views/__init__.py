"""Pages of attendance."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import url_for

from capacity.core import clock
from capacity.core.access import Actor
from capacity.core.agenda import WaitingWords
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.training.attendance import policy
from capacity.training.attendance.states import CorrectionState, Mark
from capacity.training.attendance.views import after, register, sheet
from capacity.training.attendance.views.blueprint import bp
from capacity.training.sessions.models import Session
from capacity.training.sessions.states import SessionState
from capacity.web.navigation import Way

__all__ = ["ACTION_WORDS", "PROVIDES", "WAITING", "WAYS", "WORDS", "after", "bp", "register", "sheet"]

WAYS = (Way("staff", "training", _l("Attendance"), "attendance.corrections", policy.may_list, 20),)

WORDS = {
    Mark.PRESENT: (_l("Present"), "done"),
    Mark.LATE: (_l("Late"), "attention"),
    Mark.LEFT_EARLY: (_l("Left early"), "attention"),
    Mark.EXCUSED: (_l("Excused"), "draft"),
    Mark.ABSENT: (_l("Absent"), "stopped"),
    CorrectionState.ASKED: (_l("To be decided"), "waiting"),
    CorrectionState.ACCEPTED: (_l("Accepted"), "done"),
    CorrectionState.REFUSED: (_l("Refused"), "stopped"),
}

OBJECT_WORDS: dict[str, object] = {
    "attendance_events": _l("Attendance"),
    "session_reports": _l("Session report"),
    "corrections": _l("Correction of attendance"),
}

ACTION_WORDS = {
    "attendance.file_report": _l("Report filed, register locked"),
    "corrections.ask": _l("Correction asked for"),
    "corrections.accept": _l("Correction accepted"),
    "corrections.refuse": _l("Correction refused"),
}

WAITING = {
    "register_today": WaitingWords(
        _l("Take attendance today: %(label)s"), "attendance.register_page", "session_id", _l("Open the register")
    ),
    "report_owed": WaitingWords(
        _l("Write the report: %(label)s"), "attendance.report", "session_id", _l("Write the report")
    ),
    "correction_to_decide": WaitingWords(
        _l("A correction of attendance to decide: %(label)s"), "attendance.decide", "correction_id", _l("Decide")
    ),
}


def _act(*, session: Session, actor: Actor, now: datetime) -> dict[str, Any] | None:
    """What a trainer does next with a session: the register on its days, the report after it."""
    if not policy.may_take(actor, session) or session.state not in {SessionState.SCHEDULED, SessionState.HELD}:
        return None
    today = clock.local(now).date()
    if session.state is SessionState.SCHEDULED and session.slots and session.slots[-1].ends_at <= now:
        return {"url": url_for("attendance.report", session_id=session.id), "label": _("Write the report"), "now": True}
    return {
        "url": url_for("attendance.register_page", session_id=session.id),
        "label": _("Open the register"),
        "now": session.first_day <= today <= session.last_day,
    }


def _related(*, session: Session, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    if session.released_at is None or not policy.may_open(actor, session):
        return []
    rows = [
        {
            "label": _("Attendance register"),
            "url": url_for("attendance.register_page", session_id=session.id),
            "sub": None,
            "state": None,
        },
        {
            "label": _("Sheet to sign"),
            "url": url_for("attendance.sheet", session_id=session.id),
            "sub": None,
            "state": None,
        },
    ]
    if session.state is SessionState.HELD:
        rows.append(
            {
                "label": _("Report"),
                "url": url_for("attendance.report", session_id=session.id),
                "sub": None,
                "state": None,
            }
        )
    return rows


PROVIDES = (("session.act", _act), ("session.related", _related))
