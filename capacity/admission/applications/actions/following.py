"""What a call's corrections, extensions and cancellation mean for those who answer it: they are written to.

The events come through the outbox, at least once; a letter's key makes it one letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from capacity.admission.applications import notices
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ARRIVED, ApplicationState
from capacity.admission.calls.models import Addendum, Call, Extension
from capacity.core import clock
from capacity.core.db import db
from capacity.core.outbox import handles
from capacity.core.unit_of_work import unit_of_work

DRAFTING = (ApplicationState.DRAFT,)
ANSWERING = (ApplicationState.DRAFT, *sorted(ARRIVED))


def _applications(
    call_id: int, states: tuple[ApplicationState, ...], association_id: int | None = None
) -> list[Application]:
    statement = (
        sa.select(Application)
        .where(Application.call_id == call_id, Application.state.in_(states))
        .options(joinedload(Application.association), joinedload(Application.call).selectinload(Call.extensions))
        .order_by(Application.id)
    )
    if association_id is not None:
        statement = statement.where(Application.association_id == association_id)
    return list(db.session.scalars(statement))


def addresses_written_to(*, call: Call, sent: bool) -> set[str]:
    """The addresses that a call's news reach already: of those who are drafting, or (``sent``) of all who answer."""
    found = _applications(call.id, ANSWERING if sent else DRAFTING)
    people = notices.correspondents({one.association_id for one in found})
    own = {one.association.email for one in found if one.association.email and not people.get(one.association_id)}
    return own | {person.email for some in people.values() for person in some if person.email}


@handles("call.addendum")
def tell_of_addendum(payload: Mapping[str, Any]) -> None:
    """Everybody who is drafting reads the addendum."""
    with unit_of_work():
        addendum = db.session.get_one(Addendum, payload["addendum"])
        found = _applications(payload["call"], DRAFTING)
        people = notices.correspondents({one.association_id for one in found})
        for application in found:
            notices.write(
                "addendum",
                application,
                key=f"{notices.ROOM}/addendum:{addendum.id}:{application.id}",
                now=clock.now(),
                texts={"text": addendum.text},
                people=people.get(application.association_id, []),
            )


@handles("call.extended")
def tell_of_extension(payload: Mapping[str, Any]) -> None:
    """Those who have not sent yet learn of the new closing; one association alone, when it is for it alone."""
    with unit_of_work():
        extension = db.session.get_one(Extension, payload["extension"])
        found = _applications(payload["call"], DRAFTING, extension.association_id)
        people = notices.correspondents({one.association_id for one in found})
        for application in found:
            closes_at = application.call.window(application.association_id).closes_at
            if closes_at != extension.closes_at:
                continue  # it has more time still, by an extension of its own or a later one for everybody
            notices.write(
                "extended",
                application,
                key=f"{notices.ROOM}/extended:{extension.id}:{application.id}",
                now=clock.now(),
                moments={"closes": closes_at},
                people=people.get(application.association_id, []),
                alone=extension.association_id is not None,
            )


@handles("call.extension_corrected")
def tell_of_correction(payload: Mapping[str, Any]) -> None:
    """Those who have not sent yet, and whose closing was the one that holds no more, learn when it is."""
    with unit_of_work():
        extension = db.session.get_one(Extension, payload["extension"])
        was = datetime.fromisoformat(payload["was"])
        found = _applications(payload["call"], DRAFTING, extension.association_id)
        people = notices.correspondents({one.association_id for one in found})
        for application in found:
            closes_at = application.call.window(application.association_id).closes_at
            if closes_at >= was:
                continue  # it has as much time as it was told, by another extension
            notices.write(
                "closing_corrected",
                application,
                key=f"{notices.ROOM}/closing_corrected:{extension.id}:{closes_at.isoformat()}:{application.id}",
                now=clock.now(),
                moments={"closes": closes_at, "was": was},
                people=people.get(application.association_id, []),
            )


@handles("call.cancelled")
def tell_of_cancellation(payload: Mapping[str, Any]) -> None:
    """Everybody who drafted or sent an application reads the reason."""
    with unit_of_work():
        call = db.session.get_one(Call, payload["call"])
        found = _applications(call.id, ANSWERING)
        people = notices.correspondents({one.association_id for one in found})
        for application in found:
            notices.write(
                "cancelled",
                application,
                key=f"{notices.ROOM}/cancelled:{call.id}:{application.id}",
                now=clock.now(),
                texts={"reason": call.cancelled_reason},
                people=people.get(application.association_id, []),
            )
