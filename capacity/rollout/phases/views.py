"""Pages of phases: the plan for everybody, the board for those who plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from capacity.core import audit, clock
from capacity.core.access import Actor
from capacity.core.cartography import MapRegion
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.core.languages import ngettext
from capacity.core.unit_of_work import unit_of_work
from capacity.rollout.phases import actions, policy, queries
from capacity.rollout.phases.actions import load_facts
from capacity.rollout.phases.forms import BoardForm, YearForm, board_form
from capacity.rollout.phases.models import Phase
from capacity.rollout.phases.queries import Placed
from capacity.rollout.phases.states import PhaseState, next_year
from capacity.web.forms import ConfirmForm
from capacity.web.guards import public, requires
from capacity.web.navigation import Way
from capacity.web.session import current_actor

bp = Blueprint("phases", __name__)

WAYS = (Way("staff", "rollout", _l("Phases"), "phases.board", policy.may_list, order=20),)

WORDS = {
    PhaseState.PLANNED: (_l("Planned"), "draft"),
    PhaseState.ACTIVE: (_l("Active"), "active"),
    PhaseState.COMPLETED: (_l("Completed"), "done"),
}

OBJECT_WORDS: dict[str, object] = {
    "programmes": _l("Programme"),
    "phases": _l("Phase"),
    "phase_regions": _l("Region of a phase"),
}

ACTION_WORDS = {
    "phases.add_year": _l("Year added to the plan"),
    "phases.renumber": _l("Planned for another number of regions"),
    "phases.remove_year": _l("Year taken out of the plan"),
    "phases.mark_example": _l("Marked as an example"),
    "phases.mark_announced": _l("Marked as announced: no example any more"),
    "phases.plan": _l("Regions of the year changed"),
    "phases.activate": _l("Phase activated"),
    "phases.complete": _l("Phase completed"),
}

_EXAMPLE = {"example": _l("an example"), "announced": _l("an announced plan")}
KEPT_WORDS = dict.fromkeys(("phases.mark_example", "phases.mark_announced"), _EXAMPLE.get)

FULL, PALE = 6, 0


def in_region(*, region_code: str, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """What a region's page says of its phase."""
    place = queries.place_of(region_code)
    if place is None:
        return []
    note = _("an example, not an announced plan") if place.phase.example else None
    label, url = _("Phase %(year)s", year=place.phase.year), url_for("phases.plan")
    return [{"label": label, "url": url, "sub": note, "state": WORDS[place.phase.state][0]}]


PROVIDES = (("facts.store", load_facts), ("region.related", in_region))


def map_of(regions: Sequence[Placed]) -> list[MapRegion]:
    """The plan as a map: one colour a phase, full when it has begun, pale while it is planned."""
    return [
        MapRegion(
            iso=region.code,
            name=region.name.text(),
            phase_index=region.index,
            level=PALE if region.state in {None, PhaseState.PLANNED} else FULL,
            url=url_for("territory.show", code=region.code),
            note=_note(region),
        )
        for region in regions
    ]


def _note(region: Placed) -> str:
    if region.state is None:
        return str(_("no year yet"))
    if region.example:
        return str(_("example: %(year)s", year=region.year))
    return str(_("phase %(year)s, %(state)s", year=region.year, state=str(WORDS[region.state][0]).lower()))


def legend_of(phases: Sequence[Phase], *, complete: bool) -> list[tuple[str, int]]:
    """The colours of the map in words."""
    items = [
        (_("%(year)s, example", year=phase.year) if phase.example else _("Phase %(year)s", year=phase.year), number)
        for number, phase in enumerate(phases, 1)
    ]
    return items if complete else [*items, (_("No year yet"), 0)]


@bp.get("/phases")
@public
def plan() -> Any:
    """The rollout: so many regions a year until all twelve are covered."""
    regions, phases = queries.placed(), queries.phases()
    return render_template(
        "rollout/phases/plan.html",
        programme=queries.programme(),
        places=queries.numbers().now,
        phases=phases,
        unplaced=[region for region in regions if region.state is None],
        shapes=map_of(regions),
        legend=legend_of(phases, complete=all(region.state for region in regions)),
    )


@bp.route("/desk/phases", methods=["GET", "POST"])
@requires(may=policy.may_list)
def board() -> Any:
    """Plan: regions into years, by dragging or by choosing."""
    regions, phases = queries.placed(), queries.phases()
    form = board_form(regions, phases)
    if form.validate_on_submit() and policy.may_plan(current_actor()):
        wishes, seen = form.wishes(), form.versions()
        if form.attempt(lambda: actions.plan(wishes=wishes, seen=seen, actor=current_actor(), now=clock.now()) + 1):
            flash(_("The plan was saved."), "done")
            return redirect(url_for("phases.board"))
        regions, phases = queries.placed(), queries.phases()
    return _board(form, regions, phases), (422 if form.is_submitted() else 200)


