"""An association begins, writes, and sees where it stands; every answer is saved as it is written."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from capacity.admission.applications import actions, policy, queries
from capacity.admission.applications.forms import BeginForm, answers_form, name_of
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState, Problem, asked_of, problem_of
from capacity.admission.applications.states.coalitions import MembershipState
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.questions import Place, places_on, rows_of
from capacity.admission.applications.views.wording import PROBLEM_WORDS, PUBLIC_WORDS, SEEN_BY_APPLICANTS
from capacity.admission.calls import queries as calls
from capacity.admission.calls.models import Call, Question, Subject
from capacity.admission.calls.states import CallStatus
from capacity.core import audit, clock
from capacity.core.access import is_signed_in
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import NAMES, language, ngettext
from capacity.core.languages import gettext as _
from capacity.core.unit_of_work import unit_of_work
from capacity.web.forms import choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.templating import time_words


def apply_way(*, call: Any, actor: Any, now: Any) -> dict[str, str] | None:
    """The button on a call's page: for everybody while it is open, later for whom it was extended."""
    if call.status(now) is CallStatus.OPEN or (
        call.status(now) is CallStatus.CLOSED and actor.is_member and queries.has_time_of_its_own(call.id, actor, now)
    ):
        return {"url": url_for("applications.begin", reference=call.reference), "label": _("Apply")}
    return None


@bp.get("/applications")
@requires(may=policy.is_member)
def mine() -> Any:
    """The applications of one's associations."""
    now = clock.now()
    lines = [(one, PUBLIC_WORDS[one.public_state(now)]) for one in queries.mine(current_actor())]
    return render_template(
        "admission/applications/mine.html",
        lines=lines,
        moment=now,
        coalitions=queries.memberships_of(current_actor().association_ids),
    )


@bp.get("/applications/begin/<int:call_id>")
@requires(load=calls.call_head, may=is_signed_in)
def begin_by_id(call: Call) -> Any:
    """The same, from a list that knows numbers only."""
    return redirect(url_for("applications.begin", reference=call.reference))


@bp.route("/applications/begin/<reference>", methods=["GET", "POST"])
@requires(load=calls.by_reference, may=is_signed_in)
def begin(call: Call) -> Any:
    """Choose the association; one that has begun already continues."""
    actor, now = current_actor(), clock.now()
    own = queries.own_associations(actor)
    begun = queries.of_association(call.id, [one.id for one in own])
    joined = queries.confirmed_in(call.id, [one.id for one in own])
    reasons = {one.id: _("it confirmed a coalition.") if one.id in joined else _refusal(call, one, now) for one in own}
    refused = [(one.name, reasons[one.id]) for one in own if one.id not in begun and reasons[one.id]]
    free = [one for one in own if one.id not in begun and not reasons[one.id]]
    if not free and len(begun) == 1 and not refused:
        return redirect(url_for("applications.show", application_id=next(iter(begun.values())).id))
    form = BeginForm(data={"association": str(free[0].id) if len(free) == 1 else None, "language": language()})
    form.association.choices = choices_of([(one.id, one.name) for one in free])
    form.language.choices = choices_of(NAMES.items())
    by_id = {str(one.id): one for one in free}
    if form.validate_on_submit() and (
        done := form.attempt(
            lambda: (
                actions.begin(
                    call,
                    by_id[form.association.data],
                    language=form.language.data,
                    actor=current_actor(),
                    now=clock.now(),
                ).id
            )
        )
    ):
        return redirect(url_for("applications.show", application_id=done))
    page = render_template(
        "admission/applications/begin.html",
        call=call,
        form=form,
        free=free,
        refused=refused,
        begun=[(one.name, begun[one.id]) for one in own if one.id in begun],
        nobody=not own,
    )
    return page, (422 if form.is_submitted() else 200)


def _refusal(call: Call, association: Any, now: Any) -> str:
    window = call.window(association.id)
    if now < window.opens_at:
        return str(_("the call is not open yet."))
    if call.status(now) in {CallStatus.CANCELLED, CallStatus.ARCHIVED} or now >= window.closes_at:
        return str(_("the call is closed."))
    if association.region_code not in call.region_codes:
        return str(_("its seat is not in a region of this call."))
    return ""


