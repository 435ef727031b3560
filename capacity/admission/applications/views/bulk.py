"""An act on many applications: what is asked, then what and whom it touches, then the act."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import abort, flash, redirect, render_template, request
from werkzeug.datastructures import MultiDict

from capacity.admission.applications import policy, queries
from capacity.admission.applications.models import Application
from capacity.admission.applications.views.acts import act_of
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.table import table
from capacity.admission.applications.views.way import address, record_url
from capacity.core import bulk, clock
from capacity.core.access import Actor
from capacity.core.bulk import BulkAct, Sorting
from capacity.core.errors import RuleBroken
from capacity.core.jobs import Job
from capacity.core.languages import gettext as _
from capacity.core.languages import ngettext
from capacity.core.unit_of_work import unit_of_work
from capacity.web.costs import Cost, costs
from capacity.web.guards import requires
from capacity.web.session import current_actor

Args = MultiDict[str, str]
PICKED = "ids"
CONFIRMED = "confirmed"
CHANGED, RECORD, CAME_FROM = "changed", "record", "came_from"
"""``came_from`` is the list in which rows were picked: they do not depend on its filters, the way back does."""
SEEN = "seen"
"""Those whom the preview named: what the list came to show since is not touched by a press on that page."""
PLAN = "plan"
FIRST, FEW = 200, 3
"""How many names a preview lists, and how many are told of afterwards; the others are counted."""


def chosen_ids(args: Args) -> list[int]:
    """The applications the list shows over all its pages, or those that were picked in it, in its order."""
    statement = queries.desk_numbers(current_actor())
    numbers = picked_in(args)
    if numbers:
        statement = statement.where(Application.id.in_(numbers))
    return list(table().everything(statement, args))


def opens_to(job: Job, actor: Actor) -> bool:
    """Whether what was made of chosen applications is still this person's to read."""
    return policy.may_list(actor) and queries.sees_all(actor, job.payload["ids"])


def picked_in(args: Args) -> list[int]:
    """The numbers of the rows that were picked."""
    return _numbers(args.getlist(PICKED))


def _numbers(written: list[str]) -> list[int]:
    values = written[: bulk.MOST]
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 10]


@bp.post("/desk/applications/picked")
@requires(may=policy.may_list)
def picked() -> Any:
    """The rows that were picked in the list, or all that it shows: the next page says what and whom."""
    view = MultiDict((key, value) for key, value in request.form.items(multi=True) if key.startswith("view-"))
    kept = [(key.removeprefix("view-"), value) for key, value in view.items(multi=True)]
    numbers = [] if request.form.get("all") else picked_in(request.form)
    if not numbers and not request.form.get("all"):
        flash(_("Pick rows of the list first, or take all of them."), "attention")
        return redirect(address("applications.desk", kept))
    pairs = [(key, value) for key, value in kept if not numbers or key in {"sort", "columns"}]
    pairs += [(PICKED, str(number)) for number in numbers]
    if numbers and kept:
        pairs.append((CAME_FROM, urlencode(kept)))
    asked = request.form.get("act", "")
    if asked == "export":
        return redirect(address("applications.export", pairs))
    if asked == "archive":
        return redirect(address("applications.archive", pairs))
    if act_of(current_actor(), asked) is None:
        abort(404)
    return redirect(address("applications.act", pairs, verb=asked))


@bp.route("/desk/applications/acts/<verb>", methods=["GET", "POST"])
@requires(load=lambda verb: act_of(current_actor(), verb), may=policy.may_act_at_all)
@costs(Cost(15, rows=8 * 30))  # what was chosen, each with its letters and members
def act(chosen_act: BulkAct) -> Any:
    """What to do, with whom; then the preview, a page of its own; then it is done, for those that can still be touched.

    A preview that is older than a day has forgotten what was typed, and asks again.
    """
    actor, now = current_actor(), clock.now()
    ids = chosen_ids(request.args)
    too_many = len(ids) > bulk.MOST
    form = chosen_act.form(applications := queries.for_acts(ids[: bulk.MOST]))
    typed = bulk.planned(chosen_act.key, request.args.get(PLAN, ""), actor=actor) if request.method == "GET" else None
    filled = form.validate_on_submit() and not too_many
    previewed = typed is not None and _holds(form, typed) and CHANGED not in request.args and not too_many
    sorting = _sorted(chosen_act, applications, form if filled or previewed else None)
    if filled and not form.errors:
        is_confirmed = CONFIRMED in request.form and SEEN in request.form
        answer = _carry_out(chosen_act, form, ids) if is_confirmed else _plan(chosen_act)
        if answer is not None:
            return answer
    page = render_template(
        "admission/applications/act.html",
        act=chosen_act,
        form=form,
        back=back_to_list(),
        step="preview" if previewed and not form.errors else "ask",
        said=chosen_act.said(form) if previewed else [],
        sheets=chosen_act.sheets(form, sorting.touched) if previewed else [],
        typed=typed,
        change_url=_address(chosen_act, PLAN, request.args.get(PLAN, ""), CHANGED),
        seen=" ".join(str(one.id) for one in sorting.touched),
        sorting=sorting,
        too_many=too_many,
        first=FIRST,
        few=FEW,
        actor=actor,
        now=now,
    )
    return page, (422 if form.errors else 200)


