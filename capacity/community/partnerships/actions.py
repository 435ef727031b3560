"""What is done with agreements: their facts, states, commitments, activities, and who may read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from capacity.community.partnerships import queries
from capacity.community.partnerships.models import (
    Activity,
    Agreement,
    AgreementAccess,
    AgreementParty,
    AgreementScope,
    Commitment,
)
from capacity.community.partnerships.states import NEEDS_REASON, ScopeKind
from capacity.core import audit, clock, facts
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import Move, move
from capacity.rollout.territory.models import PriorityPlace
from capacity.rollout.territory.queries import place_ids

_SCOPES = {
    ScopeKind.TARGET_GROUP: "target_groups",
    ScopeKind.THEME: "themes",
    ScopeKind.AUDIENCE: "audiences",
    ScopeKind.LEGAL_REFERENCE: "legal_references",
}


def load_facts(*, now: datetime) -> None:
    """The shipped agreements, once; what was changed since is left alone."""
    if db.session.query(Agreement).first() is not None:
        return
    places = place_ids()
    for position, shipped in enumerate(facts.load("agreements")["agreement"]):
        agreement = Agreement(
            key=shipped["key"],
            kind=facts.words(shipped["type_name"]),
            title=facts.words(shipped["title"]),
            signed_on=shipped.get("signed"),
            signed_month=shipped.get("signed_month"),
            period=shipped.get("period"),
            position=position,
        )
        agreement.scopes = _scopes(shipped)
        agreement.places = [db.session.get_one(PriorityPlace, places[key]) for key in shipped.get("places", ())]
        db.session.add(agreement)
        _add_commitments(agreement, shipped)
    db.session.flush()


def _scopes(shipped: Mapping[str, Any]) -> list[AgreementScope]:
    named = [(kind, facts.words(row)) for kind, key in _SCOPES.items() for row in shipped.get(key, ())]
    return [AgreementScope(kind=kind, name=name, position=n) for n, (kind, name) in enumerate(named)]


def _add_commitments(agreement: Agreement, shipped: Mapping[str, Any]) -> None:
    parties = {
        row["key"]: AgreementParty(key=row["key"], name=facts.words(row["name"]), position=n)
        for n, row in enumerate(shipped["party"])
    }
    agreement.parties = list(parties.values())
    agreement.commitments = [
        Commitment(key=row["key"], name=facts.words(row["name"]), party=parties.get(row["party"]), position=n)
        for n, row in enumerate(shipped.get("commitment", ()))
    ]


def advance(agreement: Agreement, step: Move[Any], *, reason: str = "", actor: Actor, now: datetime) -> None:
    """Sign it, put it into force, or end it (with a reason)."""
    move(agreement, step, actor=actor, now=now, reason=_reason(step, reason))
    db.session.flush()


def follow(commitment: Commitment, step: Move[Any], *, reason: str = "", actor: Actor, now: datetime) -> None:
    """Begin or fulfil a commitment, drop it, or take it up again (both with a reason, which the parties read)."""
    given = _reason(step, reason)
    move(commitment, step, actor=actor, now=now, reason=given)
    commitment.reason = given or ""
    commitment.changed_at = now
    db.session.flush()


def _reason(step: Move[Any], reason: str) -> str | None:
    if step in NEEDS_REASON and not reason.strip():
        raise RuleBroken(_l("Say why: the parties read it."), field="reason")
    return reason.strip() or None


def note_activity(
    agreement: Agreement,
    *,
    held_on: date,
    text: str,
    language: str,
    commitment_id: int | None = None,
    actor: Actor,
    now: datetime,
) -> Activity:
    """Write down something that was done."""
    if commitment_id is not None and commitment_id not in {one.id for one in agreement.commitments}:
        raise RuleBroken(_l("Choose one of this agreement's commitments."), field="commitment_id")
    if held_on > clock.local(now).date():
        raise RuleBroken(_l("This day has not come yet. Write down what was done."), field="held_on")
    activity = Activity(
        agreement_id=agreement.id,
        commitment_id=commitment_id,
        held_on=held_on,
        text=text,
        language=language,
        noted_by_id=actor.id,
        noted_at=now,
    )
    db.session.add(activity)
    db.session.flush()
    audit.record(actor=actor, action="partnerships.note_activity", obj=activity, now=now)
    return activity


def remove_activity(activity: Activity, *, actor: Actor, now: datetime) -> None:
    """Take back an activity written down by mistake."""
    audit.record(actor=actor, action="partnerships.remove_activity", obj=activity, now=now)
    db.session.delete(activity)
    db.session.flush()


def give_access(agreement: Agreement, *, person_id: int, actor: Actor, now: datetime) -> None:
    """Let a partner read this agreement; one who already does changes nothing."""
    if person_id not in {person.id for person in queries.partners()}:
        raise RuleBroken(_l("Choose a person who holds the partner's role."), field="person_id")
    if person_id in agreement.reader_ids:
        return
    access = AgreementAccess(agreement_id=agreement.id, person_id=person_id, given_at=now, given_by_id=actor.id)
    db.session.add(access)
    db.session.flush()
    audit.record(actor=actor, action="partnerships.give_access", obj=agreement, now=now, after=f"person {person_id}")


def end_access(agreement: Agreement, *, person_id: int, actor: Actor, now: datetime) -> None:
    """No longer let this partner read it."""
    for access in [one for one in agreement.accesses if one.person_id == person_id]:
        agreement.accesses.remove(access)
        audit.record(
            actor=actor, action="partnerships.end_access", obj=agreement, now=now, before=f"person {person_id}"
        )
    db.session.flush()
