"""Letters about reports: who is asked for what. They name the mechanism and the association, never the report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from capacity.core import outbox
from capacity.mentoring.mentorships.notices import representatives
from capacity.mentoring.shadow_reports.models import ShadowReport
from capacity.people.accounts.models import Person


def review_asked(report: ShadowReport, *, now: datetime) -> None:
    """The mentor is asked to read, the representatives to sign off."""
    if report.mentor is not None:
        _write("review_asked", report, [(report.mentor, None)], now)
    _write("sign_off_asked", report, representatives(report.association_ids), now)


def returned(report: ShadowReport, *, now: datetime) -> None:
    """The writers learn that their report is theirs to change again."""
    _write("returned", report, representatives(report.association_ids), now)


def _write(template: str, report: ShadowReport, people: Iterable[tuple[Person, int | None]], now: datetime) -> None:
    for person, association_id in people:
        if not person.email:
            continue
        outbox.letter(
            f"mentoring/shadow_reports/{template}",
            key=f"shadow_reports.{template}:{report.id}:{person.id}:{report.versions}:{now.isoformat()}",
            now=now,
            address=person.email,
            language=person.language,
            person_id=person.id,
            association_id=association_id,
            about=report,
            data={"report": report.id, "mechanism": report.mechanism.name.text(person.language)},
        )
