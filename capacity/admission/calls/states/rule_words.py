"""The rule of a call's ranking in words: groups, rungs, and the sentences that stand with the call and in the
minutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from babel.numbers import format_decimal

from capacity.admission.calls.states.rules import (
    COALITION,
    CRITERION,
    FOUND_RIGHT,
    GROUP,
    LOWEST,
    PRIORITY,
    PROVINCE,
    RURAL,
    THEME,
    WOMEN,
    YOUTH,
    Flaw,
    Promotion,
    Quota,
    RankedBy,
    Rules,
)
from capacity.core import facts
from capacity.core.languages import Localized, language, locale_code, ngettext
from capacity.core.languages import gettext as _

Names = Mapping[str, Localized]
"""The names of the call's criteria by key, in the order in which an empty ladder asks them."""


def group_words(group: str) -> str:
    """A group, as a heading or a mark says it."""
    if group.startswith(PROVINCE):
        return _province(group)
    if group.startswith(THEME):
        return _("Theme: %(theme)s", theme=_theme(group))
    return {
        PRIORITY: _("Priority place"),
        RURAL: _("Rural commune"),
        COALITION: _("Coalition"),
        WOMEN: _("Led by women"),
        YOUTH: _("Led by young people"),
        FOUND_RIGHT: _("Complaint upheld in an earlier round without a seat left"),
    }.get(group, group)


def members_words(group: str) -> str:
    """Whom a quota is for, inside a sentence."""
    if group.startswith(PROVINCE):
        return _("associations of %(province)s", province=_province(group))
    if group.startswith(THEME):
        return _("associations that work on “%(theme)s”", theme=_theme(group))
    return {
        PRIORITY: _("associations of a priority place"),
        RURAL: _("associations seated in a rural commune"),
        COALITION: _("applications of a coalition"),
        WOMEN: _("associations led by women"),
        YOUTH: _("associations led by young people"),
        FOUND_RIGHT: _("associations whose complaint was upheld in an earlier round of the region without a seat left"),
    }.get(group, group)


def _province(group: str) -> str:
    code = group.removeprefix(PROVINCE)
    return next((province.names.text() for province in facts.provinces() if province.hcp == code), code)


def _theme(group: str) -> str:
    code = group.removeprefix(THEME)
    return next((facts.words(t["name"]).text() for t in facts.load("themes")["theme"] if t["code"] == code), code)


def rung_words(rung: str, names: Names) -> str:
    """A rung of the ladder, as somebody wins by it."""
    if rung == LOWEST:
        return _("the higher points of the reader who gave the fewest")
    if rung.startswith(GROUP):
        return _("precedence of %(whom)s", whom=members_words(rung.removeprefix(GROUP)))
    key = rung.removeprefix(CRITERION)
    return _("the higher mean mark on “%(criterion)s”", criterion=names[key].text() if key in names else key)


def quota_words(quota: Quota) -> str:
    """One quota as a sentence."""
    whom = members_words(quota.group)
    if quota.at_most is None:
        return ngettext(
            "At least %(num)s seat goes to %(whom)s.",
            "At least %(num)s seats go to %(whom)s.",
            quota.at_least,
            whom=whom,
        )
    if quota.at_least:
        return _(
            "Between %(least)s and %(most)s seats go to %(whom)s.",
            least=quota.at_least,
            most=quota.at_most,
            whom=whom,
        )
    return ngettext(
        "At most %(num)s seat goes to %(whom)s.", "At most %(num)s seats go to %(whom)s.", quota.at_most, whom=whom
    )


def mark_words(halves: int) -> str:
    """A mark out of five, as readers of this language write it."""
    return str(format_decimal(halves / 2, locale=locale_code(language())))


def sentences(rules: Rules, seats: int, quotas: Sequence[Quota], names: Names) -> Iterable[str]:
    """The whole rule for a region, sentence by sentence."""
    yield ngettext(
        "The %(num)s seat goes to the applications in the order of their points, which are the mean "
        "of what their readers gave.",
        "The %(num)s seats go to the applications in the order of their points, which are the mean "
        "of what their readers gave.",
        seats,
    )
    if rules.marks is RankedBy.ADJUSTED:
        yield _("Before the mean is taken, the points of each reader are adjusted for that reader’s severity.")
    if rules.points:
        yield _("An application with fewer than %(points)s points out of 100 takes no seat.", points=rules.points)
    for key, halves in rules.thresholds.items():
        if key in names:
            yield _(
                "An application whose mean mark on “%(criterion)s” is below %(mark)s out of 5 takes no seat.",
                criterion=names[key].text(),
                mark=mark_words(halves),
            )
    rungs = (GROUP + FOUND_RIGHT, *(rules.ladder or (CRITERION + key for key in names)))
    words = _("; ").join(rung_words(rung, names) for rung in rungs)
    yield _(
        "Between equal points decide, one after the other: %(rungs)s; last, a lottery whose seed was "
        "drawn when the call was published.",
        rungs=words,
    )
    for quota in quotas:
        yield quota_words(quota)
    if quotas:
        yield _(
            "Going down the ranking, an application is passed over only where the seats left could "
            "otherwise not be filled with every quota met."
        )
        yield _(
            "A maximum always holds; a minimum that too few applications can meet is met as far as "
            "it can be, in the order written here."
        )
    yield _("The applications that follow in the ranking stand on the reserve list.")
    if rules.promotion is Promotion.BY_HAND:
        yield _(
            "A seat that becomes free is offered to them in their order, under the same quotas, by the coordinator."
        )
    else:
        yield _("A seat that becomes free is offered to them at once, in their order and under the same quotas.")


def flaw_words(flaw: Flaw, group: str) -> str:
    """Why quotas cannot be met by anybody."""
    return {
        Flaw.CROSSED: _("%(group)s: the minimum is above the maximum.", group=group_words(group)),
        Flaw.BEYOND: _("%(group)s: the minimum is above the seats of the region.", group=group_words(group)),
        Flaw.FLOORS: _("The minimums of the provinces add up to more than the seats."),
        Flaw.CEILINGS: _("The maximums of the provinces add up to fewer than the seats: some would stay empty."),
    }[flaw]
