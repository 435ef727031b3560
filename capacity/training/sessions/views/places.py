"""Venues and modules."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import flash, redirect, render_template, url_for

from capacity.core import clock, search
from capacity.core.access import Role
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.rollout.territory.models import Province
from capacity.training.sessions import actions, policy, queries
from capacity.training.sessions.forms import ModuleForm, VenueForm
from capacity.training.sessions.models import Module, Venue
from capacity.training.sessions.views.blueprint import bp
from capacity.web import exports
from capacity.web.costs import LIST, costs
from capacity.web.exports import Cell, Sheet
from capacity.web.forms import ConfirmForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.tables import Filter, Sort, Table, one_of


def _search(statement: sa.Select[Any], query: str) -> sa.Select[Any]:
    return statement.where(search.holds(query, Venue.name, Province.name_fr, Province.name_ar))


def _sheet() -> Sheet:
    return Sheet(
        "venues",
        _("Venues"),
        (
            Cell(_l("Venue"), lambda row: row.name.text(), width=36),
            Cell(_l("Address"), lambda row: row.address.text(), width=44),
            Cell(_l("Province or prefecture"), lambda row: row.province.name.text()),
            Cell(_l("Places"), lambda row: row.capacity, "integer"),
            Cell(_l("Access"), lambda row: _("Accessible") if row.accessible else _("Steps")),
            Cell(_l("Note on access"), lambda row: row.access_note.text(), width=44),
            Cell(_l("State"), lambda row: _("Out of use") if row.retired_at else _("In use")),
        ),
    )


@bp.route("/desk/venues", methods=exports.METHODS)
@requires(may=policy.may_list)
@costs(LIST)
def list_venues() -> Any:
    """Where sessions can be held."""
    table = Table(
        id_column=Venue.id,
        sorts=[
            Sort("province", _l("Province or prefecture"), Province.name_fr),
            Sort("capacity", _l("Places"), Venue.capacity),
        ],
        filters=[
            Filter(
                "region",
                _l("Region"),
                [(code, name.text()) for code, name in queries.region_names()],
                one_of(Province.region_code),
            )
        ],
        search=_search,
    )
    if exports.is_asked():
        return exports.answer(table, queries.venues(), _sheet())
    return render_template("training/sessions/venues.html", page=exports.read(table, queries.venues()))


def _choices(form: VenueForm) -> VenueForm:
    regions = current_actor().regions(Role.COORDINATOR)
    form.province.choices = choices_of(
        ((one.code, one.name.text()) for one in queries.provinces(regions)), empty=_("Choose")
    )
    return form


@bp.route("/desk/venues/new", methods=["GET", "POST"])
@requires(may=policy.may_keep_venues)
def add_venue() -> Any:
    """A new venue."""
    form = _choices(VenueForm())
    if form.validate_on_submit() and form.attempt(
        lambda: actions.add_venue(form.details(), actor=current_actor(), now=clock.now()).id
    ):
        flash(_("The venue is kept."), "done")
        return redirect(url_for("sessions.list_venues"))
    return render_template("training/sessions/venue.html", form=form, venue=None), (422 if form.is_submitted() else 200)


@bp.route("/desk/venues/<int:venue_id>", methods=["GET", "POST"])
@requires(load=queries.venue, may=policy.may_change_venue)
def change_venue(venue: Venue) -> Any:
    """Change a venue."""
    form, number = _choices(VenueForm(obj=venue)), venue.id
    if not form.is_submitted():
        form.province.data = venue.province_code
    if form.validate_on_submit() and form.attempt(
        lambda: actions.change_venue(venue, form.details(), actor=current_actor(), now=clock.now()).id
    ):
        flash(_("The venue is kept."), "done")
        return redirect(url_for("sessions.list_venues"))
    return render_template("training/sessions/venue.html", form=form, venue=queries.venue(number)), (
        422 if form.is_submitted() else 200
    )


@bp.post("/desk/venues/<int:venue_id>/retire")
@requires(load=queries.venue, may=policy.may_change_venue)
def retire_venue(venue: Venue) -> Any:
    """Take it out of use, or back."""
    form = ConfirmForm()
    if form.validate_on_submit() and form.attempt(
        lambda: actions.retire_venue(venue, actor=current_actor(), now=clock.now()).id
    ):
        flash(_("Noted."), "done")
    return redirect(url_for("sessions.list_venues"))


@bp.route("/desk/modules", methods=exports.METHODS)
@requires(may=policy.may_list)
@costs(LIST)
def list_modules() -> Any:
    """What is taught."""
    table, statement = _modules(), queries.module_rows()
    if exports.is_asked():
        return exports.answer(table, statement, _modules_sheet())
    return render_template("training/sessions/modules.html", page=exports.read(table, statement))


def _modules() -> Table:
    return Table(
        id_column=Module.id,
        sorts=[
            Sort("order", _l("Order of the programme"), Module.position),
            Sort("half_days", _l("Half-days"), Module.half_days),
            Sort("share", _l("For the certificate"), Module.required_share),
        ],
        search=lambda statement, words: statement.where(search.holds(words, Module.name, Module.description)),
    )


def _modules_sheet() -> Sheet:
    return Sheet(
        "modules",
        _("Modules"),
        (
            Cell(_l("Module"), lambda row: row.name.text(), width=44),
            Cell(_l("Description"), lambda row: row.description.text(), width=60),
            Cell(_l("Half-days"), lambda row: row.half_days, "integer"),
            Cell(_l("For the certificate"), lambda row: row.required_share / 100, "percent"),
        ),
    )


@bp.route("/desk/modules/<int:module_id>", methods=["GET", "POST"])
@requires(load=queries.module, may=policy.may_keep_modules)
def change_module(module: Module) -> Any:
    """Change a module."""
    form, number = ModuleForm(obj=module), module.id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.change_module(module, form.details(), actor=current_actor(), now=clock.now()).id
    ):
        flash(_("The module is kept."), "done")
        return redirect(url_for("sessions.list_modules"))
    return render_template("training/sessions/module.html", form=form, module=queries.module(number)), (
        422 if form.is_submitted() else 200
    )
