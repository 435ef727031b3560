"""The report's page, its versions and its PDF, for who can open it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from capacity.core import audit, clock
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.languages import gettext as _
from capacity.core.languages import in_language
from capacity.core.papers import render
from capacity.mentoring.mechanisms import queries as mechanisms
from capacity.mentoring.mechanisms.states import word_limit
from capacity.mentoring.shadow_reports import actions, policy, queries, states
from capacity.mentoring.shadow_reports.forms import AimForm
from capacity.mentoring.shadow_reports.models import ReportParty, ShadowReport
from capacity.mentoring.shadow_reports.states import TITLE, Gate
from capacity.mentoring.shadow_reports.views.lists import event_choices
from capacity.mentoring.shadow_reports.views.room import bp, locked, own_ring, page
from capacity.mentoring.shadow_reports.views.words import LANGUAGES_OF_REPORTS
from capacity.web.costs import LIST, costs
from capacity.web.downloads import download
from capacity.web.forms import choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.get("/reports/<int:report_id>")
@requires(may=policy.may_read, load=queries.report)
def show(report: ShadowReport) -> Any:
    """Sections, what stands between the report and its submission, files, who can open it."""
    ring = own_ring(report)
    if ring is None:
        return locked(report)
    passages = queries.latest(report.id, ring)
    words = queries.drafted(passages)
    return render_template(
        "mentoring/shadow_reports/show.html",
        report=report,
        title=_title(passages),
        sections=queries.sections(),
        passages=passages,
        comments=queries.comment_counts(report.id),
        files=queries.files(report.id, ring),
        words=words,
        limit=word_limit(report.mechanism.rules, len(report.parties)),
        gates=gates_of(report, words),
        notes=queries.remarks(report.id, ring),
        mine=_to_sign(report, current_actor()),
        language_name=LANGUAGES_OF_REPORTS[report.language],
        events=audit.history(db.session(), [report], limit=15),
    )


def gates_of(report: ShadowReport, words: int) -> list[Gate]:
    """What stands between the report and its submission, were it sent today."""
    draft = queries.measured(report, words)
    return states.gates(draft, report.mechanism.rules, deadline=report.deadline, on=clock.today())


def _to_sign(report: ShadowReport, actor: Actor) -> list[ReportParty]:
    if report.state is not states.ReportState.IN_REVIEW:
        return []
    return [one for one in report.parties if policy.may_sign_off(actor, one) and one.signed_off_at is None]


def _title(passages: dict[str, queries.Passage]) -> str:
    found = passages.get(TITLE)
    return found.text if found is not None and found.text is not None else _("Title sealed under another key")


@bp.route("/reports/<int:report_id>/aim", methods=["GET", "POST"])
@requires(may=policy.may_write, load=queries.report)
def aim(report: ShadowReport) -> Any:
    """For which date, in which language."""
    number = report.id
    form = AimForm(data={"event": str(report.event_id or ""), "language": report.language})
    form.event.choices = event_choices(report.mechanism_id)
    form.language.choices = choices_of(LANGUAGES_OF_REPORTS.items())
    if form.validate_on_submit() and form.attempt(
        lambda: actions.aim(
            report,
            event=mechanisms.event(int(form.event.data)) if form.event.data else None,
            language=str(form.language.data),
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        flash(_("Date and language are saved."), "done")
        return redirect(url_for("shadow_reports.show", report_id=number))
    return page("aim.html", form, report=report)


@bp.get("/reports/<int:report_id>/versions")
@requires(may=policy.may_read, load=queries.report)
@costs(LIST)
def list_versions(report: ShadowReport) -> Any:
    """Every version: its number, section, writer and moment."""
    if own_ring(report) is None:
        return locked(report)
    names = {key: name for key, name, _guide in queries.sections()}
    return render_template(
        "mentoring/shadow_reports/versions.html", report=report, versions=queries.versions(report.id), names=names
    )


def _report_version(report_id: int, number: int) -> ShadowReport | None:
    found = queries.report(report_id)
    return found if found is not None and 0 < number <= found.versions else None


@bp.get("/reports/<int:report_id>/versions/<int:number>")
@requires(may=policy.may_read, load=_report_version)
def show_version(report: ShadowReport) -> Any:
    """One version, and how it differs from the one it replaced."""
    ring, number = own_ring(report), int((request.view_args or {})["number"])
    passage = queries.version(report.id, number, ring) if ring is not None else None
    if ring is None or passage is None:
        return locked(report)
    before = queries.version_before(report.id, passage, ring)
    return render_template(
        "mentoring/shadow_reports/version.html",
        report=report,
        passage=passage,
        before=before,
        changes=states.compare((before.text or "") if before else "", passage.text or ""),
        names={key: name for key, name, _guide in queries.sections()},
    )


@bp.get("/reports/<int:report_id>/paper.pdf")
@requires(may=policy.may_read, load=queries.report)
def paper(report: ShadowReport) -> Any:
    """The report as PDF, made for this request alone and kept nowhere."""
    ring = own_ring(report)
    if ring is None:
        return locked(report)
    passages = queries.latest(report.id, ring)
    written = report.language if report.language in {"ar", "fr", "en"} else "en"
    with in_language(written):
        outline = [(name.text(written), passages.get(key)) for key, name, _guide in queries.sections()]
        data = {
            "title": _title(passages),
            "mechanism": report.mechanism.name.text(written),
            "authors": [party.association.name.text(written) for party in report.parties],
            "sections": [
                {"name": name, "paragraphs": [part.strip() for part in one.text.split("\n\n") if part.strip()]}
                for name, one in outline
                if one is not None and one.text
            ],
        }
    made = render(
        "mentoring/shadow_reports/papers/report.typ", data, language=written, dated=clock.now().replace(microsecond=0)
    )
    return download(made, filename=f"{report.mechanism.code.lower()}.pdf", media_type="application/pdf")