def _board(form: BoardForm, regions: Sequence[Placed], phases: Sequence[Phase]) -> str:
    wished = form.wishes() if form.is_submitted() else {region.code: region.year for region in form.movable}
    meanwhile = [
        region for region in regions if form.is_submitted() and wished.get(region.code, region.year) != region.year
    ]
    moved = form.versions() != {phase.id: phase.version for phase in phases}
    form.see(phases)
    numbers = queries.numbers()
    return render_template(
        "rollout/phases/board.html",
        form=form,
        year_form=YearForm(formdata=None, year=next_year([phase.year for phase in phases], clock.today().year)),
        phases=phases,
        placed={region.code: region for region in regions},
        columns=_columns(regions, phases, wished),
        places=numbers.now,
        takes={phase.id: numbers.of(phase) for phase in phases},
        meanwhile=meanwhile if moved else [],
        shapes=map_of(regions),
        legend=legend_of(phases, complete=all(region.state for region in regions)),
        events=_history(phases, {region.code: region.name.text() for region in regions}),
        unplaced=sum(1 for region in regions if region.state is None),
    )


def _history(phases: Sequence[Phase], names: dict[str, str]) -> list[tuple[audit.Event, int, str]]:
    """What happened to the plan, latest first, with the year and, where regions moved, their names."""
    if not phases:
        return []
    years, found = {phase.id: phase.year for phase in phases}, []
    for event in audit.history(db.session(), phases, limit=8):
        moved = event.after.split() if event.action == "phases.plan" and event.after else []
        found.append((event, years[event.object_id], " · ".join(names[code] for code in moved if code in names)))
    return found


def _columns(
    regions: Sequence[Placed], phases: Sequence[Phase], wished: dict[str, int | None]
) -> list[tuple[Phase | None, list[str]]]:
    """(phase or None, region codes), the unplaced ones first."""
    where = {region.code: wished.get(region.code, region.year) for region in regions}
    columns: list[tuple[Phase | None, list[str]]] = [(None, [code for code, year in where.items() if year is None])]
    return columns + [(phase, [code for code, year in where.items() if year == phase.year]) for phase in phases]


@bp.post("/desk/phases/years")
@requires(may=policy.may_plan)
def add_year() -> Any:
    """A further year."""
    form = YearForm()
    if form.validate_on_submit() and form.attempt(
        lambda: actions.add_year(year=form.year.data, actor=current_actor(), now=clock.now())
    ):
        count = queries.numbers().now
        said = ngettext(
            "The year was added. Give it %(num)s region.", "The year was added. Give it %(num)s regions.", count
        )
        flash(said, "done")
    else:
        flash(" ".join(str(message) for _field, message in form.all_errors), "error")
    return redirect(url_for("phases.board"))


@bp.post("/desk/phases/<int:phase_id>/remove")
@requires(may=policy.may_plan, load=queries.phase, see=policy.may_list)
def remove_year(phase: Phase) -> Any:
    """Take an empty year out."""
    return _pressed(phase, actions.remove_year, _("The year was taken out of the plan."))


@bp.post("/desk/phases/<int:phase_id>/number")
@requires(may=policy.may_plan, load=queries.phase, see=policy.may_list)
def renumber(phase: Phase) -> Any:
    """Plan a year for the number of regions in force."""
    return _pressed(phase, actions.renumber, _("The year is planned for the number in force."))


@bp.post("/desk/phases/<int:phase_id>/example")
@requires(may=policy.may_plan, load=queries.phase, see=policy.may_list)
def mark_example(phase: Phase) -> Any:
    """Turn the mark of an example on or off."""
    turned = not phase.example
    return _pressed(
        phase,
        lambda found, **who: actions.mark_example(found, example=turned, **who),
        _("The year is marked as an example.") if turned else _("The year is no longer marked as an example."),
    )


@bp.route("/desk/phases/<int:phase_id>/activate", methods=["GET", "POST"])
@requires(may=policy.may_plan, load=queries.phase, see=policy.may_list)
def activate(phase: Phase) -> Any:
    """Begin a phase, after naming what follows."""
    if ConfirmForm().validate_on_submit():
        return _pressed(phase, actions.activate, _("The phase has begun. Calls can be opened in its regions."))
    return render_template("rollout/phases/activate.html", phase=phase)


@bp.route("/desk/phases/<int:phase_id>/complete", methods=["GET", "POST"])
@requires(may=policy.may_plan, load=queries.phase, see=policy.may_list)
def complete(phase: Phase) -> Any:
    """Close a phase, after naming what follows."""
    if ConfirmForm().validate_on_submit():
        return _pressed(phase, actions.complete, _("The phase is completed."))
    return render_template("rollout/phases/complete.html", phase=phase)


def _pressed(phase: Phase, act: Any, done: str) -> Any:
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                act(phase, actor=current_actor(), now=clock.now())
        except RuleBroken as broken:
            flash(str(broken.message), "error")
        else:
            flash(done, "done")
    return redirect(url_for("phases.board"))
