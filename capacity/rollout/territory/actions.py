"""Loading of the territory: regions, provinces, priority places, as shipped with the software."""

from __future__ import annotations

from datetime import datetime

from capacity.core import facts
from capacity.core.db import db
from capacity.rollout.territory.models import PriorityPlace, Province, Region
from capacity.rollout.territory.states import ProvinceKind


def load_facts(*, now: datetime) -> None:
    """Put the shipped regions, provinces and priority places into an empty database; a filled one is left alone.

    A correction that a coordinator made is never overwritten, and nothing is audited: no person acts.
    """
    if db.session.query(Region).first() is not None:
        return
    for region in facts.regions():
        db.session.add(Region(code=region.iso, name=region.names, population=region.population))
    db.session.flush()
    by_iso = {}
    for shipped in facts.provinces():
        province = Province(
            code=shipped.hcp,
            iso=shipped.iso,
            name_fr=shipped.names["fr"],
            name_ar=shipped.names["ar"],
            kind=ProvinceKind(shipped.kind),
            region_code=shipped.region_iso,
        )
        by_iso[shipped.iso] = shipped.hcp
        db.session.add(province)
    db.session.flush()
    for place in facts.priority_places():
        note = place.note["en"] if place.note else None
        db.session.add(PriorityPlace(name=place.names, province_code=by_iso[place.province_iso], note=note))
    db.session.flush()
