"""After the session: the report that locks the register, and corrections by two people."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from capacity.core import clock
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.training.attendance import actions, policy, queries
from capacity.training.attendance.forms import CorrectionForm, ReportForm
from capacity.training.attendance.models import Correction
from capacity.training.attendance.states import CorrectionState, Mark
from capacity.training.attendance.views.blueprint import bp
from capacity.training.sessions.models import Session
from capacity.training.sessions.notices.words import half_words
from capacity.training.sessions.queries import session as load_session
from capacity.training.sessions.states import Half, SessionState
from capacity.web import exports
from capacity.web.costs import LIST, costs
from capacity.web.exports import Cell, Sheet
from capacity.web.forms import ConfirmForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.tables import Filter, Sort, Table, one_of
from capacity.web.wording import label

MARK_WORDS = (
    (Mark.PRESENT, _l("Present")),
    (Mark.LATE, _l("Late")),
    (Mark.LEFT_EARLY, _l("Left early")),
    (Mark.EXCUSED, _l("Excused")),
    (Mark.ABSENT, _l("Absent")),
)


@bp.route("/sessions/<int:session_id>/report", methods=["GET", "POST"])
@requires(load=load_session, may=policy.may_open)
def report(session: Session) -> Any:
    """The report: written once, read afterwards."""
    form, number = ReportForm(), session.id
    may_file = policy.may_report(current_actor(), session) and session.state is SessionState.SCHEDULED
    if (
        may_file
        and form.validate_on_submit()
        and form.attempt(
            lambda: (
                actions.file_report(
                    session,
                    held=form.held.data,
                    summary=form.summary.data,
                    difficulties=form.difficulties.data or "",
                    actor=current_actor(),
                    now=clock.now(),
                ).id
            )
        )
    ):
        flash(_("The report is filed; the register is locked."), "done")
        return redirect(url_for("attendance.report", session_id=number))
    found = load_session(number)
    people, marks = queries.people_of(number), queries.marks_of(number)
    answer = render_template(
        "training/attendance/report.html",
        session=found,
        form=form,
        may_file=may_file,
        has_ended=session.slots[-1].starts_at <= clock.now(),
        report=queries.report_of(number),
        unmarked=len(people) * len(session.slots) - len(marks),
        people=len(people),
        figures=[(words, sum(mark is kind for mark in marks.values())) for kind, words in MARK_WORDS],
        corrections=queries.corrections_of(number),
        half_words=lambda slot: half_words(Half(slot.day, slot.half)),
    )
    return answer, (422 if form.is_submitted() else 200)


@bp.route("/sessions/<int:session_id>/correction", methods=["GET", "POST"])
@requires(load=load_session, may=policy.may_take)
def ask_correction(session: Session) -> Any:
    """Ask that a locked mark be changed."""
    form, number = CorrectionForm(), session.id
    form.person.choices = choices_of(
        ((one.id, one.delegate.names.text()) for one in queries.people_of(number)), empty=_("Choose")
    )
    form.slot.choices = choices_of(
        ((slot.id, half_words(Half(slot.day, slot.half))) for slot in session.slots), empty=_("Choose")
    )
    form.mark.choices = choices_of(
        [*((mark.value, words) for mark, words in MARK_WORDS), ("none", _l("Nothing"))], empty=_("Choose")
    )
    if form.validate_on_submit() and form.attempt(
        lambda: (
            actions.ask_correction(
                session,
                slot_id=int(form.slot.data),
                enrolment_id=int(form.person.data),
                mark=None if form.mark.data == "none" else Mark(form.mark.data),
                reason=form.reason.data,
                actor=current_actor(),
                now=clock.now(),
            ).id
        )
    ):
        flash(_("The correction is asked for; somebody of the coordination decides it."), "done")
        return redirect(url_for("attendance.report", session_id=number))
    return render_template("training/attendance/correction.html", form=form, session=load_session(number)), (
        422 if form.is_submitted() else 200
    )


def _sheet() -> Sheet:
    return Sheet(
        "corrections",
        _("Corrections of attendance"),
        (
            Cell(_l("Person"), lambda row: row.enrolment.delegate.names.text(), width=30),
            Cell(_l("Association"), lambda row: row.enrolment.delegate.association.name.text(), width=44),
            Cell(_l("Module"), lambda row: row.enrolment.session.module.name.text(), width=44),
            Cell(_l("Half-day"), lambda row: half_words(Half(row.slot.day, row.slot.half)), width=30),
            Cell(_l("Asked for"), lambda row: label(row.mark) if row.mark else _("Nothing")),
            Cell(_l("State"), lambda row: label(row.state)),
            Cell(_l("Asked"), lambda row: row.asked_at, "datetime"),
        ),
    )


@bp.route("/desk/attendance", methods=exports.METHODS)
@requires(may=policy.may_list)
@costs(LIST)
def corrections() -> Any:
    """Corrections asked for, those to be decided first."""
    table = Table(
        id_column=Correction.id,
        sorts=[Sort("asked", _l("Asked"), Correction.asked_at)],
        filters=[
            Filter(
                "state",
                _l("State"),
                [
                    (CorrectionState.ASKED.value, _l("To be decided")),
                    (CorrectionState.ACCEPTED.value, _l("Accepted")),
                    (CorrectionState.REFUSED.value, _l("Refused")),
                ],
                one_of(Correction.state),
            )
        ],
        default_sort="-asked",
    )
    rows = queries.corrections(current_actor())
    if exports.is_asked():
        return exports.answer(table, rows, _sheet())
    return render_template(
        "training/attendance/corrections.html",
        page=exports.read(table, rows),
        half_words=lambda slot: half_words(Half(slot.day, slot.half)),
    )


@bp.get("/corrections/<int:correction_id>")
@requires(load=queries.correction, may=policy.may_decide)
def decide(correction: Correction) -> Any:
    """One correction, with the two answers."""
    return render_template(
        "training/attendance/decide.html",
        correction=correction,
        when=half_words(Half(correction.slot.day, correction.slot.half)),
        stands=queries.marks_of(correction.enrolment.session_id).get((correction.enrolment_id, correction.slot_id)),
        second=policy.is_second_person(current_actor(), correction),
    )


@bp.post("/corrections/<int:correction_id>/accept")
@requires(load=queries.correction, may=policy.may_decide)
def accept(correction: Correction) -> Any:
    """The register gets one more line."""
    return _decided(correction, actions.accept_correction, _("The correction is made."))


@bp.post("/corrections/<int:correction_id>/refuse")
@requires(load=queries.correction, may=policy.may_decide)
def refuse(correction: Correction) -> Any:
    """The register stays."""
    return _decided(correction, actions.refuse_correction, _("The register stays as it is."))


def _decided(correction: Correction, act: Any, words: str) -> Any:
    form, number = ConfirmForm(), correction.id
    if form.validate_on_submit() and form.attempt(lambda: act(correction, actor=current_actor(), now=clock.now()).id):
        flash(words, "done")
        return redirect(url_for("attendance.corrections"))
    for message in form.form_errors:
        flash(message, "error")
    return redirect(url_for("attendance.decide", correction_id=number))
