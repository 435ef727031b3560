"""Which letter goes to whom: receipts, withdrawals, and what a call changes for those who answer it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from capacity.admission.applications import queries
from capacity.admission.applications.models import (
    Application,
    Clarification,
    ClarificationItem,
    CoalitionMember,
    Snapshot,
)
from capacity.admission.applications.notices.desk import (
    Addressed,
    Addressee,
    Post,
    desk_letter,
    desk_letter_in,
    letter_mark,
    post_about,
    reachable,
    remind,
    reminder_day,
    reminder_in,
)
from capacity.admission.applications.notices.writing import (
    ROOM,
    correspondents,
    moment_in,
    name_in,
    write,
)
from capacity.admission.applications.states.clarifying import ClarificationLetter
from capacity.admission.applications.states.coalitions import MembershipState
from capacity.core.contacts import contact_of
from capacity.core.languages import Localized, in_its_direction, in_language
from capacity.people.associations.models import Association

__all__ = [
    "REMINDER",
    "ROOM",
    "Addressed",
    "Addressee",
    "Post",
    "clarification",
    "clarified",
    "coalition_answered",
    "coalition_ended",
    "coalition_sent",
    "correspondents",
    "desk_letter",
    "desk_letter_in",
    "invited",
    "letter_mark",
    "moment_in",
    "post_about",
    "reachable",
    "receipt",
    "remind",
    "reminder",
    "reminder_day",
    "reminder_in",
    "withdrawn",
    "write",
]

REMINDER = f"{ROOM}/reminder"


def receipt(
    application: Application, snapshot: Snapshot, *, people: list[queries.Writer] | None = None, now: datetime
) -> None:
    """The application has arrived: number, time, fingerprint. ``people`` as for ``write``."""
    closes_at = application.call.window(application.association_id).closes_at
    write(
        "receipt",
        application,
        key=f"{ROOM}/receipt:{snapshot.id}",
        is_first=True,
        people=people,
        now=now,
        moments={"received": snapshot.received_at, "closes": closes_at},
        is_final=snapshot.received_at >= closes_at,
        number=application.number,
        sha256=snapshot.sha256,
        said=lambda language: {"papers": _papers(application, snapshot, language)},
    )


def _papers(application: Application, snapshot: Snapshot, language: str) -> list[dict[str, str]]:
    """The documents of a receipt with their fingerprints, as a letter lists them; a file that is called as its document
    is named once."""
    labels = {one.key: one.label.text(language) for one in queries.form_of(application.call).papers}
    found = []
    for one in json.loads(snapshot.content)["documents"]:
        label, stem = labels.get(one["key"], ""), one["name"].rpartition(".")[0]
        found.append({"label": label if label != stem else "", "name": one["name"], "sha256": one["sha256"]})
    return found


def withdrawn(application: Application, *, now: datetime) -> None:
    """The application was withdrawn."""
    write(
        "withdrawn",
        application,
        key=f"{ROOM}/withdrawn:{application.id}",
        now=now,
        moments={"at": now},
        said=lambda language: {"contact": _contact(application, language)},
        number=application.number or "",
    )


def _contact(application: Application, language: str) -> str:
    """Whom to call in its region; empty where nobody is named."""
    known = contact_of(application.region_code)
    return f"{known['name_ar' if language == 'ar' else 'name_fr']}, \u2066{known['phone']}\u2069" if known else ""


def clarification(name: ClarificationLetter, asked: Clarification, application: Application, *, now: datetime) -> None:
    """What is asked about, why, until when; or that it is over."""
    reasons = queries.clarification_reasons(retired=True)
    write(
        name.value,
        application,
        key=f"{ROOM}/{name.value}:{asked.id}:{asked.due_at.isoformat()}",
        now=now,
        moments={"due": asked.due_at},
        about=asked,
        said=lambda language: {"points": [_point(item, reasons, language) for item in asked.items]},
        number=application.number,
        note=asked.note,
        due_iso=asked.due_at.isoformat(),
    )


def _point(item: ClarificationItem, reasons: Mapping[str, Localized], language: str) -> str:
    thing = item.question or item.document
    reason = reasons.get(item.reason)
    with in_language(language):
        why = in_its_direction(" ".join(item.why.split()))
    words = [reason.text(language) if reason is not None else "", why]
    label = thing.label.text(language) if thing is not None else ""
    joint = " – " if label.endswith(("?", "؟")) else "\u00a0: " if language == "fr" else ": "
    return label + joint + " ".join(word for word in words if word)


def clarified(asked: Clarification, application: Application, snapshot: Snapshot, *, now: datetime) -> None:
    """The answer has arrived: time, fingerprint."""
    write(
        "clarified",
        application,
        key=f"{ROOM}/clarified:{snapshot.id}",
        now=now,
        moments={"received": snapshot.received_at},
        number=application.number,
        sha256=snapshot.sha256,
        said=lambda language: {"papers": _papers(application, snapshot, language)},
    )


def reminder(
    application: Application,
    *,
    closes_at: datetime,
    hours: int,
    name: str,
    now: datetime,
    people: list[queries.Writer],
) -> None:
    """The closing nears and the application was not sent; once for each closing and each reminder's ``name``."""
    write(
        "reminder",
        application,
        key=f"{REMINDER}:{application.id}:{closes_at:%Y%m%dT%H%M%S}:{name}",
        now=now,
        moments={"closes": closes_at},
        people=people,
        closing=closes_at.isoformat(),
        hours=hours,
        reopened=bool(application.snapshots),
    )


def invited(member: CoalitionMember, application: Application, *, now: datetime) -> None:
    """An association is asked into a coalition; its representative confirms or declines."""
    _about_coalition(
        "coalition_invited",
        member,
        application,
        mark=f"{member.id}:{member.invited_at.isoformat()}",
        now=now,
        to=member.association,
        moments={"closes": application.call.window(application.association_id).closes_at},
        member_id=member.id,
    )


def coalition_answered(member: CoalitionMember, application: Application, *, now: datetime) -> None:
    """The lead learns that an association confirmed, declined, or left."""
    _about_coalition(
        "coalition_answered",
        member,
        application,
        mark=f"{member.id}:{member.version}",
        now=now,
        answer=member.state.value,
    )


def coalition_ended(member: CoalitionMember, application: Application, *, now: datetime) -> None:
    """A member learns that it is not carried any more: the lead took it out, or withdrew the application."""
    _about_coalition(
        "coalition_ended",
        member,
        application,
        mark=f"{member.id}:{member.version}",
        now=now,
        to=member.association,
        withdrawn=member.state is MembershipState.ENDED,
        member_id=member.id,
    )


def coalition_sent(member: CoalitionMember, application: Application, snapshot: Snapshot, *, now: datetime) -> None:
    """A member learns that the application it carries was sent: number, time, fingerprint."""
    _about_coalition(
        "coalition_sent",
        member,
        application,
        mark=f"{member.id}:{snapshot.id}",
        now=now,
        to=member.association,
        moments={"received": snapshot.received_at},
        number=application.number,
        sha256=snapshot.sha256,
        member_id=member.id,
    )


def _about_coalition(
    name: str,
    member: CoalitionMember,
    application: Application,
    *,
    mark: str,
    now: datetime,
    to: Association | None = None,
    moments: dict[str, datetime] | None = None,
    **plain: Any,
) -> None:
    write(
        name,
        application,
        key=f"{ROOM}/{name}:{mark}",
        now=now,
        to=to,
        about=member,
        moments=moments,
        said=lambda language: {
            "lead": name_in(application.association, language),
            "member": name_in(member.association, language),
        },
        coalition=member.coalition.name,
        **plain,
    )
