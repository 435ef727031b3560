"""The scores of one application: spread by criterion, readers, disagreements to settle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, url_for

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.review import actions, policy, queries
from capacity.admission.review.models import Assignment, Panel
from capacity.admission.review.queries.plots import criterion_rows
from capacity.admission.review.views.blueprint import bp
from capacity.admission.review.views.nameless import named
from capacity.core import audit, charts, clock
from capacity.core.db import db
from capacity.core.languages import gettext as _
from capacity.web.forms import ReasonForm
from capacity.web.guards import requires
from capacity.web.session import current_actor


@dataclass(frozen=True)
class Subject:
    """An application before its panel; ``panel`` decides who may look."""

    application: Application
    panel: Panel
    criterion_id: int = 0

    @property
    def region_code(self) -> str:
        """The region of both."""
        return self.panel.region_code


def _subject(application_id: int, criterion_id: int = 0) -> Subject | None:
    application = applications.application(application_id)
    panel = queries.panel_of_application(application) if application is not None else None
    return Subject(application, panel, criterion_id) if application is not None and panel is not None else None


@bp.get("/applications/<int:application_id>")
@requires(load=_subject, may=policy.may_see_progress)
def sheet(subject: Subject) -> Any:
    """Marks with their spread, readers with their declarations, what happened."""
    actor = current_actor()
    file = named(queries.file_of(subject.application), subject.panel, actor)
    if file.is_hidden_from(actor.id):
        abort(404)
    verdict = queries.screening_of(subject.application.id)
    acted_on: list[Any] = [Assignment(id=reading.id) for reading in file.readings]
    if verdict is not None:
        acted_on.append(verdict[0])
    return render_template(
        "admission/review/sheet.html",
        application=subject.application,
        panel=subject.panel,
        file=file,
        rows=criterion_rows(file),
        verdict=verdict,
        nameless=queries.hides_names(subject.panel) and not policy.may_see(actor, subject.panel),
        names=_names(file),
        events=audit.history(db.session(), acted_on) if acted_on else [],
    )


def _names(file: queries.FileRecord) -> dict[int, str]:
    """Whose reading each is, for the history."""
    return {reading.id: reading.reader for reading in file.readings}


@bp.route("/applications/<int:application_id>/criteria/<int:criterion_id>", methods=["GET", "POST"])
@requires(load=_subject, may=policy.may_arbitrate)
def arbitrate(subject: Subject) -> Any:
    """Settle a disagreement, with a reason."""
    file = named(queries.file_of(subject.application), subject.panel, current_actor())
    found = next((item for item in file.disagreements if item.criterion.id == subject.criterion_id), None)
    if found is None or file.is_hidden_from(current_actor().id):
        abort(404)
    form = ReasonForm()
    application_id, panel_id = subject.application.id, subject.panel.id
    if form.validate_on_submit() and form.attempt(
        lambda: (
            actions.arbitrate(
                subject.panel,
                subject.application,
                subject.criterion_id,
                reason=form.reason.data,
                actor=current_actor(),
                now=clock.now(),
            ).id
        )
    ):
        flash(_("The disagreement is settled."), "done")
        return redirect(url_for("review.sheet", application_id=application_id))
    readings = [
        (reading, reading.marks.get(found.criterion.key), reading.comments.get(found.criterion.key, ""))
        for reading in file.submitted
    ]
    page = render_template(
        "admission/review/arbitrate.html",
        form=form,
        application=subject.application,
        panel=subject.panel,
        panel_id=panel_id,
        disagreement=found,
        file=file,
        readings=readings,
        plot=charts.spread([value / 2 for value in file.marks_on(found.criterion.key)]),
    )
    return page, (422 if form.is_submitted() else 200)
