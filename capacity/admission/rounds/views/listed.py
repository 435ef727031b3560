"""How the desk's list of rounds may be asked."""

from __future__ import annotations

from capacity.admission.calls.models import Call
from capacity.admission.rounds.models import Round
from capacity.admission.rounds.states import RoundState
from capacity.admission.rounds.views.words import WORDS
from capacity.core import search
from capacity.core.languages import lazy_gettext as _l
from capacity.web.tables import Filter, Sort, Table, by_region


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
        filters=[
            by_region(Round.region_code),
            Filter(
                "state",
                _l("State"),
                [(state.value, WORDS[state][0]) for state in RoundState],
                lambda statement, chosen: statement.where(Round.state.in_([RoundState(one) for one in chosen])),
            ),
        ],
        search=lambda statement, words: statement.where(search.holds(words, Call.reference, Call.title)),
    )
