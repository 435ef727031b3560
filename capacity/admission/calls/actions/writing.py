"""A call is begun from the shipped facts or from an earlier call, then written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from capacity.admission.calls.actions.drafting import changed, still_draft
from capacity.admission.calls.actions.questions import ask_for_files
from capacity.admission.calls.actions.self_checks import copied_checks, shipped_checks
from capacity.admission.calls.models import Call, CallRegion, Criterion, Question, RequiredDocument, Subject
from capacity.admission.calls.states import QuestionKind
from capacity.admission.calls.states.reading import ReadingRules
from capacity.core import facts
from capacity.core.access import Actor, Role
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized
from capacity.core.languages import lazy_gettext as _l
from capacity.rollout.phases.models import Phase, PhaseRegion

GRACE_MAX = timedelta(days=1)


def create(
    phase: Phase,
    *,
    reference: str,
    opens_at: datetime,
    closes_at: datetime,
    regions: Iterable[tuple[str, int]],
    source: Call | None = None,
    bare: bool = False,
    actor: Actor,
    now: datetime,
) -> Call:
    """Begin a call of the phase, with the shipped questions, documents and rubric, with those of an earlier call, or
    ``bare``: with nothing at all."""
    if db.session.scalar(sa.select(Call.id).where(Call.reference == reference)) is not None:
        raise RuleBroken(_l("Another call has this reference already."), field="reference")
    call = Call(
        reference=reference, phase=phase, opens_at=opens_at, closes_at=closes_at, created_at=now, created_by_id=actor.id
    )
    if source is not None:
        _fill_from(call, source)
    elif not bare:
        _fill_from_facts(call)
    db.session.add(call)
    db.session.flush()
    _place(call, list(regions), actor)
    changed(call, "create", actor=actor, now=now)
    return call


def shipped_anchors(key: str) -> Localized:
    """What each mark on a criterion of the programme's own rubric means."""
    found = facts.load("anchors")["criterion"].get(key, {})
    return Localized({code: "\n".join(lines) for code, lines in found.items()})


def _fill_from_facts(call: Call) -> None:
    call.criteria = [
        Criterion(
            key=line["key"],
            position=place,
            name=facts.words(line["criterion"]),
            weight=line["weight"],
            anchors=shipped_anchors(line["key"]),
        )
        for place, line in enumerate(facts.load("programme")["rubric"])
    ]
    form = facts.load("questions")
    call.subjects = [
        Subject(
            key=page["key"],
            position=place,
            title=facts.words(page["name"]),
            help=facts.words(page.get("help", {})),
            questions=[
                shipped_question(q, at)
                for at, q in enumerate(q for q in form["question"] if q["subject"] == page["key"])
            ],
        )
        for place, page in enumerate(form["subject"])
    ]
    call.documents = [
        RequiredDocument(
            key=paper["key"],
            position=place,
            label=facts.words(paper["label"]),
            help=facts.words(paper["help"]),
            lasting=paper["lasting"],
        )
        for place, paper in enumerate(facts.load("documents")["document"])
    ]
    call.checks = shipped_checks()
    call.reading = ReadingRules().stored()
    for question in call.questions:
        ask_for_files(call, question)


def shipped_question(question: dict[str, Any], place: int) -> Question:
    """A question of the programme's own form."""
    line: dict[str, Any] = {
        "word_limit": None, "min": None, "max": None, "choices": [], "columns": [], "only_if": None, **question
    }  # fmt: skip
    return Question(
        key=line["key"],
        position=place,
        kind=QuestionKind(str(line["kind"])),
        label=facts.words(line["label"]),
        help=facts.words(line["help"]),
        required=line["required"],
        word_limit=line["word_limit"],
        minimum=line["min"],
        maximum=line["max"],
        choices=[{"key": one["code"], "label": dict(facts.words(one))} for one in line["choices"]],
        columns=[{"key": one["code"], "kind": one["kind"], "label": dict(facts.words(one))} for one in line["columns"]],
        condition=line["only_if"] and dict(line["only_if"]),
    )


