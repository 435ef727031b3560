"""How the desk's lists of regions under review, and of a region's copies without names, may be asked."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.calls.models import Call, CallRegion
from capacity.admission.review import queries
from capacity.admission.review.models import Panel
from capacity.core import search
from capacity.core.languages import lazy_gettext as _l
from capacity.web.tables import Filter, Sort, Table, by_region

STAGES: dict[str, tuple[object, Any]] = {
    "none": (_l("No panel yet"), Panel.id.is_(None)),
    "under_way": (
        _l("Screening under way"),
        sa.and_(Panel.id.is_not(None), Panel.screening_announced_at.is_(None)),
    ),
    "announced": (_l("Screening announced"), Panel.screening_announced_at.is_not(None)),
}


def table() -> Table:
    """By region and stage; searched by the call's title and reference."""
    return Table(
        id_column=CallRegion.id,
        sorts=[
            Sort("opens", _l("Opening of the call"), Call.opens_at),
            Sort("region", _l("Region"), CallRegion.region_code),
        ],
        default_sort="-opens",
        filters=[
            by_region(CallRegion.region_code),
            Filter(
                "stage",
                _l("Stage"),
                [(key, words) for key, (words, _clause) in STAGES.items()],
                lambda statement, chosen: statement.where(sa.or_(*(STAGES[one][1] for one in chosen))),
            ),
        ],
        search=lambda statement, words: statement.where(search.holds(words, Call.reference, Call.title)),
    )


def copies() -> Table:
    """By what is missing; searched by the number of the application."""
    lacking = queries.COPIES_MISSING
    states = {"missing": (_l("Missing"), lacking), "complete": (_l("Complete"), sa.not_(lacking))}
    return Table(
        id_column=Application.id,
        sorts=[Sort("number", _l("Number"), queries.NUMBER)],
        filters=[
            Filter(
                "state",
                _l("State"),
                [(key, words) for key, (words, _clause) in states.items()],
                lambda statement, chosen: statement.having(sa.or_(*(states[one][1] for one in chosen))),
            )
        ],
        search=lambda statement, words: statement.where(Application.number.icontains(words, autoescape=True)),
    )
