"""Parts of a call are moved among their like, taken out, and copied; one that is gone already is told of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, jsonify, redirect, request, url_for

from capacity.admission.calls import actions
from capacity.admission.calls.views.blueprint import bp
from capacity.admission.calls.views.parts import (
    HANDLING,
    KINDS,
    Handling,
    PartOf,
    may_edit_part,
    may_see_part,
    part_at_hand,
)
from capacity.core import clock
from capacity.core.errors import RuleBroken
from capacity.core.languages import gettext as _
from capacity.web.forms import ConfirmForm
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.post(f"/desk/calls/<int:call_id>/<{KINDS}:kind>/<int:item_id>/shift")
@requires(load=part_at_hand, may=may_edit_part, see=may_see_part)
def shift_part(part: PartOf) -> Any:
    """Up or down by one; or, from the page's script, to a place among its like, a question on any page of the form. The
    script hears the order that came of it, as somebody else may have changed it too."""
    how, number, form = HANDLING[part.kind], part.call.id, ConfirmForm()
    by = {"up": -1, "down": 1}.get(request.form.get("way", ""))
    place = _place(request.form.get("place", "")) if by is None else 0
    moved = _done(part, form, lambda: _put(part, place) if by is None else _shift(part, by))
    if request.accept_mimetypes.best == "application/json":
        if not moved:
            return jsonify(error=str(form.form_errors[0])), 422
        return jsonify(moved=True, order=[one.id for one in sorted(_alike(part), key=lambda one: one.position)])
    return _back_to_list(how, number, form)


def _place(said: str) -> int:
    if not (said.isascii() and said.isdigit() and len(said) < 5):
        abort(400)
    return int(said)


def _put(part: PartOf, place: int) -> None:
    if part.kind != "questions":
        return _shift(part, place - _alike(part).index(part.item))
    named = request.form.get("page", str(part.item.subject_id))
    page = next((one for one in part.call.subjects if str(one.id) == named), None)
    if page is None:
        raise RuleBroken(_("This page of the form was removed meanwhile."))
    return actions.place_question(part.call, part.item, page, place=place, actor=current_actor(), now=clock.now())


def _shift(part: PartOf, by: int) -> None:
    if by:
        HANDLING[part.kind].shift(part.call, part.item, by=by, actor=current_actor(), now=clock.now())


def _done(part: PartOf, form: ConfirmForm, act: Callable[[], Any]) -> Any:
    """What the act comes to; False, with the reason on the form, when the part is gone or the act is refused."""
    if part.item is None:
        form.refuse(_("Somebody else took this out of the call meanwhile."))
        return False
    return form.attempt(act)


def _back_to_list(how: Handling, number: int, form: ConfirmForm) -> Any:
    for message in form.form_errors:
        flash(str(message), "error")
    return redirect(url_for(f"calls.edit_{how.part.value}", call_id=number))


def _alike(part: PartOf) -> list[Any]:
    """Those among which it is moved: the parts of its kind; of a question, those of its page."""
    if part.kind != "questions":
        return list(HANDLING[part.kind].items(part.call))
    return list(next(page for page in part.call.subjects if page.id == part.item.subject_id).questions)


@bp.post(f"/desk/calls/<int:call_id>/<{KINDS}:kind>/<int:item_id>/remove")
@requires(load=part_at_hand, may=may_edit_part, see=may_see_part)
def remove_part(part: PartOf) -> Any:
    """Away with it; the call is still a draft."""
    how, number, form = HANDLING[part.kind], part.call.id, ConfirmForm()
    if _done(part, form, lambda: _remove(part, request.form.get("read", ""))):
        flash(_("Removed. It stands at the bottom of the page and can be put back."), "done")
    return _back_to_list(how, number, form)


def _remove(part: PartOf, read: str) -> None:
    """What somebody else worded anew since it was read is not taken out unread."""
    if read not in {"", part.item.revision}:
        raise RuleBroken(_("Somebody else changed this meanwhile: read it again before you take it out."))
    HANDLING[part.kind].remove(part.call, part.item, actor=current_actor(), now=clock.now())


@bp.post("/desk/calls/<int:call_id>/questions/<int:question_id>/duplicate")
@requires(
    load=lambda call_id, question_id: part_at_hand(call_id, "questions", question_id),
    may=may_edit_part,
    see=may_see_part,
)
def duplicate(part: PartOf) -> Any:
    """The same question once more; its page says what is to be changed in it."""
    form, number = ConfirmForm(), part.call.id
    made = _done(
        part, form, lambda: actions.duplicate_question(part.call, part.item, actor=current_actor(), now=clock.now()).id
    )
    if not made:
        return _back_to_list(HANDLING["questions"], number, form)
    flash(_("This is the copy. Change what differs, then save."), "done")
    return redirect(url_for("calls.change_part", call_id=number, kind="questions", item_id=made))
