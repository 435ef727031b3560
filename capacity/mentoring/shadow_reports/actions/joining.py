"""Comments and files, sealed."""

from __future__ import annotations

import json
import secrets
from datetime import datetime

from capacity.core import audit
from capacity.core.access import Actor, Role
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.files import store
from capacity.core.inspection import Accepted
from capacity.core.languages import lazy_gettext as _l
from capacity.mentoring.mentorships.models import OpenRing
from capacity.mentoring.shadow_reports import states
from capacity.mentoring.shadow_reports.actions.sharing import writing_ring
from capacity.mentoring.shadow_reports.models import ReportFile, ReportNote, ShadowReport
from capacity.mentoring.shadow_reports.states import NoteKind

NEUTRAL_NAME = "sealed"
NEUTRAL_TYPE = "application/octet-stream"


def comment(
    report: ShadowReport, section: str, *, text: str, opened_ring: OpenRing | None, actor: Actor, now: datetime
) -> ReportNote:
    """A member or the mentor says something about a section."""
    if report.state in states.CLOSED:
        raise RuleBroken(_l("This report is closed."))
    made = note(report, NoteKind.COMMENT, text, opened_ring=opened_ring, actor=actor, now=now, section=section)
    audit.record(actor=actor, action="shadow_reports.comment", obj=report, now=now)
    return made


def note(
    report: ShadowReport,
    kind: NoteKind,
    text: str,
    *,
    opened_ring: OpenRing | None,
    actor: Actor,
    now: datetime,
    section: str = "",
) -> ReportNote:
    """Seal a note of any kind; the act it belongs to is noted in the audit log by whoever calls."""
    if actor.id is None or actor.has(Role.COORDINATOR, Role.ADMINISTRATOR):
        raise RuleBroken(_l("Only the members and their mentor write here."))
    ring = writing_ring(report, opened_ring, actor=actor, now=now)
    made = ReportNote(
        report_id=report.id,
        kind=kind,
        section=section,
        place=secrets.token_hex(16),
        written_by_id=actor.id,
        written_at=now,
    )
    sealed = ring.seal(text.strip(), made.context)
    made.generation, made.sealed = sealed.generation, sealed.content
    db.session.add(made)
    db.session.flush()
    return made


def attach(
    report: ShadowReport, accepted: Accepted, *, opened_ring: OpenRing | None, actor: Actor, now: datetime
) -> ReportFile:
    """Join a file: its bytes are sealed before they reach the store, its name and kind before they reach the table."""
    if report.state not in states.WRITABLE:
        raise RuleBroken(_l("This report is not being drafted now: bring it back to drafting first."))
    ring = writing_ring(report, opened_ring, actor=actor, now=now)
    made = ReportFile(report_id=report.id, place=secrets.token_hex(16), added_by_id=actor.id or 0, added_at=now)
    sealed = ring.seal(accepted.data, made.context)
    said = json.dumps({"name": accepted.filename, "type": accepted.media_type}, ensure_ascii=False)
    stored = store().put(
        db.session(),
        sealed.content,
        filename=NEUTRAL_NAME,
        media_type=NEUTRAL_TYPE,
        uploader_id=actor.id,
        now=now,
        sealed=True,
    )
    made.file_id, made.generation = stored.id, sealed.generation
    made.sealed_name = ring.seal(said, f"{made.context}:name").content
    db.session.add(made)
    db.session.flush()
    audit.record(actor=actor, action="shadow_reports.attach", obj=report, now=now)
    return made


def detach(found: ReportFile, *, actor: Actor, now: datetime) -> None:
    """Take a file away; its sealed bytes go when the store is swept."""
    report, stored = found.report, found.file
    if report.state not in states.WRITABLE:
        raise RuleBroken(_l("This report is not being drafted now: bring it back to drafting first."))
    db.session.delete(found)
    db.session.flush()
    store().remove(db.session(), stored)
    audit.record(actor=actor, action="shadow_reports.detach", obj=report, now=now)
