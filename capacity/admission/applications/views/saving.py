"""Every answer is saved while it is written: in order, once, and none over another one unseen."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from capacity.admission.applications import actions, policy, queries
from capacity.admission.applications.forms import shown
from capacity.admission.applications.queries import ahead
from capacity.admission.applications.states import SIGNS_IN_ID, Problem, problem_of
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.limits import problem_words
from capacity.core import clock
from capacity.core.errors import RuleBroken
from capacity.core.languages import gettext as _
from capacity.core.unit_of_work import unit_of_work
from capacity.web.guards import done_once, requires
from capacity.web.session import current_actor
from capacity.web.templating import called, short_date, time_words


@bp.post("/applications/<int:application_id>/answers")
@done_once
@requires(load=queries.held, ahead=ahead.of_typing, may=policy.may_write)
def save(application: queries.Written) -> Any:
    """Keep one answer while it is written.

    In: ``{"question", "value", "version", "sign"}``, the sign made in the browser. Out: the new version, the time, and
    whether it may have changed how far the application is (``measured``); or, with 409, what somebody else wrote
    meanwhile; or, with 422, why it cannot be kept.
    """
    body = read_save(request.get_json(silent=True))
    if body is None:
        return jsonify(error=_("This request cannot be read.")), 400
    question = application.question(body.get("question"))
    if question is None:
        return jsonify(error=_("This question is not part of the call.")), 404
    now, number = clock.now(), question.id
    try:
        with unit_of_work():
            kept = actions.save_answer(
                application,
                question,
                body.get("value"),
                version=body["version"],
                sign=body.get("sign") or "",
                actor=current_actor(),
                now=now,
            )
    except actions.Conflict as conflict:
        return jsonify(
            error=str(conflict.message),
            question=number,
            value=shown(question, conflict.value),
            version=conflict.version,
            theirs=words_of(conflict),
        ), 409
    except RuleBroken as broken:
        return jsonify(error=str(broken.message), question=number), 422
    except (StaleDataError, IntegrityError):
        return jsonify(error=_("Somebody else saved this at the same moment. Reload the page to see it.")), 409
    asked = application.form.asked[number]
    problem = problem_of(asked, kept.value)
    return jsonify(
        question=number,
        version=kept.version,
        saved=_("Saved at %(time)s", time=time_words(now)),
        measured=kept.measured,
        problem=problem_words(problem, asked, kept.value) if problem not in {None, Problem.MISSING} else None,
    )


def read_save(body: Any) -> dict[str, Any] | None:
    """What was sent to be kept; None when it cannot be read."""
    if not isinstance(body, dict) or not isinstance(body.get("version"), int) or not 0 <= body["version"] < 2**31:
        return None
    sign = body.get("sign") or ""
    is_sign = isinstance(sign, str) and len(sign) <= SIGNS_IN_ID and sign.isascii() and sign.isprintable()
    return body if is_sign else None


def words_of(conflict: actions.Conflict) -> str:
    """By whom the other text was saved, and when."""
    if conflict.saved_at is None:
        return _("Taken away meanwhile") if conflict.value is None else _("Somebody else of your association")
    when = time_words(conflict.saved_at)
    if clock.local(conflict.saved_at).date() != clock.today():
        when = _("%(date)s, %(time)s", date=short_date(conflict.saved_at), time=when)
    if conflict.saved_by_id == current_actor().id:
        return _("You, in another window, saved at %(time)s", time=when)
    writer = queries.writer(conflict.saved_by_id)
    if writer is None:
        return _("Somebody else, saved at %(time)s", time=when)
    return _("%(name)s, saved at %(time)s", name=called(writer), time=when)
