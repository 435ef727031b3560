"""Associations that may be one: the list of pairs, and two records side by side."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from flask import flash, redirect, render_template, url_for
from wtforms import RadioField
from wtforms.validators import InputRequired

from capacity.core import clock
from capacity.core.contributions import collect
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.people.associations import actions, policy, queries
from capacity.people.associations.forms import MergeForm
from capacity.people.associations.models import Association, Suspicion
from capacity.people.associations.states.doubles import Reason, SuspicionState
from capacity.people.associations.views.blueprint import OFFICES, bp, theme_names
from capacity.web import exports
from capacity.web.costs import Cost, costs
from capacity.web.forms import ReasonForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.tables import Filter, Sort, Table

REASONS = {
    Reason.RECEIPT: _l("same receipt number"),
    Reason.NAME_AR: _l("Arabic names alike"),
    Reason.NAME_FR: _l("French names alike"),
    Reason.PHONE: _l("same telephone"),
    Reason.EMAIL: _l("same e-mail address"),
    Reason.PEOPLE: _l("same people"),
}
_AS_KEPT = (
    "name_ar", "name_fr", "acronym", "region_code", "province_code", "priority_place_id", "locality", "rural",
    "address", "phone", "email", "founded_year", "receipt_number", "receipt_date",
)  # fmt: skip
COMPARED: dict[str, Callable[[Association], object]] = {
    **{name: attrgetter(name) for name in _AS_KEPT},
    "themes": lambda one: sorted(row.theme for row in one.themes),
}
"""By the field that a record shows: what it says."""
SHEET = exports.Sheet(
    "doubles",
    _l("Possible doubles"),
    (
        exports.Cell(_l("Association"), lambda row: row.first.name.text(), width=44),
        exports.Cell(_l("Other association"), lambda row: row.second.name.text(), width=44),
        exports.Cell(_l("Reasons"), lambda row: " | ".join(str(words) for words in reasons_of(row)), width=44),
        exports.Cell(_l("Noticed"), lambda row: clock.local(row.noticed_at).date(), "date"),
    ),
)


def reasons_of(suspicion: Suspicion) -> list[object]:
    """Why the two are suspected, in words."""
    return [REASONS[Reason(code)] for code in suspicion.reasons.split()]


def _table() -> Table:
    return Table(
        id_column=Suspicion.id,
        sorts=[Sort("noticed", _("Noticed"), Suspicion.noticed_at)],
        default_sort="-noticed",
        filters=[
            Filter("reason", _("Reason"), [(one.value, REASONS[one]) for one in Reason], queries.having_reason),
        ],
    )


@bp.route("/associations/doubles", methods=exports.METHODS)
@requires(may=policy.may_list)
def doubles() -> Any:
    """The pairs that wait for somebody to say whether they are one."""
    statement = queries.suspicions(current_actor())
    if exports.is_asked():
        return exports.answer(_table(), statement, SHEET)
    page = exports.read(_table(), statement)
    page.rows = [(one, reasons_of(one)) for one in page.rows]
    return render_template("people/associations/doubles.html", page=page)


def _merge_form(suspicion: Suspicion, clashes: list[Any]) -> Any:
    fields: dict[str, Any] = {
        f"keep_{clash['id']}": RadioField(
            clash["label"],
            [InputRequired(_("Say which application goes on."))],
            choices=choices_of(clash["options"]),
            validate_choice=True,
        )
        for clash in clashes
    }
    form = type("MergeOfTwoForm", (MergeForm,), fields)()
    form.kept.choices = choices_of([(one.id, one.registered_as) for one in (suspicion.first, suspicion.second)])
    return form


def _alike(suspicion: Suspicion) -> set[str]:
    """The fields that say the same of both, letters large or small and blanks left aside."""

    def said(value: object) -> str:
        return "" if value in (None, []) else "".join(str(value).casefold().split())

    pair = (suspicion.first, suspicion.second)
    told = {name: [said(field(one)) for one in pair] for name, field in COMPARED.items()}
    return {name for name, (first, second) in told.items() if first == second != ""}


@bp.route("/associations/doubles/<int:suspicion_id>", methods=["GET", "POST"])
@requires(load=queries.suspicion, may=policy.may_see_pair)
@costs(Cost(30))  # two records side by side
def double(suspicion: Suspicion) -> Any:
    """Two records side by side; made one of, with its consequence named."""
    actor = current_actor()
    ids = (suspicion.first_id, suspicion.second_id)
    clashes = [clash for found in collect("association.clashes", ids=ids, now=clock.now()) for clash in found]
    form = _merge_form(suspicion, clashes)
    decides = policy.may_decide_pair(actor, suspicion) and suspicion.state is SuspicionState.OPEN
    if form.is_submitted() and not decides:
        return redirect(url_for("associations.double", suspicion_id=suspicion.id))
    if form.validate_on_submit():
        choices = {clash["id"]: int(form[f"keep_{clash['id']}"].data) for clash in clashes}
        kept = form.attempt(
            lambda: (
                actions.merge(
                    suspicion,
                    kept_id=int(form.kept.data),
                    choices=choices,
                    reason=form.reason.data,
                    actor=current_actor(),
                    now=clock.now(),
                ).id
            )
        )
        if kept:
            flash(_("The two associations are one; both histories stand on its record."), "done")
            return redirect(url_for("associations.show", association_id=kept))
    related = {
        one.id: list(collect("association.related", association=one, actor=actor))
        for one in (suspicion.first, suspicion.second)
    }
    page = render_template(
        "people/associations/double.html",
        suspicion=suspicion,
        reasons=reasons_of(suspicion),
        alike=_alike(suspicion),
        form=form,
        clashes=clashes,
        related=related,
        themes=theme_names(),
        offices=OFFICES,
        open=suspicion.state is SuspicionState.OPEN,
    )
    return page, (422 if form.is_submitted() else 200)


@bp.route("/associations/doubles/<int:suspicion_id>/apart", methods=["GET", "POST"])
@requires(load=queries.suspicion, may=policy.may_decide_pair, see=policy.may_see_pair)
def tell_apart(suspicion: Suspicion) -> Any:
    """They are two: why, and the question is not asked again."""
    form, number = ReasonForm(), suspicion.id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.tell_apart(suspicion, reason=form.reason.data, actor=current_actor(), now=clock.now())
    ):
        flash(_("Noted: they are two associations."), "done")
        return redirect(url_for("associations.doubles"))
    page = render_template("people/associations/tell_apart.html", suspicion=suspicion, form=form, number=number)
    return page, (422 if form.is_submitted() else 200)