def _fill_from(call: Call, source: Call) -> None:
    call.title, call.summary, call.text = source.title, source.summary, source.text
    call.eligibility = [dict(one) for one in source.eligibility or ()]
    call.grace_minutes, call.rules, call.recourse = source.grace_minutes, dict(source.rules), source.recourse
    call.reading = ReadingRules.read(source.reading).stored()
    call.criteria = [
        Criterion(
            key=c.key,
            position=c.position,
            name=c.name,
            help=c.help,
            weight=c.weight,
            anchors=c.anchors,
            comment_required=c.comment_required,
        )
        for c in source.criteria
    ]
    call.subjects = [
        Subject(key=s.key, position=s.position, title=s.title, help=s.help, questions=[_copied(q) for q in s.questions])
        for s in source.subjects
    ]
    asked = {q.key: q for s in call.subjects for q in s.questions}
    call.documents = [
        RequiredDocument(
            key=d.key,
            position=d.position,
            label=d.label,
            help=d.help,
            required=d.required,
            lasting=d.lasting,
            question=asked[d.question.key] if d.question is not None else None,
            limit_mb=d.limit_mb,
        )
        for d in source.documents
    ]
    call.checks = copied_checks(source)


def _copied(question: Question) -> Question:
    return Question(
        key=question.key,
        position=question.position,
        kind=question.kind,
        label=question.label,
        help=question.help,
        required=question.required,
        word_limit=question.word_limit,
        minimum=question.minimum,
        maximum=question.maximum,
        shape=question.shape,
        withheld=question.withheld,
        choices=[dict(choice) for choice in question.choices],
        columns=[dict(column) for column in question.columns],
        condition=question.condition,
        region_codes=list(question.region_codes),
    )


def write(call: Call, *, title: Localized, summary: Localized, text: Localized, actor: Actor, now: datetime) -> None:
    """Set the call's words."""
    still_draft(call)
    call.title, call.summary, call.text = title, summary, text
    changed(call, "write", actor=actor, now=now)


def set_regions(call: Call, *, regions: Sequence[tuple[str, int]], actor: Actor, now: datetime) -> None:
    """Choose the regions, all of the call's phase, and the seats of each."""
    still_draft(call)
    _place(call, regions, actor)
    changed(call, "set_regions", actor=actor, now=now)


def _place(call: Call, regions: Sequence[tuple[str, int]], actor: Actor) -> None:
    planned = set(db.session.scalars(sa.select(PhaseRegion.region_code).where(PhaseRegion.phase_id == call.phase_id)))
    scope = actor.regions(Role.COORDINATOR)
    for code, seats in regions:
        if code not in planned:
            raise RuleBroken(_l("A call looks for associations in the regions of its phase only."), field="regions")
        if scope is not None and code not in scope:
            raise RuleBroken(_l("You coordinate other regions than this one."), field="regions")
        if seats < 1:
            raise RuleBroken(_l("A region of a call has at least one seat."), field="seats")
    wanted = dict(regions)
    for place in list(call.regions):
        if place.region_code not in wanted:
            call.regions.remove(place)
    known = {place.region_code: place for place in call.regions}
    for code, seats in sorted(wanted.items()):
        if code in known:
            known[code].seats = seats
        else:
            call.regions.append(CallRegion(region_code=code, seats=seats))
    db.session.flush()


def set_window(
    call: Call,
    *,
    opens_at: datetime,
    closes_at: datetime,
    grace_minutes: int,
    announcement_on: datetime | None,
    training_from: date | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Set when applications are taken, and the dates that are announced with the call."""
    still_draft(call)
    if closes_at <= opens_at:
        raise RuleBroken(_l("The closing must come after the opening."), field="closes_at")
    if not timedelta(0) <= timedelta(minutes=grace_minutes) <= GRACE_MAX:
        raise RuleBroken(_l("The grace period is a day at most."), field="grace_minutes")
    if announcement_on is not None and announcement_on <= closes_at:
        raise RuleBroken(_l("Results cannot be announced before the closing."), field="announcement_on")
    call.opens_at, call.closes_at, call.grace_minutes = opens_at, closes_at, grace_minutes
    call.announcement_on, call.training_from = announcement_on, training_from
    changed(call, "set_window", actor=actor, now=now)
