"""The trainer's register: one tap per person and half-day, with and without script."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for

from capacity.core import clock
from capacity.core.day_words import day_in_words
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.core.spelling import fold
from capacity.training.attendance import actions, policy, queries
from capacity.training.attendance.forms import DoorForm
from capacity.training.attendance.queries import Tick
from capacity.training.attendance.states import Mark
from capacity.training.attendance.views.blueprint import bp
from capacity.training.sessions.models import Enrolment, Session, Slot
from capacity.training.sessions.notices.words import GENDER_WORDS, HALF_WORDS
from capacity.training.sessions.queries import enrolment as load_enrolment
from capacity.training.sessions.queries import session as load_session
from capacity.training.sessions.states import EnrolmentState, HalfDay, SessionState
from capacity.web.forms import ConfirmForm, choices_of
from capacity.web.guards import requires
from capacity.web.offline import keep
from capacity.web.session import current_actor

FIRST_MARKS = (Mark.PRESENT, Mark.LATE, Mark.ABSENT)
MORE_MARKS = (Mark.LEFT_EARLY, Mark.EXCUSED)
MIN_SIGN, MAX_SIGN = 8, 64
CLEAR = "clear"


def current_slot(session: Session, asked: str, now: datetime) -> Slot:
    """The half-day asked for; else the one that runs, the next one of today, or the last that began."""
    for slot in session.slots:
        if str(slot.id) == asked:
            return slot
    begun = [slot for slot in session.slots if slot.starts_at <= now]
    today = [slot for slot in session.slots if slot.day == clock.local(now).date() and slot.ends_at > now]
    return today[0] if today else (begun[-1] if begun else session.slots[0])


def slot_words(session: Session, current: Slot) -> list[tuple[str, str, str, bool]]:
    """(day, half, address, whether shown) for the row of half-days."""
    code = language()
    return [
        (
            day_in_words(slot.day, "EEEE", code),
            str(HALF_WORDS[slot.half]),
            url_for("attendance.register_page", session_id=session.id, slot=slot.id),
            slot.id == current.id,
        )
        for slot in session.slots
    ]


@bp.get("/sessions/<int:session_id>/register")
@requires(load=load_session, may=policy.may_open)
def register_page(session: Session) -> Any:
    """Who is there in one half-day."""
    now, query = clock.now(), request.args.get("q", "")[:80].strip()
    slot = current_slot(session, request.args.get("slot", ""), now)
    people = queries.people_of(session.id)
    marks = queries.marks_of(session.id)
    shown = [one for one in people if not query or fold(query) in _searched(one)]
    may_take = policy.may_take(current_actor(), session)
    halves = slot_words(session, slot)
    page = render_template(
        "training/attendance/register.html",
        session=session,
        slot=slot,
        slots=halves,
        made_at=now.isoformat(),
        kept_pages=[address for _day, _half, address, _current in halves],
        people=[(one, marks.get((one.id, slot.id)), _searched(one)) for one in shown],
        total=len(people),
        recorded=sum((one.id, slot.id) in marks for one in people),
        query=query,
        opened=request.args.get("more", ""),
        page_id=secrets.token_hex(8),
        first_marks=FIRST_MARKS,
        more_marks=MORE_MARKS,
        open=may_take and session.state is SessionState.SCHEDULED and slot.day <= clock.local(now).date(),
        may_take=may_take,
        to_come=slot.day > clock.local(now).date(),
        may_report=may_take and session.state is SessionState.SCHEDULED and session.slots[-1].starts_at <= now,
        report=queries.report_of(session.id) if session.state is SessionState.HELD else None,
    )
    return page if query or request.args.get("more") else keep(page)


def _searched(enrolment: Enrolment) -> str:
    delegate = enrolment.delegate
    names = (delegate.name, delegate.name_ar, delegate.association.name_fr, delegate.association.name_ar)
    return fold(" ".join(names))


@bp.post("/register/<int:slot_id>/<int:enrolment_id>")
@requires(load=queries.tick, may=policy.may_tick)
def mark(tick: Tick) -> Any:
    """One tap; JSON for the script, back to the person for a plain form."""
    form = ConfirmForm()
    scripted = request.accept_mimetypes.best == "application/json"
    word, client_id = request.form.get("mark", ""), request.form.get("client_id", "")
    what = Mark(word) if word in set(Mark) else None
    is_signed = MIN_SIGN <= len(client_id) <= MAX_SIGN and client_id.isascii()
    good = form.validate_on_submit() and is_signed and (what is not None or word == CLEAR)
    kept = good and form.attempt(
        lambda: (
            actions.mark(
                tick.slot_id,
                tick.enrolment_id,
                what,
                client_id=client_id,
                at=_moment(request.form.get("at", "")),
                actor=current_actor(),
                now=clock.now(),
            ),
        )
    )
    problem = (
        ""
        if kept
        else str(form.form_errors[0] if form.form_errors else _("This tap could not be read. Open the register again."))
    )
    if scripted:
        return jsonify(kept=bool(kept), words=problem, at=clock.now().isoformat()), (200 if kept else 422)
    if problem:
        flash(problem, "error")
    return redirect(
        url_for(
            "attendance.register_page",
            session_id=tick.session_id,
            slot=tick.slot_id,
            q=request.form.get("q") or None,
            _anchor=f"p{tick.enrolment_id}",
        )
    )


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


@bp.route("/sessions/<int:session_id>/door", methods=["GET", "POST"])
@requires(load=load_session, may=policy.may_take)
def door(session: Session) -> Any:
    """Somebody came in place of another, or without a confirmed seat."""
    form, number = DoorForm(), session.id
    expected = queries.expected_at_door(number)
    seated = [one for one in expected if one.state in {EnrolmentState.CONFIRMED, EnrolmentState.NOMINATED}]
    form.gender.choices = choices_of(GENDER_WORDS, empty=_("Choose"))
    form.instead_of.choices = choices_of(
        (
            (
                one.id,
                _(
                    "%(name)s, %(association)s",
                    name=one.delegate.names.text(),
                    association=one.delegate.association.name.text(),
                ),
            )
            for one in seated
        ),
        empty=_("Choose"),
    )
    if form.validate_on_submit() and form.attempt(lambda: _replace_at_door(form)):
        flash(_("The person is on the register."), "done")
        return redirect(url_for("attendance.register_page", session_id=number))
    answer = render_template(
        "training/attendance/door.html",
        form=form,
        session=load_session(number),
        unconfirmed=[one for one in queries.expected_at_door(number) if one.state is not EnrolmentState.CONFIRMED],
        any_seat=bool(seated),
    )
    return answer, (422 if form.is_submitted() else 200)


def _replace_at_door(form: DoorForm) -> int:
    replaced = load_enrolment(int(form.instead_of.data))
    assert replaced is not None  # noqa: S101 - chosen among those of this session
    return actions.add_at_door(replaced, form.given(), actor=current_actor(), now=clock.now()).id


@bp.post("/delegates/<int:enrolment_id>/admit")
@requires(load=load_enrolment, may=policy.may_admit)
def admit(enrolment: Enrolment) -> Any:
    """Let in somebody who was named but not confirmed."""
    form, number = ConfirmForm(), enrolment.session_id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.admit(enrolment, actor=current_actor(), now=clock.now()).id
    ):
        flash(_("The person is on the register."), "done")
    for message in form.form_errors:
        flash(message, "error")
    return redirect(url_for("attendance.register_page", session_id=number))


__all__ = ["HalfDay", "admit", "current_slot", "door", "mark", "register_page", "slot_words"]
