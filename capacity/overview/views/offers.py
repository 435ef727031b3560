"""The seats: offered, accepted, given up, not answered, and who moved up from the reserve lists."""

from __future__ import annotations

from capacity.admission.rounds.states import OfferState, OutcomeKind
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.overview.queries.figures import PROMOTED
from capacity.overview.views.gathered import Chart, Gathered

TAKEN = (OfferState.ACCEPTED, OfferState.ENROLLED)
GIVEN_UP = (OfferState.DECLINED, OfferState.WITHDRAWN)
PARTS: tuple[tuple[object, tuple[OfferState, ...]], ...] = (
    (_l("accepted"), TAKEN),
    (_l("waiting for an answer"), (OfferState.OFFERED,)),
    (_l("given up"), GIVEN_UP),
    (_l("not answered in time"), (OfferState.LAPSED,)),
)


def offers(known: Gathered) -> Chart:
    """What became of the seats that were offered, region by region."""
    return Chart(
        "offers",
        _("Seats offered"),
        _(
            "%(taken)s seats are accepted, %(open)s offers wait for an answer, %(ended)s were given up or lapsed; "
            "%(promoted)s associations moved up from a reserve list, on which %(reserve)s stand.",
            taken=sum(known.of("offers", state) for state in TAKEN),
            open=known.of("offers", OfferState.OFFERED),
            ended=sum(known.of("offers", state) for state in (*GIVEN_UP, OfferState.LAPSED)),
            promoted=known.of("offers", PROMOTED),
            reserve=known.of("offers", OutcomeKind.RESERVE),
        ),
        _("Region"),
        known.by_region("offers", PARTS),
    )
