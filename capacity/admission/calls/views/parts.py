"""Criteria, documents, pages of the form and questions: lists to reorder, and a page for each one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for

from capacity.admission.calls import actions, policy, queries
from capacity.admission.calls.forms import CheckForm, CriterionForm, DocumentForm, QuestionForm, SubjectForm
from capacity.admission.calls.models import Call
from capacity.admission.calls.states import WEIGHT_TOTAL, CallState, Part, PartKind, conditions_in_words
from capacity.admission.calls.views.asking import question_form
from capacity.admission.calls.views.blueprint import bp
from capacity.admission.calls.views.removed import removed_from
from capacity.admission.calls.views.wording import KIND_WORDS, PART_WORDS
from capacity.admission.calls.views.writing import page_of
from capacity.core import clock
from capacity.core.access import Predicate
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import HOUSEKEEPING, ConfirmForm
from capacity.web.guards import requires
from capacity.web.session import current_actor

KINDS = f"any({','.join(PartKind)})"


@dataclass(frozen=True)
class PartOf:
    """One part of a call (None: one still to be added), and what kind it is of."""

    call: Call
    kind: str
    item: Any


@dataclass(frozen=True)
class Handling:
    """How parts of one kind are found, shown and changed."""

    part: Part
    template: str
    new: object
    items: Callable[[Call], Sequence[Any]]
    form: type[Any]
    values: Callable[[Any, Call], dict[str, Any]]
    add: Callable[..., Any]
    change: Callable[..., Any]
    remove: Callable[..., Any]
    shift: Callable[..., Any]


def _plain(form: Any, _call: Call) -> dict[str, Any]:
    return {field.short_name: field.data for field in form if field.short_name not in HOUSEKEEPING}


def _question(form: QuestionForm, call: Call) -> dict[str, Any]:
    subject = next((one for one in call.subjects if str(one.id) == form.subject.data), None)
    if subject is None:
        raise RuleBroken(_l("This page of the form was removed meanwhile."), field="subject")
    return {"subject": subject, "wording": form.wording()}


def _add_question(call: Call, *, subject: Any, wording: Any, **values: Any) -> Any:
    return actions.add_question(call, subject, wording, **values)


def _change_question(call: Call, question: Any, *, wording: Any, **values: Any) -> Any:
    return actions.change_question(call, question, wording, **values)


KEPT = {"criteria", "documents", "questions"}
"""What the library holds."""

HANDLING = {
    "criteria": Handling(
        Part.CRITERIA, "criterion", _l("New criterion"), lambda call: call.criteria, CriterionForm, _plain,
        actions.add_criterion, actions.change_criterion, actions.remove_criterion, actions.shift_criterion,
    ),
    "documents": Handling(
        Part.DOCUMENTS, "document", _l("New document"), lambda call: call.papers, DocumentForm, _plain,
        actions.add_document, actions.change_document, actions.remove_document, actions.shift_document,
    ),
    "subjects": Handling(
        Part.QUESTIONS, "subject", _l("New page of the form"), lambda call: call.subjects, SubjectForm, _plain,
        actions.add_subject, actions.change_subject, actions.remove_subject, actions.shift_subject,
    ),
    "questions": Handling(
        Part.QUESTIONS, "question", _l("New question"), lambda call: call.questions, QuestionForm, _question,
        _add_question, _change_question, actions.remove_question, actions.shift_question,
    ),
    "checks": Handling(
        Part.CHECKS, "check", _l("New question of the self-check"), lambda call: call.checks, CheckForm, _plain,
        actions.add_check, actions.change_check, actions.remove_check, actions.shift_check,
    ),
}  # fmt: skip


def part_of(call_id: int, kind: str, item_id: int | None = None) -> PartOf | None:
    """The part with its call."""
    call = queries.call(call_id)
    if call is None:
        return None
    if item_id is None:
        return PartOf(call, kind, None)
    item = next((one for one in HANDLING[kind].items(call) if one.id == item_id), None)
    return PartOf(call, kind, item) if item is not None else None


def question_of(call_id: int, question_id: int) -> PartOf | None:
    """A question with its call."""
    return part_of(call_id, "questions", question_id)


may_edit_part = Predicate(lambda actor, part: policy.may_edit(actor, part and part.call), "may_edit(part.call)")
may_see_part = Predicate(lambda actor, part: policy.may_see(actor, part and part.call), "may_see(part.call)")


@bp.get("/desk/calls/<int:call_id>/criteria")
@requires(load=queries.call, may=policy.may_edit, see=policy.may_see)
def edit_criteria(call: Call) -> Any:
    """The criteria, in order, and the sum of their weights."""
    total = sum(criterion.weight for criterion in call.criteria)
    return page_of(
        "admission/calls/criteria.html",
        call,
        Part.CRITERIA,
        ConfirmForm(),
        total=total,
        wanted=WEIGHT_TOTAL,
        removed=removed_from(call, PartKind.CRITERIA),
    )


@bp.get("/desk/calls/<int:call_id>/documents")
@requires(load=queries.call, may=policy.may_edit, see=policy.may_see)
def edit_documents(call: Call) -> Any:
    """The documents asked for, in order."""
    removed = removed_from(call, PartKind.DOCUMENTS)
    return page_of("admission/calls/documents.html", call, Part.DOCUMENTS, ConfirmForm(), removed=removed)


@bp.get("/desk/calls/<int:call_id>/questions")
@requires(load=queries.call, may=policy.may_edit, see=policy.may_see)
def edit_questions(call: Call) -> Any:
    """The pages of the form with their questions, in order."""
    return page_of(
        "admission/calls/questions.html",
        call,
        Part.QUESTIONS,
        ConfirmForm(),
        kinds=KIND_WORDS,
        waits=conditions_in_words(call.questions),
        removed=removed_from(call, PartKind.SUBJECTS, PartKind.QUESTIONS),
        places_of=lambda one: _places_of(call, one),
    )


def _places_of(call: Call, question: Any) -> str:
    return " – ".join(
        place.region.name.text() for place in call.regions if place.region_code in (question.region_codes or ())
    )


@bp.route(f"/desk/calls/<int:call_id>/<{KINDS}:kind>/new", methods=["GET", "POST"])
@requires(load=part_of, may=may_edit_part, see=may_see_part)
def add_part(part: PartOf) -> Any:
    """One more of its kind."""
    return _write(part)


@bp.route(f"/desk/calls/<int:call_id>/<{KINDS}:kind>/<int:item_id>", methods=["GET", "POST"])
@requires(load=part_of, may=may_edit_part, see=may_see_part)
def change_part(part: PartOf) -> Any:
    """One part of the call."""
    return _write(part)


def _write(part: PartOf) -> Any:
    call, item, how = part.call, part.item, HANDLING[part.kind]
    form = _filled(part, how)
    back = url_for(f"calls.edit_{how.part.value}", call_id=call.id)
    if form.validate_on_submit() and form.attempt(lambda: _save(part, how, form)):
        flash(_("Saved."), "done")
        return redirect(back)
    page = render_template(
        "admission/calls/part.html",
        call=call,
        form=form,
        back=back,
        here=PART_WORDS[how.part],
        title=how.new if item is None else _title(item),
        kind=how.template,
        frozen=call.state is not CallState.DRAFT,
        keep_url=url_for("calls.keep_part", call_id=call.id, kind=part.kind, item_id=item.id)
        if item is not None and part.kind in KEPT
        else None,
    )
    return page, (422 if form.is_submitted() else 200)


def _title(item: Any) -> Localized:
    for name in ("name", "title", "label", "question"):
        if hasattr(item, name):
            words: Localized = getattr(item, name)
            return words
    return Localized()


def _filled(part: PartOf, how: Handling) -> Any:
    if how.form is QuestionForm:
        return question_form(part.call, part.item, subject=request.args.get("subject"))
    return how.form(obj=part.item)


def _save(part: PartOf, how: Handling, form: Any) -> Any:
    values = {**how.values(form, part.call), "actor": current_actor(), "now": clock.now()}
    if part.item is None:
        how.add(part.call, **values)
    else:
        how.change(part.call, part.item, **values)
    return True


@bp.post(f"/desk/calls/<int:call_id>/<{KINDS}:kind>/<int:item_id>/shift")
@requires(load=part_of, may=may_edit_part, see=may_see_part)
def shift_part(part: PartOf) -> Any:
    """Up or down by one; or, from the page's script, to a place among its like."""
    how, number, form = HANDLING[part.kind], part.call.id, ConfirmForm()
    by = {"up": -1, "down": 1}.get(request.form.get("way", "")) or _distance(part, request.form.get("place", ""))
    moved = form.attempt(
        lambda: how.shift(part.call, part.item, by=by, actor=current_actor(), now=clock.now()) if by else None
    )
    if request.accept_mimetypes.best == "application/json":
        return (jsonify(moved=True), 200) if moved else (jsonify(error=str(form.form_errors[0])), 422)
    for message in form.form_errors:
        flash(str(message), "error")
    return redirect(url_for(f"calls.edit_{how.part.value}", call_id=number))


