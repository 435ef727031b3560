"""The way of a report: review, sign-off, submission by the association, and what came of it."""

from __future__ import annotations

from datetime import date, datetime

from capacity.core import audit, clock
from capacity.core.access import Actor, Role
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move
from capacity.mentoring.mentorships.models import OpenRing
from capacity.mentoring.shadow_reports import notices, queries, states
from capacity.mentoring.shadow_reports.actions.joining import note
from capacity.mentoring.shadow_reports.actions.sharing import NOT_OPEN
from capacity.mentoring.shadow_reports.models import ReportParty, ShadowReport
from capacity.mentoring.shadow_reports.states import AbandonReason, Channel, NoteKind, ReportState


def send_to_review(report: ShadowReport, *, actor: Actor, now: datetime) -> None:
    """The writers ask the mentor to read and the representatives to sign off."""
    move(report, states.SEND_TO_REVIEW, actor=actor, now=now)
    report.changed_at = now
    db.session.flush()
    notices.review_asked(report, now=now)


def return_to_drafting(report: ShadowReport, *, actor: Actor, now: datetime) -> None:
    """Something is to be changed: sign-offs given so far fall away."""
    move(report, states.RETURN_TO_DRAFTING, actor=actor, now=now)
    report.changed_at = now
    for party in report.parties:
        party.signed_off_at = party.signed_off_by_id = None
    db.session.flush()
    notices.returned(report, now=now)


def decide_publication(report: ShadowReport, *, publish: bool, actor: Actor, now: datetime) -> None:
    """Whether the mechanism may publish the report: yes or no, but said."""
    _still_open(report)
    report.publish = publish
    db.session.flush()
    audit.record(actor=actor, action="shadow_reports.decide_publication", obj=report, now=now)


def check_sources(report: ShadowReport, *, actor: Actor, now: datetime) -> None:
    """Somebody has gone through the list that protects sources; a later version asks for it again."""
    _still_open(report)
    report.sources_checked_at, report.sources_checked_by_id = now, actor.id
    db.session.flush()
    audit.record(actor=actor, action="shadow_reports.check_sources", obj=report, now=now)


def _still_open(report: ShadowReport) -> None:
    if report.state not in states.UNSUBMITTED:
        raise RuleBroken(_l("This report has been submitted."))


def sign_off(party: ReportParty, *, actor: Actor, now: datetime) -> None:
    """A representative signs off what stands now; with the last one the report is signed off."""
    report = party.report
    if report.state is not ReportState.IN_REVIEW:
        raise RuleBroken(_l("A report is signed off while it is in review."))
    if party.association_id not in actor.represents or actor.has(Role.COORDINATOR, Role.ADMINISTRATOR):
        raise RuleBroken(_l("Only the representative of the association signs off."))
    if party.signed_off_at is not None:
        return
    party.signed_off_at, party.signed_off_by_id = now, actor.id
    audit.record(actor=actor, action="shadow_reports.sign_off", obj=report, now=now)
    if all(one.signed_off_at for one in report.parties):
        move(report, states.SIGN_OFF, actor=actor, now=now)
        report.changed_at = now
    db.session.flush()


def submit(
    report: ShadowReport,
    *,
    on: date,
    channel: Channel,
    reference: str,
    opened_ring: OpenRing | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Note that the association sent its report, when and how; refused while the mechanism's rules are not met."""
    if opened_ring is None:
        raise RuleBroken(NOT_OPEN)
    if on > clock.local(now).date():
        raise RuleBroken(_l("This day lies in the future."), field="on")
    words = queries.drafted(queries.latest(report.id, opened_ring))
    found = states.gates(queries.measured(report, words), report.mechanism.rules, deadline=report.deadline, on=on)
    if not states.may_submit(found):
        raise RuleBroken(_l("The mechanism's rules are not all met yet: see the list beside the report."))
    move(report, states.SUBMIT, actor=actor, now=now)
    report.submitted_on, report.channel, report.changed_at = on, channel, now
    if reference.strip():
        note(report, NoteKind.REFERENCE, reference, opened_ring=opened_ring, actor=actor, now=now)
    db.session.flush()


def consider(
    report: ShadowReport, *, on: date, words: str, opened_ring: OpenRing | None, actor: Actor, now: datetime
) -> None:
    """The mechanism considered it; what came of it stands in a sealed note."""
    _after(report.submitted_on, on, now)
    move(report, states.CONSIDER, actor=actor, now=now)
    report.considered_on, report.changed_at = on, now
    if words.strip():
        note(report, NoteKind.CONSIDERED, words, opened_ring=opened_ring, actor=actor, now=now)
    db.session.flush()


def follow_up(
    report: ShadowReport, *, on: date, words: str, opened_ring: OpenRing | None, actor: Actor, now: datetime
) -> None:
    """The association followed up; how stands in a sealed note."""
    _after(report.considered_on, on, now)
    move(report, states.FOLLOW_UP, actor=actor, now=now)
    report.followed_up_on, report.changed_at = on, now
    if words.strip():
        note(report, NoteKind.FOLLOWED_UP, words, opened_ring=opened_ring, actor=actor, now=now)
    db.session.flush()


def _after(earlier: date | None, on: date, now: datetime) -> None:
    if on > clock.local(now).date():
        raise RuleBroken(_l("This day lies in the future."), field="on")
    if earlier is not None and on < earlier:
        raise RuleBroken(_l("This day lies before the step that precedes it."), field="on")


def abandon(report: ShadowReport, *, reason: AbandonReason, actor: Actor, now: datetime) -> None:
    """The writers give it up; the reason stays with them."""
    move(report, states.ABANDON, actor=actor, now=now)
    report.abandon_reason, report.changed_at = reason, now
    db.session.flush()
