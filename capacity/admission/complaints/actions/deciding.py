"""An answer is proposed by who examined the complaint and confirmed by a second person; upheld, it adds a decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from capacity.admission.complaints import notices, queries
from capacity.admission.complaints.actions.handling import still_independent
from capacity.admission.complaints.models import Complaint
from capacity.admission.complaints.states import (
    CONFIRM,
    IN_FAVOUR,
    PROPOSE,
    SEND_BACK,
    ComplaintState,
    Subject,
    Verdict,
)
from capacity.admission.complaints.states.following import Follows
from capacity.admission.review import actions as review
from capacity.admission.rounds import actions as rounds
from capacity.admission.rounds import queries as rounds_queries
from capacity.admission.rounds.models import Outcome, Round
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move


def propose(
    complaint: Complaint,
    *,
    verdict: Verdict,
    reasons: Sequence[str],
    reasoning: str,
    seat_due: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """Propose the answer with its reasons; nobody outside sees anything of it."""
    mine = queries.locked(complaint.id)
    still_independent(mine, actor.id)
    waits = mine.state is ComplaintState.ASKED and mine.answer_due_at is not None and now <= mine.answer_due_at
    if waits:
        raise RuleBroken(_l("The association still has time to answer your question."))
    known = queries.reasons()
    if not reasons:
        raise RuleBroken(_l("Choose at least one reason: the association will read it."), field="reasons")
    if any(code not in known or verdict not in known[code][1] for code in reasons):
        raise RuleBroken(_l("Choose reasons that go with this answer."), field="reasons")
    if seat_due and verdict not in IN_FAVOUR:
        raise RuleBroken(_l("A seat can be due only when the complaint is upheld."), field="seat_due")
    mine.verdict, mine.reasons, mine.reasoning = verdict, list(reasons), reasoning
    mine.seat_due, mine.proposed_at, mine.proposed_by_id = seat_due, now, actor.id
    move(mine, PROPOSE, actor=actor, now=now)
    db.session.flush()
    notices.to_staff("to_confirm", mine, mine.confirmer, key=now.isoformat(timespec="minutes"), now=now)


def send_back(complaint: Complaint, *, reason: str, actor: Actor, now: datetime) -> None:
    """Do not confirm: the handler goes on, and reads why."""
    mine = queries.locked(complaint.id)
    move(mine, SEND_BACK, actor=actor, now=now, reason=reason)
    mine.sent_back_reason = reason
    db.session.flush()
    notices.to_staff("to_examine", mine, mine.handler, key=now.isoformat(timespec="minutes"), now=now)


def confirm(complaint: Complaint, *, seen: int, told: Follows | None = None, actor: Actor, now: datetime) -> Complaint:
    """Confirm the answer that was read (``seen`` is its version, ``told`` what was said to follow from it) and tell the
    association; twice has one effect."""
    mine = queries.locked(complaint.id)
    if mine.state is ComplaintState.DECIDED and mine.confirmed_by_id == actor.id:
        return mine
    if mine.state is ComplaintState.PROPOSED and mine.version != seen:
        raise RuleBroken(_l("The answer was changed meanwhile. Read it again before you confirm it."))
    still_independent(mine, actor.id)
    if actor.id is None or actor.id == mine.proposed_by_id:
        raise RuleBroken(_l("Somebody other than who proposed the answer has to confirm it."))
    move(mine, CONFIRM, actor=actor, now=now)
    mine.decided_at, mine.confirmed_by_id = now, actor.id
    outcome = _follow(mine, told, actor=actor, now=now)
    db.session.flush()
    notices.decided(mine, outcome, now=now)
    return mine


def _follow(complaint: Complaint, told: Follows | None, *, actor: Actor, now: datetime) -> Outcome | None:
    """Do what follows: the application is read after all, or a decision is added as the call's rule says."""
    application = complaint.application
    found = rounds_queries.round_in(application.call_id, application.region_code)
    if found is None:
        raise RuleBroken(_l("This region has no selection round."))
    round_: Round = rounds_queries.locked(found.id)
    follows = queries.follows_in(complaint, round_)
    if follows is Follows.LATER or follows is None:
        raise RuleBroken(
            _l("The panel deliberates or has sealed: confirm once scoring is open again, or the results are out.")
        )
    if told is not None and told is not follows:
        raise RuleBroken(_l("What follows from the answer is different by now. Read it again before you confirm it."))
    complaint.follows, complaint.effect = follows, follows.effect
    if follows in {Follows.STANDS, Follows.GONE, Follows.HELD}:
        return None
    if complaint.subject is Subject.SCREENING:
        review.admit(application, actor=actor, now=now)
    if follows is Follows.READ:
        return None
    if follows is Follows.ELIGIBLE:
        return rounds.first_outcome(round_, application, actor=actor, now=now)
    added = rounds.add_decision(round_, application, source=complaint.source, actor=actor, now=now)
    return db.session.get_one(Outcome, added.outcome_id)
