"""The form of a call as its applicants will meet it, in each language and region; nothing is kept."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for

from capacity.admission.applications import queries
from capacity.admission.applications.forms import answers_form, name_of
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.limits import limits_of
from capacity.admission.applications.views.questions import places_on, rows_of
from capacity.admission.calls import queries as calls
from capacity.admission.calls.models import Call
from capacity.admission.calls.policy import may_see
from capacity.admission.calls.states import conditions_in_words
from capacity.core.languages import LANGUAGES, NAMES, in_language, language
from capacity.web.guards import requires


def preview_way(*, call: Call) -> str:
    """Where the form of a call is seen as applicants will see it."""
    return url_for("applications.preview", call_id=call.id)


@bp.get("/desk/calls/<int:call_id>/form")
@requires(load=calls.call, may=may_see)
def preview(call: Call) -> Any:
    """A page of the form, with its own controls, as in one region; conditions of the page hold as one answers."""
    wanted, region = request.args.get("in", ""), request.args.get("region", "")
    code = wanted if wanted in LANGUAGES else language()
    region = region if region in call.region_codes else next(iter(sorted(call.region_codes)), "")
    draft = queries.blank_draft(call, region)
    keys = [subject.key for subject in draft.subjects]
    key = request.args.get("page", keys[0] if keys else "")
    if keys and key not in keys:
        abort(404)
    with in_language(code):
        return _shown(call, draft, key, code, region)


def _shown(call: Call, draft: queries.Draft, key: str, code: str, region: str) -> str:
    def address(**other: str) -> str:
        asked: dict[str, Any] = {"call_id": call.id, "in": code, "region": region, "page": key, **other}
        return url_for("applications.preview", **asked)

    subject = next((one for one in draft.subjects if one.key == key), None)
    places = places_on(draft, subject) if subject is not None else []
    form = answers_form([one.question for one in places], {})
    return render_template(
        "admission/applications/preview.html",
        call=call,
        subject=subject,
        fields=[(one, form[name_of(one.question)]) for one in places],
        ways={},
        accepts="",
        rows_of=rows_of,
        limits_of=limits_of,
        waits=conditions_in_words(call.questions),
        shown=code,
        spoken=[(name, address(**{"in": one}), one == code, one) for one, name in NAMES.items()],
        places=[
            (place.region.name, address(region=place.region_code), place.region_code == region, None)
            for place in call.regions
        ],
        pages=[(one.title.text(), address(page=one.key), None, one.key == key) for one in draft.subjects],
        papers=[paper for paper in draft.papers if paper.question_id is None],
    )
