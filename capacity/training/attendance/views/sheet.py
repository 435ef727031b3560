"""The sheet that people sign: a page to print, and the same as PDF."""

from __future__ import annotations

from typing import Any

from flask import render_template

from capacity.core import clock, papers
from capacity.core.day_words import day_in_words
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.training.attendance import policy, queries
from capacity.training.attendance.views.blueprint import bp
from capacity.training.sessions.models import Session
from capacity.training.sessions.notices.words import HALF_WORDS
from capacity.training.sessions.queries import session as load_session
from capacity.web.downloads import download
from capacity.web.guards import requires

BLANK_LINES = 3


@bp.get("/sessions/<int:session_id>/sheet")
@requires(load=load_session, may=policy.may_open)
def sheet(session: Session) -> Any:
    """The sheet as a page."""
    return render_template(
        "training/attendance/sheet.html",
        session=session,
        people=queries.people_of(session.id),
        columns=_columns(session),
        trainers=_trainers(session),
        blank=range(BLANK_LINES),
    )


def _columns(session: Session) -> list[str]:
    code = language()
    return [
        _("%(day)s, %(half)s", day=day_in_words(slot.day, "EEE d MMM", code), half=HALF_WORDS[slot.half])
        for slot in session.slots
    ]


def _trainers(session: Session) -> str:
    names = [
        one.person.name_ar if language() == "ar" and one.person.name_ar else one.person.name for one in session.trainers
    ]
    return _("Trainers: %(names)s", names=_(", ").join(names))


@bp.get("/sessions/<int:session_id>/sheet.pdf")
@requires(load=load_session, may=policy.may_open)
def sheet_pdf(session: Session) -> Any:
    """The sheet as PDF, names in both scripts."""
    content = papers.render(
        "training/attendance/papers/sheet.typ", sheet_data(session), language=language(), dated=clock.now()
    )
    return download(content, filename=f"sheet-{session.id}.pdf", media_type="application/pdf", show=True)


def sheet_data(session: Session) -> dict[str, Any]:
    """What the paper says."""
    return {
        "title": _("Attendance sheet"),
        "module": session.module.name.text(),
        "place": _("%(venue)s, %(place)s", venue=session.venue.name.text(), place=session.region.name.text()),
        "trainers": _trainers(session),
        "heads": [_("No."), _("Name"), _("Association"), *_columns(session)],
        "people": [
            [one.delegate.name_ar, one.delegate.name, one.delegate.association.name.text()]
            for one in queries.people_of(session.id)
        ],
        "halves": len(session.slots),
        "blank": BLANK_LINES,
        "signature": _("Signature of the trainer"),
    }
