"""Pages of retention: what is due, the nightly erasure, periods, and holds."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from capacity.core import choices, clock, jobs, keeping
from capacity.core.errors import RuleBroken
from capacity.core.keeping import Hold, Kind
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts import actions as accounts
from capacity.people.accounts import queries as account_queries
from capacity.people.accounts.models import Person
from capacity.people.accounts.states import COPY
from capacity.people.administration import actions, policy, queries
from capacity.people.administration.forms import HoldForm, PeriodForm
from capacity.people.administration.views.blueprint import bp
from capacity.web.forms import ConfirmForm, ReasonForm
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.get("/register-of-processing")
@requires(may=policy.may_see_register)
def register() -> Any:
    """Which personal data is kept, why, who sees it, for how long, and what becomes of it."""
    chosen = choices.in_force()
    rows = [(kind, kind.period(chosen)) for kind in keeping.kinds()]
    return render_template("people/administration/register.html", register=rows, number=chosen.get(choices.CNDP, ""))


@bp.get("/retention")
@requires(may=policy.may_keep)
def retention() -> Any:
    """What is due, what was erased, and what is held."""
    return render_template("people/administration/retention.html", **_page())


def erased(kept: str) -> str | None:
    """What an entry of the log says of an erasure: of which kind, and how many."""
    key, _times, count = kept.partition(" × ")
    kind = next((kind for kind in keeping.kinds() if kind.key == key), None)
    return f"{kind.data} × {count}" if kind is not None else None


def _page() -> dict[str, Any]:
    return {
        "kept": queries.kept(clock.now()),
        "is_on": queries.is_erasing(),
        "last": queries.last_run(),
        "holds": queries.holds(),
    }


@bp.route("/retention/<any(begin, stop):act>", methods=["GET", "POST"])
@requires(may=policy.may_keep, load=lambda act: act)
def erasing(act: str) -> Any:
    """Let the nightly erasure begin, after a look at what it will erase; or stop it."""
    form = ReasonForm()
    do = actions.begin_erasing if act == "begin" else actions.stop_erasing
    reason = form.reason.data or ""
    if form.validate_on_submit() and form.attempt(lambda: do(actor=current_actor(), now=clock.now(), reason=reason).id):
        flash(
            _("From tonight on, what is due is erased.") if act == "begin" else _("Nothing is erased any more."), "done"
        )
        return redirect(url_for("administration.retention"))
    page = {"act": act, "kept": queries.kept(clock.now()) if act == "begin" else []}
    return render_template("people/administration/erasing.html", form=form, **page), _status(form)


@bp.route("/retention/kinds/<kind_key>", methods=["GET", "POST"])
@requires(may=policy.may_keep, load=queries.kind_of)
def period(kind: Kind) -> Any:
    """How long a kind of data is kept, within its bounds, and why it changes."""
    now_kept = kind.period(choices.in_force())
    form = PeriodForm(data={"months": now_kept})
    if form.validate_on_submit() and form.attempt(lambda: _change(kind, form)):
        flash(_("The period is changed; the register and the notice on data protection say so from now on."), "done")
        return redirect(url_for("administration.retention"))
    return render_template("people/administration/period.html", form=form, kind=kind, months=now_kept), _status(form)


def _change(kind: Kind, form: PeriodForm) -> int:
    changed = actions.change_period(
        kind=kind,
        months=form.months.data or 0,
        actor=current_actor(),
        now=clock.now(),
        reason=form.reason.data or "",
    )
    return changed.id


@bp.route("/retention/holds", methods=["GET", "POST"])
@requires(may=policy.may_keep)
def hold() -> Any:
    """Hold back an association or a call from erasure."""
    form = HoldForm(data={"association": request.args.get("association", "")[:200]})
    if form.validate_on_submit() and form.attempt(lambda: _hold(form)):
        flash(_("It is held: nothing of it is erased until the hold is lifted."), "done")
        return redirect(url_for("administration.retention"))
    return render_template("people/administration/hold.html", form=form), _status(form)


def _hold(form: HoldForm) -> int:
    name, reference = form.association.data or "", form.call.data or ""
    if bool(name) == bool(reference):
        raise RuleBroken(_("Name an association or a call: one of the two."), field="association")
    association = _association(name) if name else None
    call = queries.call_called(reference) if reference else None
    if reference and call is None:
        raise RuleBroken(_("No call has this reference."), field="call")
    return actions.place_hold(
        association_id=association,
        call_id=call,
        actor=current_actor(),
        now=clock.now(),
        reason=form.reason.data or "",
    ).id


def _association(name: str) -> int:
    found = queries.associations_called(name)
    if not found:
        raise RuleBroken(_("No association is registered under this name or receipt number."), field="association")
    if len(found) > 1:
        raise RuleBroken(_("Several have this name: give the receipt number."), field="association")
    return found[0].id


@bp.post("/retention/holds/<int:hold_id>/lift")
@requires(may=policy.may_keep, load=queries.hold)
def lift(held: Hold) -> Any:
    """Lift a hold."""
    number = held.id
    form = ConfirmForm()
    if form.attempt(lambda: _lift(number)):
        flash(_("The hold is lifted."), "done")
    else:
        flash(" ".join(str(message) for message in form.form_errors), "error")
    return redirect(url_for("administration.retention"))


def _lift(number: int) -> None:
    found = queries.hold(number) or abort(404)
    actions.lift_hold(hold=found, actor=current_actor(), now=clock.now())


def _nobody_signs_in(person_id: int) -> Person | None:
    """Somebody without an account, who cannot ask for themselves."""
    found = queries.person(person_id)
    return found if found is not None and not found.has_account else None


@bp.route("/people/<int:person_id>/erase", methods=["GET", "POST"])
@requires(may=policy.may_manage_people, load=_nobody_signs_in)
def erase(subject: Person) -> Any:
    """Ask for the erasure of somebody without an account, who asked by telephone or by letter."""
    number, now = subject.id, clock.now()
    form = ReasonForm()
    if form.validate_on_submit() and form.attempt(lambda: _erase(number, form.reason.data or "")):
        flash(_("Asked for. Until then you can take it back here."), "done")
        return redirect(url_for("administration.person", person_id=number))
    harm = account_queries.harm_of_erasing(subject, now=now)
    page = {
        "title": _("Erase somebody’s data"),
        "person": subject,
        "words": " ".join(
            str(sentence)
            for sentence in harm
            or [_("Name, address and telephone disappear everywhere after seven days. It cannot be undone then.")]
        ),
        "label": _("Erase the data"),
    }
    return render_template("people/administration/reason.html", form=form, **page), _status(form)


def _erase(number: int, reason: str) -> int:
    person = _nobody_signs_in(number) or abort(404)
    return accounts.ask_erasure(person=person, actor=current_actor(), now=clock.now(), reason=reason).id


@bp.post("/people/<int:person_id>/keep")
@requires(may=policy.may_manage_people, load=_nobody_signs_in)
def keep(subject: Person) -> Any:
    """Take the erasure of somebody without an account back."""
    number = subject.id
    form = ConfirmForm()
    if form.attempt(lambda: _keep(number)):
        flash(_("Taken back: nothing is erased."), "done")
    else:
        flash(" ".join(str(message) for message in form.form_errors), "error")
    return redirect(url_for("administration.person", person_id=number))


def _keep(number: int) -> None:
    asked = account_queries.asked_erasure(number)
    if asked is not None:
        accounts.keep_person(asked=asked, actor=current_actor(), now=clock.now())


@bp.post("/people/<int:person_id>/copy")
@requires(may=policy.may_manage_people, load=_nobody_signs_in)
def copy_of(subject: Person) -> Any:
    """A copy of everything that is kept of somebody without an account, to be handed over to them."""
    payload, actor, code = {"person": subject.id}, current_actor(), language()
    if not ConfirmForm().validate_on_submit():
        return redirect(url_for("administration.person", person_id=subject.id))
    with unit_of_work():
        job = jobs.under_way(COPY, payload, owner_id=actor.id or 0) or jobs.start(
            COPY, payload, owner_id=actor.id or 0, language=code, now=clock.now()
        )
        number = job.id
    return redirect(url_for("jobs.show", job_id=number))


def _status(form: Any) -> int:
    return 422 if form.is_submitted() else 200
