"""The workbench of screening: the file at one side, the checklist at the other, from one application to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from capacity.admission.applications import actions as applying
from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls import queries as calls
from capacity.admission.calls.states.library import ReasonAbout
from capacity.admission.review import actions, policy, queries
from capacity.admission.review.actions import Judged
from capacity.admission.review.forms import ConfirmIneligibleForm
from capacity.admission.review.forms.screening import checklist
from capacity.admission.review.models import Screening
from capacity.admission.review.queries import JudgedDocument
from capacity.admission.review.states import Verdict
from capacity.admission.review.states.screening import Judgement
from capacity.admission.review.views.blueprint import bp
from capacity.admission.review.views.documents import file_number, send, sent_document, show
from capacity.admission.review.views.findings import kept_rules, shown_rules
from capacity.admission.review.views.words import ACTION_WORDS
from capacity.core import audit, clock
from capacity.core.db import db
from capacity.core.languages import gettext as _
from capacity.core.languages import ngettext
from capacity.web.forms import choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.templating import moment_words
from capacity.web.wording import label

NEXT, DOCUMENTS, ACCEPT = "next", "documents", "accept"
"""What the buttons do: give the verdict and go on; keep the documents; keep them, and accept those left open."""


@bp.route("/applications/<int:application_id>/screening", methods=["GET", "POST"])
@requires(load=applications.application, may=policy.may_screen)
def screen(application: Application) -> Any:
    """What was sent, what was found of it so far, and what may be found now."""
    if application.state in {ApplicationState.DRAFT, ApplicationState.WITHDRAWN}:
        abort(404)
    act = request.form.get("act", NEXT)
    found = queries.screening_of(application.id)
    content = applications.content(application)
    documents = queries.judged_documents(application.id, content)
    library = calls.reasons_kept()
    form = _form(found[0] if found else None, documents, library, decides=act == NEXT)
    application_id = application.id
    if form.validate_on_submit():
        done = form.attempt(lambda: _kept(application, form, documents, act))
        if done:
            return _after(application, act, done)
    if act != NEXT:
        form = _with_verdict(form, _form(found[0] if found else None, documents, library, decides=True))
    if form.is_submitted():
        documents = queries.judged_documents(application.id, content)
        for one in documents:
            form[f"seen_{one.paper.key}"].data = one.seen
    known = _what_is_known(application, content, documents, found)
    if "rules_seen" in form:
        form.rules_seen.data = known["computed"].seen
    page = render_template(
        "admission/review/screen.html",
        form=form,
        application=application,
        content=content,
        url_of=lambda file_id: url_for("review.screening_preview", application_id=application_id, file_id=file_id),
        reasons={one.key: one.text for one in library},
        **known,
    )
    return page, (422 if form.is_submitted() else 200)


def _what_is_known(
    application: Application,
    content: Any,
    documents: Sequence[JudgedDocument],
    found: queries.Verdicted | None,
) -> dict[str, Any]:
    """What the page tells beside the form."""
    now, number = clock.now(), application.id
    carriers = applications.carriers_of(number) if applications.was_sent_together(content.snapshot) else []
    computed = queries.computed(application, content, documents, carriers)
    way, regions = queries.way_and_progress(application, current_actor())
    panel = next((one for one in regions if one.region_code == application.region_code), None)
    verdict = found[0] if found else None
    kept = verdict.computed if verdict is not None else None
    is_over = panel is not None and panel.is_announced
    come_to = kept["verdict"] if is_over and kept else computed.verdict
    coalition = applications.coalition_seen(application, content.snapshot, carriers)
    is_changed = bool(kept and kept["rules"] != computed.stored()["rules"])
    rules = shown_rules(application, computed, coalition=coalition is not None)
    seen = kept_rules(application, computed, kept, coalition=coalition is not None) if kept else None
    return {
        "panel": panel,
        "found": found,
        "confirmer": found[2] if found else "",
        "events": _lines(verdict) if verdict else [],
        "documents": documents,
        "computed": computed,
        "come_to": Verdict(come_to) if come_to else None,
        "rules": seen if is_over and seen else rules,
        "rules_before": seen if is_changed and not is_over else None,
        "coalition": coalition,
        "exchanges": applications.exchanges(number, application.language, now),
        "asked": [one for one in documents if one.judgement is Judgement.QUESTIONED],
        "why_not_ask": applying.why_not_ask(application, now),
        "way": way,
        "regions": regions,
        "is_open": application.call.window(application.association_id).accepts(now),
    }


def _lines(verdict: Screening) -> list[dict[str, Any]]:
    """What happened to a verdict, the latest first."""
    return [
        {
            "title": " – ".join(
                str(words)
                for words in (ACTION_WORDS[one.action], label(Verdict(one.after)) if one.after in set(Verdict) else "")
                if words
            ),
            "words": one.reason,
            "when": moment_words(one.at),
            "iso": one.at.isoformat(),
        }
        for one in audit.history(db.session(), [verdict])
    ]


def _form(
    known: Screening | None, documents: Sequence[JudgedDocument], library: Sequence[calls.KeptReason], *, decides: bool
) -> Any:
    words = {one.key: one.text.text() for one in library if one.is_offered and one.about is ReasonAbout.PART}
    form = checklist(documents, words, decides=decides, obj=known)
    if decides:
        whole = [one for one in library if one.is_offered and one.about is ReasonAbout.APPLICATION]
        form.reasons.choices = choices_of((one.key, one.text.text()) for one in whole)
        form.reasons.flags.required = True
    return form


def _with_verdict(form: Any, whole: Any) -> Any:
    """The whole checklist again, with what was wrong with its documents."""
    for field in form:
        if field.errors:
            whole[field.short_name].errors = field.errors
    whole.form_errors.extend(form.form_errors)
    return whole


def _judged(form: Any, documents: Sequence[JudgedDocument], act: str) -> dict[str, Judged]:
    """What the form says of each document; with ``accept``, what it leaves open is accepted where there is a file."""
    judged = {}
    for one in documents:
        judgement, reason, words, seen = form.judged(one.paper.key)
        if not judgement and act == ACCEPT and one.files:
            judgement = Judgement.ACCEPTED.value
        if judgement:
            judged[one.paper.key] = Judged(Judgement(judgement), reason, words, seen)
    return judged


def _kept(application: Application, form: Any, documents: Sequence[JudgedDocument], act: str) -> int:
    actor, now, judged = current_actor(), clock.now(), _judged(form, documents, act)
    if act != NEXT:
        return actions.judge_documents(application, judged, actor=actor, now=now) + 1
    actions.screen(
        application,
        verdict=Verdict(form.verdict.data),
        reasons=form.reasons.data or [],
        note=form.note.data or "",
        departure=form.departure.data or "",
        seen=form.rules_seen.data or "",
        judged=judged,
        actor=actor,
        now=now,
    )
    return 1


def _after(application: Application, act: str, done: int) -> Any:
    if act == NEXT:
        flash(_("The verdict is kept; nothing is shown before the screening is announced."), "done")
        following = queries.next_unscreened(application)
        if following is not None:
            return redirect(url_for("review.screen", application_id=following))
        panel = queries.panel_of_application(application)
        if panel is not None:
            return redirect(url_for("review.screening_list", panel_id=panel.id))
        return redirect(url_for("review.screen", application_id=application.id))
    changed = done - 1
    said = ngettext("%(num)s document was judged.", "%(num)s documents were judged.", changed)
    flash(said if changed else _("Nothing has changed."), "done")
    return redirect(url_for("review.screen", application_id=application.id, _anchor="checklist"))


@bp.post("/applications/<int:application_id>/screening/confirm")
@requires(load=queries.screening, may=policy.may_confirm, see=policy.may_screen)
def confirm_ineligible(found: Screening) -> Any:
    """A second person confirms that an application is ineligible."""
    form, application_id = ConfirmIneligibleForm(obj=found), found.application_id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.confirm_ineligible(found, actor=current_actor(), now=clock.now())
    ):
        flash(_("Confirmed by a second person."), "done")
    for _field, message in form.all_errors:
        flash(str(message), "error")
    return redirect(url_for("review.screen", application_id=application_id))


@bp.get("/applications/<int:application_id>/files/<int:file_id>")
@requires(load=lambda application_id, file_id: applications.application(application_id), may=policy.may_screen)
def screening_file(application: Application) -> Any:
    """A document of an application, for the desk."""
    return send(sent_document(application))


@bp.get("/applications/<int:application_id>/files/<int:file_id>/preview")
@requires(load=lambda application_id, file_id: applications.application(application_id), may=policy.may_screen)
def screening_preview(application: Application) -> Any:
    """What a document of an application looks like, in the workbench or on a page of its own."""
    return show(
        sent_document(application),
        back=url_for("review.screen", application_id=application.id),
        original=url_for("review.screening_file", application_id=application.id, file_id=file_number()),
    )
