"""The desk's list of states and dates; one's own reports; starting one."""

from __future__ import annotations

import secrets
from typing import Any

import sqlalchemy as sa
from flask import redirect, render_template, url_for

from capacity.core import clock, vault
from capacity.core.db import AnySelect, db
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.core.languages import lazy_gettext as _l
from capacity.core.spelling import fold
from capacity.mentoring.mechanisms import queries as mechanisms
from capacity.mentoring.mechanisms.models import Mechanism
from capacity.mentoring.mentorships.models import Mentorship
from capacity.mentoring.shadow_reports import actions, policy, queries
from capacity.mentoring.shadow_reports.forms import StartForm
from capacity.mentoring.shadow_reports.models import ReportParty, ShadowReport
from capacity.mentoring.shadow_reports.states import ReportState
from capacity.mentoring.shadow_reports.views.room import bp, own_key, page
from capacity.mentoring.shadow_reports.views.words import LANGUAGES_OF_REPORTS, WORDS
from capacity.people.associations.models import Association
from capacity.web import exports
from capacity.web.costs import LIST, costs
from capacity.web.exports import Cell, Sheet
from capacity.web.forms import choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor, current_token
from capacity.web.tables import Filter, Sort, Table, one_of
from capacity.web.templating import short_date
from capacity.web.wording import label


def _search(statement: AnySelect, query: str) -> AnySelect:
    words = fold(query)
    named = (
        sa.select(ReportParty.report_id)
        .join(Association, Association.id == ReportParty.association_id)
        .where(sa.or_(Association.key_ar.contains(words), Association.key_fr.contains(words)))
    )
    together = sa.select(Mentorship.id).where(Mentorship.coalition.icontains(query, autoescape=True))
    return statement.where(sa.or_(ShadowReport.id.in_(named), ShadowReport.mentorship_id.in_(together)))


TABLE = Table(
    id_column=ShadowReport.id,
    sorts=[
        Sort("changed", _l("Last change"), ShadowReport.changed_at),
        Sort("start", _l("Started"), ShadowReport.created_at),
    ],
    filters=[
        Filter("state", _l("State"), [(one.value, WORDS[one][0]) for one in ReportState], one_of(ShadowReport.state)),
    ],
    search=_search,
    default_sort="-changed",
)


def _sheet() -> Sheet:
    return Sheet(
        "reports",
        _("Progress of reports"),
        (
            Cell(_l("Association or coalition"), _writers, width=44),
            Cell(_l("Mechanism"), lambda row: row.mechanism.code),
            Cell(_l("State"), lambda row: label(row.state)),
            Cell(_l("Started"), lambda row: row.created_at, "date"),
            Cell(_l("Last change"), lambda row: row.changed_at, "date"),
            Cell(_l("Versions"), lambda row: row.versions, "integer"),
            Cell(_l("Deadline"), lambda row: row.deadline, "date"),
            Cell(_l("Sent on"), lambda row: row.submitted_on, "date"),
        ),
    )


def _writers(row: ShadowReport) -> str:
    if len(row.parties) > 1 and row.mentorship is not None and row.mentorship.coalition:
        return row.mentorship.coalition
    return row.parties[0].association.name.text()


@bp.route("/reports/progress", methods=exports.METHODS)
@requires(may=policy.may_follow)
@costs(LIST)
def progress() -> Any:
    """States and dates of the reports, and nothing that was written in them."""
    rows = queries.progress(current_actor())
    if exports.is_asked():
        return exports.answer(TABLE, rows, _sheet())
    return render_template("mentoring/shadow_reports/progress.html", page=exports.read(TABLE, rows))


@bp.get("/reports")
@requires(may=policy.may_have_own)
@costs(LIST)
def mine() -> Any:
    """The reports that a member writes or a mentor accompanies."""
    actor = current_actor()
    found = queries.own(actor)
    return render_template(
        "mentoring/shadow_reports/mine.html", reports=found, titles=queries.titles(found, actor.id, own_key())
    )


@bp.route("/reports/start", methods=["GET", "POST"])
@requires(may=policy.may_start)
def start() -> Any:
    """Start a report; the answer shows the recovery code, once."""
    form = StartForm(data={"request_id": secrets.token_hex(16), "language": language()})
    coalitions = [one for one in queries.sharing_choices(current_actor()) if len(one.parties) > 1]
    _choices(form, coalitions)
    if form.validate_on_submit():
        code = vault.recovery_code_of(current_token(), str(form.request_id.data))
        known = queries.by_request(str(form.request_id.data))
        if known is not None and not queries.is_opened_by(known, code):
            return redirect(url_for("shadow_reports.show", report_id=known.id))
        if number := known.id if known is not None else form.attempt(lambda: _start(form, code)):
            return render_template("mentoring/shadow_reports/code.html", report_id=number, code=code)
    return page("start.html", form)


def _choices(form: StartForm, coalitions: list[Mentorship]) -> None:
    own = [db.session.get_one(Association, number) for number in sorted(current_actor().association_ids)]
    form.authors.choices = choices_of(
        [(f"association:{one.id}", one.name.text()) for one in own]
        + [(f"coalition:{one.id}", one.coalition) for one in coalitions]
    )
    form.mechanism.choices = choices_of(
        ((number, one.name.text()) for number, one in mechanisms.choices()), empty=_("Choose a mechanism")
    )
    form.event.choices = event_choices(None)
    form.language.choices = choices_of(LANGUAGES_OF_REPORTS.items())


def event_choices(mechanism_id: int | None) -> list[Any]:
    """The coming dates of one mechanism's calendar, or of all of them."""
    events = mechanisms.reportable_events(clock.today())
    return choices_of(
        (
            (one.id, f"{one.mechanism.code} · {short_date(one.on)}")
            for one in events
            if mechanism_id in {None, one.mechanism_id}
        ),
        empty=_("Not known yet"),
    )


def _start(form: StartForm, code: str) -> int:
    actor, (kind, _colon, number) = current_actor(), str(form.authors.data).partition(":")
    offered = queries.sharing_choices(actor)
    mentorship: Mentorship | None
    if kind == "coalition":
        mentorship = coalition = next(one for one in offered if one.id == int(number))
        association_ids = coalition.association_ids
    else:
        association_ids = {int(number)}
        mentorship = next((one for one in offered if one.association_ids == association_ids), None)
    return actions.start(
        mechanism=db.session.get_one(Mechanism, int(form.mechanism.data)),
        association_ids=association_ids,
        mentorship=mentorship,
        event=mechanisms.event(int(form.event.data)) if form.event.data else None,
        language=str(form.language.data),
        title=str(form.title.data),
        request_id=str(form.request_id.data),
        code=code,
        actor=actor,
        now=clock.now(),
    ).id