def _distance(part: PartOf, place: str) -> int:
    """How far it is from where the part stands to this place."""
    if not (place.isascii() and place.isdigit() and len(place) < 5):
        abort(400)
    if part.kind == "questions":
        alike = next(page for page in part.call.subjects if page.id == part.item.subject_id).questions
    else:
        alike = list(HANDLING[part.kind].items(part.call))
    return int(place) - alike.index(part.item)


@bp.post(f"/desk/calls/<int:call_id>/<{KINDS}:kind>/<int:item_id>/remove")
@requires(load=part_of, may=may_edit_part, see=may_see_part)
def remove_part(part: PartOf) -> Any:
    """Away with it; the call is still a draft."""
    how, number, form = HANDLING[part.kind], part.call.id, ConfirmForm()
    if form.attempt(lambda: how.remove(part.call, part.item, actor=current_actor(), now=clock.now())):
        flash(_("Removed. It stands at the bottom of the page and can be put back."), "done")
    for message in form.form_errors:
        flash(str(message), "error")
    return redirect(url_for(f"calls.edit_{how.part.value}", call_id=number))


@bp.post("/desk/calls/<int:call_id>/questions/<int:question_id>/duplicate")
@requires(
    load=lambda call_id, question_id: part_of(call_id, "questions", question_id), may=may_edit_part, see=may_see_part
)
def duplicate(part: PartOf) -> Any:
    """The same question once more; its page says what is to be changed in it."""
    form, number = ConfirmForm(), part.call.id
    made = form.attempt(
        lambda: actions.duplicate_question(part.call, part.item, actor=current_actor(), now=clock.now()).id
    )
    for message in form.form_errors:
        flash(str(message), "error")
    if not made:
        return redirect(url_for("calls.edit_questions", call_id=number))
    flash(_("This is the copy. Change what differs, then save."), "done")
    return redirect(url_for("calls.change_part", call_id=number, kind="questions", item_id=made))
