"""An association is found by its names, its receipt and its place, and by those of what was merged into it."""

from __future__ import annotations

from capacity.core import search
from capacity.core.db import db
from capacity.people.associations import queries
from capacity.people.associations.models import Association


def let_find(association: Association) -> None:
    """Let it be found."""
    texts = [
        text
        for one in (association, *queries.merged_into(association.id))
        for text in (one.name_ar, one.name_fr, one.acronym, one.receipt_number, one.locality)
    ]
    search.index(db.session(), "association", association.id, texts)
