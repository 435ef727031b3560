"""The rules of the ranking and the quotas of each region are declared with the call, and frozen with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from capacity.admission.calls.actions.drafting import changed, still_draft
from capacity.admission.calls.models import Call
from capacity.admission.calls.states.reading import READERS_MAX, READERS_MIN, SPREAD_MAX, ReadingRules
from capacity.admission.calls.states.rule_words import flaw_words
from capacity.admission.calls.states.rules import (
    CRITERION,
    FLAGS,
    GROUP,
    LOWEST,
    QUOTAS_MAX,
    RUNGS_MAX,
    Quota,
    Rules,
    flaws,
    groups_in,
    provinces_of,
    stored_quotas,
)
from capacity.core.access import Actor
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l

POINTS_MAX, HALVES_MAX, SEATS_MAX = 100, 10, 500


def set_rules(call: Call, *, rules: Rules, actor: Actor, now: datetime) -> None:
    """Declare which marks rank, the thresholds and the ladder of ties."""
    still_draft(call)
    keys = {criterion.key for criterion in call.criteria}
    known = {LOWEST, *(CRITERION + key for key in keys), *(GROUP + flag for flag in FLAGS)}
    if not set(rules.ladder) <= known or len(rules.ladder) > RUNGS_MAX:
        raise RuleBroken(_l("Choose the steps of the ladder from the list."))
    if len(set(rules.ladder)) != len(rules.ladder):
        raise RuleBroken(_l("Each step of the ladder stands once."))
    if not 0 <= rules.points <= POINTS_MAX:
        raise RuleBroken(_l("The least number of points lies between 0 and 100."))
    if not rules.thresholds.keys() <= keys or any(not 0 <= mark <= HALVES_MAX for mark in rules.thresholds.values()):
        raise RuleBroken(_l("The least mark lies between 0 and 5."))
    call.rules = rules.stored()
    changed(call, "set_rules", actor=actor, now=now)


def set_reading(call: Call, *, rules: ReadingRules, actor: Actor, now: datetime) -> None:
    """Declare how many read each application, when one more does, and what readers do not see."""
    still_draft(call)
    if not READERS_MIN <= rules.readers <= READERS_MAX:
        raise RuleBroken(_l("Between two and five people read each application."), field="readers")
    if not 0 <= rules.spread <= SPREAD_MAX:
        raise RuleBroken(_l("The distance lies between 0 and 100 points."), field="spread")
    call.reading = rules.stored()
    changed(call, "set_reading", actor=actor, now=now)


def set_quotas(call: Call, *, region_code: str, quotas: Sequence[Quota], actor: Actor, now: datetime) -> None:
    """Declare the quotas of one region; those that nobody could meet are refused."""
    still_draft(call)
    place = next((place for place in call.regions if place.region_code == region_code), None)
    if place is None:
        raise RuleBroken(_l("This region is not in the call any more."))
    groups = groups_in(region_code)
    if any(quota.group not in groups for quota in quotas) or len({quota.group for quota in quotas}) != len(quotas):
        raise RuleBroken(_l("Choose the groups from the list, each once."))
    if len(quotas) > QUOTAS_MAX:
        raise RuleBroken(_l("Twelve quotas at most: more cannot be followed by anybody."))
    numbers = [number for quota in quotas for number in (quota.at_least, quota.at_most) if number is not None]
    if any(not 0 <= number <= SEATS_MAX for number in numbers):
        raise RuleBroken(_l("Write whole numbers from 0 to 500."))
    for flaw, group in flaws(quotas, place.seats, provinces_of(region_code)):
        raise RuleBroken(flaw_words(flaw, group))
    place.quotas = stored_quotas(sorted(quotas, key=lambda quota: groups.index(quota.group)))
    changed(call, "set_quotas", actor=actor, now=now, what=region_code)
