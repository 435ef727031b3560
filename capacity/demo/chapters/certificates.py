"""Certificates of the sessions held: one revoked, one issued anew with its name corrected."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from capacity.core import clock
from capacity.core.db import db
from capacity.core.unit_of_work import unit_of_work
from capacity.demo import cast
from capacity.demo.chapters.sessions import actor
from capacity.demo.story import Story
from capacity.training.certificates import actions
from capacity.training.certificates.models import Certificate
from capacity.training.sessions.models import Session
from capacity.training.sessions.queries import session as load_session
from capacity.training.sessions.states import SessionState

ISSUED_AFTER = timedelta(days=6)
REVOKED = "Établi par erreur au nom d’une personne qui n’a pas suivi la session."
CORRECTED = "Faute de frappe dans le nom, signalée par l’association."


def tell(story: Story) -> None:
    """Issue the certificates of every held session."""
    held = db.session.execute(
        sa.select(Session.id, Session.last_day)
        .where(Session.state == SessionState.HELD)
        .order_by(Session.last_day, Session.id)
    ).all()
    for number, last_day in held:
        moment = story.moment((last_day - story.today).days) + ISSUED_AFTER
        _at(story, moment, number)
    _mend(story)
    story.say(f"{db.session.scalar(sa.select(sa.func.count(Certificate.id)))} certificates")


def _at(story: Story, moment: datetime, number: int) -> None:
    clock.set_now(moment)
    try:
        with unit_of_work():
            session = load_session(number)
            if session is not None:
                coordinator, draw = actor(story, cast.coordinators[0].key), story.draw(f"certificates:{number}")
                actions.issue(session, actor=coordinator, now=clock.now(), draw=draw)
    finally:
        clock.set_now(None)


def _mend(story: Story) -> None:
    """What happens to certificates: one was issued to the wrong person, one with a name misspelt."""
    ids = db.session.scalars(sa.select(Certificate.id).order_by(Certificate.id).limit(9)).all()
    if len(ids) < 9:
        return
    with story.at(-280) as moment, unit_of_work():
        coordinator = actor(story, cast.coordinators[0].key)
        wrong, misspelt = (db.session.get_one(Certificate, ids[place]) for place in (4, 8))
        actions.revoke(wrong, reason=REVOKED, actor=coordinator, now=moment)
        actions.reissue(
            misspelt,
            name=_with_article(misspelt.name),
            name_ar=misspelt.name_ar,
            reason=CORRECTED,
            actor=coordinator,
            now=moment,
            draw=story.draw("a certificate issued anew"),
        )


def _with_article(name: str) -> str:
    """The name as the association corrected it: the family name has its article."""
    first, _space, last = name.rpartition(" ")
    return f"{first} El {last}"
