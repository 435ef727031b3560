"""An association begins, writes, and sees where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import flash, redirect, render_template, url_for

from capacity.admission.applications import actions, policy, queries
from capacity.admission.applications.forms import BeginForm
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.states.coalitions import MembershipState
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.questions import pages_of
from capacity.admission.applications.views.wording import PUBLIC_WORDS, SEEN_BY_APPLICANTS
from capacity.admission.calls import queries as calls
from capacity.admission.calls.models import Call
from capacity.admission.calls.states import CallStatus
from capacity.admission.calls.states.effort import hours_needed
from capacity.core import audit, clock
from capacity.core.access import is_signed_in
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.languages import NAMES, language, ngettext
from capacity.core.languages import gettext as _
from capacity.people.associations.models import Association
from capacity.web.costs import LIST, costs
from capacity.web.drawing import address_of
from capacity.web.forms import choices_of
from capacity.web.guards import requires
from capacity.web.kept_words import places_named
from capacity.web.offline import forget, keep
from capacity.web.session import current_actor


def apply_way(*, call: Any, actor: Any, now: Any) -> dict[str, Any] | None:
    """The button on a call's page: for everybody while it is open, later for whom it was extended; for the members of
    one association the way to what it has in the call already, and, where that is no step onwards, why."""
    if call.status(now) is CallStatus.OPEN or (
        call.status(now) is CallStatus.CLOSED and actor.is_member and queries.has_time_of_its_own(call.id, actor, now)
    ):
        apply = {"url": url_for("applications.begin", reference=call.reference), "label": _("Apply"), "onwards": True}
        return _of_what_is_there(call, actor) or apply
    return None


def _of_what_is_there(call: Any, actor: Any) -> dict[str, Any] | None:
    if len(actor.association_ids) != 1:
        return None
    (begun,) = queries.of_association(call.id, actor.association_ids).values() or (None,)
    (joined,) = queries.confirmed_in(call.id, actor.association_ids).values() or (None,)
    if joined is not None:
        url = url_for("applications.join_coalition", member_id=joined)
        return {"url": url, "label": _("See the coalition"), "words": _("Your association applies in a coalition.")}
    if begun is None:
        return None
    url = url_for("applications.show", application_id=begun.id)
    if begun.state is ApplicationState.DRAFT:
        return {"url": url, "label": _("Continue the application"), "onwards": True}
    if begun.state is not ApplicationState.WITHDRAWN:
        words = _("Your association has sent its application.")
        return {"url": url, "label": _("Open the application"), "words": words}
    words = _(
        "Your association withdrew its application to this call, and cannot begin another one. It can still apply in a "
        "coalition that another association leads."
    )
    return {"url": url, "label": _("Open the application"), "words": words}


@bp.get("/applications")
@requires(may=policy.is_member)
@costs(LIST)
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
    elsewhere = [
        one
        for one in own
        if call.status(now) is CallStatus.OPEN and not {one.id} & {*begun, *joined} and not _is_asked(call, one)
    ]
    if not free and len(begun) == 1 and not refused:
        return redirect(url_for("applications.show", application_id=next(iter(begun.values())).id))
    form = BeginForm(data={"association": str(free[0].id) if len(free) == 1 else None, "language": language()})
    form.association.choices = choices_of([(one.id, one.name) for one in free])
    form.language.choices = choices_of(NAMES.items())
    earlier = queries.earlier_applications(call.id, [one.id for one in free])
    if not earlier:
        del form.carries_over
    by_id = {str(one.id): one for one in free}
    if form.validate_on_submit() and (done := form.attempt(lambda: _begin(call, by_id, earlier, form))):
        return redirect(url_for("applications.show", application_id=done))
    page = render_template(
        "admission/applications/begin.html",
        call=call,
        form=form,
        free=free,
        refused=refused,
        begun=[(one.name, begun[one.id]) for one in own if one.id in begun],
        nobody=not own,
        elsewhere=elsewhere,
        call_regions=places_named(sorted(call.region_codes)) if elsewhere else "",
        form_asked=(asked := queries.form_of(call)),
        hours=hours_needed((one.word_limit for one in asked.questions.values()), len(asked.papers)),
    )
    return page, (422 if form.is_submitted() else 200)


def _begin(call: Call, free: Mapping[str, Association], earlier: Mapping[int, Application], form: BeginForm) -> int:
    actor, now = current_actor(), clock.now()
    made = actions.begin(call, free[form.association.data], language=form.language.data, actor=actor, now=now)
    before = earlier.get(made.association_id)
    if before is not None and form.carries_over is not None and form.carries_over.data:
        number = before.number
        count = actions.carry_over(made, before, actor=actor, now=now)
        told = ngettext(
            "%(num)s answer came along from application %(number)s: read it again before you send.",
            "%(num)s answers came along from application %(number)s: read them again before you send.",
            count,
            number=number,
        )
        flash(told, "done")
    return made.id


def _refusal(call: Call, association: Any, now: Any) -> str:
    window = call.window(association.id)
    if now < window.opens_at:
        return str(_("the call is not open yet."))
    if call.status(now) is CallStatus.CANCELLED:
        return str(_("the call was cancelled."))
    if call.status(now) is CallStatus.ARCHIVED or now >= window.closes_at:
        return str(_("the call is closed."))
    if not _is_asked(call, association):
        return str(_("its seat is not in a region of this call."))
    return ""


def _is_asked(call: Call, association: Any) -> bool:
    return association.region_code in call.region_codes


@bp.get("/applications/<int:application_id>")
@requires(load=queries.application, may=policy.owns)
def show(application: Application) -> Any:
    """Where the application stands, as its association may know it, and what can be done."""
    now, actor = clock.now(), current_actor()
    is_open, is_draft = application.accepts(now), application.state is ApplicationState.DRAFT
    is_gone = is_draft and not is_open and application.erased_at is not None
    draft = queries.draft(application) if is_draft and not is_gone else None
    closes_at = application.call.window(application.association_id).closes_at
    body = render_template(
        "admission/applications/show.html",
        application=application,
        state_words=PUBLIC_WORDS[application.public_state(now)],
        public=application.public_state(now).value,
        closes_at=closes_at,
        is_open=is_open,
        before_closing=is_open and now < closes_at,
        is_gone=is_gone,
        may_reopen=_may_reopen(application, now),
        draft=draft,
        contents=contents(draft, queries.around(draft)) if draft else [],
        news=list(collect("application.news", application=application, actor=actor, now=now)),
        events=(events := _events(application)),
        is_coalition=draft is None and bool(queries.present_members(application.id)),
        joined=queries.confirmed_in(application.call_id, [application.association_id]) if is_draft and is_open else {},
        was_asked=any(one.action == "applications.request_clarification" for one in events),
        left_unanswered=_left_unanswered(events),
        withdrawn_because=why_withdrawn(events),
    )
    if draft is not None:
        return keep(body)
    return forget(body, url_for("applications.show", application_id=application.id) + "/form/")


def _events(application: Application) -> list[audit.Event]:
    return [one for one in audit.history(db.session(), [application]) if one.action in SEEN_BY_APPLICANTS]


def _left_unanswered(events: list[audit.Event]) -> bool:
    """Whether the latest request for clarification, latest first, ended without an answer."""
    about = (one.action for one in events if one.action.endswith("_clarification"))
    return next(about, "") == "applications.lapse_clarification"


def why_withdrawn(events: Iterable[audit.Event]) -> str | None:
    """The reason that was given for withdrawing, if any."""
    return next((one.reason for one in events if one.action == "applications.withdraw"), None)


def _may_reopen(application: Application, now: Any) -> bool:
    window = application.call.window(application.association_id)
    return application.public_state(now).value == "submitted" and application.accepts(now) and now < window.closes_at


def contents(draft: queries.Draft, beside: queries.Around, here: str = "") -> list[tuple[Any, str, str, bool]]:
    """(label, address, shape of its state, current) of every page; the documents and the summary come last.

    One that is ``asleep`` is not asked: it is shown once an answer that waits on the device brings it up.
    """
    number = draft.application.id
    lines: list[tuple[Any, str, str, bool]] = []
    for page in pages_of(draft):
        subject, kind = page.subject, "asleep"
        if page.is_asked:
            reached = draft.page(subject)
            kind = "done" if reached.is_complete and reached.is_begun else "active" if reached.is_begun else "draft"
        lines.append((subject.title, page.url, kind, subject.key == here))
    joined, wanted = bool(draft.files), bool(draft.paper_problems)
    papers = ("active" if joined else "draft") if wanted else "done"
    lines.append((_("Documents"), address_of("applications.papers", application_id=number), papers, here == "*papers"))
    shape = "" if not beside.answers else "active" if MembershipState.INVITED in beside.answers else "done"
    address = address_of("applications.coalition", application_id=number)
    lines.append((_("Coalition (only with other associations)"), address, shape, here == "*coalition"))
    lines.append(
        (_("Review and send"), address_of("applications.summary", application_id=number), "draft", here == "*summary")
    )
    return lines


def draft_of(application_id: int, **_rest: str) -> queries.Draft | None:
    """The draft behind an application."""
    application = queries.application(application_id)
    return queries.draft(application) if application is not None else None


def written_draft_of(application_id: int, **_rest: str) -> queries.Draft | None:
    """The same for who sends something of it: what only its pages show is left out."""
    application = queries.opened(application_id)
    return queries.filled(application) if application is not None else None
