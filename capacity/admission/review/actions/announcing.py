"""The announcement of a region's screening: every association learns its own result, once and at the same moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from capacity.admission.applications.actions import settle, show_eligibility
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import FIND_ELIGIBLE, FIND_INELIGIBLE, ApplicationState
from capacity.admission.calls import queries as calls
from capacity.admission.calls.models import Call
from capacity.admission.calls.states.recourse import Recourse
from capacity.admission.review import notices, queries
from capacity.admission.review.models import Panel, Screening
from capacity.admission.review.queries.documents import Standing
from capacity.admission.review.states import Verdict
from capacity.admission.review.states.screening import Judgement
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move

Verdicts = Sequence[tuple[Application, Screening | None]]


def announce_screening(panel: Panel, *, actor: Actor, now: datetime) -> int:
    """Tell every association of the region its own result, all at once; how many were told.

    Whoever is ineligible reads its reasons, and until when it may complain, as the call declares. Refused while the
    call takes applications, one of them has no verdict, or a refusal was found by one person alone.
    """
    verdicts = _to_announce(panel, now)
    for application, found in verdicts:
        step = FIND_ELIGIBLE if found and found.verdict is Verdict.ELIGIBLE else FIND_INELIGIBLE
        move(application, step, actor=actor, now=now)
    show_eligibility([application for application, _found in verdicts], actor=actor, now=now)
    panel.screening_announced_at = now
    _write_what_is_told(verdicts, Recourse.read(panel.call.recourse).ends_at(now))
    db.session.flush()
    audit.record(actor=actor, action="review.announce_screening", obj=panel, now=now)
    letters = [(application, found) for application, found in verdicts if found is not None]
    notices.write_screening(panel, letters, now=now)
    return len(letters)


def announce_screenings(call: Call, region_codes: Iterable[str], *, actor: Actor, now: datetime) -> int:
    """Announce several regions of a call in one go, all of them or none; how many were told."""
    told = 0
    for code in sorted(set(region_codes)):
        panel = queries.panel_of(call.id, code)
        if panel is None:
            raise RuleBroken(_l("Appoint the panel of this region first."))
        try:
            told += announce_screening(panel, actor=actor, now=now)
        except RuleBroken as broken:
            raise RuleBroken(
                _l("%(region)s: %(why)s", region=panel.region.name, why=broken.message), field=broken.field
            ) from None
    return told


def _to_announce(panel: Panel, now: datetime) -> Verdicts:
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
    return verdicts


def _write_what_is_told(verdicts: Verdicts, until: datetime) -> None:
    """Keep, in the words of today, what each ineligible association reads of its own application."""
    out = [found for _application, found in verdicts if found is not None and found.verdict is Verdict.INELIGIBLE]
    documents = queries.standing_of([found.application_id for found in out])
    words = calls.reasons(None, retired=True)
    for found in out:
        found.told = {
            "reasons": [_worded(code, words) for code in found.reasons],
            "documents": _refused(documents.get(found.application_id, ()), words),
            "note": found.note,
            "until": until.isoformat(),
        }


def _refused(standing: Standing | tuple[()], words: dict[str, Localized]) -> list[dict[str, Any]]:
    return [
        {"label": dict(label), "words": one.words, **_worded(one.reason, words)}
        for one, label in standing
        if one.judgement is Judgement.REFUSED
    ]


def _worded(code: str, words: dict[str, Localized]) -> dict[str, Any]:
    return {"code": code, "text": dict(words.get(code, Localized()))}
