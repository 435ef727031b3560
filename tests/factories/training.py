"""Phases with accepted associations, venues, sessions and delegates, made the short way for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.calls.models import Call
from capacity.admission.review.models import Panel
from capacity.admission.rounds.models import Outcome, Round
from capacity.admission.rounds.states import OfferState, OutcomeKind
from capacity.core.access import Role
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.people.accounts.models import Person
from capacity.people.accounts.states import Gender
from capacity.people.associations.models import Association
from capacity.people.associations.queries import actor_of
from capacity.rollout.phases.models import Phase, PhaseRegion
from capacity.rollout.phases.states import PhaseState
from capacity.training.sessions.models import Delegate, Enrolment, Module, Session, SessionTrainer, Slot, Venue
from capacity.training.sessions.states import EnrolmentState, Half, HalfDay, NewDelegate, Outline, SessionState
from tests.factories import people

DRAA = "MA-08"
THEN = datetime(2027, 4, 1, 9, tzinfo=UTC)
FIRST_DAY = date(2027, 4, 20)
_numbers = count(1)

actor = actor_of


def phase(region: str = DRAA) -> Phase:
    """The phase that takes this region, begun: the shipped plan's, or a new one."""
    taken = sa.select(PhaseRegion.phase_id).where(PhaseRegion.region_code == region)
    found = db.session.scalar(sa.select(Phase).where(Phase.id.in_(taken)))
    if found is not None:
        found.state = PhaseState.ACTIVE
        db.session.commit()
        return found
    made = Phase(year=2100 + next(_numbers), state=PhaseState.ACTIVE)
    made.places.append(PhaseRegion(region_code=region))
    db.session.add(made)
    db.session.commit()
    return made


def selection(of_phase: Phase, region: str = DRAA) -> Round:
    """An announced round of a call of the phase."""
    found = db.session.scalar(
        sa.select(Round).join(Round.call).where(Call.phase_id == of_phase.id, Round.region_code == region)
    )
    if found is not None:
        return found
    call = Call(reference=f"T-{next(_numbers)}", phase_id=of_phase.id, opens_at=THEN, closes_at=THEN, created_at=THEN)
    panel = Panel(call=call, region_code=region)
    db.session.add_all([call, panel])
    db.session.flush()
    made = Round(call_id=call.id, region_code=region, panel_id=panel.id, seats=30, announced_at=THEN)
    db.session.add(made)
    db.session.commit()
    return made


def accepted(
    of_phase: Phase, *members: Person, region: str = DRAA, state: OfferState = OfferState.ACCEPTED, **values: Any
) -> Association:
    """An association whose offer is in this state."""
    made = people.association(*members, **values)
    around = selection(of_phase, region)
    application = Application(call_id=around.call_id, association_id=made.id, region_code=region, created_at=THEN)
    db.session.add(application)
    db.session.flush()
    db.session.add(
        Outcome(
            round_id=around.id,
            application_id=application.id,
            kind=OutcomeKind.SELECTED,
            points=7000,
            announced_at=THEN,
            state=state,
        )
    )
    db.session.commit()
    return made


def trainer(**values: Any) -> Person:
    """Somebody with the role of trainer."""
    return people.person(roles=(Role.TRAINER,), **values)


def module() -> Module:
    """The first of the shipped modules."""
    return db.session.scalars(sa.select(Module).order_by(Module.position)).first() or _module()


def _module() -> Module:
    made = Module(key="made", name=Localized(ar="هيئات المعاهدات", fr="Organes de traités", en="Treaty bodies"))
    db.session.add(made)
    db.session.commit()
    return made


def venue(capacity: int = 40, province: str = "08.587") -> Venue:
    """A hall."""
    made = Venue(
        name=Localized(ar="دار الجمعيات", fr="Maison des associations", en="House of Associations"),
        address=Localized(ar="شارع محمد الخامس", fr="Avenue Mohammed V"),
        province_code=province,
        capacity=capacity,
    )
    db.session.add(made)
    db.session.commit()
    return made


HALVES = tuple(Half(FIRST_DAY + timedelta(days=n), half) for n in range(2) for half in HalfDay)


def session(
    of_phase: Phase,
    *trainers: Person,
    halves: tuple[Half, ...] = HALVES,
    state: SessionState = SessionState.SCHEDULED,
    region: str = DRAA,
    **values: Any,
) -> Session:
    """A session with these half-days, scheduled unless told otherwise."""
    made = Session(
        **{
            "module_id": module().id,
            "phase_id": of_phase.id,
            "region_code": region,
            "venue_id": values.pop("venue_id", None) or venue().id,
            "state": state,
            "seats": 30,
            "first_day": halves[0].day,
            "last_day": halves[-1].day,
            "created_at": THEN,
            "released_at": None if state is SessionState.DRAFT else THEN,
            **values,
        }
    )
    made.slots = [Slot(day=one.day, half=one.half, starts_at=one.starts_at, ends_at=one.ends_at) for one in halves]
    made.trainers = [SessionTrainer(person_id=one.id) for one in trainers]
    db.session.add(made)
    db.session.commit()
    return made


def outline(of_phase: Phase, *trainers: Person, **values: Any) -> Outline:
    """What a coordinator decides about a session."""
    return Outline(
        **{
            "module_id": module().id,
            "phase_id": of_phase.id,
            "region_code": DRAA,
            "venue_id": values.pop("venue_id", None) or venue().id,
            "language": "ar",
            "seats": 30,
            "delegates_per_association": 1,
            "nominations_due_on": FIRST_DAY - timedelta(days=5),
            "halves": HALVES,
            "trainer_ids": [one.id for one in trainers],
            **values,
        }
    )


def new_delegate(name: str | None = None, **values: Any) -> NewDelegate:
    """Somebody to be named."""
    number = next(_numbers)
    return NewDelegate(
        **{
            "name": name or f"Fatima Number {number}",
            "name_ar": f"فاطمة {number}",
            "gender": Gender.WOMAN,
            "birth_year": 1990,
            **values,
        }
    )


def enrolled(
    of_session: Session, association: Association, state: EnrolmentState = EnrolmentState.CONFIRMED, **values: Any
) -> Enrolment:
    """A delegate's place in this state."""
    number = next(_numbers)
    delegate = Delegate(
        **{
            "association_id": association.id,
            "name": f"Fatima Alaoui {number}",
            "name_ar": f"فاطمة العلوي {number}",
            "gender": Gender.WOMAN,
            "created_at": THEN,
            **values,
        }
    )
    made = Enrolment(session_id=of_session.id, delegate=delegate, state=state, nominated_at=THEN)
    db.session.add(made)
    db.session.commit()
    return made
