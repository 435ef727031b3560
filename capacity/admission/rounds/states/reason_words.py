"""Reasons in sentences, the same for the applicant and for the public's count of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from capacity.admission.calls.states.rule_words import group_words
from capacity.admission.rounds.states.ranking import POINTS
from capacity.admission.rounds.states.reasons import BELOW, LIBRARY, QUOTA, RANK, SITTING, WEAK
from capacity.core.languages import Localized
from capacity.core.languages import gettext as _


@dataclass(frozen=True)
class Names:
    """What codes refer to: the criteria of the call, and the reasons of the library."""

    criteria: Mapping[str, Localized] = field(default_factory=dict)
    library: Mapping[str, Localized] = field(default_factory=dict)


def reason_words(code: str, names: Names) -> str:
    """One reason as a sentence; what it refers to and is known no more is said by its key."""
    prefix, _colon, key = code.partition(":")
    kind = f"{prefix}:"
    criterion = names.criteria[key].text() if key in names.criteria else key
    if code == RANK:
        return _("The points are below those of the associations that were selected.")
    if code == SITTING:
        return _("The panel decided so in its sitting, for a reason that stands in the minutes.")
    if code == BELOW + POINTS:
        return _("The points are below the least number that the call asks for.")
    if kind == BELOW:
        return _(
            "The mean mark on “%(criterion)s” is below the least mark that the call asks for.", criterion=criterion
        )
    if kind == QUOTA:
        return _("A quota declared with the call decided: %(group)s.", group=group_words(key))
    if kind == WEAK:
        return _("The marks on “%(criterion)s” are weak: less than 2.5 out of 5 in the mean.", criterion=criterion)
    return names.library[key].text() if kind == LIBRARY and key in names.library else code


def sentences(codes: Iterable[str], names: Names) -> list[str]:
    """Reasons as sentences, in their order."""
    return [reason_words(code, names) for code in codes]
