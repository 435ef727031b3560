"""Pages for those who run the programme: the list of associations, and the record of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask import abort, render_template, request, url_for

from capacity.core import clock
from capacity.core.access import Actor, Role
from capacity.core.contributions import collect
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.core.sheets import Column, workbook_bytes
from capacity.core.unit_of_work import unit_of_work
from capacity.people.associations import policy, queries
from capacity.people.associations.models import Association
from capacity.people.associations.views.blueprint import CLAIMS, OFFICES, STANDINGS, bp, theme_names
from capacity.rollout.territory import queries as territory
from capacity.rollout.territory.models import Province
from capacity.web import exports
from capacity.web.costs import LIST, costs
from capacity.web.downloads import download
from capacity.web.forms import ConfirmForm
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.tables import Filter, Sort, Table, one_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_for(actor: Actor) -> Table:
    """How the list of associations may be asked by this actor."""
    regions = None if actor.has(Role.ADMINISTRATOR) else actor.regions(Role.COORDINATOR)
    names = [
        (region.code, region.name.text())
        for region in territory.region_names()
        if regions is None or region.code in regions
    ]
    provinces = [(province.code, province.name.text()) for province in territory.provinces(regions)]
    places = [("yes", _("Priority places")), ("no", _("Other places"))]
    seats = [("yes", _("Rural")), ("no", _("Urban"))]
    return Table(
        id_column=Association.id,
        sorts=(
            Sort("name", _("Name"), Association.name_ar if language() == "ar" else Association.name_fr),
            Sort("province", _("Province"), Province.name_ar if language() == "ar" else Province.name_fr),
            Sort("since", _("Registered"), Association.created_at),
        ),
        filters=(
            Filter("region", _("Region"), names, one_of(Province.region_code)),
            Filter("province", _("Province"), provinces, one_of(Association.province_code)),
            Filter("priority", _("Priority place"), places, _by_priority),
            Filter("seat", _("Seat"), seats, _by_seat),
            Filter("theme", _("Theme"), list(theme_names().items()), queries.with_theme),
        ),
        search=queries.searched,
    )


def _by_priority(statement: sa.Select[Any], chosen: list[str]) -> sa.Select[Any]:
    if len(set(chosen)) > 1:
        return statement
    column = Association.priority_place_id
    return statement.where(column.is_not(None) if chosen[0] == "yes" else column.is_(None))


def _by_seat(statement: sa.Select[Any], chosen: list[str]) -> sa.Select[Any]:
    return statement.where(Association.rural.in_([value == "yes" for value in chosen]))


@bp.get("/associations")
@requires(may=policy.may_list)
@costs(LIST)
def list_associations() -> Any:
    """The associations of the actor's regions."""
    actor = current_actor()
    page = table_for(actor).read(queries.visible_to(actor), takes={"xlsx": url_for("associations.export_associations")})
    return render_template("people/associations/list.html", page=page)


@bp.post("/associations.xlsx")
@requires(may=policy.may_list)
def export_associations() -> Any:
    """Exactly what the list shows, over all its pages, as a workbook."""
    if not ConfirmForm().validate_on_submit():
        abort(400)
    actor = current_actor()
    columns = (
        Column("name_fr", _("Name in French"), width=44),
        Column("name_ar", _("Name in Arabic"), width=44),
        Column("acronym", _("Acronym")),
        Column("region", _("Region"), width=26),
        Column("province", _("Province"), width=22),
        Column("priority", _("Priority place")),
        Column("seat", _("Seat")),
        Column("receipt", _("Deposit receipt")),
        Column("phone", _("Telephone")),
        Column("email", _("E-mail address"), width=30),
        Column("since", _("Registered"), "date"),
    )
    found = list(_lines(table_for(actor).everything(queries.visible_to(actor), request.args)))
    content = workbook_bytes(columns, found, title=_("Associations"), language=language())
    with unit_of_work():
        exports.note("xlsx", len(found), [column.label for column in columns])
    return download(content, filename="associations.xlsx", media_type=XLSX)


def _lines(found: Iterator[Association]) -> Iterator[dict[str, object]]:
    yes, no, rural, urban = _("yes"), _("no"), _("Rural"), _("Urban")
    for one in found:
        yield {
            "name_fr": one.name_fr,
            "name_ar": one.name_ar,
            "acronym": one.acronym,
            "region": one.province.region.name.text(),
            "province": one.province.name.text(),
            "priority": yes if one.priority_place_id else no,
            "seat": rural if one.rural else urban,
            "receipt": one.receipt_number,
            "phone": one.phone,
            "email": one.email,
            "since": clock.local(one.created_at).date(),
        }


@bp.get("/associations/<int:association_id>")
@requires(may=policy.may_see_record, load=queries.association)
def show(association: Association) -> Any:
    """The record of an association: facts, people, claims, what later rooms know, what happened."""
    earlier = queries.merged_records(association.id)
    return render_template(
        "people/associations/show.html",
        association=association,
        earlier=earlier,
        themes=theme_names(),
        offices=OFFICES,
        standings=STANDINGS,
        kinds=CLAIMS,
        claims=queries.open_claims(association.id),
        related=list(collect("association.related", association=association, actor=current_actor())),
        events=queries.history(association, *earlier),
    )
