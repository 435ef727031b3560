"""The desk: one table of applications over all calls in scope, and the record of each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask import redirect, render_template, request, url_for

from capacity.admission.applications import policy, queries
from capacity.admission.applications.models import Application, ApplicationDocument
from capacity.admission.applications.queries import DeskLine
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.papers import joined, shown
from capacity.admission.applications.views.wording import WORDS
from capacity.core import audit, charts, clock, facts, search
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.languages import NAMES, language
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.people.associations.models import Association, AssociationTheme
from capacity.rollout.territory.models import Province
from capacity.web.guards import requires
from capacity.web.previews import preview
from capacity.web.session import current_actor
from capacity.web.tables import Filter, Sort, Statement, Table

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
TABS = ("answers", "documents", "association", "history")


def table() -> Table:
    """How the list may be asked; two statements for the choices of its filters."""
    actor = current_actor()
    places = queries.places(actor)
    regions = {place.region_code: place.region for place in places}
    name = Association.name_ar if language() == "ar" else Association.name_fr
    return Table(
        id_column=Application.id,
        sorts=[
            Sort("number", _l("Number"), sa.func.coalesce(Application.number, "")),
            Sort("name", _l("Association"), name),
            Sort("submitted", _l("Sent"), sa.func.coalesce(Application.submitted_at, NEVER)),
            Sort("province", _l("Province"), Province.name_fr),
        ],
        default_sort="-submitted",
        filters=[
            Filter("call", _l("Call"), [(str(number), words) for number, words in queries.call_choices(actor)], _calls),
            Filter("region", _l("Region"), list(regions.items()), _regions),
            Filter("province", _l("Province"), [(place.code, place.name) for place in places], _provinces),
            Filter("priority", _l("Priority place"), [("yes", _("yes")), ("no", _("no"))], _priority),
            Filter("state", _l("State"), [(state.value, WORDS[state][0]) for state in ApplicationState], _states),
            Filter("theme", _l("Theme"), themes(), _themes),
            Filter("language", _l("Language"), list(NAMES.items()), _languages),
        ],
        search=lambda statement, words: statement.where(Application.id.in_(search.matching("application", words))),
    )


def themes() -> list[tuple[str, object]]:
    """(code, name) of the themes an association may work on."""
    return [(line["code"], facts.words(line["name"])) for line in facts.load("themes")["theme"]]


def _calls(statement: Statement, values: list[str]) -> Statement:
    return statement.where(Application.call_id.in_([int(value) for value in values]))


def _regions(statement: Statement, values: list[str]) -> Statement:
    return statement.where(Application.region_code.in_(values))


def _provinces(statement: Statement, values: list[str]) -> Statement:
    return statement.where(Province.code.in_(values))


def _priority(statement: Statement, values: list[str]) -> Statement:
    if len(values) > 1:
        return statement
    column = Association.priority_place_id
    return statement.where(column.is_not(None) if values == ["yes"] else column.is_(None))


def _states(statement: Statement, values: list[str]) -> Statement:
    return statement.where(Application.state.in_([ApplicationState(value) for value in values]))


def _themes(statement: Statement, values: list[str]) -> Statement:
    having = sa.select(AssociationTheme.association_id).where(AssociationTheme.theme.in_(values))
    return statement.where(Association.id.in_(having))


def _languages(statement: Statement, values: list[str]) -> Statement:
    return statement.where(Application.language.in_(values))


@bp.get("/desk/applications")
@requires(may=policy.may_list)
def desk() -> Any:
    """Everything in scope: eight statements."""
    page = table().read(
        queries.desk_lines(current_actor()),
        exports={"xlsx": url_for("applications.export"), "csv": url_for("applications.export_csv")},
    )
    page.rows = [DeskLine(*row) for row in page.rows]
    aside = f"{url_for('applications.by_province')}?{page.query_string}"
    return render_template("admission/applications/desk.html", page=page, aside=aside)


@bp.get("/desk/applications/provinces")
@requires(may=policy.may_list)
def by_province() -> Any:
    """Counts by province of what the list shows, with the map: a part of the list's page, or a page of its own."""
    narrowed = table().narrowed(queries.desk_lines(current_actor()), request.args)
    counts = queries.counts_by_province(narrowed)
    sums: dict[str, int] = {}
    for region, _province, _name, count, _priority_here in counts:
        sums[region] = sums.get(region, 0) + count
    regions = [
        charts.MapRegion(
            one.iso, one.names.text(), phase_index=1 if one.iso in sums else None, level=6 if one.iso in sums else 0
        )
        for one in facts.regions()
    ]
    kept = [
        (key, value)
        for key, value in request.args.items(multi=True)
        if key not in {"province", "part", "after", "before"}
    ]
    lines = [
        (name, count, has_priority, url_for("applications.desk", **_grouped(kept), province=code))
        for _region, code, name, count, has_priority in counts
    ]
    template = "provinces_part.html" if request.args.get("part") else "provinces.html"
    return render_template(f"admission/applications/{template}", lines=lines, regions=regions, named=_named(sums))


