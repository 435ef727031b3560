"""The association's own folder: papers that last are kept once, version by version, and warned of in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from capacity.core import audit, clock
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.files import StoredFile
from capacity.core.languages import Localized
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import handles, post
from capacity.core.unit_of_work import unit_of_work
from capacity.people.associations import notices, queries
from capacity.people.associations.models import LastingPaper
from capacity.people.associations.states import PAPERS_MAX, warned_at

EXPIRES = "associations.paper_expires"


def keep_paper(
    association_id: int,
    stored: StoredFile,
    *,
    kind: str,
    label: Localized,
    dated: date | None = None,
    expires_on: date | None = None,
    actor: Actor,
    now: datetime,
) -> LastingPaper:
    """Put a paper into the folder; one of the same kind that lies there already is kept as an earlier version."""
    _check_days(dated, expires_on)
    earlier = _of_kind(association_id, kind)
    if not earlier and queries.count_of_papers(association_id) >= PAPERS_MAX:
        raise RuleBroken(_l("There are %(most)s documents in the folder: take one away first.", most=PAPERS_MAX))
    for one in earlier:
        one.replaced_at = one.replaced_at or now
    paper = LastingPaper(
        association_id=association_id,
        kind=kind,
        label=label,
        version=max((one.version for one in earlier), default=0) + 1,
        file=stored,
        dated=dated,
        expires_on=expires_on,
        added_at=now,
        added_by_id=actor.id,
    )
    db.session.add(paper)
    db.session.flush()
    audit.record(actor=actor, action="associations.keep_paper", obj=paper, now=now, after=paper.version)
    _warn_in_time(paper, now)
    return paper


def date_paper(
    paper: LastingPaper, *, dated: date | None, expires_on: date | None, actor: Actor, now: datetime
) -> None:
    """Say of which day it is, and until when it is valid."""
    _check_days(dated, expires_on)
    if (paper.dated, paper.expires_on) == (dated, expires_on):
        return
    paper.dated, paper.expires_on = dated, expires_on
    audit.record(actor=actor, action="associations.date_paper", obj=paper, now=now, after=expires_on)
    db.session.flush()
    _warn_in_time(paper, now)


def take_away_paper(paper: LastingPaper, *, actor: Actor, now: datetime) -> None:
    """It is offered no longer; applications that name it keep it."""
    if paper.replaced_at is None:
        for one in _of_kind(paper.association_id, paper.kind):
            one.replaced_at = one.replaced_at or now
        audit.record(actor=actor, action="associations.take_away_paper", obj=paper, now=now)
        db.session.flush()


def _of_kind(association_id: int, kind: str) -> Sequence[LastingPaper]:
    """Its papers of a kind, under every name that the association had."""
    family = queries.relatives_of(association_id)
    found = sa.select(LastingPaper).where(LastingPaper.association_id.in_(family), LastingPaper.kind == kind)
    return db.session.scalars(found).all()


def _check_days(dated: date | None, expires_on: date | None) -> None:
    if dated is not None and expires_on is not None and expires_on <= dated:
        raise RuleBroken(_l("It cannot expire before the day it was made."), field="expires_on")


def _warn_in_time(paper: LastingPaper, now: datetime) -> None:
    if paper.expires_on is None:
        return
    on = paper.expires_on.isoformat()
    key = f"{EXPIRES}:{paper.id}:{on}"
    post(EXPIRES, {"paper": paper.id, "on": on}, key=key, now=now, run_at=max(now, warned_at(paper.expires_on)))


@handles(EXPIRES)
def warn_of_expiry(payload: Mapping[str, Any]) -> None:
    """Those who act for the association learn that a paper expires, unless it was replaced or dated anew meanwhile."""
    with unit_of_work():
        paper = queries.paper(payload["paper"])
        if paper is None or paper.replaced_at is not None or str(paper.expires_on) != payload["on"]:
            return
        notices.paper_expires(paper, now=clock.now())
