"""Complaints: how many are open, and how those that ended were answered, region by region."""

from __future__ import annotations

from capacity.admission.complaints.states import IN_FAVOUR, Verdict
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.overview.queries.figures import OPEN, WITHDRAWN
from capacity.overview.views.gathered import Chart, Gathered

REFUSED = (Verdict.REJECTED, Verdict.INADMISSIBLE)
PARTS: tuple[tuple[object, tuple[str, ...]], ...] = (
    (_l("upheld"), tuple(IN_FAVOUR)),
    (_l("not upheld"), REFUSED),
    (_l("being examined"), (OPEN,)),
    (_l("withdrawn"), (WITHDRAWN,)),
)


def complaints(known: Gathered) -> Chart:
    """What became of the complaints that were filed."""
    counts = [sum(known.of("complaints", kind) for kind in kinds) for _words, kinds in PARTS]
    upheld, refused, open_, withdrawn = counts
    return Chart(
        "complaints",
        _("Complaints"),
        _(
            "Complaints filed: %(filed)s. Upheld, in whole or in part: %(upheld)s; not upheld: %(refused)s; being "
            "examined: %(open)s; withdrawn: %(withdrawn)s.",
            filed=sum(counts),
            upheld=upheld,
            refused=refused,
            open=open_,
            withdrawn=withdrawn,
        ),
        _("Region"),
        known.by_region("complaints", PARTS),
    )
