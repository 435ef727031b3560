"""What was signed is frozen with its fingerprint."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications import queries
from capacity.admission.applications.models import Application, Clarification, CoalitionMember, Snapshot
from capacity.admission.applications.states import SIGNS_IN_ID, canonical, fingerprint
from capacity.admission.applications.states.coalitions import MembershipState
from capacity.admission.applications.states.signing import DECLARATION, DECLARATION_OF_ANSWER
from capacity.admission.calls.states.rules import groups_of
from capacity.core.access import Actor
from capacity.core.asking import Asked
from capacity.core.changes import write_new
from capacity.core.contributions import collect
from capacity.core.db import db, table
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l


def groups_declared(application: Application, members: Sequence[CoalitionMember]) -> list[str]:
    """The groups that quotas and the ladder may ask for: as the association declares itself now, and what later rooms
    know of it."""
    association = application.association
    declared = groups_of(
        province=association.province_code,
        priority=association.priority_place_id is not None,
        rural=association.rural,
        coalition=any(one.state is MembershipState.CONFIRMED for one in members),
        women_led=association.women_led,
        youth_led=association.youth_led,
        themes=[line.theme for line in association.themes],
    )
    given = collect("application.groups", **_whose(application))
    return sorted([*declared, *(group for found in given for group in found)])


def groups_asked(application: Application | queries.Written) -> Asked:
    """What later rooms ask for that, to be asked beforehand; nothing where an object had to be read first."""
    if isinstance(application, Application):
        return []
    return [one for asked in collect("application.groups.asked", **_whose(application)) for one in asked]


def _whose(application: Application | queries.Written) -> dict[str, Any]:
    return {
        "association_id": application.association_id,
        "call_id": application.call_id,
        "region_code": application.region_code,
    }


def known_snapshot(application: Application, submission_id: str) -> Snapshot | None:
    """What was received with this id already; an id of another application, or none at all, is refused."""
    known = db.session.execute(_KNOWN, {"submission": submission_id}).first()
    return same_snapshot(application, submission_id, *(known or (None, None)))


def same_snapshot(application: Application, submission_id: str, known: int | None, of: int | None) -> Snapshot | None:
    """The same where it was asked already: the number of the snapshot that is known, and of its application."""
    if known is not None and of == application.id:
        return db.session.get_one(Snapshot, known)
    if known is not None or not 8 <= len(submission_id) <= SIGNS_IN_ID:
        raise RuleBroken(_l("The page was open for too long. Reload it and send it again."))
    return None


_SENT = table(Snapshot)
_KNOWN = sa.select(_SENT.c.id, _SENT.c.application_id).where(_SENT.c.submission_id == sa.bindparam("submission"))


def freeze(
    application: Application,
    *,
    submission_id: str,
    signed_name: str,
    signed_role: str,
    clarification: Clarification | None = None,
    draft: queries.Draft | None = None,
    members: Sequence[CoalitionMember] | None = None,
    groups: list[str] | None = None,
    number: int | None = None,
    actor: Actor,
    now: datetime,
) -> Snapshot:
    """Freeze what stands as it was signed, with its fingerprint; the act that sends it leaves the audit entry.

    ``draft``, ``members`` (those of the coalition who are asked or have confirmed) and ``groups``, where they were read
    already; a clarification changes nothing of the groups declared at the first sending. ``number`` as for
    ``write_new``.
    """
    members = queries.present_members(application.id) if members is None else members
    if groups is None:
        sent = application.snapshots
        groups = list(sent[-1].groups) if sent else groups_declared(application, members)
    declaration = str(DECLARATION if clarification is None else DECLARATION_OF_ANSWER)
    if draft is None:
        db.session.flush()
        draft = queries.filled(application)
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
    write_new(db.session(), snapshot, number=number)
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
