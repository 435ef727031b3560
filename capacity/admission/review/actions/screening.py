"""The verdict on each application, private until the screening of the region is announced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from capacity.admission.applications.actions import settle, show_eligibility
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import FIND_ELIGIBLE, FIND_INELIGIBLE, ApplicationState
from capacity.admission.review import notices, queries
from capacity.admission.review.models import Panel, Screening
from capacity.admission.review.states import Verdict
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move


def screen(
    application: Application,
    *,
    verdict: Verdict,
    reasons: Sequence[str] = (),
    note: str = "",
    checks: Sequence[str] = (),
    panel: Panel | None = None,
    actor: Actor,
    now: datetime,
) -> Screening:
    """Write down what was found; it can be changed until the screening is announced.

    ``panel`` spares a query when many are screened at once.
    """
    panel = panel or queries.panel_of_application(application)
    settle(application, now=now)
    _check_open(panel, application, now)
    if verdict is Verdict.INELIGIBLE and not reasons:
        raise RuleBroken(_l("Choose at least one reason: the association will read it."), field="reasons")
    known = queries.screening(application.id)
    found = known or Screening(application_id=application.id)
    before = known.verdict if known is not None else None
    found.verdict = verdict
    found.reasons = [] if verdict is Verdict.ELIGIBLE else list(reasons)
    found.note, found.checks = note, list(checks)
    found.decided_by_id, found.decided_at = actor.id, now
    found.confirmed_by_id = found.confirmed_at = None
    db.session.add(found)
    db.session.flush()
    audit.record(actor=actor, action="review.screen", obj=found, now=now, before=before, after=verdict)
    return found


def confirm_ineligible(found: Screening, *, actor: Actor, now: datetime) -> Screening:
    """A second person agrees that the application is ineligible; repeating it changes nothing.

    Refused when the verdict is that it is eligible.
    """
    _check_open(queries.panel_of_application(found.application), found.application, now)
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


def _check_open(panel: Panel | None, application: Application, now: datetime) -> None:
    if panel is None:
        raise RuleBroken(_l("Appoint the panel of this region first."))
    if panel.screening_announced_at is not None:
        raise RuleBroken(_l("The screening was announced: its results cannot be changed any more."))
    if application.state is ApplicationState.CLARIFICATION_REQUESTED:
        raise RuleBroken(_l("An answer is expected from the association."))
    if application.state is not ApplicationState.SUBMITTED:
        raise RuleBroken(_l("This application is not submitted."))
    if application.call.window(application.association_id).accepts(now):
        raise RuleBroken(_l("The call is still open: screening begins when it has closed."))


def announce_screening(panel: Panel, *, actor: Actor, now: datetime) -> int:
    """Tell every association of the region its own result, all at once; how many were told.

    Refused while the call takes applications, one of them has no verdict, or a refusal was found by one person alone.
    """
    if panel.screening_announced_at is not None:
        raise RuleBroken(_l("The screening of this region was already announced."))
    if panel.call.window().accepts(now):
        raise RuleBroken(_l("The call is still open: screening begins when it has closed."))
    verdicts = queries.verdicts_of(panel)
    for item, _found in verdicts:
        settle(item, now=now)
    if not verdicts:
        raise RuleBroken(_l("There is no application to announce in this region."))
    if any(found is None or item.state is ApplicationState.CLARIFICATION_REQUESTED for item, found in verdicts):
        raise RuleBroken(_l("Some applications have no verdict yet."))
    alone = ", ".join(str(item.number) for item, found in verdicts if found is not None and not found.stands)
    if alone:
        raise RuleBroken(_l("A second person has to confirm that these are ineligible: %(numbers)s.", numbers=alone))
    for application, found in verdicts:
        step = FIND_ELIGIBLE if found and found.verdict is Verdict.ELIGIBLE else FIND_INELIGIBLE
        move(application, step, actor=actor, now=now)
    show_eligibility([application for application, _found in verdicts], actor=actor, now=now)
    panel.screening_announced_at = now
    db.session.flush()
    audit.record(actor=actor, action="review.announce_screening", obj=panel, now=now)
    letters = [(application, list(found.reasons), found.note) for application, found in verdicts if found]
    notices.write_screening(panel, letters, now=now)
    return len(letters)
