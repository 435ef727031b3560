"""How many answer a call: on its record, and before a coordinator writes to them."""

from __future__ import annotations

from typing import Any

from flask import url_for

from capacity.admission.applications import policy, queries
from capacity.admission.applications.states import ARRIVED, ApplicationState
from capacity.admission.calls.models import Call
from capacity.core.access import Actor, Role
from capacity.core.languages import gettext as _
from capacity.core.languages import ngettext


def written_to(*, call: Call, sent: bool) -> list[str]:
    """Those who are drafting and, when ``sent``, those who have sent."""
    counts = queries.counts_by_state(call.id)
    drafting = counts.get(ApplicationState.DRAFT, 0)
    told = []
    if drafting:
        told.append(
            ngettext(
                "%(num)s association that is drafting an application",
                "%(num)s associations that are drafting an application",
                drafting,
            )
        )
    if sent and (arrived := sum(counts.get(state, 0) for state in ARRIVED)):
        told.append(
            ngettext(
                "%(num)s association that sent its application",
                "%(num)s associations that sent their application",
                arrived,
            )
        )
    return told


def on_record(*, call: Call, actor: Actor) -> list[dict[str, Any]]:
    """The way from a call's record, with how many write and how many have sent, in the regions that one coordinates."""
    if call.published_at is None or not policy.may_list(actor, None):
        return []
    scope = None if actor.has(Role.ADMINISTRATOR) else actor.regions(Role.COORDINATOR)
    counts = queries.counts_by_state(call.id, scope)
    sent, drafts = sum(counts.get(state, 0) for state in ARRIVED), counts.get(ApplicationState.DRAFT, 0)
    words = [
        ngettext("%(num)s application sent", "%(num)s applications sent", sent) if sent else _("None was sent yet"),
        ngettext("%(num)s application being written", "%(num)s applications being written", drafts) if drafts else "",
    ]
    return [
        {
            "label": _("Applications"),
            "url": url_for("applications.desk", call=call.id),
            "sub": " · ".join(filter(None, words)),
            "state": "",
        }
    ]
