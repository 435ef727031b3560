"""The verdict on each application, private until the screening of the region is announced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from capacity.admission.applications import queries as applications
from capacity.admission.applications.actions import settle
from capacity.admission.applications.models import Application
from capacity.admission.review import queries
from capacity.admission.review.actions.documents import Judged, write_judged
from capacity.admission.review.actions.open_screening import check_screening_open
from capacity.admission.review.models import Panel, Screening
from capacity.admission.review.queries.eligibility import Computed
from capacity.admission.review.states import Verdict
from capacity.admission.review.states.screening import Judgement, departs, left_to_judge, unsaid
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l


def screen(
    application: Application,
    *,
    verdict: Verdict,
    reasons: Sequence[str] = (),
    note: str = "",
    departure: str = "",
    judged: Mapping[str, Judged] | None = None,
    seen: str = "",
    panel: Panel | None = None,
    actor: Actor,
    now: datetime,
) -> Screening:
    """Write down what was found; it can be changed until the screening is announced.

    ``judged`` is what is said of documents in the same breath. Eligible it is only once every document that had to be
    sent was judged. What the rules and the documents come to is kept beside the verdict; who decides otherwise says why
    (``departure``). ``seen`` is what the page showed of the rules (``Computed.seen``): when they find something else by
    now, it is looked at first. ``panel`` spares a query when many are screened at once.
    """
    mine = applications.locked(application.id)
    settle(mine, now=now)
    check_screening_open(panel or queries.panel_of_application(mine), mine, now)
    if verdict is Verdict.INELIGIBLE and not reasons:
        raise RuleBroken(_l("Choose at least one reason: the association will read it."), field="reasons")
    content = applications.content(mine)
    if judged:
        write_judged(mine, queries.judged_documents(mine.id, content), judged, actor, now)
    computed = queries.computed(mine, content, queries.judged_documents(mine.id, content))
    if seen and seen != computed.seen:
        raise RuleBroken(_l("What the rules find has changed while you were reading: look at them again."))
    if verdict is Verdict.ELIGIBLE:
        _check_judged(computed)
    if departs(verdict, computed.verdict) and not departure.strip():
        raise RuleBroken(
            _l("You decide otherwise than the rules and the documents come to: say why."), field="departure"
        )
    known = queries.screening(application.id)
    found = known or Screening(application_id=application.id)
    before = known.verdict if known is not None else None
    found.verdict = verdict
    found.reasons = [] if verdict is Verdict.ELIGIBLE else list(reasons)
    found.note, found.departure = note, departure.strip() if departs(verdict, computed.verdict) else ""
    found.computed = computed.stored()
    found.checks = [one.paper.key for one in computed.documents if one.judgement is Judgement.ACCEPTED]
    found.decided_by_id, found.decided_at = actor.id, now
    found.confirmed_by_id = found.confirmed_at = None
    db.session.add(found)
    db.session.flush()
    audit.record(
        actor=actor, action="review.screen", obj=found, now=now, before=before, after=verdict, reason=found.departure
    )
    return found


def confirm_ineligible(found: Screening, *, actor: Actor, now: datetime) -> Screening:
    """A second person agrees that the application is ineligible; repeating it changes nothing.

    Refused when the verdict is that it is eligible.
    """
    check_screening_open(queries.panel_of_application(found.application), found.application, now)
    if found.verdict is not Verdict.INELIGIBLE:
        raise RuleBroken(_l("The verdict was changed meanwhile. Read it again before you confirm it."))
    if found.confirmed_at is not None:
        return found
    if actor.id is None or actor.id == found.decided_by_id:
        raise RuleBroken(_l("Somebody other than who gave the verdict has to confirm it."))
    found.confirmed_by_id, found.confirmed_at = actor.id, now
    db.session.flush()
    audit.record(actor=actor, action="review.confirm_ineligible", obj=found, now=now)
    return found


def _check_judged(computed: Computed) -> None:
    required = {one.paper.key: one for one in computed.documents if one.paper.required}
    for key in left_to_judge(required, {key: one.judgement for key, one in required.items()}):
        raise RuleBroken(unsaid(required[key].paper.label), field=f"judgement_{key}")
