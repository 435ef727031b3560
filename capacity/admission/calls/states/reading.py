"""What a call declares about the reading of its applications, frozen with its publication, and how it is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from capacity.core.languages import Localized, ngettext
from capacity.core.languages import gettext as _

READERS, READERS_MIN, READERS_MAX = 3, 2, 5
SPREAD_MAX = 100
WHOLE_MARKS = 6
"""From 0 to 5."""


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """How many read each application; ``spread`` is how many points out of 100 they may lie apart before one more reads
    it (0: nobody does, however far apart); ``blind`` hides who applies; ``same_province`` makes a likely conflict of it
    when reader and association are of one province."""

    readers: int = READERS
    spread: int = 0
    blind: bool = False
    same_province: bool = False

    @classmethod
    def read(cls, stored: Mapping[str, Any] | None) -> ReadingRules:
        """What stands in a column; a call that declared nothing has three readers and no more."""
        found = stored or {}
        return cls(
            found.get("readers", READERS),
            found.get("spread", 0),
            found.get("blind", False),
            found.get("same_province", False),
        )

    def stored(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "readers": self.readers,
            "spread": self.spread,
            "blind": self.blind,
            "same_province": self.same_province,
        }


def declared_reading(call: Any) -> ReadingRules | None:
    """The rules of the reading that count for a call: a draft has them from the start, as it will be published with
    them; None for a call published before they were declared, whose panels say themselves how many read."""
    if call.reading is None and call.published_at is not None:
        return None
    return ReadingRules.read(call.reading)


def anchors_of(written: Localized | None) -> list[Localized]:
    """What each whole mark means, from 0 to 5, of a text with a line for each; empty when none was written."""
    lines = {code: text.splitlines() for code, text in (written or {}).items() if text}
    if not lines:
        return []
    return [
        Localized({code: found[mark].strip() for code, found in lines.items() if mark < len(found)})
        for mark in range(WHOLE_MARKS)
    ]


def are_anchors(written: Localized) -> bool:
    """Whether there is a line for each mark in every language in which there is one at all."""
    return all(len([line for line in text.splitlines() if line.strip()]) == WHOLE_MARKS for text in written.values())


def reading_words(rules: ReadingRules) -> str:
    """How applications are read, in one paragraph that stands with the call."""
    found = [
        ngettext(
            "%(num)s member of the committee reads each application, apart from the others.",
            "%(num)s members of the committee read each application, apart from one another.",
            rules.readers,
        )
    ]
    if rules.spread:
        found.append(
            ngettext(
                "When their points lie more than %(num)s point out of 100 apart, one more member reads it.",
                "When their points lie more than %(num)s points out of 100 apart, one more member reads it.",
                rules.spread,
            )
        )
    if rules.blind:
        found.append(
            _("Readers do not see who applies: names of associations and people are hidden, in documents as well.")
        )
    found.append(
        _("Who has a tie with the association, or is of its province, does not read its application.")
        if rules.same_province
        else _("Who has a tie with the association does not read its application.")
    )
    return " ".join(found)
