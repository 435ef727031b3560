"""The library: what is kept for later calls, and what of it is taken into one."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for

from capacity.admission.calls import actions, policy, queries
from capacity.admission.calls.forms import (
    AskingForm,
    CriterionForm,
    DocumentForm,
    ReasonOfRefusalForm,
    TakeForm,
    TakeQuestionsForm,
)
from capacity.admission.calls.models import Call, LibraryItem
from capacity.admission.calls.states import LibraryKind, content_of, values_of
from capacity.admission.calls.views.asking import asking_form
from capacity.admission.calls.views.blueprint import bp
from capacity.admission.calls.views.parts import HANDLING, PartOf, may_edit_part, may_see_part, part_of
from capacity.admission.calls.views.wording import KIND_WORDS, LIBRARY_WORDS, PART_WORDS
from capacity.core import clock, search
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.web.costs import LIST, costs
from capacity.web.forms import HOUSEKEEPING, BaseForm, ConfirmForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.tables import Filter, Sort, Table

KINDS = "any(criterion,question,reason,document)"
FORMS: dict[LibraryKind, type[BaseForm]] = {
    LibraryKind.CRITERION: CriterionForm,
    LibraryKind.REASON: ReasonOfRefusalForm,
    LibraryKind.DOCUMENT: DocumentForm,
}
TAKEN = {"criteria": LibraryKind.CRITERION, "questions": LibraryKind.QUESTION, "documents": LibraryKind.DOCUMENT}
NEW = {
    LibraryKind.CRITERION: _l("New criterion"),
    LibraryKind.QUESTION: _l("New question"),
    LibraryKind.REASON: _l("New reason"),
    LibraryKind.DOCUMENT: _l("New document"),
}


@bp.get("/desk/calls/library")
@requires(may=policy.may_list)
@costs(LIST)
def library() -> Any:
    """What is kept, kind by kind."""
    asked = request.args.get("kind", "")
    kind = LibraryKind(asked) if asked in set(LibraryKind) else LibraryKind.CRITERION
    tabs = [
        (words, url_for("calls.library", kind=one.value), None, one is kind) for one, words in LIBRARY_WORDS.items()
    ]
    page = _table().read(queries.library_rows(kind))
    page.hidden.append(("kind", kind.value))
    page.clear_url = url_for("calls.library", kind=kind.value)
    return render_template(
        "admission/calls/library.html",
        page=page,
        kind=kind,
        tabs=tabs,
        kinds={one.value: words for one, words in KIND_WORDS.items()},
        form=ConfirmForm(),
    )


def _table() -> Table:
    standing = {"offered": LibraryItem.retired_at.is_(None), "retired": LibraryItem.retired_at.is_not(None)}
    return Table(
        id_column=LibraryItem.id,
        sorts=[
            Sort("state", _l("State"), sa.case((LibraryItem.retired_at.is_(None), 0), else_=1)),
            Sort("kept", _l("Kept since"), LibraryItem.created_at),
        ],
        filters=[
            Filter(
                "state",
                _l("State"),
                [("offered", _l("Offered")), ("retired", _l("Retired"))],
                lambda statement, chosen: statement.where(sa.or_(*(standing[one] for one in chosen))),
            )
        ],
        search=lambda statement, words: statement.where(search.holds(words, LibraryItem.title)),
    )


@bp.route(f"/desk/calls/library/<{KINDS}:shelf>/new", methods=["GET", "POST"])
@requires(may=policy.may_create)
def add_to_library(shelf: str) -> Any:
    """One more of its kind."""
    return _write(LibraryKind(shelf), None)


@bp.route("/desk/calls/library/<int:kept_id>", methods=["GET", "POST"])
@requires(load=queries.library_item, may=policy.may_create, see=policy.may_list)
def library_item(item: LibraryItem) -> Any:
    """What is kept is worded anew."""
    return _write(item.kind, item)


def _write(kind: LibraryKind, item: LibraryItem | None) -> Any:
    form = _form(kind, item)
    back = url_for("calls.library", kind=kind.value)
    if form.validate_on_submit() and form.attempt(lambda: _save(kind, item, form)):
        flash(_("Saved."), "done")
        return redirect(back)
    page = render_template(
        "admission/calls/library_item.html",
        form=form,
        back=back,
        kind=kind.value,
        here=LIBRARY_WORDS[kind],
        title=item.title if item is not None else NEW[kind],
    )
    return page, (422 if form.is_submitted() else 200)


def _form(kind: LibraryKind, item: LibraryItem | None) -> Any:
    values = values_of(item.content) if item is not None else {}
    if kind is LibraryKind.QUESTION:
        return asking_form(AskingForm, values, obj=item)
    return FORMS[kind](obj=item, data=values)


def _save(kind: LibraryKind, item: LibraryItem | None, form: Any) -> int:
    if isinstance(form, AskingForm):
        content = content_of(kind, actions.worded(form.wording()))
    else:
        content = {field.short_name: _plain(field.data) for field in form if field.short_name not in HOUSEKEEPING}
    if item is None:
        return actions.add_to_library(kind, content, actor=current_actor(), now=clock.now()).id
    actions.change_item(item, content, actor=current_actor(), now=clock.now())
    return item.id


def _plain(value: Any) -> Any:
    return dict(value) if hasattr(value, "missing") else value


@bp.post("/desk/calls/library/<int:kept_id>/offer")
@requires(load=queries.library_item, may=policy.may_create, see=policy.may_list)
def offer_item(item: LibraryItem) -> Any:
    """No longer offer it, or offer it again."""
    form, kind = ConfirmForm(), item.kind.value
    act = actions.retire_item if request.form.get("way") == "retire" else actions.restore_item
    form.attempt(lambda: act(item, actor=current_actor(), now=clock.now()))
    return redirect(url_for("calls.library", kind=kind))


def taken_part(call_id: int, kind: str) -> PartOf | None:
    """The call into which something of this kind is taken."""
    return part_of(call_id, kind)


@bp.route("/desk/calls/<int:call_id>/<any(criteria,documents,questions):kind>/library", methods=["GET", "POST"])
@requires(load=taken_part, may=may_edit_part, see=may_see_part)
def take(part: PartOf) -> Any:
    """Copies of what is kept come into the call."""
    call, kind = part.call, TAKEN[part.kind]
    items = queries.offered(kind)
    form = TakeQuestionsForm(subject=request.args.get("subject")) if kind is LibraryKind.QUESTION else TakeForm()
    form.items.choices = choices_of([(one.id, _named(one, _present(call, kind))) for one in items])
    if isinstance(form, TakeQuestionsForm):
        form.subject.choices = choices_of([(page.id, page.title) for page in call.subjects])
    how = HANDLING[part.kind]
    back = url_for(f"calls.edit_{how.part.value}", call_id=call.id)
    if form.validate_on_submit() and form.attempt(lambda: _take(part, kind, form)):
        flash(_("Taken from the library."), "done")
        return redirect(back)
    page = render_template(
        "admission/calls/take.html", call=call, form=form, items=items, back=back, here=PART_WORDS[how.part]
    )
    return page, (422 if form.is_submitted() else 200)


def _present(call: Call, kind: LibraryKind) -> set[str]:
    """What a call has of this kind already, by its words."""
    if kind is LibraryKind.CRITERION:
        return {one.name.text() for one in call.criteria}
    return {one.label.text() for one in (call.documents if kind is LibraryKind.DOCUMENT else call.questions)}


def _named(item: LibraryItem, present: set[str]) -> str:
    title = item.title.text()
    return _("%(title)s (stands in this call already)", title=title) if title in present else title


def _take(part: PartOf, kind: LibraryKind, form: Any) -> None:
    chosen = queries.offered(kind, [int(one) for one in form.items.data])
    subject = None
    if isinstance(form, TakeQuestionsForm):
        subject = next((page for page in part.call.subjects if str(page.id) == form.subject.data), None)
    actions.take_items(part.call, chosen, subject=subject, actor=current_actor(), now=clock.now())


@bp.post("/desk/calls/<int:call_id>/<any(criteria,documents,questions):kind>/<int:item_id>/keep")
@requires(load=part_of, may=may_edit_part, see=may_see_part)
def keep_part(part: PartOf) -> Any:
    """A part of this call is kept for later ones."""
    form, kind = ConfirmForm(), TAKEN[part.kind]
    back = url_for("calls.change_part", call_id=part.call.id, kind=part.kind, item_id=part.item.id)
    if form.attempt(lambda: actions.keep_part(kind, part.item, actor=current_actor(), now=clock.now())):
        flash(_("Kept in the library."), "done")
    for message in form.form_errors:
        flash(str(message), "error")
    return redirect(back)
