"""A committee member declares interests, once for all seats, and again when something changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from capacity.admission.review import queries
from capacity.admission.review.models import Interests
from capacity.core import audit, facts
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import LANGUAGES
from capacity.core.languages import lazy_gettext as _l

LINES_MAX, LINE_MAX = 60, 200


@dataclass(frozen=True, slots=True)
class Declared:
    """What is declared: ties by name, place, or in words, or that there is none; and what one reads and knows."""

    no_tie: bool = False
    associations: Sequence[str] = ()
    people: Sequence[str] = ()
    region_codes: Sequence[str] = ()
    province_code: str | None = None
    words: str = ""
    languages: Sequence[str] = ()
    themes: Sequence[str] = ()

    @property
    def names_a_tie(self) -> bool:
        """Something stands in it that could be a conflict."""
        return bool(self.associations or self.people or self.region_codes or self.words)


def declare_interests(said: Declared, *, actor: Actor, now: datetime) -> Interests:
    """Keep a declaration; from now on it is the one that counts, on every panel on which the member sits."""
    _check(said)
    made = Interests(
        person_id=actor.id,
        declared_at=now,
        no_tie=said.no_tie,
        associations=list(said.associations),
        people=list(said.people),
        region_codes=list(said.region_codes),
        province_code=said.province_code,
        words=said.words,
        languages=list(said.languages),
        themes=list(said.themes),
    )
    db.session.add(made)
    for seat in queries.seats_of(actor.id or 0):
        seat.interests_at = now
    db.session.flush()
    audit.record(actor=actor, action="review.declare_interests", obj=made, now=now)
    return made


def _check(said: Declared) -> None:
    if said.no_tie and said.names_a_tie:
        raise RuleBroken(_l("You wrote down a tie: it cannot be “none” at the same time."), field="no_tie")
    if not said.no_tie and not said.names_a_tie:
        raise RuleBroken(_l("Write down your ties, or say that you have none."), field="no_tie")
    for name, lines in (("associations", said.associations), ("people", said.people)):
        if len(lines) > LINES_MAX or any(len(line) > LINE_MAX for line in lines):
            raise RuleBroken(_l("One name a line, sixty lines at most."), field=name)
    known = {region.iso for region in facts.regions()}
    if not set(said.region_codes) <= known or not set(said.languages) <= set(LANGUAGES):
        raise RuleBroken(_l("Choose from the list."))
    if said.province_code is not None and said.province_code not in {one.hcp for one in facts.provinces()}:
        raise RuleBroken(_l("Choose from the list."), field="province")
