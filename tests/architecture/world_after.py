"""The part of the world that comes after: training, mentoring, agreements, letters, and what administration sees."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from capacity.community.partnerships import actions as partnerships
from capacity.community.partnerships.models import Agreement, Commitment
from capacity.core import jobs, vault
from capacity.core.access import Role
from capacity.core.db import db
from capacity.core.files import store
from capacity.core.inspection import accept
from capacity.core.outbox import Letter
from capacity.mentoring.mechanisms import actions as mechanisms
from capacity.mentoring.mechanisms.models import Mechanism
from capacity.mentoring.mechanisms.states import EventKind, Topic
from capacity.mentoring.mentorships import actions as mentorships
from capacity.mentoring.mentorships.models import Mentorship
from capacity.mentoring.mentorships.queries import open_ring
from capacity.mentoring.mentorships.states import MeetingMode
from capacity.mentoring.shadow_reports import actions as reports
from capacity.mentoring.shadow_reports.models import ShadowReport
from capacity.mentoring.shadow_reports.queries import opened_ring, sections
from capacity.people.accounts import actions as accounts
from capacity.people.accounts.models import LoginSession, OneTimeLink, Person, RoleGrant
from capacity.people.accounts.states import LinkPurpose, passwords
from capacity.people.associations import actions as associations
from capacity.people.associations.models import Association
from capacity.people.associations.states import ClaimKind
from capacity.rollout.territory.models import PriorityPlace, Province
from capacity.training.attendance import actions as attendance
from capacity.training.attendance.states import Mark
from capacity.training.certificates import actions as certificates
from capacity.training.certificates.models import Certificate
from capacity.training.sessions import actions as sessions
from capacity.training.sessions.models import Enrolment, Module, Session
from capacity.training.sessions.states import Half, HalfDay, NewDelegate, Outline, VenueDetails
from capacity.training.sessions.states.needs import Need, Needs
from tests.architecture.world import HERE, World
from tests.architecture.world_calls import PDF, words

MARKED = "A sentence that only the members and their mentor may read."
TOKEN = "a-token-as-it-stands-in-a-letter-000000"


def tell(world: World) -> None:
    """What happened since own accepted its place."""
    _train(world)
    _mentor(world)
    _report(world)
    _partner(world)
    _administer(world)


def _train(world: World) -> None:
    with world.at(-120) as now:
        province = db.session.scalars(sa.select(Province.code).where(Province.region_code == HERE)).first()
        details = VenueDetails(
            words("Maison"), words("Rue"), str(province), 60, accessible=True, access_note=words("Plain-pied")
        )
        world.remember(venue=sessions.add_venue(details, actor=world.actor("coordinator"), now=now))
    held = _session(world, "held", -100, -90)
    _session(world, "coming", -5, 12)
    with world.at(-89) as now:
        session = world.the(Session, held)
        people = [one.id for one in _of(session)]
        for slot in session.slots:
            for number in people:
                attendance.mark(
                    slot.id,
                    number,
                    Mark.PRESENT,
                    client_id=f"tap-{slot.id}-{number}",
                    actor=world.actor("trainer"),
                    now=now,
                )
        attendance.file_report(
            session, held="As planned", summary="Good", difficulties="", actor=world.actor("trainer"), now=now
        )
        made = certificates.issue(session, actor=world.actor("coordinator"), now=now)
        world.remember(certificate=made[0])
    with world.at(-80) as now:
        session = world.the(Session, held)
        correction = attendance.ask_correction(
            session,
            slot_id=session.slots[0].id,
            enrolment_id=people[0],
            mark=Mark.LATE,
            reason="Came at ten",
            actor=world.actor("trainer"),
            now=now,
        )
        feed = sessions.give_feed(actor=world.actor("trainer"), now=now)
        world.remember(correction=correction)
    coming = world.the(Session, "coming")
    waiting = _of(coming)[0].id
    with world.at(-1) as now:
        needs, member = Needs((Need.BRAILLE,), "Texte en français"), world.actor("member")
        secret = str(current_app.config["SECRET_KEY"])
        sessions.tell_needs(_of(world.the(Session, "coming"))[0], needs, service_secret=secret, actor=member, now=now)
    coming = world.the(Session, "coming")
    world.arguments |= {
        "session_id": coming.id,
        "slot_id": coming.slots[0].id,
        "enrolment_id": waiting,
        "correction_id": world.ids["correction"],
        "certificate_id": world.ids["certificate"],
        "venue_id": world.ids["venue"],
        "module_id": coming.module_id,
    }
    held_ids = {"session_id": world.ids[held], "enrolment_id": people[0]}
    world.exceptions |= {
        "attendance": {**held_ids, "slot_id": world.the(Session, held).slots[0].id},
        "attendance.mark": {"enrolment_id": waiting, "slot_id": coming.slots[0].id},
        "certificates": held_ids,
        "certificates.verified": {"code": world.the(Certificate, "certificate").code},
        "sessions.feed": {"token": feed.token},
        "mechanisms": {"code": "CRC", "topic": Topic.LANGUAGES.value},
    }


def _of(session: Session) -> list[Enrolment]:
    """Who is enrolled, in the order of their naming."""
    return list(
        db.session.scalars(sa.select(Enrolment).where(Enrolment.session_id == session.id).order_by(Enrolment.id))
    )


def outline(world: World, day: int) -> Outline:
    """A session of one day, so many days after today."""
    first = (world.today + timedelta(days=day)).date()
    return Outline(
        module_id=db.session.scalars(sa.select(Module.id).order_by(Module.position)).first() or 0,
        phase_id=world.ids["phase2017"],
        region_code=HERE,
        venue_id=world.ids["venue"],
        language="ar",
        seats=30,
        delegates_per_association=2,
        nominations_due_on=first - timedelta(days=2),
        halves=[Half(first, HalfDay.MORNING), Half(first, HalfDay.AFTERNOON)],
        trainer_ids=[world.people["trainer"]],
    )


def _session(world: World, name: str, planned: int, day: int) -> str:
    coordinator = world.actor("coordinator")
    with world.at(planned) as now:
        made = sessions.draft_session(outline(world, day), actor=coordinator, now=now)
        sessions.schedule(made, confirm_soft=True, actor=coordinator, now=now)
        world.remember(**{name: made})
    with world.at(planned + 0.1) as now:
        made = world.the(Session, name)
        for given in (NewDelegate("Salma Idrissi", "سلمى الإدريسي"), NewDelegate("Omar Tazi", "عمر التازي")):
            sessions.nominate(made, world.ids["own"], given, actor=world.actor("member"), now=now)
    if day < 0:
        with world.at(planned + 0.2) as now:
            made = world.the(Session, name)
            for enrolment in _of(made):
                sessions.confirm(enrolment, actor=coordinator, now=now)
    return name


def _mentor(world: World) -> None:
    with world.at(-300) as now:
        mechanism = db.session.scalars(sa.select(Mechanism).where(Mechanism.code == "CRC")).one()
        event = mechanisms.add_event(
            mechanism,
            kind=EventKind.SESSION,
            on=(world.today + timedelta(days=300)).date(),
            source="https://example.org/calendar",
            sourced_on=now.date(),
            actor=world.actor("national"),
            now=now,
        )
        made = mentorships.match(
            mentor=world.person("mentor") or Person(),
            associations=[world.the(Association, "own")],
            starts_on=now.date(),
            actor=world.actor("coordinator"),
            now=now,
            anchor=event,
        )
        world.remember(event=event, mentorship=made)
    with world.at(-299) as now:
        made = world.the(Mentorship, "mentorship")
        mentorships.admit(made.parties[0], private=world.keys["member"], actor=world.actor("member"), now=now)
    with world.at(-290) as now:
        made = world.the(Mentorship, "mentorship")
        mentorships.log_meeting(
            made,
            held_on=(world.today - timedelta(days=291)).date(),
            minutes=90,
            mode=next(iter(MeetingMode)),
            notes=MARKED,
            opened=open_ring(made.ring, world.people["member"], world.keys["member"]),
            actor=world.actor("member"),
            now=now,
        )
        world.arguments |= {
            "mentorship_id": made.id,
            "party_id": made.parties[0].id,
            "milestone_id": made.milestones[0].id,
            "event_id": world.ids["event"],
        }


def _report(world: World) -> None:
    with world.at(-200) as now:
        made = reports.start(
            mechanism=db.session.scalars(sa.select(Mechanism).where(Mechanism.code == "CRC")).one(),
            association_ids=[world.ids["own"]],
            mentorship=world.the(Mentorship, "mentorship"),
            event=None,
            language="fr",
            title=MARKED,
            request_id="the-report-of-own",
            code=vault.recovery_code_of("the secret of a browser", "the-report-of-own"),
            actor=world.actor("member"),
            now=now,
        )
        world.remember(report=made)
    section = sections()[0][0]
    with world.at(-199) as now:
        made = world.the(ShadowReport, "report")
        member = world.actor("member")
        ring = opened_ring(made, member.id, world.keys["member"])
        number = reports.save_section(made, section, text=MARKED, base=0, opened_ring=ring, actor=member, now=now)
        reports.comment(made, section, text=MARKED, opened_ring=ring, actor=member, now=now)
        joined = reports.attach(made, accept(PDF, "source.pdf"), opened_ring=ring, actor=member, now=now)
        world.exceptions["shadow_reports"] = {
            "report_id": made.id,
            "party_id": made.parties[0].id,
            "file_id": joined.id,
            "section": section,
            "number": number,
        }


def _partner(world: World) -> None:
    with world.at(-30) as now:
        agreement = db.session.scalars(sa.select(Agreement).order_by(Agreement.position)).first()
        other = db.session.scalars(sa.select(Agreement).order_by(Agreement.position.desc())).first()
        assert agreement is not None
        assert other is not None
        actor = world.actor("national")
        partnerships.give_access(agreement, person_id=world.people["partner"], actor=actor, now=now)
        partnerships.give_access(other, person_id=world.people["other_partner"], actor=actor, now=now)
        activity = partnerships.note_activity(
            agreement, held_on=now.date(), text="Une réunion", language="fr", actor=actor, now=now
        )
        commitment = db.session.scalars(sa.select(Commitment).where(Commitment.agreement_id == agreement.id)).first()
        assert commitment is not None
        world.arguments |= {
            "agreement_id": agreement.id,
            "activity_id": activity.id,
            "commitment_id": commitment.id,
        }
        world.exceptions["partnerships"] = {"person_id": world.people["partner"]}


def _administer(world: World) -> None:
    with world.at(-1) as now:
        administrator = world.actor("administrator")
        offered = accounts.invite(
            actor=administrator,
            email="new@example.org",
            name="New",
            role=Role.TRAINER,
            regions=None,
            language="fr",
            now=now,
        )
        offered.token_hash = passwords.token_hash(TOKEN)
        lost = db.session.get_one(Person, world.people["trainer"])
        lost.totp_secret = b"sealed"
        reset = accounts.ask_factor_reset(person=lost, actor=administrator, now=now, reason="Lost the telephone")
        own = world.the(Association, "own")
        claim = associations.ask_claim(
            association=own,
            person=world.person("other_member") or Person(),
            kind=ClaimKind.JOIN,
            words="We work together",
            actor=world.actor("other_member"),
            now=now,
        )
        asked = associations.invite_member(
            association=own, email="colleague2@example.org", actor=world.actor("member"), now=now
        )
        asked.token_hash = passwords.token_hash(TOKEN)
        for purpose in LinkPurpose:
            db.session.add(
                OneTimeLink(
                    person_id=world.people["member"],
                    purpose=purpose,
                    token_hash=passwords.token_hash(f"{TOKEN}-{purpose.value}"),
                    created_at=now,
                    expires_at=now + timedelta(days=3),
                )
            )
        device = LoginSession(
            person_id=world.people["member"], token_hash="0" * 64, created_at=now, expires_at=now + timedelta(days=9)
        )
        db.session.add(device)
        job = jobs.start(
            "applications.export", {"ids": []}, owner_id=world.people["coordinator"], language="fr", now=now
        )
        job.state, job.finished_at = jobs.JobState.FINISHED, now
        job.file_id = (
            store()
            .put(db.session(), b"x", filename="list.csv", media_type="text/csv", uploader_id=job.owner_id, now=now)
            .id
        )
        db.session.flush()
        grant = db.session.scalars(sa.select(RoleGrant).where(RoleGrant.person_id == world.people["trainer"])).one()
        letter = db.session.scalars(
            sa.select(Letter).where(Letter.person_id == world.people["member"]).order_by(Letter.id)
        ).first()
        place = db.session.scalars(sa.select(PriorityPlace).join(Province).where(Province.region_code == HERE)).first()
        assert letter is not None
        asset = next(iter(current_app.extensions["assets"].values()))
        world.remember(job=job)
        world.exceptions |= {
            "overview.open_set": {"name": "regions", "kind": "json"},
            "accounts.end_device": {"session_id": device.id},
            "accounts.confirm": {"token": f"{TOKEN}-{LinkPurpose.CONFIRM.value}"},
            "accounts.reset": {"token": f"{TOKEN}-{LinkPurpose.RESET.value}"},
        }
        member = next(one for one in own.members if one.person_id == world.people["colleague"])
        world.arguments |= {
            "invitation_id": offered.id,
            "reset_id": reset.id,
            "grant_id": grant.id,
            "letter_id": letter.id,
            "message_id": letter.message_id,
            "claim_id": claim.id,
            "member_id": member.id,
            "token": TOKEN,
            "answer": "confirm",
            "job_id": job.id,
            "place_id": place.id if place is not None else db.session.scalars(sa.select(PriorityPlace.id)).first(),
            "fingerprint": asset.fingerprint,
            "name": asset.name,
        }
