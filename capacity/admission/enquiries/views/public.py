"""What everybody reads: the answers to questions about a call, searched and page by page."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, url_for

from capacity.admission.calls import queries as calls
from capacity.admission.calls.models import Call
from capacity.admission.enquiries import policy, queries
from capacity.admission.enquiries.models import Enquiry
from capacity.admission.enquiries.states import TAKES_QUESTIONS
from capacity.admission.enquiries.views.blueprint import bp
from capacity.core import clock
from capacity.core.access import Actor
from capacity.core.languages import lazy_gettext as _l
from capacity.web.costs import LIST, costs
from capacity.web.guards import public
from capacity.web.session import current_actor
from capacity.web.tables import Sort, Table

LATEST = 3


def _table() -> Table:
    return Table(
        id_column=Enquiry.id,
        sorts=[Sort("answered", _l("Latest first"), Enquiry.answered_at)],
        default_sort="-answered",
        search=queries.searched,
    )


@bp.get("/calls/<reference>/questions")
@public
@costs(LIST)
def list_answers(reference: str) -> Any:
    """Every answer of a call; for associations, what they asked themselves."""
    call = calls.by_reference(reference) or abort(404)
    actor = current_actor()
    own = queries.of_associations(call.id, actor.association_ids) if actor.is_member else []
    return render_template(
        "admission/enquiries/list.html",
        call=call,
        page=_table().read(queries.answered(call.id)),
        own=own,
        takes_questions=call.status(clock.now()) in TAKES_QUESTIONS,
        may_ask=actor.is_visitor or policy.may_ask(actor, call),
    )


@bp.get("/calls/<reference>/questions/<int:enquiry_id>")
@public
def answer(reference: str, enquiry_id: int) -> Any:
    """One answer, at an address of its own."""
    call = calls.by_reference(reference) or abort(404)
    found = queries.answer(call.id, enquiry_id) or abort(404)
    return render_template("admission/enquiries/answer.html", call=call, enquiry=found)


def on_call_page(*, call: Any, actor: Actor, now: Any) -> dict[str, Any]:
    """The latest answers for the call's own page, and the ways on from there."""
    found = queries.latest(call.id, LATEST)
    takes_questions = call.status(now) in TAKES_QUESTIONS
    asks = takes_questions and (actor.is_visitor or policy.may_ask(actor, call))
    return {
        "latest": [
            (question, text, url_for("enquiries.answer", reference=call.reference, enquiry_id=number))
            for number, question, text in found.latest
        ],
        "count": found.count,
        "all_url": url_for("enquiries.list_answers", reference=call.reference),
        "ask_url": url_for("enquiries.ask", reference=call.reference) if asks else None,
        "news_url": url_for("enquiries.news", reference=call.reference) if takes_questions else None,
    }


def of_reference(reference: str) -> Call | None:
    """The call, for guards."""
    return calls.by_reference(reference)