def _holds(form: Any, typed: list[tuple[str, str]]) -> bool:
    """Fill the form with what was typed before; whether it can still be done, now that a choice may have gone."""
    form.process(MultiDict(typed))
    token = form._fields.pop("csrf_token", None)
    still: bool = form.validate()
    if token is not None:
        form._fields["csrf_token"] = token
    return still


def _plan(chosen_act: BulkAct) -> Any:
    """What was typed is kept, and the preview shown under an address."""
    typed = [(k, v) for k, v in request.form.items(multi=True) if k not in {"csrf_token", CONFIRMED, SEEN}]
    with unit_of_work():
        made = bulk.plan(chosen_act.key, typed, actor=current_actor(), now=clock.now())
        number = str(made.id)
    return redirect(_address(chosen_act, PLAN, number))


def _address(chosen_act: BulkAct, *more: str) -> str:
    """This act on the same applications; ``more`` is a plan's name and number, and what to do with it."""
    pairs = [(key, value) for key, value in request.args.items(multi=True) if key not in {PLAN, CHANGED}]
    if more:
        pairs += [(more[0], more[1]), *((word, "1") for word in more[2:])]
    return address("applications.act", pairs, verb=chosen_act.key)


def _carry_out(chosen_act: BulkAct, form: Any, ids: list[int]) -> Any:
    """Do it for those that the preview named; say of whom it could not be done any more. None when it is refused."""
    seen = set(_numbers(request.form.get(SEEN, "").split()))
    done = form.attempt(lambda: _do(chosen_act, [number for number in ids if number in seen], form))
    if done is False:
        return None
    flash(str(chosen_act.done(len(done.touched))), "done" if done.touched else "attention")
    missed = len(seen) - len(done.touched)
    if missed:
        reasons = [(one.association.name.text(), str(why)) for one, why in done.left[:FEW]]
        told = [_("%(name)s: %(reason)s", name=name, reason=why) for name, why in reasons]
        said = ngettext(
            "%(num)s of those the page named had changed meanwhile and was left as it is.",
            "%(num)s of those the page named had changed meanwhile and were left as they are.",
            missed,
        )
        flash(" ".join([said, *told]), "attention")
    return redirect(back_to_list())


def _sorted(chosen_act: BulkAct, applications: list[Application], form: Any) -> Sorting:
    actor = current_actor()
    try:
        why = chosen_act.why_not(applications, actor, clock.now(), form)
    except RuleBroken as broken:
        if form is not None:
            form.refuse(broken.message, broken.field)
        return Sorting()

    def why_not(one: Application) -> object | None:
        return why(one) if policy.may_act(actor, one) else _("lies outside the regions you coordinate.")

    return bulk.sort_out(applications, why_not)


def _do(chosen_act: BulkAct, ids: list[int], form: Any) -> Sorting:
    """Inside the unit of work: loaded and judged again, so that what happened since the preview counts."""
    sorting = _sorted(chosen_act, queries.for_acts(ids), form)
    if sorting.touched:
        chosen_act.do(sorting.touched, current_actor(), clock.now(), form)
    return sorting


def act_url(application: Application, key: str, view: str = "") -> str:
    """An act on this application alone, begun on its record, to which one comes back, in the list it was read in."""
    return address("applications.act", [(PICKED, str(application.id)), (RECORD, view or "1")], verb=key)


def back_to_list() -> str:
    """Where one came from: the record of one application, or the list as it was left."""
    alone = picked_in(request.args)
    if RECORD in request.args and len(alone) == 1:
        return record_url(alone[0], request.args[RECORD])
    came_from = request.args.get(CAME_FROM)
    view = parse_qsl(came_from) if came_from else list(request.args.items(multi=True))
    return address("applications.desk", [(key, value) for key, value in view if key not in {PICKED, PLAN, CHANGED}])
