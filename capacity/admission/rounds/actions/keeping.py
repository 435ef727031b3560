"""Applications whose result stands: how long they are kept, and what erases them. What was sealed stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications import actions as applications
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.rounds.models import CharterSignature, Outcome, Proposal, Round
from capacity.admission.rounds.states import OfferState, OutcomeKind
from capacity.core.db import Base, db
from capacity.core.keeping import NAMELESS, Kind, due_rows, is_held_call, write_over
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Member
from capacity.people.associations.states import Standing

GIVEN_UP = (OfferState.DECLINED, OfferState.LAPSED, OfferState.WITHDRAWN)
_SEAT = sa.and_(
    Outcome.kind != OutcomeKind.NOT_SELECTED, sa.or_(Outcome.state.is_(None), Outcome.state.not_in(GIVEN_UP))
)
_TOLD = sa.case(
    (Application.state == ApplicationState.WITHDRAWN, Application.withdrawn_at),
    (Application.state == ApplicationState.INELIGIBLE, Application.eligibility_shown_at),
    (~_SEAT, Outcome.announced_at),
)


def _without_seat(before: datetime) -> sa.Select[Any]:
    return _applications().where(before > _TOLD)


def _with_seat(before: datetime) -> sa.Select[Any]:
    running = Application.state.not_in((ApplicationState.WITHDRAWN, ApplicationState.INELIGIBLE))
    return _applications().where(running, _SEAT, Outcome.announced_at < before)


def _applications() -> sa.Select[Any]:
    found = due_rows(Application.id, association=Application.association_id, call=Application.call_id)
    with_result = found.outerjoin(Outcome, Outcome.application_id == Application.id)
    return with_result.where(Application.erased_at.is_(None), Application.submitted_at.is_not(None))


def _erase(rows: Sequence[int], now: datetime) -> None:
    announced = sa.select(Outcome.id).where(Outcome.application_id.in_(rows))
    nobody = {"contact_name": "", "contact_phone": "", "contact_email": ""}
    write_over(sa.update(Outcome).where(Outcome.application_id.in_(rows)).values(**nobody))
    write_over(
        sa.update(CharterSignature).where(CharterSignature.outcome_id.in_(announced)).values(name=NAMELESS, role="")
    )
    write_over(sa.update(Proposal).where(Proposal.application_id.in_(rows)).values(note=""))
    applications.erase_applications(rows, now)


def forget_person(*, person: Person, now: datetime) -> bool:
    """The person's name leaves offers, as contact, and charters, as signature."""
    del now
    if person.email:
        nobody = {"contact_name": "", "contact_phone": "", "contact_email": ""}
        write_over(sa.update(Outcome).where(Outcome.contact_email == person.email).values(**nobody))
    mine = sa.update(CharterSignature).where(CharterSignature.person_id == person.id)
    write_over(mine.values(name=NAMELESS, role=""))
    return True


def harm_of_erasing(*, person: Person, now: datetime) -> object:
    """Who represents an association whose application runs, or that has a seat, names a successor first."""
    del now
    mine = sa.select(Member.association_id).where(
        Member.person_id == person.id, Member.ended_at.is_(None), Member.standing == Standing.REPRESENTATIVE
    )
    sent = Application.state.in_((ApplicationState.SUBMITTED, ApplicationState.CLARIFICATION_REQUESTED))
    judged = sa.and_(Application.state == ApplicationState.ELIGIBLE, sa.or_(Outcome.id.is_(None), _SEAT))
    running = (
        sa.select(Application.number)
        .outerjoin(Outcome, Outcome.application_id == Application.id)
        .where(Application.association_id.in_(mine), sa.or_(sent, judged), Application.erased_at.is_(None))
    )
    number = db.session.scalar(running.order_by(Application.id.desc()).limit(1))
    if number is None:
        return None
    return _(
        "This person represents the association of application %(number)s, which is under way: another member has to"
        " take over the representation first, on the association’s page of members.",
        number=number,
    )


def letters_held() -> list[tuple[type[Base], sa.Select[int]]]:
    """Which rounds and outcomes are of a call that is held."""
    held = sa.select(Round.id).where(is_held_call(Round.call_id))
    return [(Round, held), (Outcome, sa.select(Outcome.id).where(Outcome.round_id.in_(held)))]


def kinds_kept() -> tuple[Kind, ...]:
    """For the register of processing."""
    return KINDS


_WHAT = {
    "seen_by": _l("Members of the association; coordination; readers who declared no conflict"),
    "ends": _l(
        "Answers, documents, comments and signatures are erased; number, state, marks and the fingerprint of each"
        " receipt stay, so that results, statistics and sealed rounds can still be proved."
    ),
    "asked": _l(
        "Your signature is shown no more. The text that was sent is your association’s: it stays, for its fingerprint"
        " stands on the receipt, until its own time is over."
    ),
}
KINDS = (
    Kind(
        key="unsuccessful",
        data=_l("Applications without a seat, with answers, documents and readers’ comments"),
        purpose=_l("To select associations fairly, and to answer complaints"),
        since=_l("the announcement of the result, or the withdrawal"),
        months=24,
        least=12,
        most=60,
        due=_without_seat,
        erase=_erase,
        **_WHAT,
    ),
    Kind(
        key="applications",
        data=_l("Applications with a seat, with answers, documents and readers’ comments"),
        purpose=_l("To select associations fairly, to accompany them, and to account for the programme"),
        since=_l("the announcement of the result"),
        months=60,
        least=24,
        due=_with_seat,
        erase=_erase,
        **_WHAT,
    ),
)
