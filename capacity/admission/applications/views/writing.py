"""One subject of the form is written; what can be kept is kept, whatever else is wrong on the page."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from capacity.admission.applications import actions, policy, queries
from capacity.admission.applications.forms import answers_form, name_of
from capacity.admission.applications.queries import ahead
from capacity.admission.applications.states import ApplicationState, Problem, asked_of, problem_of
from capacity.admission.applications.views.applying import contents, written_draft_of
from capacity.admission.applications.views.attaching import ACCEPTS, take_in, upload_form, way_of
from capacity.admission.applications.views.blank import blanks
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.limits import limits_of, problem_words
from capacity.admission.applications.views.questions import Place, places_on, rows_of, sent_on
from capacity.admission.applications.views.saving import words_of
from capacity.admission.applications.views.turning import is_page_of, turning
from capacity.admission.calls.models import Question, Subject
from capacity.core import clock
from capacity.core.errors import RuleBroken
from capacity.core.languages import gettext as _
from capacity.core.languages import language, ngettext
from capacity.core.unit_of_work import unit_of_work
from capacity.web.guards import requires
from capacity.web.offline import keep
from capacity.web.session import current_actor, speaking

Rival = tuple[queries.ContentAnswer, queries.ContentAnswer, str]
Rivals = dict[int, Rival]
"""By question: what was written here, what stands there, and by whom."""


@bp.route("/applications/<int:application_id>/form/<key>", methods=["GET", "POST"])
@requires(
    load=lambda application_id, key: _opened(application_id, key),
    ahead=lambda application_id, key: ahead.of_page(application_id),
    may=policy.of_page(policy.may_write),
)
def page(opened: tuple[queries.Draft, Subject]) -> Any:
    """One subject of the form. What can be kept is kept, whatever else is wrong on the page."""
    draft, subject = opened
    application = draft.application
    if application.state is not ApplicationState.DRAFT:
        return redirect(url_for("applications.show", application_id=application.id))
    number, key = application.id, subject.key
    is_asked = any(one.id == subject.id for one in draft.subjects)
    if not is_asked and not request.form and not is_page_of(draft, subject):
        return _not_asked(number)
    is_out = bool(request.form) and not is_asked
    places = sent_on(draft, subject, request.form) if is_out else places_on(draft, subject)
    drawn = {} if request.method == "POST" else blanks(places)
    asked = [one.question for one in places if one.question.id not in drawn]
    form = answers_form(asked, {one.id: draft.value(one) for one in asked})
    rivals: Rivals = {}
    if form.is_submitted():
        form.validate()
        rivals = _save(draft, places, form)
        touched = _take_files(draft, places, form)
        if is_out and not _seen() and is_page_of(draft, subject):  # nothing was asked of whoever turns the page
            return redirect(turning(draft, subject)["next"])
        if is_out:
            return _not_asked(number)
        if not form.errors:
            return speaking(request.form.get("speak", ""), redirect(_onwards(number, key, touched)))
        draft, subject = _opened(number, key) or abort(404)
        places = [one for one in places_on(draft, subject) if name_of(one.question) in form]
    done, wanted = draft.share
    beside = queries.around(draft)
    body = render_template(
        "admission/applications/page.html",
        draft=draft,
        subject=subject,
        fields=[(one, None if one.question.id in drawn else form[name_of(one.question)]) for one in places],
        drawn=drawn,
        ways=_ways(draft, places),
        accepts=ACCEPTS,
        rows_of=rows_of,
        limits_of=limits_of,
        form=form,
        contents=contents(draft, beside, key),
        company=queries.company(draft, beside, key, current_actor(), clock.now()),
        here=key,
        **turning(draft, subject),
        is_open=application.accepts(clock.now()),
        rivals=rivals,
        done=done,
        wanted=wanted,
        saved_at=max((answer.saved_at for answer in draft.answers.values()), default=None),
    )
    return keep((body, 422 if form.errors else 200))


def _ways(draft: queries.Draft, places: list[Place]) -> dict[int, dict[str, Any]]:
    """By question that asks for files: how they are sent, and those that were taken away and can be put back."""
    papers = {one.question.id: one.paper for one in places if one.paper is not None}
    aside = queries.laid_aside(draft) if papers else {}
    number = draft.application.id
    return {each: {**way_of(number, paper), "aside": aside.get(paper.id, [])} for each, paper in papers.items()}


def _not_asked(number: int) -> Any:
    """Another answer, perhaps a colleague's, has put the whole page out of the form."""
    flash(_("This page of the form is not asked of you any more. What was written on it is kept."), "attention")
    return redirect(url_for("applications.show", application_id=number))