@bp.get("/applications/<int:application_id>")
@requires(load=queries.application, may=policy.owns)
def show(application: Application) -> Any:
    """Where the application stands, as its association may know it, and what can be done."""
    now, actor = clock.now(), current_actor()
    draft = queries.draft(application) if application.state is ApplicationState.DRAFT else None
    closes_at = application.call.window(application.association_id).closes_at
    return render_template(
        "admission/applications/show.html",
        application=application,
        state_words=PUBLIC_WORDS[application.public_state(now)],
        public=application.public_state(now).value,
        closes_at=closes_at,
        is_open=application.accepts(now),
        may_reopen=_may_reopen(application, now),
        draft=draft,
        contents=contents(draft) if draft else [],
        news=list(collect("application.news", application=application, actor=actor, now=now)),
        events=(events := _events(application)),
        is_coalition=draft is None and bool(queries.present_members(application.id)),
        was_asked=any(one.action == "applications.request_clarification" for one in events),
    )


def _events(application: Application) -> list[audit.Event]:
    return [one for one in audit.history(db.session(), [application]) if one.action in SEEN_BY_APPLICANTS]


def _may_reopen(application: Application, now: Any) -> bool:
    window = application.call.window(application.association_id)
    return application.public_state(now).value == "submitted" and application.accepts(now) and now < window.closes_at


def contents(draft: queries.Draft, here: str = "") -> list[tuple[Any, str, str, bool]]:
    """(label, address, shape of its state, current) of every page; the documents and the summary come last."""
    number = draft.application.id
    lines: list[tuple[Any, str, str, bool]] = []
    for subject in draft.subjects:
        page = draft.page(subject)
        kind = "done" if page.is_complete and page.is_begun else "active" if page.is_begun else "draft"
        lines.append(
            (
                subject.title,
                url_for("applications.page", application_id=number, key=subject.key),
                kind,
                subject.key == here,
            )
        )
    joined, wanted = bool(draft.files), bool(draft.missing_papers)
    papers = ("active" if joined else "draft") if wanted else "done"
    lines.append((_("Documents"), url_for("applications.papers", application_id=number), papers, here == "*papers"))
    together = [one.state for one in queries.present_members(number)]
    shape = "draft" if not together else "active" if MembershipState.INVITED in together else "done"
    address = url_for("applications.coalition", application_id=number)
    lines.append((_("Coalition (only with other associations)"), address, shape, here == "*coalition"))
    lines.append(
        (_("Review and send"), url_for("applications.summary", application_id=number), "draft", here == "*summary")
    )
    return lines


def draft_of(application_id: int, **_rest: str) -> queries.Draft | None:
    """The draft behind an application."""
    application = queries.application(application_id)
    return queries.draft(application) if application is not None else None


@bp.route("/applications/<int:application_id>/form/<key>", methods=["GET", "POST"])
@requires(load=lambda application_id, key: _page(draft_of(application_id), key), may=policy.of_page(policy.may_write))
def page(opened: tuple[queries.Draft, Subject]) -> Any:
    """One subject of the form. What can be kept is kept, whatever else is wrong on the page."""
    draft, subject = opened
    application = draft.application
    if application.state is not ApplicationState.DRAFT:
        return redirect(url_for("applications.show", application_id=application.id))
    number, key = application.id, subject.key
    places = places_on(draft, subject)
    form = answers_form(
        [one.question for one in places], {one.question.id: draft.value(one.question) for one in places}
    )
    if form.is_submitted():
        form.validate()
        _save(draft, places, form)
        if not form.errors:
            return redirect(_onwards(number, key))
        draft, subject = _page(draft_of(number), key) or abort(404)
        places = [one for one in places_on(draft, subject) if one.is_file or name_of(one.question) in form]
    place = [one.id for one in draft.subjects].index(subject.id)
    done, wanted = draft.share
    body = render_template(
        "admission/applications/page.html",
        draft=draft,
        subject=subject,
        fields=[(one, None if one.is_file else form[name_of(one.question)]) for one in places],
        rows_of=rows_of,
        form=form,
        contents=contents(draft, key),
        place=place + 1,
        previous=draft.subjects[place - 1].key if place else None,
        done=done,
        wanted=wanted,
        saved_at=max((answer.saved_at for answer in draft.answers.values()), default=None),
    )
    return body, (422 if form.errors else 200)


def _page(draft: queries.Draft | None, key: str) -> tuple[queries.Draft, Subject] | None:
    if draft is None:
        return None
    subject = next((one for one in draft.subjects if one.key == key), None)
    return (draft, subject) if subject is not None else None


