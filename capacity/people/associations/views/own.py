"""Pages for those who act for an association: registering, its own page, editing."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from capacity.core import clock
from capacity.core.access import Role
from capacity.core.contributions import collect
from capacity.core.languages import gettext as _
from capacity.people.accounts import queries as accounts
from capacity.people.associations import actions, policy, queries
from capacity.people.associations.forms import AssociationForm, filled_with
from capacity.people.associations.models import Association
from capacity.people.associations.views.blueprint import OFFICES, STANDINGS, bp, offer_choices, theme_names
from capacity.web.costs import ROWS, Cost, costs
from capacity.web.guards import requires
from capacity.web.session import current_actor, safe_next


@bp.route("/associations/register", methods=["GET", "POST"])
@requires(may=policy.may_register | policy.may_register_for)
def register() -> Any:
    """Register an association; a double is noticed in time."""
    form = AssociationForm()
    offer_choices(form, _own_regions())
    alike: list[Association] = []
    same: Association | None = None
    if form.validate_on_submit():
        number = form.attempt(lambda: _register(form))
        if number:
            flash(_("The association is registered."), "done")
            if policy.may_register(current_actor()):
                return redirect(safe_next(request.args.get("next"), url_for("overview.home", association=number)))
            return redirect(url_for("associations.show", association_id=number))
        alike, same = _doubles(form)
    status = 422 if form.is_submitted() else 200
    return render_template("people/associations/register.html", form=form, alike=alike, same=same), status


def _own_regions() -> frozenset[str] | None:
    actor = current_actor()
    return None if policy.may_register(actor) else actor.regions(Role.COORDINATOR)


def _register(form: AssociationForm) -> int:
    actor = current_actor()
    representative = accounts.person(actor.id) if actor.id and policy.may_register(actor) else None
    made = actions.register(
        details=form.details(),
        themes=form.themes.data or (),
        officers=form.officers(),
        representative=representative,
        actor=actor,
        now=clock.now(),
        is_another=form.is_another.data,
    )
    return made.id


def _doubles(form: AssociationForm, but: int | None = None) -> tuple[list[Association], Association | None]:
    details = form.details()
    same = queries.by_receipt(details.province_code, details.receipt_number)
    if same is not None and same.id != but:
        return [], same
    found = queries.alike(
        name_ar=details.name_ar, name_fr=details.name_fr, province_code=details.province_code, but=but
    )
    return list(found), None


@bp.get("/association/<int:association_id>")
@requires(may=policy.may_see_own, load=queries.association)
def own(association: Association) -> Any:
    """The association's own page."""
    return render_template(
        "people/associations/own.html",
        association=association,
        themes=theme_names(),
        offices=OFFICES,
        standings=STANDINGS,
        related=list(collect("association.related", association=association, actor=current_actor())),
        waiting=queries.open_claims(association.id) if policy.represents(current_actor(), association) else [],
    )


@bp.route("/association/<int:association_id>/edit", methods=["GET", "POST"])
@requires(may=policy.may_edit, load=queries.association)
@costs(Cost(15, rows=ROWS + 86))  # and 75 provinces and 11 places to choose from
def edit(association: Association) -> Any:
    """Correct what the association says of itself."""
    number = association.id
    form = AssociationForm(obj=association, data=filled_with(association))
    offer_choices(form)
    alike: list[Association] = []
    same: Association | None = None
    if form.validate_on_submit():
        if form.attempt(lambda: _change(number, form)):
            flash(_("The details are saved."), "done")
            where = "associations.own" if number in current_actor().association_ids else "associations.show"
            return redirect(url_for(where, association_id=number))
        alike, same = _doubles(form, but=number)
    status = 422 if form.is_submitted() else 200
    association = queries.association(number) or association
    page = {"association": association, "alike": alike, "same": same}
    return render_template("people/associations/edit.html", form=form, **page), status


def _change(number: int, form: AssociationForm) -> None:
    association = queries.association(number)
    if association is not None:
        actions.change_details(
            association=association,
            details=form.details(),
            themes=form.themes.data or (),
            officers=form.officers(),
            actor=current_actor(),
            now=clock.now(),
            is_another=form.is_another.data,
        )
