"""How the desk's lists of rounds and of a round's offers may be asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.calls.models import Call
from capacity.admission.rounds.models import Outcome, Round
from capacity.admission.rounds.states import OfferState, OutcomeKind, RoundState
from capacity.admission.rounds.views.words import WORDS
from capacity.core import search
from capacity.core.languages import language
from capacity.core.languages import lazy_gettext as _l
from capacity.people.associations.models import Association
from capacity.web.tables import Filter, Sort, Statement, Table, by_region

FAR = datetime(9999, 1, 1, tzinfo=UTC)
"""What has no due date comes last."""
SHOWN = (OutcomeKind.SELECTED, OutcomeKind.RESERVE)


def table() -> Table:
    """By region and state; searched by the call's title and reference."""
    return Table(
        id_column=Round.id,
        sorts=[
            Sort("opens", _l("Opening of the call"), Call.opens_at),
            Sort("region", _l("Region"), Round.region_code),
            Sort("seats", _l("Seats"), Round.seats),
        ],
        default_sort="-opens",
        filters=[by_region(Round.region_code), _states("state", _l("State"), list(RoundState), Round.state)],
        search=lambda statement, words: statement.where(search.holds(words, Call.reference, Call.title)),
    )


def offers() -> Table:
    """By outcome and by answer; searched by the association's names and the application's number."""
    place = sa.func.coalesce(Outcome.reserve_rank, 0)
    rank = sa.case((Outcome.kind == OutcomeKind.SELECTED, -Outcome.points), else_=place)
    due = sa.func.coalesce(Outcome.offer_due_at, sa.literal(FAR, Outcome.offer_due_at.type))
    name = Association.name_ar if language() == "ar" else Association.name_fr
    return Table(
        id_column=Outcome.id,
        sorts=[
            Sort("rank", _l("Outcome"), rank),
            Sort("name", _l("Association"), name),
            Sort("due", _l("Answer by"), due),
        ],
        filters=[
            _states("outcome", _l("Outcome"), SHOWN, Outcome.kind),
            _states("offer", _l("Offer"), list(OfferState), Outcome.state),
        ],
        search=_searched,
    )


def _searched(statement: Statement, words: str) -> Statement:
    typed = search.holds(words, Association.name_fr, Association.name_ar, Application.number)
    return statement.where(sa.or_(search.found(Application.id, words), typed))


def _states(name: str, label: object, states: Sequence[Enum], column: Any) -> Filter:
    named = {state.value: state for state in states}
    options = [(value, WORDS[state][0]) for value, state in named.items()]
    return Filter(name, label, options, lambda found, chosen: found.where(column.in_([named[one] for one in chosen])))
