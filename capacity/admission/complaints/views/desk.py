"""The desk's list of complaints, and the record of one with everything its handler needs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import abort, render_template, request, url_for

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application, ApplicationDocument
from capacity.admission.applications.policy import may_read as may_read_all
from capacity.admission.applications.queries import for_readers
from capacity.admission.calls.states.recourse import Recourse
from capacity.admission.complaints import policy, queries
from capacity.admission.complaints.models import Complaint
from capacity.admission.complaints.states import ComplaintState, Subject, Verdict
from capacity.admission.complaints.states.following_words import for_staff
from capacity.admission.complaints.states.taking_part import parts_of
from capacity.admission.complaints.views.blueprint import bp
from capacity.admission.complaints.views.words import PART_WORDS, SUBJECT_WORDS, WORDS
from capacity.admission.review.queries.plots import criterion_rows
from capacity.admission.rounds.models import AddedDecision
from capacity.admission.rounds.queries import adding
from capacity.core import audit, facts
from capacity.core.db import db
from capacity.core.files import store
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.people.associations import queries as associations
from capacity.web import exports
from capacity.web.costs import LIST, costs
from capacity.web.downloads import download
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.tables import Filter, Sort, Table
from capacity.web.wording import label

TABS = ("complaint", "application", "marks", "history")


def _table() -> Table:
    open_first = [(state.value, WORDS[state][0]) for state in ComplaintState if state is not ComplaintState.DRAFT]
    return Table(
        id_column=Complaint.id,
        sorts=[
            Sort("filed", _l("Filed on"), Complaint.filed_at),
            Sort("number", _l("Number"), Complaint.number),
        ],
        default_sort="-filed",
        filters=[
            Filter("state", _l("State"), open_first, _in(Complaint.state, ComplaintState)),
            Filter("answer", _l("Answer"), [(v.value, WORDS[v][0]) for v in Verdict], _in(Complaint.verdict, Verdict)),
            Filter(
                "subject", _l("About"), [(s.value, SUBJECT_WORDS[s]) for s in Subject], _in(Complaint.subject, Subject)
            ),
            Filter(
                "region",
                _l("Region"),
                [(one.iso, one.names) for one in facts.regions()],
                lambda statement, codes: statement.where(Application.region_code.in_(codes)),
            ),
        ],
        search=queries.searched,
    )


def _in(column: Any, kind: Any) -> Any:
    def narrow(statement: sa.Select[Any], values: list[str]) -> sa.Select[Any]:
        return statement.where(column.in_([kind(value) for value in values]))

    return narrow


SHEET = exports.Sheet(
    "complaints",
    _l("Complaints"),
    [
        exports.Cell(_l("Number"), lambda row: row.number),
        exports.Cell(_l("Association"), lambda row: row.application.association.name.text()),
        exports.Cell(_l("Region"), lambda row: facts.region(row.application.region_code).names.text()),
        exports.Cell(_l("About"), lambda row: str(SUBJECT_WORDS[row.subject])),
        exports.Cell(_l("Filed on"), lambda row: row.filed_at, "datetime"),
        exports.Cell(_l("State"), lambda row: label(row.state)),
        exports.Cell(_l("Answer"), lambda row: label(row.verdict) if row.decided_at else ""),
        exports.Cell(_l("Answered on"), lambda row: row.decided_at, "datetime"),
        exports.Cell(_l("Examined by"), lambda row: row.handler.name if row.handler else ""),
    ],
)


@bp.route("/desk/complaints", methods=exports.METHODS)
@requires(may=policy.may_list)
@costs(LIST)
def desk() -> Any:
    """The complaints of one's regions, and those given to one: four statements."""
    rows = queries.desk_rows(current_actor())
    if exports.is_asked():
        return exports.answer(_table(), rows, SHEET)
    return render_template(
        "admission/complaints/desk.html",
        page=exports.read(_table(), rows),
        subject_words=SUBJECT_WORDS,
        region=facts.region,
    )


@bp.get("/desk/complaints/<int:complaint_id>")
@requires(load=queries.complaint, may=policy.may_read)
def record(complaint: Complaint) -> Any:
    """What was filed; the application as it was sent; marks, screening and votes; what happened."""
    tab = request.args.get("tab", TABS[0])
    if tab not in TABS:
        abort(404)
    application = complaint.application
    known = queries.who_took_part(application)
    return render_template(
        "admission/complaints/record.html",
        complaint=complaint,
        application=application,
        tab=tab,
        tabs=_tabs(complaint, tab),
        subject_words=SUBJECT_WORDS,
        follows=for_staff(complaint.follows, Recourse.read(application.call.recourse).instead)
        if complaint.follows is not None
        else "",
        own_parts=[PART_WORDS[part] for part in parts_of(current_actor().id, known)],
        grounds=[text for code, text in queries.grounds().items() if code in complaint.grounds],
        reasons=[text for code, (text, _for) in queries.reasons().items() if code in complaint.reasons],
        added=added_of(complaint) if tab == TABS[0] and complaint.state is ComplaintState.DECIDED else None,
        content=_content(application) if tab == "application" else None,
        **(_found(complaint) if tab == "marks" else {}),
        events=associations.with_names(audit.history(db.session(), [complaint])) if tab == "history" else [],
    )


def _content(application: Application) -> applications.Content:
    """Who handles a complaint from the committee, or from another region, sees as much as a reader."""
    content = applications.content(application)
    return content if may_read_all(current_actor(), application) else for_readers.shown(content)


def added_of(complaint: Complaint) -> AddedDecision | None:
    """The decision that the complaint added."""
    return adding.added_by(complaint.source)


def _found(complaint: Complaint) -> dict[str, Any]:
    found = queries.examined(complaint)
    return {"examined": found, "rows": criterion_rows(found.file)}


def _tabs(complaint: Complaint, current: str) -> list[tuple[str, str, int | None, bool]]:
    labels = {
        "complaint": _("Complaint"),
        "application": _("Application"),
        "marks": _("Marks and minutes"),
        "history": _("History"),
    }
    return [
        (labels[name], url_for("complaints.record", complaint_id=complaint.id, tab=name), None, name == current)
        for name in TABS
    ]


@bp.get("/desk/complaints/<int:complaint_id>/application/<int:joined_id>")
@requires(load=queries.application_file, may=policy.of_file(policy.may_read))
def application_file(found: tuple[Complaint, ApplicationDocument]) -> Any:
    """A document of the application that was sent, shown in a sandbox."""
    application, file = found[0].application, found[1].file
    if found[1].id in for_readers.withheld_files(application.id) and not may_read_all(current_actor(), application):
        abort(404)
    return download(store().read(file), filename=file.filename, media_type=file.media_type, show=True)
