"""Which letter goes to whom: receipts, withdrawals, and what a call changes for those who answer it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from babel.dates import format_datetime

from capacity.admission.applications import queries
from capacity.admission.applications.models import (
    Application,
    Clarification,
    ClarificationItem,
    CoalitionMember,
    Snapshot,
)
from capacity.admission.applications.states.clarifying import ClarificationLetter
from capacity.admission.applications.states.coalitions import MembershipState
from capacity.core import clock
from capacity.core.languages import Localized, locale_code
from capacity.core.outbox import letter
from capacity.people.associations.models import Association

ROOM = "admission/applications"
REMINDER = f"{ROOM}/reminder"


def correspondents(association_ids: Iterable[int]) -> dict[int, list[queries.Writer]]:
    """Who is written to for each association: the people who write for it on the site."""
    return queries.drafting_members(association_ids)


def moment_in(moment: datetime, language: str) -> str:
    """The moment on a Moroccan clock, in words of this language; letters freeze it as it was said."""
    forms = {"ar": "EEEE d MMMM y، HH:mm", "fr": "EEEE d MMMM y, H\u00a0'h'\u00a0mm"}
    form = forms.get(language, "EEEE d MMMM y, HH:mm")
    return str(format_datetime(clock.local(moment), form, locale=locale_code(language)))


def _names(association: Association, language: str) -> str:
    return association.name_ar if language == "ar" else association.name_fr


def write(
    name: str,
    application: Application,
    *,
    key: str,
    now: datetime,
    texts: dict[str, Localized] | None = None,
    moments: dict[str, datetime] | None = None,
    people: list[queries.Writer] | None = None,
    about: Any = None,
    to: Association | None = None,
    said: Callable[[str], dict[str, Any]] | None = None,
    **plain: Any,
) -> int:
    """Write one letter to each person of the association, in the person's language; without anybody, to its address.

    ``said`` gives what is said otherwise in each language; the letter is about the application, and goes ``to`` its
    association, unless told otherwise.
    """
    association = to or application.association
    if people is None:
        people = correspondents([association.id]).get(association.id, [])
    readers: list[tuple[str, str, int | None]] = [(one.email or "", one.language, one.id) for one in people]
    if not readers and association.email:
        readers = [(association.email, application.language, None)]
    for address, language, person_id in readers:
        letter(
            f"{ROOM}/{name}",
            key=f"{key}:{person_id or address}",
            now=now,
            address=address,
            language=language,
            person_id=person_id,
            association_id=association.id,
            about=about or application,
            data={
                "application_id": application.id,
                "association": _names(association, language),
                "title": application.call.title.text(language),
                "reference": application.call.reference,
                **{what: text.text(language) for what, text in (texts or {}).items()},
                **{what: moment_in(moment, language) for what, moment in (moments or {}).items()},
                **(said(language) if said is not None else {}),
                **plain,
            },
        )
    return len(readers)


def receipt(application: Application, snapshot: Snapshot, *, now: datetime) -> None:
    """The application has arrived: number, time, fingerprint."""
    write(
        "receipt",
        application,
        key=f"{ROOM}/receipt:{snapshot.id}",
        now=now,
        moments={
            "received": snapshot.received_at,
            "closes": application.call.window(application.association_id).closes_at,
        },
        number=application.number,
        sha256=snapshot.sha256,
        papers=_papers(snapshot),
    )


def _papers(snapshot: Snapshot) -> list[dict[str, str]]:
    """The documents of a receipt with their fingerprints, as a letter lists them."""
    return [{"name": one["name"], "sha256": one["sha256"]} for one in json.loads(snapshot.content)["documents"]]


def withdrawn(application: Application, *, now: datetime) -> None:
    """The application was withdrawn."""
    write(
        "withdrawn",
        application,
        key=f"{ROOM}/withdrawn:{application.id}",
        now=now,
        moments={"at": now},
        number=application.number or "",
    )


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
    words = [reason.text(language) if reason is not None else "", " ".join(item.why.split())]
    label = thing.label.text(language) if thing is not None else ""
    joint = "\u00a0: " if language == "fr" else ": "
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
    )


def reachable(applications: Sequence[Application]) -> set[int]:
    """Those of these applications whose association can be written to."""
    people = correspondents({one.association_id for one in applications})
    return {one.id for one in applications if people.get(one.association_id) or one.association.email}


def reminder_day(now: datetime) -> str:
    """The day that makes a reminder by the desk one letter, however often it is asked for."""
    return clock.local(now).date().isoformat()


def remind(applications: Sequence[Application], *, words: str, now: datetime) -> None:
    """The desk reminds those who are drafting: the closing, how far they are, and what it wishes to add."""
    people = correspondents({one.association_id for one in applications})
    for application in applications:
        write(
            "desk_reminder",
            application,
            key=f"{queries.REMINDER}:{reminder_day(now)}:{application.id}",
            now=now,
            moments={"closes": application.call.window(application.association_id).closes_at},
            people=people.get(application.association_id, []),
            percent=application.completeness,
            words=words,
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
            "lead": _names(application.association, language),
            "member": _names(member.association, language),
        },
        coalition=member.coalition.name,
        **plain,
    )
