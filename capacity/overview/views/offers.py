"""The seats: offered, accepted, given up, not answered, and who moved up from the reserve lists."""

from __future__ import annotations

from capacity.admission.rounds.states import OfferState, OutcomeKind
from capacity.core.charts import stacked
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.overview.queries.figures import PROMOTED
from capacity.overview.views.gathered import Chart, Gathered
from capacity.web.wording import label

TAKEN = (OfferState.ACCEPTED, OfferState.ENROLLED)
ENDED = (OfferState.DECLINED, OfferState.LAPSED, OfferState.WITHDRAWN)


def offers(known: Gathered) -> Chart:
    """What became of the seats that were offered, region by region."""
    rows = [(one.name.text(), [float(known.of("offers", state, one)) for state in OfferState]) for one in known.regions]
    return Chart(
        "offers",
        _("Seats offered"),
        _(
            "%(taken)s seats are accepted, %(open)s offers wait for an answer, %(ended)s were given up or lapsed; "
            "%(promoted)s associations moved up from a reserve list, on which %(reserve)s stand.",
            taken=sum(known.of("offers", state) for state in TAKEN),
            open=known.of("offers", OfferState.OFFERED),
            ended=sum(known.of("offers", state) for state in ENDED),
            promoted=known.of("offers", PROMOTED),
            reserve=known.of("offers", OutcomeKind.RESERVE),
        ),
        _("Region"),
        stacked(
            [row for row in rows if any(row[1])], [label(state) for state in OfferState], mirrored=language() == "ar"
        ),
    )