def _opened(application_id: int, key: str) -> tuple[queries.Draft, Subject] | None:
    return _page(written_draft_of(application_id), key)


def _page(draft: queries.Draft | None, key: str) -> tuple[queries.Draft, Subject] | None:
    if draft is None:
        return None
    subject = next((one for one in draft.every if one.key == key), None)
    return (draft, subject) if subject is not None else None


def _save(draft: queries.Draft, places: list[Place], form: Any) -> Rivals:
    questions = {one.question.id: one.question for one in places if not one.is_file}
    asked = {number: asked_of(question) for number, question in questions.items()}
    names = {number: name_of(question) for number, question in questions.items()}
    let_go = request.form.get("other", type=int)  # the text that stands there was chosen, not this one
    raw = {n: form[name].data for n, name in names.items() if not form[name].errors and n != let_go}
    versions = {number: request.form.get(f"v{number}", type=int) or 0 for number in questions}
    if form.form_errors or "csrf_token" in form.errors:
        return {}
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
        return {}
    seen = _seen() or set(questions)
    for number, broken in saved.refused.items():
        if number in seen:
            form.refuse(broken.message, names[number])
    for number in raw:
        if number not in saved.refused and number in seen:
            problem = problem_of(asked[number], saved.values.get(number))
            if problem not in {None, Problem.MISSING}:
                form.refuse(problem_words(problem, asked[number], saved.values.get(number)), names[number])
    met = {number: broken for number, broken in saved.refused.items() if isinstance(broken, actions.Conflict)}
    return {number: side_by_side(questions[number], conflict) for number, conflict in met.items()}


def _take_files(draft: queries.Draft, places: list[Place], form: Any) -> int | None:
    """The files that came with the page, and the one to be taken away or put back: without scripts all goes at once.

    The question of which a file was taken away or put back.
    """
    if form.form_errors or "csrf_token" in form.errors:
        return None
    unwanted, wanted = request.form.get("remove", type=int), request.form.get("put_back", type=int)
    aside = queries.laid_aside(draft) if wanted is not None else {}
    touched = None
    for place in places:
        if place.paper is None:
            continue
        files = upload_form(place.paper)
        try:
            if any(getattr(one, "filename", "") for one in files.files.data or []):
                take_in(draft.application, place.paper, files)
            gone = next((one for one in place.files if one.id == unwanted), None)
            if gone is not None:
                touched = place.question.id
                with unit_of_work():
                    actions.detach(draft.application, gone.id, actor=current_actor(), now=clock.now())
            back = next((one for one in aside.get(place.paper.id, ()) if one.id == wanted), None)
            if back is not None:
                touched = place.question.id
                with unit_of_work():
                    actions.put_back(draft.application, back.id, actor=current_actor(), now=clock.now())
        except RuleBroken as broken:
            form.refuse(broken.message, name_of(place.question))
    return touched


def side_by_side(question: Question, conflict: actions.Conflict) -> Rival:
    """What was written here and what stands there."""
    mine, theirs = (queries.answer_as(question, text, language()) for text in (conflict.mine, conflict.value))
    return mine, theirs, words_of(conflict)


def _seen() -> set[int]:
    """The questions that stood before the person who sent the page."""
    return {int(one) for one in request.form.getlist("seen") if one.isascii() and one.isdigit()}


STAYING = frozenset({"other", "speak", "remove", "put_back"})
"""Buttons of the page that change something on it, and do not turn it."""


def _onwards(application_id: int, key: str, touched: int | None) -> str:
    """Where a saved page leads: on, or (with the quiet button) back to the application."""
    if here := touched or request.form.get("file", type=int):
        return url_for("applications.page", application_id=application_id, key=key, _anchor=f"q{here}")
    if request.form.get("then") == "stay" or STAYING & request.form.keys():
        return url_for("applications.page", application_id=application_id, key=key)
    if request.form.get("then") == "leave":
        flash(_("Saved. You can continue whenever you like, until the closing."), "done")
        return url_for("applications.show", application_id=application_id)
    draft = written_draft_of(application_id) or abort(404)
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
    return _next(draft, key)


def _next(draft: queries.Draft, key: str) -> str:
    number, keys = draft.application.id, [subject.key for subject in draft.subjects]
    after = keys[keys.index(key) + 1 :] if key in keys else []
    if after:
        return url_for("applications.page", application_id=number, key=after[0])
    return url_for("applications.papers", application_id=number)


def _risen(draft: queries.Draft, key: str) -> list[Question]:
    """Questions of the page just saved that its answers brought up, and nobody saw yet."""
    opened = _page(draft, key)
    seen = _seen()
    asked = draft.questions(opened[1]) if opened is not None else []
    return [one for one in asked if one.condition and one.id not in seen and draft.value(one) is None]