def _grouped(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for key, value in pairs:
        if key.isidentifier() and not key.startswith("_"):
            found.setdefault(key, []).append(value)
    return found


def _named(sums: dict[str, int]) -> str:
    names = [facts.region(code).names.text() for code in sums]
    joint = "، " if language() == "ar" else ", "
    return joint.join(names)


@bp.get("/desk/applications/<int:application_id>")
@requires(load=queries.application, may=policy.may_read)
def record(application: Application) -> Any:
    """One application: answers, documents, association, history. What was never sent stays its association's."""
    tab = request.args.get("tab", TABS[0])
    if tab not in TABS:
        return redirect(url_for("applications.record", application_id=application.id))
    content = queries.content(application)
    actor = current_actor()
    return render_template(
        "admission/applications/record.html",
        application=application,
        content=content,
        tab=tab,
        tabs=_tabs(application, content, tab),
        association=queries.association_facts(application) if tab == "association" else None,
        themes=dict(themes()),
        events=audit.history(db.session(), [application], limit=60) if tab == "history" else [],
        related=[row for rows in collect("application.related", application=application, actor=actor) for row in rows],
        moment=clock.now(),
    )


def _tabs(application: Application, content: queries.Content, tab: str) -> list[tuple[str, str, int | None, bool]]:
    counts = {
        "answers": sum(not answer.missing for page in content.subjects for answer in page.answers),
        "documents": sum(len(paper.files) for paper in content.documents),
    }
    labels = {
        "answers": _("Answers"),
        "documents": _("Documents"),
        "association": _("Association"),
        "history": _("History"),
    }
    return [
        (
            labels[name],
            url_for("applications.record", application_id=application.id, tab=name),
            counts.get(name),
            name == tab,
        )
        for name in TABS
    ]


@bp.get("/desk/applications/<int:application_id>/files/<int:joined_id>")
@requires(load=joined, may=policy.of_joined(policy.may_read))
def desk_file(found: tuple[Application, ApplicationDocument]) -> Any:
    """A document that was sent, shown in a sandbox; never a draft's."""
    application, paper = found
    if not _was_sent(application, paper):
        return redirect(url_for("applications.record", application_id=application.id, tab="documents"))
    return shown(paper)


def _was_sent(application: Application, paper: ApplicationDocument) -> bool:
    content = queries.content(application)
    return paper.id in {file.id for document in content.documents for file in document.files}


@bp.get("/desk/applications/<int:application_id>/files/<int:joined_id>/preview")
@requires(load=joined, may=policy.of_joined(policy.may_read))
def desk_preview(found: tuple[Application, ApplicationDocument]) -> Any:
    """What a document that was sent looks like."""
    application, paper = found
    record = url_for("applications.record", application_id=application.id, tab="documents")
    if not _was_sent(application, paper):
        return redirect(record)
    return preview(
        paper.file,
        title=_("A document of the application"),
        back=record,
        original=url_for("applications.desk_file", application_id=application.id, joined_id=paper.id),
    )
