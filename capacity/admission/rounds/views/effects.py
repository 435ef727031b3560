"""The rule of a round in words, and what its quotas did: who entered, who gave way, what would have been without."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from capacity.admission.calls.states.rule_words import group_words, quota_words, rung_words, sentences
from capacity.admission.calls.states.rules import GROUP, LOWEST, Rules
from capacity.admission.rounds.models import Round
from capacity.admission.rounds.queries import Row, Standing
from capacity.admission.rounds.states import Effect, Line, ProposalKind, Shortfall
from capacity.core.languages import Localized, ngettext
from capacity.core.languages import gettext as _

LOTTERY = "lottery"


@dataclass(frozen=True)
class Shown:
    """A quota as the page says it: its sentence, how many it counts, whether its floor was lowered, what it changed."""

    sentence: str
    group: str
    selected: int
    floor: int
    is_met: bool
    gained: list[str]
    lost: list[str]


def names_of(standing: Standing) -> dict[str, Localized]:
    """The criteria by key, the heaviest first."""
    return {one.key: one.name for one in sorted(standing.record.criteria, key=lambda one: -one.weight)}


def rule_of(round_: Round, standing: Standing) -> list[str]:
    """The rule, sentence by sentence."""
    return list(sentences(Rules.read(round_.call.rules), round_.seats, standing.quotas, names_of(standing)))


def tie_words(line: Line, names: Mapping[str, Localized]) -> str:
    """What set a line apart from the one before at equal points; empty for points."""
    if line.decided_by == LOTTERY:
        return _("by lot")
    if line.decided_by == LOWEST or line.decided_by.startswith(GROUP):
        return _("tie: %(criterion)s", criterion=rung_words(line.decided_by, names))
    return _("tie: %(criterion)s", criterion=names[line.decided_by]) if line.decided_by in names else ""


def moved_words(line: Line, hidden: frozenset[str]) -> str:
    """How a quota moved a line; empty when none did."""
    if not line.quota:
        return ""
    group = group_words(line.quota)
    if not line.other or line.other in hidden:
        return _("quota: %(group)s", group=group)
    if line.kind is ProposalKind.SELECT:
        return _("quota: %(group)s, instead of %(number)s", group=group, number=line.other)
    return _("quota: %(group)s, gave way to %(number)s", group=group, number=line.other)


def shown_effects(effects: Iterable[Effect], hidden: frozenset[str] = frozenset()) -> list[Shown]:
    """The quotas in the order declared; numbers that the reader may not see are left out."""
    return [
        Shown(
            quota_words(effect.quota),
            group_words(effect.quota.group),
            effect.selected,
            effect.floor,
            effect.is_met,
            [number for number in effect.gained if number not in hidden],
            [number for number in effect.lost if number not in hidden],
        )
        for effect in effects
    ]


def shortfall_words(found: Iterable[Shortfall], seats: int) -> list[tuple[str, list[str]]]:
    """(what cannot be met and how far it goes, the quotas that stand in its way)."""
    return [(_shortfall(one, seats), [quota_words(other) for other in one.others]) for one in found]


def _shortfall(one: Shortfall, seats: int) -> str:
    if one.quota is None:
        return ngettext(
            "Only %(num)s of the %(seats)s seats can be filled, because of:",
            "Only %(num)s of the %(seats)s seats can be filled, because of:",
            one.possible,
            seats=seats,
        )
    if one.others:
        words = (
            ngettext("Only %(num)s can, together with:", "Only %(num)s can, together with:", one.possible)
            if one.possible
            else _("None can, together with:")
        )
    elif one.possible:
        words = ngettext(
            "Only %(num)s application can take one.", "Only %(num)s applications can take one.", one.possible
        )
    else:
        words = _("No application can take one.")
    return f"{quota_words(one.quota)} {words}"


def hidden_from(rows: Iterable[Row], person_id: int | None) -> frozenset[str]:
    """The numbers of files from which this person stepped back."""
    return frozenset(row.file.number for row in rows if row.file.was_recused(person_id))
