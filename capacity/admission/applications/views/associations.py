"""What this room adds to the record of an association, and to the page of two that may be one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import url_for

from capacity.admission.applications import policy, queries
from capacity.admission.applications.views.wording import PUBLIC_WORDS
from capacity.core import clock
from capacity.core.access import Actor
from capacity.core.languages import gettext as _
from capacity.people.associations import queries as associations
from capacity.people.associations.models import Association
from capacity.web.wording import label


def on_record(*, association: Association, actor: Actor) -> dict[str, Any] | None:
    """Its applications to all calls, under each name it had; for its members as applicants may know them."""
    now, rows = clock.now(), []
    for one in queries.of_associations(associations.family_of(association.id)):
        named = one.association.name.text() if one.association_id != association.id else ""
        sub = " · ".join(part for part in (one.number or "", one.call.reference, named) if part)
        if policy.may_read(actor, one):
            url, words = url_for("applications.record", application_id=one.id), label(one.stands(now))
        elif policy.owns(actor, one):
            url = url_for("applications.show", application_id=one.id)
            words = str(PUBLIC_WORDS[one.public_state(now)][0])
        else:
            continue
        rows.append({"label": one.call.title.text(), "url": url, "sub": sub, "state": words})
    return {"title": _("Applications"), "rows": rows} if rows else None


def clashes(*, ids: Iterable[int], now: datetime) -> list[dict[str, Any]]:
    """The calls in which both are live: which application goes on has to be said."""
    numbers = list(ids)
    family = [*numbers, *(one.id for one in queries.sisters(numbers))]
    return [
        {
            "id": call.id,
            "label": _("Application that goes on in the call %(reference)s", reference=call.reference),
            "options": [
                (one.id, " · ".join((one.number or "–", one.association.registered_as, label(one.stands(now)))))
                for one in applications
            ],
        }
        for call, applications in queries.clashes(family, now)
    ]
