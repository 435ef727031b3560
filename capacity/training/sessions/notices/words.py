"""How conflicts, half-days and genders are said."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from capacity.core.day_words import day_in_words
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts.states import Gender
from capacity.training.sessions.models import Session
from capacity.training.sessions.queries import Clash
from capacity.training.sessions.states import ConflictKind, Half, HalfDay

HALF_WORDS = {HalfDay.MORNING: _l("morning"), HalfDay.AFTERNOON: _l("afternoon")}
GENDER_WORDS = ((Gender.WOMAN, _l("Woman")), (Gender.MAN, _l("Man")), (Gender.UNSTATED, _l("Not stated")))
LANGUAGE_WORDS = (("ar", "العربية"), ("fr", "Français"))


def _day(half: Half) -> str:
    return day_in_words(half.day, "EEEE d MMMM", language())


def half_words(half: Half) -> str:
    """``Monday 3 May, morning``."""
    return str(_("%(day)s, %(half)s", day=_day(half), half=HALF_WORDS[half.half]))


def halves_words(halves: Sequence[Half]) -> str:
    """``Monday 3 May, all day · Tuesday 4 May, morning``; the halves in their order."""
    found = []
    for day, same in groupby(halves, key=lambda half: half.day):
        first, *others = same
        whole = _("%(day)s, all day", day=day_in_words(day, "EEEE d MMMM", language()))
        found.append(str(whole) if others else half_words(first))
    return " · ".join(found)


def clash_words(clash: Clash) -> str:
    """A conflict in one sentence."""
    conflict, other = clash.conflict, clash.other
    when = halves_words(conflict.halves)
    module = other.module.name.text() if other is not None else ""
    region = other.region.name.text() if other is not None else ""
    if conflict.kind is ConflictKind.TRAINER and clash.trainer is not None:
        name = clash.trainer.name_ar if language() == "ar" and clash.trainer.name_ar else clash.trainer.name
        return str(_(
            "%(trainer)s teaches “%(module)s” in %(region)s at the same time: %(when)s.",
            trainer=name, module=module, region=region, when=when,
        ))  # fmt: skip
    if conflict.kind is ConflictKind.VENUE:
        return str(_("The venue is taken by “%(module)s”: %(when)s.", module=module, when=when))
    if conflict.kind is ConflictKind.REGION:
        return str(_("Another session is planned in this region: “%(module)s”, %(when)s.", module=module, when=when))
    if conflict.kind is ConflictKind.CAPACITY:
        return str(_("The venue holds fewer people than the session has seats."))
    return _holiday_words(conflict)


def _holiday_words(conflict: Any) -> str:
    day, name = _day(conflict.halves[0]), conflict.holiday.name.text()
    if conflict.holiday.estimated:
        return str(_("%(day)s is a public holiday by estimate, until the moon is seen: %(name)s.", day=day, name=name))
    return str(_("%(day)s is a public holiday: %(name)s.", day=day, name=name))


def slots_words(session: Session) -> list[tuple[Any, str, str]]:
    """(slot, day, half) for every half-day of the session."""
    return [
        (slot, day_in_words(slot.day, "EEEE d MMMM", language()), str(HALF_WORDS[slot.half])) for slot in session.slots
    ]
