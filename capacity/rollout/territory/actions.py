"""The territory as shipped with the software, and what coordinators change in its priority places."""

from __future__ import annotations

from datetime import datetime

from capacity.core import audit, facts
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized
from capacity.core.languages import lazy_gettext as _l
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
        db.session.add(
            PriorityPlace(
                key=place.key, name=place.names, province_code=by_iso[place.province_iso], note=place.note or None
            )
        )
    db.session.flush()


def add_place(*, name: Localized, province_code: str, note: Localized, actor: Actor, now: datetime) -> PriorityPlace:
    """A further priority place."""
    place = PriorityPlace(name=name, province_code=_existing(province_code), note=note or None)
    db.session.add(place)
    db.session.flush()
    audit.record(actor=actor, action="territory.add_place", obj=place, now=now, after=province_code)
    return place


def change_place(
    place: PriorityPlace, *, name: Localized, province_code: str, note: Localized, actor: Actor, now: datetime
) -> None:
    """Correct its name, or say in which province of today it lies."""
    before = place.province_code
    place.name, place.note = name, note or None
    place.province_code = _existing(province_code)
    db.session.flush()
    audit.record(actor=actor, action="territory.change_place", obj=place, now=now, before=before, after=province_code)


def retire_place(place: PriorityPlace, *, actor: Actor, now: datetime) -> None:
    """No longer offer it; those who named it keep it."""
    if place.is_offered:
        place.retired_at = now
        audit.record(actor=actor, action="territory.retire_place", obj=place, now=now)


def restore_place(place: PriorityPlace, *, actor: Actor, now: datetime) -> None:
    """Offer it again."""
    if not place.is_offered:
        place.retired_at = None
        audit.record(actor=actor, action="territory.restore_place", obj=place, now=now)


def _existing(province_code: str) -> str:
    if db.session.get(Province, province_code) is None:
        raise RuleBroken(_l("Choose one of the provinces in the list."), field="province_code")
    return province_code
