"""Two associations become one: of two applications to one call, the one that was chosen goes on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from capacity.admission.applications import queries
from capacity.admission.applications.actions.sending import withdraw
from capacity.core.access import Actor
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.people.associations.models import Association


def settle_merge(
    *, kept: Association, gone: Association, choices: Mapping[int, int], actor: Actor, now: datetime
) -> None:
    """Withdraw those that were not chosen. Raises RuleBroken when nobody said which goes on, or one is enrolled."""
    family = [kept.id, gone.id, *(one.id for one in queries.sisters((kept.id, gone.id)))]
    for call, applications in queries.clashes(family, now):
        chosen = choices.get(call.id)
        if chosen not in {one.id for one in applications}:
            raise RuleBroken(
                _l(
                    "Both have an application to the call %(reference)s: say which one goes on.",
                    reference=call.reference,
                )
            )
        for application in applications:
            if application.id != chosen:
                withdraw(application, reason="", actor=actor, now=now)
