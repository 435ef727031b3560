"""A copy that the service made of a Word document is read through by a person before readers get it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, url_for

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.review import actions, policy, queries
from capacity.admission.review.actions import CleanCopy
from capacity.admission.review.forms import CheckCopyForm, TakeWordsForm
from capacity.admission.review.states.blinding import Secrets, found_in
from capacity.admission.review.states.blinding.capitals import perhaps_names
from capacity.admission.review.views.blueprint import bp
from capacity.core import clock
from capacity.core.errors import RuleBroken
from capacity.core.files import StoredFile, store
from capacity.core.inspection import Accepted
from capacity.core.languages import gettext as _
from capacity.core.word_text import Line, words_of
from capacity.web.guards import requires
from capacity.web.session import current_actor


@dataclass(frozen=True)
class Copied:
    """An application with one of its documents, of which the words are taken."""

    application: Application
    document_id: int
    words: StoredFile

    @property
    def region_code(self) -> str:
        """The region of the application."""
        return self.application.region_code


def _copied(application_id: int, file_id: int) -> Copied | None:
    application = applications.application(application_id)
    words = queries.word_document(application, file_id) if application is not None else None
    return Copied(application, file_id, words) if application is not None and words is not None else None


@bp.route("/applications/<int:application_id>/copies/<int:file_id>/check", methods=["GET", "POST"])
@requires(load=_copied, may=policy.may_screen)
def check_copy(one: Copied) -> Any:
    """The words as readers will find them, with what is hidden and what may be a name; somebody says they were read."""
    application, document_id = one.application, one.document_id
    copy, added = queries.redacted_copies(application.id).get(document_id), queries.hidden_words(application.id)
    if copy is None or not copy.of_words:
        abort(404)
    form, number = CheckCopyForm(data={"seen": copy.id}), application.id
    if form.validate_on_submit() and form.attempt(
        lambda: (
            actions.check_copy(
                application, document_id, seen=form.seen.data or 0, actor=current_actor(), now=clock.now()
            ).id
        )
    ):
        flash(_("Readers see this copy from now on."), "done")
        return redirect(url_for("review.redact", application_id=number))
    secrets = queries.secrets_with(application, added)
    page = render_template(
        "admission/review/check_copy.html",
        application=application,
        document_id=document_id,
        copy=copy,
        is_old=added is not None and copy.made_at < added.changed_at,
        form=form,
        words=TakeWordsForm(formdata=None),
        lines=[(line.kind, [list(_pieces(text, secrets)) for text in line.texts]) for line in _lines(one.words)],
    )
    return page, (422 if form.is_submitted() else 200)


def _lines(file: StoredFile) -> Sequence[Line]:
    try:
        return words_of(store().read(file))
    except ValueError:
        return []


def _pieces(text: str, secrets: Secrets) -> Iterator[tuple[str, str]]:
    """The text in pieces: ``hidden``, ``perhaps`` a name, or as it is."""
    gone = found_in(text, secrets)
    perhaps = [
        (start, end)
        for start, end in perhaps_names(text, secrets.common)
        if not any(start < last and first < end for first, last in gone)
    ]
    marked = sorted([(*span, "hidden") for span in gone] + [(*span, "perhaps") for span in perhaps])
    at = 0
    for start, end, kind in marked:
        if start > at:
            yield text[at:start], ""
        yield text[start:end], kind
        at = end
    if at < len(text):
        yield text[at:], ""


@bp.post("/applications/<int:application_id>/copies/<int:file_id>/words")
@requires(load=_copied, may=policy.may_screen)
def take_words(one: Copied) -> Any:
    """Take the words of the Word document, for the first time or anew, and hide more of them."""
    form, application, document_id = TakeWordsForm(), one.application, one.document_id
    here = url_for("review.redact", application_id=application.id)
    there = url_for("review.check_copy", application_id=application.id, file_id=document_id)
    if not form.validate_on_submit():
        abort(400)
    more = [line.strip() for line in (form.more.data or "").splitlines() if line.strip()]
    copy = _made(form, one, more)
    if copy is not None and form.attempt(lambda: _kept(application, document_id, copy, more)):
        flash(_("The copy is made: read it through, line by line, before readers get it."), "done")
        return redirect(there)
    for message in [*form.form_errors, *(said for said in form.more.errors)]:
        flash(str(message), "attention")
    return redirect(here)


def _made(form: TakeWordsForm, one: Copied, more: Sequence[str]) -> CleanCopy | None:
    """The copy, before a transaction begins; None when the form says why there is none."""
    source = Accepted(store().read(one.words), one.words.filename, one.words.media_type, None)
    try:
        return actions.words_taken(one.application, source, more=more, sent=False, now=clock.now())
    except RuleBroken as broken:
        form.refuse(broken.message)
    return None


def _kept(application: Application, document_id: int, copy: CleanCopy, more: Sequence[str]) -> int:
    actor, now = current_actor(), clock.now()
    if more:
        known = queries.hidden_words(application.id)
        words = [*(known.words if known is not None else ()), *more]
        ordinary = known.ordinary if known is not None else ()
        actions.hide_words(application, words=words, ordinary=ordinary, actor=actor, now=now)
    return actions.keep_redacted(application, document_id, copy, actor=actor, now=now).id
