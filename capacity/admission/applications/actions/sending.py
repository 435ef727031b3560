"""An application is sent, reopened, withdrawn; its applicant is told of the screening."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications import notices, queries
from capacity.admission.applications.actions.clarifying import fall_away
from capacity.admission.applications.actions.coalitions import (
    check_entry,
    end_coalition,
    lock_entries,
    tell_members,
)
from capacity.admission.applications.actions.drafting import let_find
from capacity.admission.applications.models import Application, Clarification, CoalitionMember, Snapshot
from capacity.admission.applications.states import (
    COMPLETE,
    REOPEN,
    SECRET_UNTIL_SHOWN,
    SIGNS_IN_ID,
    SUBMIT,
    WITHDRAW,
    ApplicationState,
    canonical,
    fingerprint,
    number_of,
)
from capacity.admission.applications.states.coalitions import MembershipState
from capacity.admission.applications.states.signing import DECLARATION, DECLARATION_OF_ANSWER
from capacity.admission.calls.models import Call
from capacity.admission.calls.states.rules import groups_of
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import post
from capacity.core.workflow import move


class TooLate(RuleBroken):
    """The request was received after the closing and its grace; the draft stays as it is."""

    def __init__(self) -> None:
        super().__init__(_l("The call is closed: your application was not sent. Your draft is kept."))


def submit(
    application: Application, *, submission_id: str, signed_name: str, signed_role: str, actor: Actor, now: datetime
) -> Snapshot:
    """Send the application; ``now`` is when the server received the request.

    A submission that was received already (same ``submission_id``) is answered again and changes nothing. Raises
    TooLate, RuleBroken for what is missing, IllegalMove when it was sent or withdrawn meanwhile.
    """
    _lock(application)
    known = known_snapshot(application, submission_id)
    if known is not None:
        return known
    if application.state is ApplicationState.DRAFT and not application.accepts(now):
        raise TooLate
    draft = queries.draft(application)
    if application.state is ApplicationState.DRAFT and (draft.problems or draft.paper_problems):
        raise RuleBroken(_l("Something is still missing: the list above says what."))
    return receive(
        application,
        submission_id=submission_id,
        signed_name=signed_name,
        signed_role=signed_role,
        actor=actor,
        now=now,
        draft=draft,
    )


def receive(
    application: Application,
    *,
    submission_id: str,
    signed_name: str,
    signed_role: str,
    actor: Actor,
    now: datetime,
    draft: queries.Draft | None = None,
) -> Snapshot:
    """What was judged to be whole becomes a submission with its number, snapshot and receipt.

    ``draft`` is what was judged, where it was read already.
    """
    members = queries.present_members(application.id)
    if application.state is ApplicationState.DRAFT:
        check_entry(application, members)
    number = application.number is None and _next_number(application)
    move(application, SUBMIT, actor=actor, now=now)
    application.submitted_at, application.completeness = now, COMPLETE
    if number:
        application.sequence, application.number = number
    snapshot = freeze(
        application,
        draft=draft,
        members=members,
        submission_id=submission_id,
        signed_name=signed_name,
        signed_role=signed_role,
        actor=actor,
        now=now,
    )
    let_find(application)
    notices.receipt(application, snapshot, now=now)
    tell_members(members, application, snapshot, now=now)
    post(
        "application.submitted",
        {"application": application.id},
        key=f"application.submitted:{snapshot.id}",
        now=now,
    )
    return snapshot


def note_late(application: Application, *, actor: Actor, now: datetime) -> None:
    """Keep that a request to send it was received at this moment, too late: both sides may have to show it."""
    audit.record(actor=actor, action="applications.come_late", obj=application, now=now)


def _lock(application: Application) -> None:
    """One submission or withdrawal of a phase at a time: numbers without gaps and doubles, members of one mind."""
    lock_entries(application)
    (number,) = sa.inspect(application).identity or (None,)
    queries.sending(number)
    db.session.expire(application, ["snapshots"])


def _next_number(application: Application) -> tuple[int, str]:
    phase = application.call.phase
    last = db.session.scalar(_LAST, {"phase": phase.id}) or 0
    return last + 1, number_of(phase.year, last + 1)


_LAST = sa.select(
    sa.func.max(
        sa.select(sa.func.max(Application.sequence))
        .where(Application.call_id == Call.id)
        .correlate(Call)
        .scalar_subquery()
    )
).where(Call.phase_id == sa.bindparam("phase"))
"""The last number of a phase: of each of its calls the last one, which stands at the end of an index."""


def groups_declared(application: Application, members: Sequence[CoalitionMember]) -> list[str]:
    """The groups that quotas may ask for, as the association declares itself now."""
    association = application.association
    return groups_of(
        province=association.province_code,
        priority=association.priority_place_id is not None,
        rural=association.rural,
        coalition=any(one.state is MembershipState.CONFIRMED for one in members),
        women_led=association.women_led,
        youth_led=association.youth_led,
        themes=[line.theme for line in association.themes],
    )


def _groups(
    application: Application, members: Sequence[CoalitionMember], clarification: Clarification | None
) -> list[str]:
    """Those declared at the first sending; a clarification changes nothing of them."""
    if clarification is not None and application.snapshots:
        return list(application.snapshots[-1].groups)
    return groups_declared(application, members)


def known_snapshot(application: Application, submission_id: str) -> Snapshot | None:
    """What was received with this id already; an id of another application, or none at all, is refused."""
    known = db.session.scalar(sa.select(Snapshot).where(Snapshot.submission_id == submission_id))
    if known is not None and known.application_id == application.id:
        return known
    if known is not None or not 8 <= len(submission_id) <= SIGNS_IN_ID:
        raise RuleBroken(_l("The page was open for too long. Reload it and send it again."))
    return None


def freeze(
    application: Application,
    *,
    submission_id: str,
    signed_name: str,
    signed_role: str,
    clarification: Clarification | None = None,
    draft: queries.Draft | None = None,
    members: Sequence[CoalitionMember] | None = None,
    actor: Actor,
    now: datetime,
) -> Snapshot:
    """Freeze what stands as it was signed, with its fingerprint; the act that sends it leaves the audit entry.

    ``draft`` and ``members``, those of the coalition who are asked or have confirmed, where they were read already.
    """
    members = queries.present_members(application.id) if members is None else members
    groups = _groups(application, members, clarification)
    declaration = str(DECLARATION if clarification is None else DECLARATION_OF_ANSWER)
    draft = draft or queries.draft(application)
    coalition = queries.frozen_coalition(application) if members else None
    content = canonical(_frozen(draft, coalition, groups, signed_name, signed_role, declaration, now))
    snapshot = Snapshot(
        application_id=application.id,
        clarification_id=clarification.id if clarification is not None else None,
        submission_id=submission_id,
        received_at=now,
        content=content,
        sha256=fingerprint(content),
        groups=groups,
        signed_name=signed_name,
        signed_role=signed_role,
        signed_by_id=actor.id,
    )
    db.session.add(snapshot)
    db.session.flush()
    return snapshot


def _frozen(
    draft: queries.Draft,
    coalition: dict[str, Any] | None,
    groups: list[str],
    signed_name: str,
    signed_role: str,
    declaration: str,
    now: datetime,
) -> dict[str, Any]:
    application, association = draft.application, draft.application.association
    return {
        "application": application.number,
        "call": application.call.reference,
        "region": application.region_code,
        "language": application.language,
        "association": {
            "name_ar": association.name_ar,
            "name_fr": association.name_fr,
            "receipt_number": association.receipt_number,
            "province": association.province_code,
            "groups": groups,
        },
        "answers": {
            question.key: draft.value(question)
            for subject in draft.subjects
            for question in draft.questions(subject)
            if draft.value(question) is not None
        },
        "documents": [
            {
                "id": one.id,
                "key": paper.key,
                "name": one.file.filename,
                "sha256": one.file.sha256,
                "size": one.file.size,
            }
            for paper in draft.papers
            for one in draft.files.get(paper.id, [])
        ],
        "coalition": coalition,
        "signed": {"name": signed_name, "role": signed_role, "declaration": declaration, "at": now.isoformat()},
        "received_at": now.isoformat(),
    }


def reopen(application: Application, *, actor: Actor, now: datetime) -> None:
    """Make it a draft again while the call is open; it has to be sent again, and keeps its number."""
    window = application.call.window(application.association_id)
    if not application.accepts(now) or now >= window.closes_at:
        raise RuleBroken(_l("The call is closed: what you sent cannot be changed any more."))
    if application.eligibility_shown_at is not None and application.state in SECRET_UNTIL_SHOWN:
        raise RuleBroken(_l("The screening has been announced: what you sent cannot be changed any more."))
    move(application, REOPEN, actor=actor, now=now)
    db.session.flush()


def withdraw(application: Application, *, reason: str = "", actor: Actor, now: datetime) -> None:
    """Withdraw it for good, as a draft or later, up to enrolment; the reason is optional."""
    _lock(application)
    if any(collect("application.enrolled", application=application)):
        raise RuleBroken(_l("Your association is enrolled already: write to the coordination to leave the programme."))
    was_sent = application.submitted_at is not None
    move(application, WITHDRAW, actor=actor, now=now, reason=reason or None)
    application.withdrawn_at = now
    fall_away(application, actor=actor, now=now)
    end_coalition(application, actor=actor, now=now)
    db.session.flush()
    if was_sent:
        notices.withdrawn(application, now=now)
    post(
        "application.withdrawn",
        {"application": application.id},
        key=f"application.withdrawn:{application.id}",
        now=now,
    )


def show_eligibility(applications: Iterable[Application], *, actor: Actor, now: datetime) -> None:
    """From now on these applicants see what the screening found."""
    for application in applications:
        if application.eligibility_shown_at is None:
            application.eligibility_shown_at = now
            audit.record(actor=actor, action="applications.show_eligibility", obj=application, now=now)
    db.session.flush()
