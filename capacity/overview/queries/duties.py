"""What trainers and mentors have ahead of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from capacity.core.db import db
from capacity.mentoring.mentorships.models import Mentorship, MentorshipParty
from capacity.mentoring.mentorships.states import MentorshipState
from capacity.training.sessions.models import Session, SessionTrainer
from capacity.training.sessions.states import SessionState

MOST = 10


def sessions_taught(person_id: int, today: date) -> Sequence[Session]:
    """The next scheduled sessions that this person teaches."""
    taught = sa.select(SessionTrainer.session_id).where(SessionTrainer.person_id == person_id)
    return db.session.scalars(
        sa.select(Session)
        .where(Session.id.in_(taught), Session.state == SessionState.SCHEDULED, Session.last_day >= today)
        .options(joinedload(Session.module), joinedload(Session.venue), joinedload(Session.region))
        .order_by(Session.first_day, Session.id)
        .limit(MOST)
    ).all()


def mentorships_of(person_id: int) -> Sequence[Mentorship]:
    """The running mentorships of a mentor, with the associations accompanied."""
    return db.session.scalars(
        sa.select(Mentorship)
        .where(Mentorship.mentor_id == person_id, Mentorship.state != MentorshipState.ENDED)
        .options(selectinload(Mentorship.parties).joinedload(MentorshipParty.association))
        .order_by(Mentorship.ends_on, Mentorship.id)
        .limit(MOST)
    ).all()
