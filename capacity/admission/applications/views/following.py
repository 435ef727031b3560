"""What of a page follows while its answers and files are saved: parts of it, fetched anew."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for

from capacity.admission.applications import policy, queries
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.views.applying import contents, draft_of
from capacity.admission.applications.views.attaching import place_of
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.papers import paper_of
from capacity.admission.applications.views.questions import places_on
from capacity.admission.calls.models import RequiredDocument
from capacity.core import clock
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.get("/applications/<int:application_id>/contents")
@requires(load=draft_of, may=policy.of_draft(policy.may_write))
def contents_part(draft: queries.Draft) -> Any:
    """How far the application is, and its pages: what an answer on one of them brings up on another one included."""
    number = draft.application.id
    if not request.args.get("part") or draft.application.state is not ApplicationState.DRAFT:
        return redirect(url_for("applications.show", application_id=number))
    done, wanted = draft.share
    here = request.args.get("here", "")
    subject = next((one for one in draft.every if one.key == here), None)
    places = places_on(draft, subject) if subject is not None else []
    beside = queries.around(draft)
    return render_template(
        "admission/applications/contents_part.html",
        application=draft.application,
        is_open=draft.application.accepts(clock.now()),
        contents=contents(draft, beside, here),
        company=queries.company(draft, beside, here, current_actor(), clock.now()),
        asked=" ".join(f"{one.question.id}:{one.version}" for one in places if not (one.chain and one.hidden))
        if subject is not None
        else None,
        done=done,
        wanted=wanted,
    )


@bp.get("/applications/<int:application_id>/documents/<int:paper_id>")
@requires(
    load=lambda application_id, paper_id: paper_of(draft_of(application_id), paper_id),
    may=policy.of_page(policy.may_write),
)
def sent_files(opened: tuple[queries.Draft, RequiredDocument]) -> Any:
    """What was sent under a question that asks for files."""
    draft, paper = opened
    number = draft.application.id
    if not request.args.get("part") or draft.application.state is not ApplicationState.DRAFT:
        return redirect(place_of(number, paper.id))
    return render_template(
        "admission/applications/sent_part.html",
        application_id=number,
        files=draft.files.get(paper.id, []),
        aside=queries.laid_aside(draft).get(paper.id, []),
    )
