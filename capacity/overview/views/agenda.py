"""What waits for a person, in words and in the parts of a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask import current_app, url_for

from capacity.core import clock
from capacity.core.access import Actor
from capacity.core.agenda import WaitingWords
from capacity.core.languages import Localized, in_its_direction, ngettext
from capacity.overview.queries.waiting import Due, waiting_things
from capacity.overview.states import When, when
from capacity.overview.views.wording import PARTS
from capacity.web.templating import distance, due_kind, short_date, time_words

Item = dict[str, Any]
MOST_IN_A_PART = 12
PRESSING = {When.LATE, When.TODAY, When.WEEK}
AT_FIRST = 3
"""So many of what does not press are read at once, the others when they are asked for."""
ALIKE = 2
"""So many of one kind are read at once where they press: a dozen meetings to log do not hide a question."""


class Part(NamedTuple):
    """What waits in a part of one's days: what is read at once, and what unfolds."""

    heading: object
    items: list[Item]
    total: int
    folded: list[Item]


def items(actor: Actor, now: datetime) -> list[Item]:
    """Each waiting thing as the list draws it, soonest first."""
    known = current_app.extensions["wording"].waiting
    return [_item(due, known[due.kind], now) for due in waiting_things(actor, now) if due.kind in known]


def rooms(actor: Actor, now: datetime) -> list[str]:
    """The room of each waiting thing, for who only counts them."""
    known = current_app.extensions["wording"].waiting
    return [_room(known[due.kind]) for due in waiting_things(actor, now) if due.kind in known]


def _item(due: Due, words: WaitingWords, now: datetime) -> Item:
    today = clock.local(now).date()
    label, detail = _text(due.label), _text(due.detail)
    sentence = str(words.sentence)
    moment = due.at if due.at is not None and due.day == today else None
    return {
        "part": when(due.day, today),
        "on": short_date(due.day),
        "date": due.at or due.day,
        "distance": time_words(moment) if moment else distance(due.day),
        "tone": due_kind(due.day) or None,
        "what": sentence % {"label": in_its_direction(label), "detail": in_its_direction(detail)},
        "sub": "" if "%(detail)s" in sentence else _counted(detail),
        "url": _address(words, due.object_id),
        "act": words.act,
        "kind": due.kind,
        "room": _room(words),
    }


def _room(words: WaitingWords) -> str:
    return words.endpoint.split(".")[0]


def _counted(detail: str) -> str:
    """A bare number is that of the applications in question."""
    if not detail.isdecimal():
        return detail
    return ngettext("%(num)s application", "%(num)s applications", int(detail))


def _address(words: WaitingWords, object_id: int) -> str:
    values: dict[str, Any] = {words.argument: object_id} if words.argument else {}
    return url_for(words.endpoint, **values)


def _text(value: str | Localized) -> str:
    return value.text() if isinstance(value, Localized) else value


def parts(found: Sequence[Item]) -> list[Part]:
    """Late, today, this week, later, undated; a long part shows its first dozen, and what is for later is folded as
    long as something presses."""
    grouped = [(part, [item for item in found if item["part"] is part]) for part in When]
    presses = any(own for part, own in grouped if part in PRESSING)
    return [_part(part, own, presses) for part, own in grouped if own]


def _part(part: When, own: list[Item], presses: bool) -> Part:
    listed = own[:MOST_IN_A_PART]
    if part is When.LATER and presses:
        return Part(PARTS[part], [], len(own), listed)
    first = _few_of_each_kind(listed) if part in PRESSING else listed[:AT_FIRST]
    if len(listed) - len(first) == 1:
        first = listed
    return Part(PARTS[part], first, len(own), [item for item in listed if item not in first])


def _few_of_each_kind(listed: Sequence[Item]) -> list[Item]:
    """The first two of every kind, in the order of their dates."""
    seen: Counter[str] = Counter()
    first = []
    for item in listed:
        seen[item["kind"]] += 1
        if seen[item["kind"]] <= ALIKE:
            first.append(item)
    return first


def late(found: Sequence[Item]) -> int:
    """How many things are late."""
    return sum(1 for item in found if item["part"] is When.LATE)
