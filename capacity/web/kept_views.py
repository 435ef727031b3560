"""Views of lists kept under a name: shown above the list, kept by a button, forgotten by another."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from wtforms import BooleanField, HiddenField, IntegerField, StringField
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import HiddenInput

from capacity.core import clock, kept_views
from capacity.core.access import Actor, Predicate, is_staff
from capacity.core.db import db
from capacity.core.kept_views import NAME_MAX, QUERY_MAX, KeptView
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ConfirmForm
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.tables.grammar import PLACE

bp = Blueprint("kept_views", __name__, url_prefix="/kept-views")

owns = Predicate(lambda actor, view: view is not None and view.owner_id == actor.id, "owns")


class KeepForm(BaseForm):
    """The name of a view, and the list it belongs to."""

    name = StringField(_l("Name of the view"), [DataRequired(), Length(max=NAME_MAX)])
    is_shared = BooleanField(_l("Shared with everybody who may open this list"))
    list_name = HiddenField(validators=[DataRequired(), Length(max=80)])
    query = HiddenField(validators=[Length(max=QUERY_MAX)])
    view = IntegerField(widget=HiddenInput(), validators=[Optional()])


def of(list_name: str, actor: Actor) -> list[tuple[KeptView, str, bool]]:
    """(view, address, one's own) of each view kept of a list, one's own first."""
    every = [
        (view, _address(view.list_name, view.query), view.owner_id == actor.id)
        for view in kept_views.of_list(list_name, actor)
    ]
    return sorted(every, key=lambda one: not one[2])


def _address(list_name: str, query: str) -> str:
    pairs = [(key, value) for key, value in parse_qsl(query) if key not in PLACE]
    return f"{url_for(list_name)}?{urlencode(pairs)}" if pairs else url_for(list_name)


def view_of(view_id: int) -> KeptView | None:
    """The kept view of this number."""
    return db.session.get(KeptView, view_id)


@bp.post("/")
@requires(may=is_staff)
def keep() -> Any:
    """Keep the view under a name; one's own view of that name is replaced, one that is looked at is named anew."""
    form = KeepForm()
    list_name = str(form.list_name.data or "")
    if list_name not in _lists():
        abort(400)
    query = str(form.query.data or "")
    if form.validate_on_submit():
        name = str(form.name.data)
        if form.attempt(lambda: _keep(form, list_name, query, name).id):
            flash(_("The view “%(name)s” is kept.", name=name), "done")
            return redirect(_address(list_name, query))
    flash(" ".join(str(message) for _field, message in form.all_errors), "error")
    return redirect(_address(list_name, query[:QUERY_MAX]))


def _keep(form: KeepForm, list_name: str, query: str, name: str) -> KeptView:
    """The view on which one stands takes the new name, as long as it is one's own and still that view."""
    actor, shared = current_actor(), bool(form.is_shared.data)
    here = view_of(form.view.data) if form.view.data is not None else None
    if here is not None and owns(actor, here) and (here.list_name, here.query) == (list_name, query):
        return kept_views.rename(here, name=name, is_shared=shared)
    return kept_views.keep(list_name, name=name, query=query, is_shared=shared, actor=actor, now=clock.now())


def _lists() -> set[str]:
    """The pages that need nothing but their address: any of them may be kept, its guard stays its own."""
    rules = current_app.url_map.iter_rules()
    return {rule.endpoint for rule in rules if not rule.arguments and "GET" in (rule.methods or ())}


@bp.post("/<int:view_id>/forget")
@requires(load=view_of, may=owns)
def forget(view: KeptView) -> Any:
    """Keep it no longer."""
    list_name, query = view.list_name, view.query
    form = ConfirmForm()
    if not form.validate_on_submit():
        abort(400)
    form.attempt(lambda: kept_views.forget(view))
    flash(_("The view is no longer kept."), "done")
    return redirect(_address(list_name, query) if request.form.get("stay") else url_for(list_name))