def _save(draft: queries.Draft, places: list[Place], form: Any) -> None:
    questions = {one.question.id: one.question for one in places if not one.is_file}
    asked = {number: asked_of(question) for number, question in questions.items()}
    names = {number: name_of(question) for number, question in questions.items()}
    raw = {number: form[name].data for number, name in names.items() if not form[name].errors}
    versions = {number: request.form.get(f"v{number}", type=int) or 0 for number in questions}
    if form.form_errors or "csrf_token" in form.errors:
        return
    saved = form.attempt(
        lambda: actions.save_answers(
            draft.application,
            {questions[number]: value for number, value in raw.items()},
            versions=versions,
            actor=current_actor(),
            now=clock.now(),
        )
    )
    if not saved:
        return
    seen = _seen() or set(questions)
    for number, broken in saved.refused.items():
        if number in seen:
            form.refuse(_with_theirs(broken), names[number])
    for number in raw:
        if number not in saved.refused and number in seen:
            problem = problem_of(asked[number], saved.values.get(number))
            if problem not in {None, Problem.MISSING}:
                form.refuse(PROBLEM_WORDS[problem], names[number])


def _seen() -> set[int]:
    """The questions that stood before the person who sent the page."""
    return {int(one) for one in request.form.getlist("seen") if one.isascii() and one.isdigit()}


def _with_theirs(broken: RuleBroken) -> object:
    if isinstance(broken, actions.Conflict) and isinstance(broken.value, str):
        return _("%(message)s What stands there now: “%(theirs)s”", message=broken.message, theirs=broken.value)
    return broken.message


def _onwards(application_id: int, key: str) -> str:
    """Where a saved page leads: on, or (with the quiet button) back to the application."""
    if request.form.get("then") == "leave":
        flash(_("Saved. You can continue whenever you like, until the closing."), "done")
        return url_for("applications.show", application_id=application_id)
    draft = draft_of(application_id) or abort(404)
    if risen := _risen(draft, key):
        flash(
            ngettext(
                "Your answers bring up %(num)s more question.",
                "Your answers bring up %(num)s more questions.",
                len(risen),
            ),
            "attention",
        )
        return url_for("applications.page", application_id=application_id, key=key, _anchor=name_of(risen[0]))
    keys = [subject.key for subject in draft.subjects]
    after = keys[keys.index(key) + 1 :] if key in keys else []
    if after:
        return url_for("applications.page", application_id=application_id, key=after[0])
    return url_for("applications.papers", application_id=application_id)


def _risen(draft: queries.Draft, key: str) -> list[Question]:
    """Questions of the page just saved that its answers brought up, and nobody saw yet."""
    opened = _page(draft, key)
    seen = _seen()
    asked = draft.questions(opened[1]) if opened is not None else []
    return [one for one in asked if one.condition and one.id not in seen and draft.value(one) is None]


@bp.post("/applications/<int:application_id>/answers")
@requires(load=queries.application, may=policy.may_write)
def save(application: Application) -> Any:
    """Keep one answer while it is written: ``{"question", "value", "version"}`` in, new version and time out."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not isinstance(body.get("version"), int) or not 0 <= body["version"] < 2**31:
        return jsonify(error=_("This request cannot be read.")), 400
    question = queries.question_of(application, body.get("question"))
    if question is None:
        return jsonify(error=_("This question is not part of the call.")), 404
    now, number = clock.now(), question.id
    try:
        with unit_of_work():
            answer = actions.save_answer(
                application, question, body.get("value"), version=body["version"], actor=current_actor(), now=now
            )
            version, value = (answer.version, answer.value) if answer is not None else (0, None)
            problem = problem_of(asked_of(question), value)
    except actions.Conflict as conflict:
        return jsonify(
            error=str(conflict.message), question=number, value=conflict.value, version=conflict.version
        ), 409
    except RuleBroken as broken:
        return jsonify(error=str(broken.message), question=number), 422
    except (StaleDataError, IntegrityError):
        return jsonify(error=_("Somebody else saved this at the same moment. Reload the page to see it.")), 409
    return jsonify(
        question=number,
        version=version,
        saved=_("Saved at %(time)s", time=time_words(now)),
        problem=str(PROBLEM_WORDS[problem]) if problem not in {None, Problem.MISSING} else None,
    )
