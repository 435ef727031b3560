"""Facts of mechanisms and dates of their calendar, each kept with its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from babel.dates import format_date

from capacity.core import audit, facts, outbox
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import LANGUAGES, Localized, locale_code
from capacity.core.languages import lazy_gettext as _l
from capacity.mentoring.mechanisms.models import COLUMNS, EMPTY, CalendarEvent, Mechanism, MechanismFact
from capacity.mentoring.mechanisms.states import Checked, EventKind, MechanismKind, Topic

CALENDAR_MOVED = "mechanisms.calendar_moved"


def load_facts(*, now: datetime) -> None:
    """Put the shipped mechanisms into an empty database; a filled one is left alone.

    What a coordinator entered is never overwritten, and nothing is audited: no person acts.
    """
    if db.session.query(Mechanism.id).first() is not None:
        return
    shipped = facts.load("mechanisms")
    for position, body in enumerate(shipped["treaty_body"]):
        db.session.add(_treaty_body(position, body))
    db.session.add(_review(len(shipped["treaty_body"]), shipped["upr"]))
    db.session.flush()


def _treaty_body(position: int, body: Mapping[str, Any]) -> Mechanism:
    review, rules = body["last_review"], body["ngo_rules"]
    made = Mechanism(
        code=body["code"],
        kind=MechanismKind.TREATY_BODY,
        position=position,
        name=facts.words(body["committee"]),
        treaty=facts.words(body["treaty"]),
        ratified_on=body["ratified"],
        protocols=_joined(body.get("optional_protocols", [])),
        procedure=facts.words(body.get("procedure", {})),
        last_review=_joined([part for key in ("session_dates", "note") if (part := review.get(key))]),
        document=review.get("document", ""),
        **_rules(rules),
    )
    _check(made, general=Checked.GENERAL_KNOWLEDGE, review=_checked(review), rules=_checked(rules))
    return made


def _days(days: Sequence[date], language: str) -> str:
    words = (format_date(day, "d MMMM y", locale=locale_code(language)) for day in days)
    return ("، " if language == "ar" else ", ").join(words)


def _review(position: int, upr: Mapping[str, Any]) -> Mechanism:
    made = Mechanism(
        code="UPR",
        kind=MechanismKind.REVIEW,
        position=position,
        name=facts.words(upr["name"]),
        last_review=Localized({code: _days(upr["reviews"], code) for code in LANGUAGES}),
        months_before_session=upr["milestones_months_before_review"]["stakeholder_report"],
        **_rules(upr["ngo_rules"]),
    )
    _check(
        made,
        general=Checked.GENERAL_KNOWLEDGE,
        review=_checked(upr["fourth_cycle"]),
        rules=_checked(upr["ngo_rules"]),
    )
    return made


def _rules(rules: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "languages": list(rules.get("languages", [])),
        "words": rules.get("words") or None,
        "words_coalition": rules.get("words_coalition") or None,
        "weeks_before_session": rules.get("weeks_before_session"),
        "advice": facts.words(rules.get("note", {})),
    }


def _check(made: Mechanism, *, general: Checked, review: Checked, rules: Checked) -> None:
    known = {Topic.TREATY: general, Topic.PROCEDURE: general, Topic.LAST_REVIEW: review}
    made.facts = [MechanismFact(topic=topic, checked=known.get(topic, rules)) for topic in Topic]


def _checked(table: Mapping[str, Any]) -> Checked:
    return Checked.SEEN if table.get("checked") == "seen" else Checked.GENERAL_KNOWLEDGE


def _joined(parts: list[Mapping[str, str]]) -> Localized:
    stops = {"ar": "؛ ", "fr": "\u00a0; ", "en": "; "}
    return Localized({code: stops[code].join(part[code] for part in parts if part.get(code)) for code in LANGUAGES})


def correct_fact(
    mechanism: Mechanism,
    topic: Topic,
    *,
    values: Mapping[str, Any],
    source: str,
    sourced_on: date,
    actor: Actor,
    now: datetime,
) -> None:
    """Enter a fact with the place where it was read; from then on it counts as verified."""
    if not source.strip():
        raise RuleBroken(_l("Say where this was read: without a source a fact stays unverified."), field="source")
    if sourced_on > now.date():
        raise RuleBroken(_l("The day on which the source was read lies in the future."), field="sourced_on")
    for name in COLUMNS[topic]:
        setattr(mechanism, name, values[name])
    fact = mechanism.fact(topic)
    before, fact.checked = fact.checked, Checked.ENTERED
    fact.source, fact.sourced_on, fact.entered_by_id = source.strip(), sourced_on, actor.id
    db.session.flush()
    action = "mechanisms.correct_fact"
    audit.record(actor=actor, action=action, obj=mechanism, now=now, before=before, after=topic)


def add_event(
    mechanism: Mechanism,
    *,
    kind: EventKind,
    on: date,
    source: str,
    sourced_on: date | None,
    actor: Actor,
    now: datetime,
    note: Localized = EMPTY,
) -> CalendarEvent:
    """Enter a date of the calendar; it needs a source, because nobody publishes them all in one place."""
    if not source.strip():
        raise RuleBroken(_l("Say where this date was read."), field="source")
    event = CalendarEvent(
        mechanism=mechanism,
        kind=kind,
        on=on,
        note=note,
        source=source.strip(),
        sourced_on=sourced_on,
        entered_by_id=actor.id,
        created_at=now,
    )
    db.session.add(event)
    db.session.flush()
    audit.record(actor=actor, action="mechanisms.add_event", obj=event, now=now, after=kind)
    return event


def correct_event(
    event: CalendarEvent,
    *,
    kind: EventKind,
    on: date,
    source: str,
    sourced_on: date | None,
    note: Localized,
    actor: Actor,
    now: datetime,
) -> CalendarEvent:
    """Correct a date; when the day moves, what counts from it is told."""
    if not source.strip():
        raise RuleBroken(_l("Say where this date was read."), field="source")
    before = event.on
    event.kind, event.on, event.note = kind, on, note
    event.source, event.sourced_on, event.entered_by_id = source.strip(), sourced_on, actor.id
    db.session.flush()
    audit.record(actor=actor, action="mechanisms.correct_event", obj=event, now=now, before=before, after=on)
    if on != before:
        key = f"{CALENDAR_MOVED}:{event.id}:{event.version}"
        outbox.post(CALENDAR_MOVED, {"event": event.id, "was": before.isoformat()}, key=key, now=now)
    return event


def remove_event(event: CalendarEvent, *, actor: Actor, now: datetime) -> None:
    """Take back a date that was entered by mistake; what counted from it keeps its day."""
    audit.record(actor=actor, action="mechanisms.remove_event", obj=event, now=now, before=event.kind)
    db.session.delete(event)
    db.session.flush()
