"""What is decided in secret, by the acts with which people decide it: one way in one twin, another way in the other.

Whatever a decision leaves behind (versions that grow, entries of the audit log, letters to colleagues, numbers that are
used up) differs with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.complaints import actions as complaints
from capacity.admission.complaints import queries as complaint_queries
from capacity.admission.complaints.models import Complaint
from capacity.admission.complaints.states import ComplaintState
from capacity.admission.complaints.states import Verdict as Answered
from capacity.admission.review import actions as review
from capacity.admission.review import queries as review_queries
from capacity.admission.review.models import Screening
from capacity.admission.review.states import Verdict
from capacity.admission.review.states.screening import Judgement
from capacity.admission.rounds import actions, queries
from capacity.admission.rounds.models import Outcome, Proposal, Round, Sitting
from capacity.admission.rounds.states import (
    ItemKind,
    LetterKind,
    MotionKind,
    OutcomeKind,
    ProposalKind,
    RoundState,
    VoteChoice,
)
from capacity.core import facts
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import LANGUAGES, Localized
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts.models import Person
from capacity.people.associations.queries import actor_of
from tests.crosscut.twins.folders import Twin

WHY = "Décidé en secret, et dit à personne."


def decide(twin: Twin, *, otherwise: bool) -> None:
    """Everything there is to decide, so or otherwise."""
    with twin.told() as now:
        deliberating, sealed = (one.id for one in _rounds(RoundState.DELIBERATION))
        _deliberate(deliberating, now, otherwise=otherwise)
        if otherwise:
            _sit_again(sealed, now)
        _seal(sealed, now)
        if otherwise:
            _word_letters(sealed, now)
        _screen(now, otherwise=otherwise)
        _answer_complaint(now, otherwise=otherwise)
        _correct(now, otherwise=otherwise)


def kinds(twin: Twin) -> dict[int, str]:
    """What is decided of each application and not announced, by its id."""
    with twin.told():
        rounds = [one.id for one in (*_rounds(RoundState.DELIBERATION), *_rounds(RoundState.SEALED))]
        proposals = sa.select(Proposal.application_id, Proposal.kind, Proposal.round_id).order_by(Proposal.rank)
        found = {
            row.application_id: f"{row.round_id} {row.kind.value}"
            for row in db.session.execute(proposals.where(Proposal.round_id.in_(rounds)))
        }
        verdicts = sa.select(Screening.application_id, Screening.verdict).where(Screening.application_id.in_(_sent()))
        found |= {row.application_id: row.verdict.value for row in db.session.execute(verdicts)}
        proposed = sa.select(Complaint.application_id, Complaint.verdict)
        asked = proposed.where(Complaint.state == ComplaintState.PROPOSED)
        return found | {row.application_id: f"complaint {row.verdict.value}" for row in db.session.execute(asked)}


def _rounds(state: RoundState) -> list[Round]:
    return list(db.session.scalars(sa.select(Round).where(Round.state == state).order_by(Round.id)))


def _actor(email: str) -> Actor:
    return actor_of(db.session.scalars(sa.select(Person).where(Person.email == f"{email}@demo.example")).one())


def _person(number: int | None) -> Actor:
    return actor_of(db.session.get_one(Person, number))


def _round(number: int) -> Round:
    found = queries.round_of(number)
    assert found is not None
    return found


OTHER = {
    ProposalKind.SELECT: ProposalKind.DECLINE,
    ProposalKind.RESERVE: ProposalKind.SELECT,
    ProposalKind.DECLINE: ProposalKind.RESERVE,
}


def _deliberate(number: int, now: datetime, *, otherwise: bool) -> None:
    """One way the sitting leaves the ranking as it is; otherwise it moves one application of each kind."""
    round_ = _round(number)
    kind_of = {one.application_id: one.kind for one in round_.proposals}
    for kind in OTHER if otherwise else ():
        for application_id in [one for one, is_of in kind_of.items() if is_of is kind]:
            if _decided(number, application_id, OTHER[kind], now):
                break


def _decided(number: int, application_id: int, kind: ProposalKind, now: datetime) -> bool:
    """Whether the quotas allow it."""
    try:
        with unit_of_work():
            application = db.session.get_one(Application, application_id)
            actions.decide(_round(number), application, kind, reason=WHY, actor=_actor("coordinator"), now=now)
    except RuleBroken:
        db.session.rollback()
        return False
    return True


def _sit_again(number: int, now: datetime) -> None:
    """The sitting is resumed and moves applications by vote; the ranking is adopted anew."""
    coordinator = _actor("coordinator")
    with unit_of_work():
        actions.resume_sitting(_round(number), actor=coordinator, now=now)
    with unit_of_work():
        for member in _round(number).panel.members:
            actions.note_presence(_round(number), person_id=member.person_id, is_there=True, actor=coordinator, now=now)
    kind_of = {one.application_id: one.kind for one in _round(number).proposals}
    for kind, motion in ((ProposalKind.SELECT, MotionKind.DECLINE), (ProposalKind.DECLINE, MotionKind.RESERVE)):
        for application_id in [one for one, is_of in kind_of.items() if is_of is kind]:
            if _carried(number, application_id, motion, now):
                break
    adoption = next(item.id for item in _sitting(number).items if item.kind is ItemKind.ADOPTION)
    _vote(number, adoption, MotionKind.ADOPT, now)
    with unit_of_work():
        actions.close_sitting(_round(number), actor=coordinator, now=now)


def _sitting(number: int) -> Sitting:
    found = queries.sitting_of(number)
    assert found is not None
    return found


def _carried(number: int, application_id: int, motion: MotionKind, now: datetime) -> bool:
    try:
        with unit_of_work():
            application = db.session.get_one(Application, application_id)
            item = actions.add_item(_round(number), application=application, actor=_actor("coordinator"), now=now)
            item_id = item.id
        _vote(number, item_id, motion, now)
    except RuleBroken:
        db.session.rollback()
        return False
    return True


def _vote(number: int, item_id: int, kind: MotionKind, now: datetime) -> None:
    coordinator = _actor("coordinator")
    with unit_of_work():
        actions.take_up(_round(number), item_id=item_id, actor=coordinator, now=now)
    with unit_of_work():
        sitting = _sitting(number)
        out = {one.person_id for one in sitting.recusals if one.item_id == item_id and one.returned_at is None}
        voters = [person for person in sitting.present if person not in out]
        actions.put_to_the_vote(
            _round(number), item_id=item_id, kind=kind, reason=WHY, moved_by=voters[0],
            votes=dict.fromkeys(voters, VoteChoice.FOR), request_id=f"twins-{number}-{item_id}-{kind.value}",
            seen=len(sitting.motions), actor=coordinator, now=now,
        )  # fmt: skip


def _seal(number: int, now: datetime) -> None:
    for capacity in ("coordinator", "chair"):
        with unit_of_work():
            round_ = _round(number)
            sha256 = queries.file_to_sign(round_, queries.standing(round_).record)[1]
            who = _actor("coordinator") if capacity == "coordinator" else actor_of(round_.presiding)
            actions.sign(round_, capacity=capacity, sha256=sha256, actor=who, now=now)


def _word_letters(number: int, now: datetime) -> None:
    """The letters are worded, and one of them goes to who wrote it, as a test."""
    words = Localized(dict.fromkeys(LANGUAGES, "{number}"))
    coordinator = _actor("coordinator")
    with unit_of_work():
        actions.write_wording(
            _round(number), LetterKind.NOT_SELECTED, subject=words, text=words, seen=0, actor=coordinator, now=now
        )
    with unit_of_work():
        first = next(one for one in queries.foreseen(_round(number)) if one.kind is OutcomeKind.NOT_SELECTED)
        application = db.session.get_one(Application, first.application_id)
        actions.send_test(
            _round(number), LetterKind.NOT_SELECTED, first, application, "fr",
            person=db.session.get_one(Person, coordinator.id), actor=coordinator, now=now,
        )  # fmt: skip


def _sent() -> sa.Select[int]:
    """Applications whose screening goes on in the latest round that is screened."""
    begun = sa.select(Round).where(Round.state == RoundState.SCREENING).order_by(Round.id.desc()).limit(1)
    round_ = db.session.scalars(begun).one()
    mine = (Application.call_id == round_.call_id, Application.region_code == round_.region_code)
    return sa.select(Application.id).where(*mine, Application.state == ApplicationState.SUBMITTED)


def _screen(now: datetime, *, otherwise: bool) -> None:
    """One way all are eligible; otherwise the first two are not, a second person agrees, and papers are refused."""
    one, second = _actor("coordinator.draa"), _actor("coordinator")
    reason = facts.load("reasons")["reason"][0]["code"]
    for place, number in enumerate(db.session.scalars(_sent().order_by(Application.id)).all()):
        refuses = otherwise and place < 2
        with unit_of_work():
            application = db.session.get_one(Application, number)
            papers = review_queries.judged_documents(number, applications.content(application))
            judged = {one.paper.key: review.Judged(Judgement.ACCEPTED) for one in papers if one.files}
            if refuses:
                judged[papers[0].paper.key] = review.Judged(Judgement.REFUSED, "expired", WHY)
            review.judge_documents(application, judged, actor=one, now=now)
            review.screen(
                application, verdict=Verdict.INELIGIBLE if refuses else Verdict.ELIGIBLE,
                reasons=[reason] if refuses else [], departure=WHY, actor=one, now=now,
            )  # fmt: skip
        if refuses:
            with unit_of_work():
                found = db.session.scalars(sa.select(Screening).where(Screening.application_id == number)).one()
                review.confirm_ineligible(found, actor=second, now=now)


def _answer_complaint(now: datetime, *, otherwise: bool) -> None:
    """An answer is proposed: no one way, yes otherwise; it waits for a second person."""
    examined = sa.select(Complaint.id).where(Complaint.state == ComplaintState.HANDLING).order_by(Complaint.id)
    number = db.session.scalars(examined.limit(1)).one()
    verdict = Answered.UPHELD if otherwise else Answered.REJECTED
    with unit_of_work():
        found = complaint_queries.locked(number)
        reasons = [code for code, (_words, verdicts) in complaint_queries.reasons().items() if verdict in verdicts]
        complaints.propose(
            found, verdict=verdict, reasons=reasons[: 2 if otherwise else 1], reasoning=WHY, seat_due=False,
            actor=_person(found.handler_id), now=now,
        )  # fmt: skip


def _correct(now: datetime, *, otherwise: bool) -> None:
    """A correction of announced results is proposed, of one application or of another; nobody has issued it."""
    number = _rounds(RoundState.ANNOUNCED)[0].id
    with unit_of_work():
        waiting = [one for one in queries.outcomes_of(number) if one.kind is OutcomeKind.RESERVE]
        one = waiting[-1 if otherwise else -2]
        actions.propose_correction(
            _round(number), {one.application_id: OutcomeKind.NOT_SELECTED},
            reason=Localized(dict.fromkeys(LANGUAGES, WHY)), capacity="coordinator",
            actor=_actor("coordinator"), now=now,
        )  # fmt: skip


def concerned(one: Twin, other: Twin) -> Iterator[int]:
    """The first application of each pair of decisions that differ between the twins, and others whose place in the
    journey is another one."""
    here, there = kinds(one), kinds(other)
    firsts = {(mine, there.get(number)): number for number, mine in reversed(here.items()) if mine != there.get(number)}
    yield from sorted(firsts.values())
    with one.told():
        yield from (
            db.session.scalars(statement.limit(1)).one()
            for statement in (
                sa.select(Outcome.application_id)
                .where(Outcome.kind == OutcomeKind.RESERVE)
                .order_by(Outcome.reserve_rank.desc()),
                sa.select(Application.id)
                .where(Application.state == ApplicationState.INELIGIBLE)
                .order_by(Application.id.desc()),
            )
        )
