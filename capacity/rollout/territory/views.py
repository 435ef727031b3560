"""Pages of territory: regions for everybody, provinces and priority places for the desk."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, flash, redirect, render_template, url_for

from capacity.core import clock, search
from capacity.core.contributions import collect
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.core.unit_of_work import unit_of_work
from capacity.rollout.territory import actions, policy, queries
from capacity.rollout.territory.actions import load_facts
from capacity.rollout.territory.forms import PlaceForm
from capacity.rollout.territory.models import PriorityPlace, Province, Region
from capacity.rollout.territory.states import LABELS, ProvinceKind
from capacity.web.forms import ConfirmForm, choices_of
from capacity.web.guards import public, requires
from capacity.web.navigation import Way
from capacity.web.session import current_actor
from capacity.web.tables import Filter, Sort, Table, one_of

bp = Blueprint("territory", __name__)

WAYS = (Way("staff", "rollout", _l("Territory"), "territory.desk", policy.may_list, order=10),)

PROVIDES = (("facts.store", load_facts),)

OBJECT_WORDS: dict[str, object] = {
    "priority_places": _l("Priority place"),
}

ACTION_WORDS = {
    "territory.add_place": _l("Priority place added"),
    "territory.change_place": _l("Priority place changed"),
    "territory.retire_place": _l("Priority place retired"),
    "territory.restore_place": _l("Priority place offered again"),
}


@bp.get("/regions")
@public
def list_regions() -> Any:
    """The twelve regions and their provinces."""
    return render_template("rollout/territory/regions.html", regions=queries.regions(), kinds=_kinds)


@bp.get("/regions/<code>")
@public
def show(code: str) -> Any:
    """A region: its provinces, its priority places, and what the programme does there."""
    region = queries.region(code)
    if region is None:
        abort(404)
    related = collect("region.related", region_code=region.code, actor=current_actor(), now=clock.now())
    return render_template(
        "rollout/territory/region.html", region=region, kinds=_kinds, related=list(chain.from_iterable(related))
    )


@bp.get("/desk/territory")
@requires(may=policy.may_list)
def desk() -> Any:
    """Every province and priority place, region by region."""
    regions = queries.regions()
    page = _places(regions).read(queries.place_rows())
    return render_template("rollout/territory/desk.html", regions=regions, kinds=_kinds, page=page)


def _places(regions: Sequence[Region]) -> Table:
    offered = {"offered": PriorityPlace.retired_at.is_(None), "retired": PriorityPlace.retired_at.is_not(None)}
    return Table(
        id_column=PriorityPlace.id,
        sorts=[
            Sort("region", _l("Region"), Province.region_code),
            Sort("province", _l("Province or prefecture"), Province.name_fr),
        ],
        filters=[
            Filter(
                "region", _l("Region"), [(one.code, one.name.text()) for one in regions], one_of(Province.region_code)
            ),
            Filter(
                "state",
                _l("State"),
                [("offered", _l("Offered")), ("retired", _l("Retired"))],
                lambda statement, chosen: statement.where(sa.or_(*(offered[one] for one in chosen))),
            ),
        ],
        search=lambda statement, words: statement.where(
            search.holds(words, PriorityPlace.name, Province.name_fr, Province.name_ar)
        ),
    )


@bp.route("/desk/territory/places/new", methods=["GET", "POST"])
@requires(may=policy.may_edit)
def add_place() -> Any:
    """A further priority place."""
    form = _with_provinces(PlaceForm())
    if form.validate_on_submit() and form.attempt(
        lambda: actions.add_place(
            name=form.name.data,
            province_code=form.province_code.data,
            note=form.note.data,
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        flash(_("The place was added."), "done")
        return redirect(url_for("territory.desk"))
    return render_template("rollout/territory/place.html", form=form, place=None), _status(form)


@bp.route("/desk/territory/places/<int:place_id>", methods=["GET", "POST"])
@requires(may=policy.may_edit_place, load=queries.place, see=policy.may_list)
def edit_place(place: PriorityPlace) -> Any:
    """Correct a priority place."""
    form = _with_provinces(PlaceForm(obj=place))
    if form.validate_on_submit() and form.attempt(
        lambda: actions.change_place(
            place,
            name=form.name.data,
            province_code=form.province_code.data,
            note=form.note.data,
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        flash(_("The place was changed."), "done")
        return redirect(url_for("territory.desk"))
    return render_template("rollout/territory/place.html", form=form, place=place), _status(form)


@bp.post("/desk/territory/places/<int:place_id>/retire")
@requires(may=policy.may_edit_place, load=queries.place, see=policy.may_list)
def retire_place(place: PriorityPlace) -> Any:
    """No longer offer a place."""
    if ConfirmForm().validate_on_submit():
        with unit_of_work():
            actions.retire_place(place, actor=current_actor(), now=clock.now())
        flash(_("The place is no longer offered. Those who named it keep it."), "done")
    return redirect(url_for("territory.desk"))


@bp.post("/desk/territory/places/<int:place_id>/restore")
@requires(may=policy.may_edit_place, load=queries.place, see=policy.may_list)
def restore_place(place: PriorityPlace) -> Any:
    """Offer a place again."""
    if ConfirmForm().validate_on_submit():
        with unit_of_work():
            actions.restore_place(place, actor=current_actor(), now=clock.now())
        flash(_("The place is offered again."), "done")
    return redirect(url_for("territory.desk"))


def _with_provinces(form: PlaceForm) -> PlaceForm:
    reached = queries.editable_regions(current_actor())
    form.province_code.choices = choices_of(
        ((one.code, one.name.text()) for one in queries.provinces(reached)), empty=_("Choose a province")
    )
    return form


def _status(form: PlaceForm) -> int:
    return 422 if form.is_submitted() else 200


def _kinds(kind: str) -> object:
    return LABELS[ProvinceKind(kind)]
