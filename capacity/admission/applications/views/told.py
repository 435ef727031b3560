"""Before a coordinator writes to those who answer a call: how many they are."""

from __future__ import annotations

from capacity.admission.applications import queries
from capacity.admission.applications.states import ARRIVED, ApplicationState
from capacity.admission.calls.models import Call
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
