"""The coordinators' list and the record of a session."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import flash, redirect, render_template, url_for

from capacity.core import clock, search
from capacity.core.contributions import collect
from capacity.core.languages import gettext as _
from capacity.core.languages import language, ngettext
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts.queries import names_of
from capacity.training.sessions import actions, policy, queries
from capacity.training.sessions.forms import ScheduleForm
from capacity.training.sessions.models import Module, Session, Venue
from capacity.training.sessions.notices.words import clash_words, slots_words
from capacity.training.sessions.states import SEATED, STANDING, SessionState
from capacity.training.sessions.views.blueprint import bp
from capacity.web import exports
from capacity.web.costs import LIST, costs
from capacity.web.exports import Cell, Sheet
from capacity.web.forms import ConfirmForm, ReasonForm
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.tables import Filter, Sort, Table, one_of
from capacity.web.wording import label

STATES = (
    (SessionState.DRAFT, _l("Draft")),
    (SessionState.SCHEDULED, _l("Scheduled")),
    (SessionState.HELD, _l("Held")),
    (SessionState.NOT_HELD, _l("Not held")),
    (SessionState.CANCELLED, _l("Cancelled")),
)


def _search(statement: sa.Select[Any], query: str) -> sa.Select[Any]:
    return statement.where(search.holds(query, Module.name, Venue.name))


def _table() -> Table:
    regions = [(code, name.text()) for code, name in queries.region_names()]
    return Table(
        id_column=Session.id,
        sorts=[
            Sort("first_day", _l("First day"), Session.first_day),
            Sort("seats", _l("Seats"), Session.seats),
        ],
        filters=[
            Filter("state", _l("State"), [(state.value, words) for state, words in STATES], one_of(Session.state)),
            Filter("region", _l("Region"), regions, one_of(Session.region_code)),
        ],
        search=_search,
        default_sort="-first_day",
    )


def _sheet() -> Sheet:
    return Sheet(
        "sessions",
        _("Sessions"),
        (
            Cell(_l("Module"), lambda row: row[0].module.name.text(), width=44),
            Cell(_l("Region"), lambda row: row[0].region.name.text()),
            Cell(_l("Venue"), lambda row: row[0].venue.name.text(), width=36),
            Cell(_l("State"), lambda row: label(row[0].state)),
            Cell(_l("First day"), lambda row: row[0].first_day, "date"),
            Cell(_l("Last day"), lambda row: row[0].last_day, "date"),
            Cell(_l("Trainers"), lambda row: _trainers(row[0]), width=36),
            Cell(_l("Seats"), lambda row: row[0].seats, "integer"),
            Cell(_l("Seats taken"), lambda row: row[1], "integer"),
            Cell(_l("Waiting"), lambda row: row[2], "integer"),
        ),
    )


def _trainers(session: Session) -> str:
    return " – ".join(trainer.person.called(language()) for trainer in session.trainers)


@bp.route("/desk/sessions", methods=exports.METHODS)
@requires(may=policy.may_list)
@costs(LIST)
def list_sessions() -> Any:
    """Every session in the actor's reach."""
    table, rows = _table(), queries.listed(current_actor())
    if exports.is_asked():
        return exports.answer(table, rows, _sheet())
    return render_template("training/sessions/list.html", page=exports.read(table, rows))


@bp.get("/sessions/<int:session_id>")
@requires(load=queries.session, may=policy.may_see)
def show(session: Session) -> Any:
    """One session: timetable, conflicts, delegates, what happened."""
    return _record(session, ScheduleForm())


def _record(session: Session, form: ScheduleForm) -> Any:
    actor, now = current_actor(), clock.now()
    open_state = session.state in {SessionState.DRAFT, SessionState.SCHEDULED}
    clashes = (
        queries.clashes(queries.plan_of(session), released_only=session.state is SessionState.SCHEDULED)
        if open_state and session.slots
        else []
    )
    enrolments, may_read = queries.enrolments_of(session.id), policy.may_read_needs(actor, session)
    events = queries.history(session)
    return render_template(
        "training/sessions/show.html",
        session=session,
        form=form,
        slots=slots_words(session),
        clashes=[(clash_words(clash), clash.conflict.is_hard) for clash in clashes],
        enrolments=enrolments,
        taken=sum(one.state in SEATED for one in enrolments),
        needs=queries.count_of_needs(one.id for one in enrolments if one.state in STANDING) if may_read else 0,
        events=events,
        names=names_of(event.actor_id for event in events),
        related=[row for rows in collect("session.related", session=session, actor=actor, now=now) for row in rows],
        has_begun=bool(session.slots) and session.slots[0].starts_at <= now,
    )


@bp.post("/sessions/<int:session_id>/schedule")
@requires(load=queries.session, may=policy.may_edit)
def schedule(session: Session) -> Any:
    """Release the timetable."""
    form, number = ScheduleForm(), session.id
    if form.validate_on_submit() and form.attempt(
        lambda: (
            actions.schedule(session, confirm_soft=form.confirm_soft.data, actor=current_actor(), now=clock.now()).id
        )
    ):
        flash(_("The session is scheduled; the letters are on their way."), "done")
        return redirect(url_for("sessions.show", session_id=number))
    return _record(_again(number), form), 422


def _again(number: int) -> Session:
    found = queries.session(number)
    assert found is not None  # noqa: S101 - the guard loaded it
    return found


@bp.route("/sessions/<int:session_id>/cancel", methods=["GET", "POST"])
@requires(load=queries.session, may=policy.may_edit)
def cancel(session: Session) -> Any:
    """Call it off, or note that it was not held."""
    form, number = ReasonForm(), session.id
    act = actions.miss if _has_begun(session) else actions.cancel
    if form.validate_on_submit() and form.attempt(
        lambda: act(session, reason=form.reason.data, actor=current_actor(), now=clock.now()).id
    ):
        flash(_("Noted."), "done")
        return redirect(url_for("sessions.show", session_id=number))
    session = _again(number)
    answer = render_template("training/sessions/cancel.html", session=session, form=form, begun=_has_begun(session))
    return answer, (422 if form.is_submitted() else 200)


def _has_begun(session: Session) -> bool:
    return session.state is SessionState.SCHEDULED and session.slots[0].starts_at <= clock.now()


@bp.post("/sessions/<int:session_id>/confirm")
@requires(load=queries.session, may=policy.may_edit)
def confirm_all(session: Session) -> Any:
    """Confirm every delegate who holds a seat."""
    form, number = ConfirmForm(), session.id
    named = [one.id for one in queries.enrolments_of(number) if one.state.value == "nominated"]

    def act() -> int:
        chosen = [one for one in queries.enrolments_of(number) if one.id in named]
        return actions.confirm_many(_again(number), chosen, actor=current_actor(), now=clock.now())

    if form.validate_on_submit() and form.attempt(act):
        flash(ngettext("%(num)s delegate confirmed.", "%(num)s delegates confirmed.", len(named)), "done")
    for message in form.form_errors:
        flash(message, "error")
    return redirect(url_for("sessions.show", session_id=number, _anchor="delegates"))
