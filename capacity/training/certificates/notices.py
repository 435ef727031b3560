"""Which letter about certificates goes to whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from capacity.training.certificates.models import Certificate
from capacity.training.certificates.states import shown
from capacity.training.sessions.models import Session
from capacity.training.sessions.notices import days_words, to_association
from capacity.training.sessions.queries import correspondents

ROOM = "training/certificates"


def issued(session: Session, certificates: Sequence[Certificate], *, now: datetime) -> None:
    """Each association reads which of its delegates have a certificate."""
    own: dict[int, list[Certificate]] = {}
    for certificate in certificates:
        own.setdefault(certificate.association_id, []).append(certificate)
    for association, person in correspondents(own):
        mine = own.pop(association.id, [])
        if mine:
            to_association(
                f"{ROOM}/issued",
                association,
                person,
                key=f"certificates:{session.id}:{association.id}:{mine[0].number}",
                about=session,
                data=lambda language, mine=mine: {
                    "module": session.module.name.text(language),
                    "days": days_words(session.first_day, session.last_day, language),
                    "people": [{"name": one.names.text(language), "number": one.number} for one in mine],
                },
                now=now,
            )


def revoked(certificate: Certificate, *, reason: str, replaced_by: Certificate | None, now: datetime) -> None:
    """The association reads that a certificate counts no more, why, and what takes its place."""
    for association, person in correspondents([certificate.association_id])[:1]:
        to_association(
            f"{ROOM}/revoked",
            association,
            person,
            key=f"certificate:{certificate.number}:revoked",
            about=certificate,
            data=lambda language: {
                "person": certificate.names.text(language),
                "number": certificate.number,
                "module": certificate.module_name.text(language),
                "reason": reason,
                "new_number": replaced_by.number if replaced_by is not None else "",
                "new_name": replaced_by.names.text(language) if replaced_by is not None else "",
                "code": shown(replaced_by.code) if replaced_by is not None else "",
            },
            now=now,
        )
