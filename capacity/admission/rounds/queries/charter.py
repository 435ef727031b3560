"""The charter in force, its versions, and what was signed."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from capacity.admission.applications.models import Application
from capacity.admission.review.models import Panel, PanelMember
from capacity.admission.rounds.models import CharterSignature, CharterText, Outcome, Round
from capacity.admission.rounds.states import Charter
from capacity.core import facts
from capacity.core.db import db

FIRST = 1


def shipped_charter() -> Charter:
    """The first version, which comes with the software."""
    return Charter(FIRST, facts.words(facts.load("charter")["text"]))


def charter_in_force() -> Charter:
    """The latest version."""
    found = db.session.scalar(sa.select(CharterText).order_by(CharterText.version.desc()).limit(1))
    return shipped_charter() if found is None else Charter(found.version, found.text, found.written_at)


def charter_texts() -> list[CharterText]:
    """The versions written here, the latest first."""
    statement = sa.select(CharterText).order_by(CharterText.version.desc())
    return list(db.session.scalars(statement.options(joinedload(CharterText.written_by))))


def signature_of(outcome_id: int) -> CharterSignature | None:
    """What was signed last with this seat."""
    statement = sa.select(CharterSignature).where(CharterSignature.outcome_id == outcome_id)
    return db.session.scalar(statement.order_by(CharterSignature.id.desc()).limit(1))


def signed_charter(application_id: int) -> CharterSignature | None:
    """The charter that was signed last for an application, with its outcome and round."""
    return db.session.scalar(
        sa.select(CharterSignature)
        .join(CharterSignature.outcome)
        .where(Outcome.application_id == application_id)
        .order_by(CharterSignature.id.desc())
        .limit(1)
        .options(
            contains_eager(CharterSignature.outcome).options(
                joinedload(Outcome.application).joinedload(Application.association),
                joinedload(Outcome.round).options(
                    joinedload(Round.call),
                    joinedload(Round.panel).selectinload(Panel.members).joinedload(PanelMember.person),
                ),
            )
        )
    )


def signed_outcomes(round_id: int) -> Sequence[int]:
    """The outcomes of a round for which the charter was signed."""
    statement = sa.select(CharterSignature.outcome_id).join(Outcome).join(Round).where(Round.id == round_id)
    return db.session.scalars(statement.distinct()).all()
