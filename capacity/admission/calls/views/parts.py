"""Criteria, documents, pages of the form and questions: lists to reorder, and a page for each one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for

from capacity.admission.calls import actions, policy, queries
from capacity.admission.calls.forms import CheckForm, CriterionForm, DocumentForm, QuestionForm, SubjectForm
from capacity.admission.calls.models import Call
from capacity.admission.calls.states import WEIGHT_TOTAL, CallState, Part, PartKind, conditions_in_words
from capacity.admission.calls.views.asking import question_form
from capacity.admission.calls.views.blueprint import bp
from capacity.admission.calls.views.removed import removed_from
from capacity.admission.calls.views.wording import KIND_WORDS, PART_WORDS, SHAPE_WORDS
from capacity.admission.calls.views.writing import back_from, page_of, saved
from capacity.core import clock, facts
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


def part_at_hand(call_id: int, kind: str, item_id: int) -> PartOf | None:
    """The part with its call; for who does something with one that was taken out meanwhile, the call with none."""
    return part_of(call_id, kind, item_id) or (part_of(call_id, kind) if request.method == "POST" else None)


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
        shapes=SHAPE_WORDS,
        waits=conditions_in_words(call.questions),
        removed=removed_from(call, PartKind.SUBJECTS, PartKind.QUESTIONS),
        places_of=_places_of,
    )


def _places_of(question: Any) -> str:
    """Where alone it is asked; also a region that the call, a copy of an earlier one, does not have."""
    return " – ".join(facts.region(code).names.text() for code in question.region_codes or ())


@bp.route(f"/desk/calls/<int:call_id>/<{KINDS}:kind>/new", methods=["GET", "POST"])
@requires(load=part_of, may=may_edit_part, see=may_see_part)
def add_part(part: PartOf) -> Any:
    """One more of its kind."""
    return _write(part)


@bp.route(f"/desk/calls/<int:call_id>/<{KINDS}:kind>/<int:item_id>", methods=["GET", "POST"])
@requires(load=part_at_hand, may=may_edit_part, see=may_see_part)
def change_part(part: PartOf) -> Any:
    """One part of the call; the words for one that somebody else took out meanwhile are kept, to be added anew."""
    if part.item is None:
        form = _filled(part, HANDLING[part.kind])
        form.refuse(
            _("Somebody else took this out of the call meanwhile. Your text is kept below: save to add it anew.")
        )
        anew = url_for("calls.add_part", call_id=part.call.id, kind=part.kind)
        return _page_of(part, form, action=anew)
    return _write(part)


def _write(part: PartOf) -> Any:
    form = _filled(part, HANDLING[part.kind])
    if form.validate_on_submit() and form.attempt(lambda: _save(part, HANDLING[part.kind], form)):
        return saved(part.call.id, HANDLING[part.kind].part)
    return _page_of(part, form)


def _page_of(part: PartOf, form: Any, *, action: str = "") -> Any:
    call, item, how = part.call, part.item, HANDLING[part.kind]
    page = render_template(
        "admission/calls/part.html",
        call=call,
        form=form,
        action=action,
        back=back_from(call.id, how.part),
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
