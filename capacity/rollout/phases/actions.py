"""What is done with the plan: years, the regions each takes, activation and completion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm.attributes import flag_modified

from capacity.core import audit, facts
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken, StaleObject
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move
from capacity.rollout.phases import queries
from capacity.rollout.phases.models import Phase, PhaseRegion, Programme
from capacity.rollout.phases.states import (
    ACTIVATE,
    COMPLETE,
    FIRST_YEAR,
    LAST_YEAR,
    PhaseState,
    Trouble,
    Unplannable,
    arranged,
)


def load_facts(*, now: datetime) -> None:
    """The programme and its two announced phases, once; what was changed since is left alone."""
    if db.session.query(Programme).first() is not None:
        return
    shipped = facts.load("programme")
    known = shipped["programme"]
    db.session.add(
        Programme(
            name=facts.words(known["name"]),
            ministry=facts.words(known["ministry"]),
            launched_on=known["launched"],
            regions_per_phase=known["regions_per_phase"],
            accompaniment_years=known["accompaniment_years"],
            covers_all_by=known["covers_all_regions_by"],
        )
    )
    for announced in shipped["phase"]:
        places = [PhaseRegion(region_code=code, position=n) for n, code in enumerate(announced["regions"])]
        db.session.add(Phase(year=announced["year"], places=places, planned_at=now))
    db.session.flush()


def add_year(*, year: int, actor: Actor, now: datetime) -> Phase:
    """A further year, without regions yet."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise RuleBroken(_l("Give the year with four digits."), field="year")
    if year in {known.year for known in queries.phases_for_choice()}:
        raise RuleBroken(_l("%(year)s stands in the plan already.", year=year), field="year")
    phase = Phase(year=year, planned_at=now)
    db.session.add(phase)
    db.session.flush()
    audit.record(actor=actor, action="phases.add_year", obj=phase, now=now, after=year)
    return phase


def remove_year(phase: Phase, *, actor: Actor, now: datetime) -> None:
    """Take an empty year that was only planned out of the plan."""
    if phase.places:
        raise RuleBroken(_l("%(year)s still has regions. Move them out first.", year=phase.year))
    if phase.state is not PhaseState.PLANNED:
        raise RuleBroken(_l("%(year)s has begun; it stays in the plan.", year=phase.year))
    audit.record(actor=actor, action="phases.remove_year", obj=phase, now=now, before=phase.year)
    db.session.delete(phase)
    db.session.flush()


def renumber(phase: Phase, *, actor: Actor, now: datetime) -> None:
    """Plan a year that was planned for another number of regions for the number in force."""
    numbers = queries.numbers()
    before = numbers.of(phase)
    if phase.state is not PhaseState.PLANNED:
        raise RuleBroken(_l("%(year)s has begun: its regions no longer move.", year=phase.year))
    if len(phase.places) > numbers.now:
        raise RuleBroken(_l("%(year)s has more regions than that. Move some out first.", year=phase.year))
    phase.regions_wanted = numbers.now if phase.places else None
    audit.record(actor=actor, action="phases.renumber", obj=phase, now=now, before=before, after=numbers.now)
    db.session.flush()


def mark_example(phase: Phase, *, example: bool, actor: Actor, now: datetime) -> None:
    """Say whether a planned year is only an example, or a plan that was announced."""
    if example and phase.state is not PhaseState.PLANNED:
        raise RuleBroken(_l("%(year)s has begun; it is no longer an example.", year=phase.year))
    before, phase.example = phase.example, example
    words = {True: "example", False: "announced"}
    action = "phases.mark_example" if example else "phases.mark_announced"
    audit.record(actor=actor, action=action, obj=phase, now=now, before=words[before], after=words[example])


def plan(*, wishes: Mapping[str, int | None], seen: Mapping[int, int], actor: Actor, now: datetime) -> int:
    """Move regions into years; how many years changed.

    ``wishes`` maps regions to years (None: to no year); ``seen`` is the version of each phase when the page was opened.
    Raises StaleObject when somebody planned meanwhile, RuleBroken when the rule of three forbids it.
    """
    known, numbers = queries.phases(), queries.numbers()
    if {phase.id: phase.version for phase in known} != dict(seen):
        raise StaleObject(known[0] if known else Phase())
    try:
        wanted = arranged([phase.as_year(numbers.of(phase)) for phase in known], wishes, places=numbers.now)
    except Unplannable as refused:
        raise _explained(refused, {phase.year: numbers.of(phase) for phase in known}) from None
    changed = [phase for phase in known if set(phase.as_year().regions) != set(wanted[phase.year])]
    before = {phase.year: _codes(phase.as_year().regions) for phase in changed}
    for phase in changed:
        phase.regions_wanted = numbers.of(phase) if wanted[phase.year] else None
        phase.places = [place for place in phase.places if place.region_code in wanted[phase.year]]
    db.session.flush()
    for phase in changed:
        _fill(phase, wanted[phase.year], now)
        audit.record(
            actor=actor,
            action="phases.plan",
            obj=phase,
            now=now,
            before=before[phase.year],
            after=_codes(wanted[phase.year]),
        )
    db.session.flush()
    return len(changed)


def _fill(phase: Phase, regions: Sequence[str], now: datetime) -> None:
    present = {place.region_code: place for place in phase.places}
    phase.places = [present.get(code) or PhaseRegion(region_code=code) for code in regions]
    for position, place in enumerate(phase.places):
        place.position = position
    phase.planned_at = now
    flag_modified(phase, "planned_at")  # the version counts also when two plans are saved at the same moment


def _codes(regions: Sequence[str]) -> str:
    return " ".join(regions) or "-"


def _explained(refused: Unplannable, takes: Mapping[int, int]) -> RuleBroken:
    if refused.trouble is Trouble.TOO_MANY:
        places = takes.get(refused.year or 0, 0)
        sentence = _l("%(year)s would take more than %(places)s regions.", year=refused.year, places=places)
    elif refused.trouble is Trouble.FIXED:
        sentence = _l("%(year)s has begun: its regions no longer move.", year=refused.year)
    else:
        sentence = _l("%(year)s is no longer in the plan.", year=refused.year)
    return RuleBroken(sentence, field=refused.region)


def activate(phase: Phase, *, actor: Actor, now: datetime) -> None:
    """Begin a phase: exactly as many regions as it was planned for, and no mere example."""
    places = queries.numbers().of(phase)
    if len(phase.places) != places:
        raise RuleBroken(
            _l(
                "A phase begins with exactly %(places)s regions; %(year)s has %(taken)s.",
                places=places,
                year=phase.year,
                taken=len(phase.places),
            )
        )
    if phase.example:
        raise RuleBroken(_l("%(year)s is marked as an example. Take the mark away first.", year=phase.year))
    move(phase, ACTIVATE, actor=actor, now=now)
    phase.activated_at = now
    db.session.flush()


def complete(phase: Phase, *, actor: Actor, now: datetime) -> None:
    """Close a phase whose accompaniment has ended."""
    move(phase, COMPLETE, actor=actor, now=now)
    phase.completed_at = now
    db.session.flush()
