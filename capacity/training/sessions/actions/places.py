"""Modules and venues."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from capacity.core import audit, facts
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.training.sessions.models import Module, Venue
from capacity.training.sessions.states import ModuleDetails, VenueDetails


def load_facts() -> None:
    """Put the shipped modules into the database; those that are there already stay as coordinators left them."""
    known = set(db.session.scalars(sa.select(Module.key)))
    for shipped in facts.load("modules")["module"]:
        if shipped["key"] not in known:
            db.session.add(
                Module(
                    key=shipped["key"],
                    position=shipped["order"],
                    name=facts.words(shipped["name"]),
                    description=facts.words(shipped["description"]),
                    half_days=shipped["half_days"],
                    required_share=shipped.get("required_share", 75),
                    example=shipped.get("example", False),
                )
            )
    db.session.flush()


def change_module(module: Module, details: ModuleDetails, *, actor: Actor, now: datetime) -> Module:
    """Rewrite a module; it is no example after that."""
    module.name, module.description = details.name, details.description
    module.half_days, module.required_share = details.half_days, details.required_share
    module.example = False
    audit.record(actor=actor, action="sessions.change_module", obj=module, now=now)
    db.session.flush()
    return module


def _fill(venue: Venue, details: VenueDetails) -> None:
    venue.name, venue.address, venue.access_note = details.name, details.address, details.access_note
    venue.province_code, venue.capacity, venue.accessible = details.province_code, details.capacity, details.accessible


def add_venue(details: VenueDetails, *, actor: Actor, now: datetime) -> Venue:
    """Note a place where sessions can be held."""
    venue = Venue()
    _fill(venue, details)
    db.session.add(venue)
    db.session.flush()
    audit.record(actor=actor, action="sessions.add_venue", obj=venue, now=now)
    return venue


def change_venue(venue: Venue, details: VenueDetails, *, actor: Actor, now: datetime) -> Venue:
    """Rewrite a venue."""
    _fill(venue, details)
    audit.record(actor=actor, action="sessions.change_venue", obj=venue, now=now)
    db.session.flush()
    return venue


def retire_venue(venue: Venue, *, actor: Actor, now: datetime) -> Venue:
    """Offer the venue for new sessions no more, or again when it was retired; sessions held there keep it."""
    venue.retired_at = None if venue.retired_at is not None else now
    after = "retired" if venue.retired_at is not None else "in_use"
    audit.record(actor=actor, action="sessions.retire_venue", obj=venue, now=now, after=after)
    db.session.flush()
    return venue
