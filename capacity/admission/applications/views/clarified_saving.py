"""An answer to the coordination is kept while it is written, as a draft is: by its browser, across a cut line."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from capacity.admission.applications import actions, policy, queries
from capacity.admission.applications.forms import shown
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import Problem, asked_of, problem_of
from capacity.admission.applications.states.clarifying import WHY_MAX
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.limits import problem_words
from capacity.admission.applications.views.saving import read_save, words_of
from capacity.core import clock
from capacity.core.errors import RuleBroken
from capacity.core.languages import gettext as _
from capacity.core.legible import legible
from capacity.core.unit_of_work import unit_of_work
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.templating import time_words

REMARK = 0


@bp.post("/applications/<int:application_id>/clarification/answers")
@requires(load=queries.application, may=policy.may_write)
def save_clarified(application: Application) -> Any:
    """Keep one answer to the coordination, or (as ``question`` 0) the word to the whole; in and out as ``save``."""
    body = read_save(request.get_json(silent=True))
    number = body.get("question") if body is not None else None
    if body is None or not isinstance(number, int) or not 0 <= number < 2**31:
        return jsonify(error=_("This request cannot be read.")), 400
    found = queries.clarification_item(application.id, number) if number != REMARK else None
    item = found[1] if found is not None else None
    if number != REMARK and (item is None or item.question is None):
        return jsonify(error=_("This question is not part of the call.")), 404
    question = item.question if item is not None else None
    try:
        with unit_of_work():
            kept = _keep(application, number, body)
    except actions.Conflict as conflict:
        value = shown(question, conflict.value) if question is not None else conflict.value
        theirs = words_of(conflict)
        return jsonify(
            error=str(conflict.message), question=number, value=value, version=conflict.version, theirs=theirs
        ), 409
    except RuleBroken as broken:
        return jsonify(error=str(broken.message), question=number), 422
    except (StaleDataError, IntegrityError):
        return jsonify(error=_("Somebody else saved this at the same moment. Reload the page to see it.")), 409
    asked, value = (asked_of(question), kept.values.get(number)) if question is not None else (None, None)
    problem = problem_of(asked, value) if asked is not None else None
    return jsonify(
        question=number,
        version=kept.versions[number] if item is not None else kept.remark_version,
        saved=_("Saved at %(time)s", time=time_words(clock.now())),
        problem=problem_words(problem, asked, value) if asked and problem not in {None, Problem.MISSING} else None,
    )


def _keep(application: Application, number: int, body: dict[str, Any]) -> Any:
    """Raises Conflict for what somebody else changed meanwhile, RuleBroken for what cannot be kept."""
    raw, version = body.get("value"), body["version"]
    answers, versions, remark = {number: raw}, {number: version}, None
    if number == REMARK:
        answers, versions, remark = {}, {}, _remark(raw)
    kept = actions.draft_answers(
        application,
        answers,
        versions=versions,
        remark=remark,
        remark_version=version if number == REMARK else None,
        actor=current_actor(),
        now=clock.now(),
    )
    refused = kept.remark_refused if number == REMARK else kept.refused.get(number)
    if refused is not None:
        raise refused
    return kept


def _remark(raw: object) -> str:
    text = legible(raw).strip() if isinstance(raw, str) else ""
    if len(text) > WHY_MAX:
        raise RuleBroken(_("This text is too long: %(limit)s characters at most.", limit=WHY_MAX))
    return text
