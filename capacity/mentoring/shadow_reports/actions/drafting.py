"""Starting a report and saving its sections, sealed before they reach the database."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from capacity.core import audit, vault
from capacity.core.access import Actor, Role
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move
from capacity.mentoring.mechanisms.models import CalendarEvent, Mechanism
from capacity.mentoring.mentorships.actions import make_ring
from capacity.mentoring.mentorships.models import Mentorship, OpenRing
from capacity.mentoring.mentorships.queries import first_holders
from capacity.mentoring.shadow_reports import queries, states
from capacity.mentoring.shadow_reports.actions.sharing import writing_ring
from capacity.mentoring.shadow_reports.models import ReportParty, ReportVersion, ShadowReport
from capacity.mentoring.shadow_reports.states import TITLE, ReportState
from capacity.people.accounts.models import Person


def start(
    *,
    mechanism: Mechanism,
    association_ids: Collection[int],
    mentorship: Mentorship | None,
    event: CalendarEvent | None,
    language: str,
    title: str,
    request_id: str,
    code: str,
    actor: Actor,
    now: datetime,
) -> ShadowReport:
    """A new report, which the printed recovery ``code`` opens too: it is shown to who starts the report, kept nowhere.

    The report opens to every member who has a key, and to the mentor if each association has let the mentor in; to
    somebody whom the coordination put into the association, when a member shares it with them.
    """
    _check_writer(association_ids, actor)
    if event is not None and event.mechanism_id != mechanism.id:
        raise RuleBroken(_l("This date belongs to another mechanism."), field="event")
    people = first_holders(association_ids, actor.id)
    _check_key(people, actor)
    if mentorship is not None and mentorship.opens_to_mentor and set(association_ids) <= mentorship.association_ids:
        people.append(mentorship.mentor)
    ring, opened = make_ring(people, recovery=vault.keys_of_code(code).public, actor=actor, now=now)
    report = ShadowReport(
        request_id=request_id,
        mechanism=mechanism,
        event=event,
        mentorship=mentorship,
        ring=ring,
        language=language,
        created_by_id=actor.id or 0,
        created_at=now,
        changed_at=now,
        parties=[ReportParty(association_id=number) for number in sorted(association_ids)],
    )
    db.session.add(report)
    db.session.flush()
    audit.record(actor=actor, action="shadow_reports.start", obj=report, now=now, after=ReportState.OUTLINE)
    _add_version(report, TITLE, title, opened, actor=actor, now=now)
    return report


def _check_writer(association_ids: Collection[int], actor: Actor) -> None:
    if actor.has(Role.COORDINATOR, Role.ADMINISTRATOR):
        raise RuleBroken(_l("A coordinator or an administrator can never act as a member of an association."))
    if not set(association_ids) & actor.association_ids:
        raise RuleBroken(_l("Only a member of the association starts its report."))


def _check_key(people: Collection[Person], actor: Actor) -> None:
    if not any(person.id == actor.id and person.public_key for person in people):
        raise RuleBroken(_l("You have no key yet. Set your password anew, sign in again, and start the report then."))


def save_section(
    report: ShadowReport,
    section: str,
    *,
    text: str,
    base: int,
    opened_ring: OpenRing | None,
    actor: Actor,
    now: datetime,
) -> int:
    """Save a section as a new version and answer its number; unchanged text makes none.

    ``base`` is the version that the writer had before their eyes: when somebody saved the section meanwhile nothing is
    overwritten, and the writer is told. A change takes back sign-offs and the check of sources.
    """
    if report.state not in states.WRITABLE:
        raise RuleBroken(_l("This report is not being drafted now: bring it back to drafting first."))
    if section != TITLE and section not in {key for key, _name, _guide in queries.sections()}:
        raise RuleBroken(_l("This section does not exist."))
    if section == TITLE and not text.strip():
        raise RuleBroken(_l("A report needs a title."), field="text")
    ring = writing_ring(report, opened_ring, actor=actor, now=now)
    now_stands = queries.latest(report.id, opened_ring or ring).get(section)
    if now_stands is not None and now_stands.text == text:
        return now_stands.number
    if (now_stands.number if now_stands else 0) != base:
        raise RuleBroken(_l("Somebody else saved this section meanwhile. Your text is kept: compare, then save again."))
    if report.state is ReportState.OUTLINE and section != TITLE:
        move(report, states.START_DRAFTING, actor=actor, now=now)
    return _add_version(report, section, text, ring, actor=actor, now=now)


def _add_version(report: ShadowReport, section: str, text: str, ring: OpenRing, *, actor: Actor, now: datetime) -> int:
    last = sa.select(sa.func.coalesce(sa.func.max(ReportVersion.number), 0))
    number = (db.session.scalar(last.where(ReportVersion.report_id == report.id)) or 0) + 1
    made = ReportVersion(
        report_id=report.id, number=number, section=section, written_by_id=actor.id or 0, written_at=now
    )
    sealed = ring.seal(text, made.context)
    made.generation, made.sealed = sealed.generation, sealed.content
    db.session.add(made)
    report.versions, report.changed_at = number, now
    report.sources_checked_at = report.sources_checked_by_id = None
    for party in report.parties:
        party.signed_off_at = party.signed_off_by_id = None
    db.session.flush()
    audit.record(actor=actor, action="shadow_reports.save_section", obj=report, now=now, after=f"version {number}")
    return number


def aim(report: ShadowReport, *, event: CalendarEvent | None, language: str, actor: Actor, now: datetime) -> None:
    """For which date of the calendar it is written, and in which language."""
    if report.state not in states.UNSUBMITTED:
        raise RuleBroken(_l("This report has been submitted."))
    if event is not None and event.mechanism_id != report.mechanism_id:
        raise RuleBroken(_l("This date belongs to another mechanism."), field="event")
    report.event, report.language = event, language
    db.session.flush()
    audit.record(actor=actor, action="shadow_reports.aim", obj=report, now=now)
