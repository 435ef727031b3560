"""What is prepared before the announcement: the reasons given, a letter to oneself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.calls import queries as calls
from capacity.admission.calls.states.library import ReasonAbout
from capacity.admission.rounds import notices, queries
from capacity.admission.rounds.actions.offers import answer_by
from capacity.admission.rounds.models import GivenReasons, Round
from capacity.admission.rounds.queries import Foreseen
from capacity.admission.rounds.states import LetterKind, RoundState
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts.models import Person


def give_reasons(round_: Round, application: Application, codes: Sequence[str], *, actor: Actor, now: datetime) -> None:
    """Reasons from the library, told with the outcome; from the deliberation until the announcement."""
    queries.locked(round_.id)
    if round_.state not in {RoundState.DELIBERATION, RoundState.SEALED}:
        raise IllegalMove(obj=round_, move="give_reasons", current=round_.state)
    if not set(codes) <= calls.reasons(ReasonAbout.OUTCOME).keys() | set(_given(application.id)):
        raise RuleBroken(_l("Choose the reasons from the list."), field="codes")
    db.session.execute(sa.delete(GivenReasons).where(GivenReasons.application_id == application.id))
    if codes:
        db.session.add(GivenReasons(round_id=round_.id, application_id=application.id, codes=list(codes), given_at=now))
    db.session.flush()
    audit.record(actor=actor, action="rounds.give_reasons", obj=application, now=now, reason=", ".join(codes))


def _given(application_id: int) -> list[str]:
    found = db.session.scalar(sa.select(GivenReasons.codes).where(GivenReasons.application_id == application_id))
    return list(found or ())


def send_test(
    round_: Round,
    kind: LetterKind,
    one: Foreseen,
    application: Application,
    language: str,
    *,
    person: Person,
    actor: Actor,
    now: datetime,
) -> None:
    """The letter of this application as it would be read, to oneself and to nobody else."""
    writer = notices.Writer(round_)
    due = answer_by(round_, now) if kind in notices.ANSWERED else None
    if not notices.write_test(writer, kind, one, application, language, person, due=due, now=now):
        raise RuleBroken(_l("Your account has no e-mail address to which the letter could be sent."))
    audit.record(actor=actor, action="rounds.send_test", obj=round_, now=now, after=kind)
