"""The desk of review, and a panel: who sits, how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for

from capacity.admission.calls.models import Call, CallRegion
from capacity.admission.calls.states.reading import ReadingRules
from capacity.admission.calls.states.rules import RankedBy, Rules
from capacity.admission.review import actions, policy, queries
from capacity.admission.review.forms import PanelForm
from capacity.admission.review.models import Panel
from capacity.admission.review.queries.plots import points_plot
from capacity.admission.review.views import places
from capacity.admission.review.views.blueprint import bp
from capacity.admission.review.views.nameless import named
from capacity.core import clock
from capacity.core.languages import gettext as _
from capacity.people.accounts.models import Person
from capacity.web.costs import LIST, costs
from capacity.web.forms import choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.templating import called


@bp.get("/")
@requires(may=policy.may_list)
@costs(LIST)
def desk() -> Any:
    """Every region of every call, its panel and how far it is."""
    page = places.table().read(queries.place_rows(current_actor()))
    progress = queries.progress([panel for _call, _place, panel in page.rows if panel is not None])
    return render_template("admission/review/desk.html", page=page, progress=progress, now=clock.now())


def tabs(panel: Panel, current: str) -> list[tuple[object, str, int | None, bool]]:
    """The sections of a panel that its reader may open."""
    actor = current_actor()
    found: list[tuple[object, str, int | None, bool]] = [
        (_("Progress"), url_for("review.panel", panel_id=panel.id), None, current == "progress")
    ]
    if policy.may_see(actor, panel):
        found += [
            (_("Screening"), url_for("review.screening_list", panel_id=panel.id), None, current == "screening"),
            (_("Readers"), url_for("review.assignments", panel_id=panel.id), None, current == "assignments"),
        ]
        if queries.is_blind(panel):
            found.append(
                (_("Copies without names"), url_for("review.copies", panel_id=panel.id), None, current == "copies")
            )
    if policy.may_see_interests(actor, panel):
        found.append(
            (_("Interests"), url_for("review.panel_interests", panel_id=panel.id), None, current == "interests")
        )
    return found


@bp.get("/panels/<int:panel_id>", endpoint="panel")
@requires(load=queries.panel, may=policy.may_see_progress)
def show_panel(panel: Panel) -> Any:
    """Load per reader, scores per application with their spread, disagreements to settle."""
    actor = current_actor()
    record = queries.record_of(panel)
    files = [named(file, panel, actor) for file in record.files if not file.is_hidden_from(actor.id)]
    severity = queries.severity_of_readers(files)
    adjusted = queries.adjusted_means(files, severity)
    rows = [(file, points_plot(file), adjusted[file.id]) for file in files]
    return render_template(
        "admission/review/panel.html",
        panel=panel,
        record=record,
        rows=rows,
        severity=severity,
        widest=max((abs(one.apart) for one in severity.values()), default=0),
        by_adjusted=Rules.read(panel.call.rules).marks is RankedBy.ADJUSTED,
        loads=loads(panel, record.seen_by(actor.id)),
        widened=[file for file in record.without_one_more if not file.is_hidden_from(actor.id)],
        disagreements=[(file, item) for file, item in record.open_disagreements if not file.is_hidden_from(actor.id)],
        tabs=tabs(panel, "progress"),
    )


def loads(panel: Panel, files: Sequence[queries.FileRecord]) -> list[tuple[Person, int, int, int, bool]]:
    """(member, readings, submitted, stepped back, chairs) on these files for every member of the panel."""
    found = []
    for member in panel.members:
        mine = [r for file in files for r in file.readings if r.reader_id == member.person_id]
        active = sum(1 for r in mine if r.counts or r.is_open)
        recused = sum(1 for r in mine if r.state.value == "recused")
        found.append((member.person, active, sum(1 for r in mine if r.counts), recused, member.chairs))
    return found


def _fill(form: PanelForm, call: Call, people: Sequence[Person]) -> None:
    names = [(person.id, called(person)) for person in people]
    if call.reading is not None:
        del form.readers_per_application
    form.members.choices = choices_of(names)
    form.chair.choices = choices_of(names)
    form.deputy.choices = choices_of(names, empty=_("Nobody"))


def _values(form: PanelForm, call: Call) -> dict[str, Any]:
    """What is written; how many read is no longer asked where the call declared it."""
    declared = call.reading is not None
    return {
        "member_ids": [int(number) for number in form.members.data or []],
        "chair_id": form.chair.data,
        "deputy_id": int(form.deputy.data) if form.deputy.data else None,
        "readers_per_application": ReadingRules.read(call.reading).readers
        if declared
        else form.readers_per_application.data,
        "scores_due_at": form.scores_due_at.data,
    }


@bp.route("/calls/<int:call_id>/<region_code>", methods=["GET", "POST"])
@requires(load=queries.call_region, may=policy.may_run)
def appoint(place: CallRegion) -> Any:
    """Appoint the panel of a region."""
    form = PanelForm()
    _fill(form, place.call, queries.committee())
    region_code = place.region_code
    if form.validate_on_submit():
        done = form.attempt(
            lambda: (
                actions.appoint_panel(
                    place.call, region_code, **_values(form, place.call), actor=current_actor(), now=clock.now()
                ).id
            )
        )
        if done:
            flash(_("The panel is appointed."), "done")
            return redirect(url_for("review.panel", panel_id=done))
    page = render_template("admission/review/panel_form.html", form=form, call=place.call, region=place.region)
    return page, (422 if form.is_submitted() else 200)


@bp.route("/panels/<int:panel_id>/edit", methods=["GET", "POST"])
@requires(load=queries.panel, may=policy.may_run)
def edit_panel(panel: Panel) -> Any:
    """Change who sits on a panel, and its due date."""
    chair, deputy = panel.chair, panel.deputy
    form = PanelForm(
        data={
            "members": [member.person_id for member in panel.members],
            "chair": chair.id if chair else None,
            "deputy": deputy.id if deputy else None,
            "readers_per_application": panel.readers_per_application,
            "scores_due_at": panel.scores_due_at,
        }
    )
    _fill(form, panel.call, queries.committee())
    panel_id = panel.id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.change_panel(panel, **_values(form, panel.call), actor=current_actor(), now=clock.now())
    ):
        flash(_("The panel is changed."), "done")
        return redirect(url_for("review.panel", panel_id=panel_id))
    page = render_template(
        "admission/review/panel_form.html", form=form, call=panel.call, region=panel.region, panel=panel
    )
    return page, (422 if form.is_submitted() else 200)
