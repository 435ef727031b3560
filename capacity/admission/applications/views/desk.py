"""The desk: one table of applications over all calls in scope, and the record of each."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for

from capacity.admission.applications import actions, policy, queries
from capacity.admission.applications.models import Application, ApplicationDocument
from capacity.admission.applications.views.acts import acts
from capacity.admission.applications.views.applying import why_withdrawn
from capacity.admission.applications.views.asking import ASK
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.bulk import act_url
from capacity.admission.applications.views.desk_letters import written
from capacity.admission.applications.views.papers import joined, shown
from capacity.admission.applications.views.table import LIST, table, themes
from capacity.admission.applications.views.way import address, record_url, way_of
from capacity.core import audit, cartography, clock, facts
from capacity.core.access import Actor
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.people.associations import queries as associations
from capacity.web import kept_views
from capacity.web.costs import Cost, costs
from capacity.web.guards import requires
from capacity.web.previews import preview
from capacity.web.session import current_actor
from capacity.web.tables import COUNT_LIMIT, IDS
from capacity.web.templating import number

TABS = ("answers", "documents", "clarification", "association", "history")


@bp.get("/desk/applications")
@requires(may=policy.may_list)
@costs(Cost(8))
def desk() -> Any:
    """Everything in scope: six statements."""
    actor = current_actor()
    page = table().read(
        queries.desk_numbers(actor),
        lines=queries.lines_of(IDS),
        exports={"xlsx": url_for("applications.export")},
        takes={"csv": url_for("applications.export_csv")},
    )
    page.rows = [queries.line_of(row) for row in page.rows]
    return render_template(
        "admission/applications/desk.html",
        page=page,
        aside=f"{url_for('applications.by_province')}?{page.query_string}",
        kept=kept_views.of(LIST, actor),
        acts=[(act.label, "act", act.key) for act in acts(actor)],
        themes=dict(themes()),
        region_names={one.iso: one.names for one in facts.regions()},
        moment=clock.now(),
    )


@bp.get("/desk/applications/provinces")
@requires(may=policy.may_list)
def by_province() -> Any:
    """Counts by province of what the list shows, with the map: a part of the list's page, or a page of its own."""
    everything = queries.desk_numbers(current_actor())
    narrowed = table().gathered(everything, request.args)
    counts = queries.counts_by_province(narrowed, is_narrowed=narrowed is not everything)
    sums: dict[str, int] = {}
    for region, _province, _name, count, _priority_here in counts:
        sums[region] = sums.get(region, 0) + count
    most = max(sums.values(), default=0)
    regions = [
        cartography.MapRegion(
            one.iso, one.names.text(), phase_index=1, level=-(-cartography.STAGES * sums[one.iso] // most)
        )
        for one in facts.regions()
        if one.iso in sums
    ]
    kept = [
        (key, value)
        for key, value in request.args.items(multi=True)
        if key not in {"province", "part", "after", "before"}
    ]
    lines = [
        (name, _counted(count), has_priority, address("applications.desk", [*kept, ("province", code)]))
        for _region, code, name, count, has_priority in counts
    ]
    template = "provinces_part.html" if request.args.get("part") else "provinces.html"
    return render_template(f"admission/applications/{template}", lines=lines, regions=regions, named=_named(sums))


def _named(sums: dict[str, int]) -> str:
    names = [f"{facts.region(code).names.text()} ({_counted(count)})" for code, count in sums.items()]
    joint = "، " if language() == "ar" else ", "
    return joint.join(names)


def _counted(count: int) -> str:
    """As the list itself counts: exactly as far as that tells more."""
    return number(count) if count <= COUNT_LIMIT else f"{number(COUNT_LIMIT)}+"


@bp.get("/desk/applications/<int:application_id>")
@requires(load=queries.application, may=policy.may_read)
def record(application: Application) -> Any:
    """One application: answers, documents, association, history. What was never sent stays its association's."""
    tab = request.args.get("tab", TABS[0])
    if tab not in TABS:
        return redirect(url_for("applications.record", application_id=application.id))
    content = queries.content(application)
    actor, now = current_actor(), clock.now()
    way = way_of(application, actor, tab)
    events = (
        audit.history(db.session(), [application], limit=60) if tab == "history" or application.withdrawn_at else []
    )
    offered = [(act, act.plainly_not(application, now)) for act in acts(actor) if act.key != ASK.key]
    return render_template(
        "admission/applications/record.html",
        application=application,
        content=content,
        tab=tab,
        way=way,
        tabs=_tabs(application, content, tab, actor, way.view if way else ""),
        association=queries.association_facts(application) if tab == "association" else None,
        themes=dict(themes()),
        coalition=queries.coalition_seen(application, content.snapshot),
        exchanges=_exchanges(application) if tab == "clarification" else [],
        may_ask=policy.may_clarify(actor, application) and actions.why_not_ask(application, now) is None,
        events=events if tab == "history" else [],
        withdrawn_because=why_withdrawn(events),
        letters=written(application) if tab == "history" else [],
        related=[row for rows in collect("application.related", application=application, actor=actor) for row in rows],
        doubles=associations.open_pairs_of(application.association_id),
        tags=queries.tags_of(application.id),
        ways=[
            (act.label, act_url(application, act.key, way.view if way else ""))
            for act, reason in offered
            if reason is None
        ],
        cannot_do=[(act.label, reason) for act, reason in offered if reason is not None],
        moment=now,
    )


def _exchanges(application: Application) -> list[queries.Exchange]:
    return queries.exchanges(application.id, application.language, clock.now())


def _tabs(
    application: Application, content: queries.Content, tab: str, actor: Actor, view: str
) -> list[tuple[str, str, int | None, bool]]:
    counts = {
        "answers": sum(not answer.missing for page in content.subjects for answer in page.answers),
        "documents": sum(len(paper.files) for paper in content.documents),
    }
    labels = {
        "answers": _("Answers"),
        "documents": _("Documents"),
        "clarification": _("Clarifications"),
        "association": _("Association"),
        "history": _("History"),
    }
    return [
        (
            labels[name],
            record_url(application.id, f"{view}&tab={name}"),
            counts.get(name),
            name == tab,
        )
        for name in TABS
    ] + [(*more, False) for rows in collect("application.tabs", application=application, actor=actor) for more in rows]


@bp.get("/desk/applications/<int:application_id>/files/<int:joined_id>")
@requires(load=joined, may=policy.of_joined(policy.may_read))
def desk_file(found: tuple[Application, ApplicationDocument]) -> Any:
    """A document that was sent, shown in a sandbox; never a draft's."""
    application, paper = found
    if paper.id not in queries.sent_file_ids(application):
        return redirect(url_for("applications.record", application_id=application.id, tab="documents"))
    return shown(paper)


@bp.get("/desk/applications/<int:application_id>/files/<int:joined_id>/preview")
@requires(load=joined, may=policy.of_joined(policy.may_read))
def desk_preview(found: tuple[Application, ApplicationDocument]) -> Any:
    """What a document that was sent looks like."""
    application, paper = found
    record = url_for("applications.record", application_id=application.id, tab="documents")
    if paper.id not in queries.sent_file_ids(application):
        return redirect(record)
    return preview(
        paper.file,
        title=_("A document of the application"),
        back=record,
        original=url_for("applications.desk_file", application_id=application.id, joined_id=paper.id),
    )
