"""What may still happen in the world, and makes somebody write: each act leaves a letter that its telling did not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa

from capacity.admission.applications import actions as applications
from capacity.admission.applications.models import Application
from capacity.admission.applications.states.clarifying import Point, PointKind, due_at_end_of
from capacity.admission.calls import actions as calls
from capacity.admission.calls.models import Call, Extension
from capacity.admission.complaints import actions as complaints
from capacity.admission.complaints.models import Complaint
from capacity.admission.enquiries import actions as enquiries
from capacity.admission.enquiries.models import Enquiry
from capacity.admission.review import actions as review
from capacity.admission.review import notices as review_notices
from capacity.admission.review.models import Panel
from capacity.admission.rounds import actions as rounds
from capacity.admission.rounds.models import Outcome
from capacity.admission.rounds.notices import write_reserve_ended
from capacity.admission.rounds.states.remedies import Given
from capacity.core import clock, outbox
from capacity.core.db import db
from capacity.mentoring.mechanisms import actions as mechanisms
from capacity.mentoring.mechanisms.models import CalendarEvent
from capacity.mentoring.mentorships import actions as mentorships
from capacity.mentoring.mentorships.models import Mentorship
from capacity.mentoring.mentorships.states import EndReason
from capacity.mentoring.shadow_reports import actions as reports
from capacity.mentoring.shadow_reports.models import ShadowReport
from capacity.people.accounts import actions as accounts
from capacity.people.accounts.models import FactorReset, Person
from capacity.people.accounts.notices import erasure_stopped
from capacity.people.associations import actions as associations
from capacity.people.associations.models import Association, Claim, Suspicion
from capacity.people.associations.states import Details
from capacity.people.associations.states.doubles import SuspicionState
from capacity.training.certificates import actions as certificates
from capacity.training.certificates.models import Certificate
from capacity.training.sessions import actions as sessions
from capacity.training.sessions.models import Session
from tests.architecture.world import World
from tests.architecture.world_after import outline
from tests.architecture.world_calls import words


def write_the_other_letters(world: World) -> None:
    """Everything that changes its mind, ends, is late or goes wrong."""
    _people(world)
    _coalition(world)
    _clarifications(world)
    _complaints(world)
    _admission(world)
    _training(world)
    _mentoring(world)


def _settle(world: World) -> None:
    """Let the rooms hear of what was posted; the letters themselves stay."""
    outbox.run_due(world.today + timedelta(days=60), limit=10_000, leaving={outbox.DELIVER})


def _people(world: World) -> None:
    with world.at(0) as now:
        for email in ("member@example.org", "somebody@example.org"):
            accounts.register(email=email, name="Nadia", name_ar="نادية", language="fr", now=now)
        accounts.ask_reset(email="member@example.org", now=now)
        reset = db.session.scalars(sa.select(FactorReset)).one()
        accounts.confirm_factor_reset(reset=reset, actor=world.actor("coordinator"), now=now)
        leaver = db.session.get_one(Person, world.people["other_partner"])
        asked = accounts.ask_erasure(person=leaver, actor=world.actor("other_partner"), now=now)
        erasure_stopped(asked, leaver, now=now)
        accounts.keep_person(asked=asked, actor=world.actor("other_partner"), now=now)
        claim = db.session.scalars(sa.select(Claim)).one()
        associations.grant_claim(claim=claim, actor=world.actor("member"), now=now, reason="")
    with world.at(0.1) as now:
        own = world.the(Association, "own")
        known = Details(
            name_ar="جمعية النخيل", name_fr="Palmeraie", province_code=own.province_code, receipt_number="99/2016"
        )
        again = replace(known, name_ar="اتحاد الواحات", name_fr="Union des oasis", receipt_number="7/2017")
        partner = world.person("partner")
        first, second = (
            associations.register(
                details=one, themes=[], officers=[], representative=partner, actor=world.actor("partner"), now=now
            )
            for one in (known, again)
        )
        pair = Suspicion(
            first_id=first.id, second_id=second.id, reasons=" phone ", noticed_at=now, state=SuspicionState.OPEN
        )
        db.session.add(pair)
        db.session.flush()
        associations.merge(pair, kept_id=first.id, choices={}, reason="One", actor=world.actor("coordinator"), now=now)
        colleague = db.session.get_one(Person, world.people["colleague"])
        associations.change_representative(
            association=own, person=colleague, actor=world.actor("coordinator"), now=now, reason="Elected"
        )


def _late_marks(world: World) -> None:
    """Marks get a day by which they are due, and are not all there on that day; the chair steps back, before a deputy
    is named and after."""
    with world.at(0.15) as now:
        panel = world.the(Panel, "panel_read")
        chair_id = panel.members[0].person_id
        review_notices.tell_who_presides(panel, chair_id, now=now)
        review.change_panel(
            panel,
            member_ids=[member.person_id for member in panel.members],
            chair_id=chair_id,
            deputy_id=panel.members[1].person_id,
            readers_per_application=2,
            scores_due_at=now + timedelta(days=5),
            actor=world.actor("coordinator"),
            now=now,
        )
        review_notices.tell_who_presides(panel, chair_id, now=now)
        review.hand_over_chair(panel, reason="Ill", actor=world.actor("chair"), now=now)


def _admission(world: World) -> None:
    coordinator = world.actor("national")
    _late_marks(world)
    _near_the_closing(world)
    _answer_questions(world)
    with world.at(0.2) as now:
        applications.withdraw(world.the(Application, "read_own"), reason="", actor=world.actor("colleague"), now=now)
        _as_earlier_releases_wrote(world, now)
        rounds.decline_offer(_outcome(world, "decided_own"), reason="", actor=world.actor("colleague"), now=now)
        call = world.the(Call, "call_open")
        applications.remind([world.the(Application, "open_own")], words="Bon courage", actor=coordinator, now=now)
        drafting = [world.the(Application, "open_own")]
        applications.write_letter(
            drafting, subject=words("Bon courage"), text=words("Bon courage"), actor=coordinator, now=now
        )
        calls.add_addendum(call, text=words("Rectificatif"), actor=coordinator, now=now)
        closes_at = call.closes_at + timedelta(days=5)
        more = calls.extend(call, closes_at=closes_at, reason="Holidays", actor=coordinator, now=now)
    _settle(world)
    with world.at(0.3) as now:
        call, more = world.the(Call, "call_open"), db.session.get_one(Extension, more.id)
        sooner = closes_at - timedelta(days=1)
        calls.correct_extension(call, more, closes_at=sooner, reason="Mistyped", actor=coordinator, now=now)
    _settle(world)
    with world.at(30) as now:
        rounds.lapse_offer(_outcome(world, "offering_own"), actor=coordinator, now=now)
        calls.cancel(world.the(Call, "call_open"), reason=words("Report"), actor=coordinator, now=now)
    _settle(world)
    with world.at(61) as now:
        waits = _outcome(world, "decided_other")
        write_reserve_ended([waits], {waits.id: Given.PRIORITY}, waits.round, now=now)


def _as_earlier_releases_wrote(world: World, now: datetime) -> None:
    """Letters of the time when the words of an announcement could not be chosen: they are still read."""
    outcome = _outcome(world, "decided_other")
    member = db.session.get_one(Person, world.people["other_member"])
    for name in ("selected", "reserve", "not_selected", "promoted"):
        outbox.letter(
            f"admission/rounds/{name}",
            key=f"{name}:of an earlier release",
            now=now,
            address=member.email or "",
            language=member.language,
            data={
                "association": "Association Other",
                "number": "2017-0001",
                "call": "Appel",
                "application_id": outcome.application_id,
                "reserve_rank": 1,
                "due": now.isoformat(),
            },
            person_id=member.id,
            about=outcome,
        )


def _answer_questions(world: World) -> None:
    coordinator = world.actor("coordinator")
    with world.at(0.1) as now:
        waiting = world.the(Enquiry, "enquiry_waiting")
        enquiries.answer(waiting, question=words("Filiale"), text=words("Oui"), actor=coordinator, now=now)
        enquiries.dismiss(world.the(Enquiry, "enquiry_dull"), reason="Déjà répondu.", actor=coordinator, now=now)


def _coalition(world: World) -> None:
    """The association that is asked confirms, the application is sent and reopened, the association is let go."""
    member_id = world.ids["coalition_member"]
    lead, asked = world.actor("member"), world.actor("other_member")
    signed = {"signed_name": "Amina", "signed_role": "Présidente"}
    with world.at(0.05) as now:
        applications.confirm(member_id, **signed, actor=asked, now=now)
        made = world.the(Application, "open_own")
        applications.submit(made, submission_id="of-the-coalition", **signed, actor=lead, now=now)
    with world.at(0.06) as now:
        made = world.the(Application, "open_own")
        applications.reopen(made, actor=lead, now=now)
        applications.remove_member(made, member_id, actor=lead, now=now)


def _clarifications(world: World) -> None:
    """One request gets more time, is recalled, lapses; another is taken back; a third is answered."""
    coordinator, asked = world.actor("coordinator"), [Point(PointKind.QUESTION, "motivation", reason="unclear")]
    own, other = (partial(world.the, Application, f"asked_{name}") for name in ("own", "other"))

    def due(days: int) -> datetime:
        return due_at_end_of((world.today + timedelta(days=days)).date())

    def hear(days: float) -> None:
        clock.set_now(world.today + timedelta(days=days))
        outbox.run_due(clock.now(), limit=10_000, leaving={outbox.DELIVER})
        db.session.execute(sa.update(outbox.Letter).values(sent_at=clock.now()))  # what has left is not called back
        db.session.commit()

    hear(0)
    with world.at(1) as now:
        applications.give_more_time(own(), due_at=due(10), actor=coordinator, now=now)
        applications.request_clarification(other(), asked, due_at=due(12), actor=coordinator, now=now)
    hear(1)
    with world.at(2) as now:
        applications.take_back(other(), reason="Seen", actor=coordinator, now=now)
    for day in (2, 9, 12):
        hear(day)
    with world.at(13) as now:
        applications.request_clarification(other(), asked, due_at=due(20), actor=coordinator, now=now)
        third = world.actor("other_member")
        applications.draft_answers(other(), {}, remark="C’est exact.", actor=third, now=now)
        signed = {"signed_name": "Amina", "signed_role": "Présidente"}
        applications.answer_clarification(other(), submission_id="answer-of-other", **signed, actor=third, now=now)
    clock.set_now(None)


def _near_the_closing(world: World) -> None:
    """Two days before the closing of the open call, by every clock."""
    moment = world.the(Call, "call_open").closes_at - timedelta(days=2)
    db.session.rollback()
    clock.set_now(moment)
    outbox.run_due(moment, limit=10_000, leaving={outbox.DELIVER})
    clock.set_now(None)


def _complaints(world: World) -> None:
    """An answer is confirmed; a complaint is taken back."""
    with world.at(0.1) as now:
        proposed = world.the(Complaint, "complaint_proposed")
        complaints.confirm(proposed, seen=proposed.version, actor=world.actor("administrator"), now=now)
        asked = world.the(Complaint, "complaint_asked")
        complaints.withdraw(asked, actor=world.actor("other_member"), now=now)


def _outcome(world: World, name: str) -> Outcome:
    return db.session.scalars(sa.select(Outcome).where(Outcome.application_id == world.ids[name])).one()


def _training(world: World) -> None:
    coordinator = world.actor("coordinator")
    with world.at(0.3) as now:
        certificates.revoke(world.the(Certificate, "certificate"), reason="By mistake", actor=coordinator, now=now)
        coming = world.the(Session, "coming")
        sessions.edit_session(coming, outline(world, 15), confirm_soft=True, actor=coordinator, now=now)
    with world.at(0.4) as now:
        sessions.cancel(world.the(Session, "coming"), reason="The hall is closed", actor=coordinator, now=now)


def _mentoring(world: World) -> None:
    member = world.actor("colleague")
    with world.at(0.5) as now:
        reports.send_to_review(world.the(ShadowReport, "report"), actor=member, now=now)
        reports.return_to_drafting(world.the(ShadowReport, "report"), actor=world.actor("mentor"), now=now)
        event = world.the(CalendarEvent, "event")
        mechanisms.correct_event(
            event,
            kind=event.kind,
            on=event.on + timedelta(days=30),
            source=event.source,
            sourced_on=event.sourced_on,
            note=event.note,
            actor=world.actor("national"),
            now=now,
        )
    _settle(world)
    with world.at(0.6) as now:
        made = world.the(Mentorship, "mentorship")
        mentorships.end(made, reason=next(iter(EndReason)), actor=world.actor("coordinator"), now=now)
