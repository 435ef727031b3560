"""More of everything: rows of the world copied, so that each list has as many as a test asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.calls.models import Call, CallRegion, LibraryItem
from capacity.admission.complaints.models import Complaint, ComplaintFile
from capacity.admission.enquiries.models import Enquiry
from capacity.admission.review.models import Assignment, Panel, Score, Screening
from capacity.admission.rounds.models import Outcome, Proposal, Round
from capacity.community.partnerships.models import Agreement, AgreementAccess
from capacity.core.db import db
from capacity.core.outbox import Letter
from capacity.mentoring.mechanisms.models import CalendarEvent
from capacity.mentoring.mentorships import actions as mentorships
from capacity.mentoring.mentorships.models import KeyRing, Mentorship, MentorshipParty, Milestone
from capacity.mentoring.mentorships.queries import open_ring
from capacity.mentoring.mentorships.states import MeetingMode
from capacity.mentoring.shadow_reports import actions as reports
from capacity.mentoring.shadow_reports.models import ReportParty, ShadowReport
from capacity.mentoring.shadow_reports.queries import opened_ring, sections
from capacity.people.accounts.models import LoginSession, Person, RoleGrant
from capacity.people.associations.models import Association, Claim, LastingPaper, Member, Officer
from capacity.training.attendance.models import Correction
from capacity.training.certificates.models import Certificate
from capacity.training.sessions.models import (
    Delegate,
    Enrolment,
    Module,
    Session,
    SessionTrainer,
    Slot,
    ToldNeeds,
    Venue,
)
from tests.architecture.world import World

Change = Callable[[int], Any]


class Crowd:
    """Copies of what the world holds, ``size`` of each."""

    def __init__(self, world: World, size: int) -> None:
        self.world, self.size, self.made = world, size, 0

    def copy(self, model: type[Any], original: Any, **changes: Change) -> list[int]:
        """So many copies of a row; ``changes`` tell what differs in the n-th. Their ids."""
        kept = {column.name: getattr(original, attribute) for attribute, column in _columns(model)}
        ids = []
        for number in range(self.size):
            self.made += 1
            values = {name: value for name, value in kept.items() if name != "id"}
            values |= {name: change(number) for name, change in changes.items()}
            inserted = db.session.execute(sa.insert(model.__table__).values(values))
            ids.append(int(inserted.inserted_primary_key[0]) if inserted.inserted_primary_key else 0)
        return ids

    def unique(self, prefix: str) -> Change:
        """Something that stands nowhere else."""
        return lambda number: f"{prefix}-{number}-{self.made}"

    def gather(self) -> None:
        """Associations that apply, are read, accepted, trained and accompanied; people, letters, calls and the like."""
        self._people()
        associations = self._associations()
        self._admission(associations)
        self._training(associations)
        self._mentoring(associations)
        self._community()
        db.session.commit()
        self._write()

    def _people(self) -> None:
        trainer = self.world.person("trainer")
        people = self.copy(Person, trainer, email=self.unique("many"), name=self.unique("Nadia"))
        grant = _first(RoleGrant, RoleGrant.person_id == self.world.people["trainer"])
        self.copy(RoleGrant, grant, person_id=lambda n: people[n])
        letter = _first(Letter, Letter.person_id == self.world.people["member"])
        self.copy(Letter, letter, key=self.unique("letter"), superseded_at=lambda _n: None)
        device = _first(LoginSession, LoginSession.person_id == self.world.people["member"])
        self.copy(LoginSession, device, token_hash=self.unique("token"))
        self.strangers = people

    def _associations(self) -> list[int]:
        own = self.world.the(Association, "own")
        keys = {name: self.unique("n") for name in ("key_ar", "key_fr", "receipt_key", "receipt_number", "name_fr")}
        made = self.copy(Association, own, **keys)
        self.copy(
            Officer,
            Officer(association_id=own.id, name="Amal", name_ar="أمل", office="other", gender="unstated", phone=""),
        )
        member = _first(Member, Member.association_id == own.id)
        self.copy(Member, member, person_id=lambda n: self.strangers[n], standing=lambda _n: "member")
        paper = _first(LastingPaper, LastingPaper.association_id == own.id)
        self.copy(LastingPaper, paper, kind=self.unique("other"))
        self.copy(LastingPaper, paper, version=lambda n: n + 2, replaced_at=lambda _n: paper.added_at)
        claim = _first(Claim)
        self.copy(Claim, claim, person_id=lambda n: self.strangers[n])
        return made

    def _admission(self, associations: list[int]) -> None:
        for name in ("decided", "read", "sitting"):
            original = self.world.the(Application, f"{name}_own")
            applications = self.copy(
                Application, original, association_id=lambda n: associations[n], number=self.unique(name)
            )
            screening = _first(Screening, Screening.application_id == original.id)
            self.copy(Screening, screening, application_id=lambda n, made=applications: made[n])
            for assignment in _all(Assignment, Assignment.application_id == original.id):
                readings = self.copy(Assignment, assignment, application_id=lambda n, made=applications: made[n])
                for score in _all(Score, Score.assignment_id == assignment.id):
                    self.copy(Score, score, assignment_id=lambda n, made=readings: made[n])
            if name == "decided":
                outcome = _first(Outcome, Outcome.application_id == original.id)
                self.copy(Outcome, outcome, application_id=lambda n, made=applications: made[n])
                self._complaints(applications)
            elif name == "sitting":
                proposal = _first(Proposal, Proposal.application_id == original.id)
                self.copy(
                    Proposal, proposal, application_id=lambda n, made=applications: made[n], rank=lambda n: 100 + n
                )
        for name in ("answered", "waiting"):
            asked = self.world.the(Enquiry, f"enquiry_{name}")
            self.copy(Enquiry, asked, request_id=self.unique(name))
        call = self.world.the(Call, "call_open")
        calls = self.copy(Call, call, reference=self.unique("AMI"))
        self.copy(CallRegion, call.regions[0], call_id=lambda n: calls[n])
        self.copy(LibraryItem, _first(LibraryItem), key=self.unique("library"))
        of_call: dict[str, Change] = {"call_id": lambda n: calls[n]}
        announced = _first(Round, Round.announced_at.is_not(None))
        panels = self.copy(Panel, announced.panel, **of_call)
        self.copy(Round, announced, panel_id=lambda n: panels[n], **of_call)

    def _complaints(self, applications: list[int]) -> None:
        original = self.world.the(Complaint, "complaint_handling")
        unlike = {"number": self.unique("R"), "submission_id": self.unique("complaint")}
        self.copy(Complaint, original, application_id=lambda n: applications[n], **unlike)
        self.copy(ComplaintFile, _first(ComplaintFile, ComplaintFile.complaint_id == original.id))

    def _training(self, associations: list[int]) -> None:
        coming, held = self.world.the(Session, "coming"), self.world.the(Session, "held")
        self.copy(Venue, _first(Venue))
        self.copy(Module, _first(Module), key=self.unique("module"))
        for original in (coming, held):
            sessions = self.copy(Session, original)
            self.copy(Slot, original.slots[0], session_id=lambda n, made=sessions: made[n])
            self.copy(SessionTrainer, original.trainers[0], session_id=lambda n, made=sessions: made[n])
            enrolment = _first(Enrolment, Enrolment.session_id == original.id)
            delegates = self.copy(Delegate, enrolment.delegate, association_id=lambda n: associations[n])
            enrolments = self.copy(Enrolment, enrolment, delegate_id=lambda n, made=delegates: made[n])
            if original is coming:
                told = _first(ToldNeeds, ToldNeeds.enrolment_id == enrolment.id)
                self.copy(ToldNeeds, told, enrolment_id=lambda n, made=enrolments: made[n])
        certificate = self.world.the(Certificate, "certificate")
        unlike = {"number": self.unique("c"), "code": self.unique("code"), "count": lambda n: 1000 + n}
        self.copy(Certificate, certificate, enrolment_id=lambda n, made=enrolments: made[n], **unlike)
        self.copy(Correction, self.world.the(Correction, "correction"), enrolment_id=lambda n, made=enrolments: made[n])

    def _mentoring(self, associations: list[int]) -> None:
        original = self.world.the(Mentorship, "mentorship")
        rings = self.copy(KeyRing, original.ring)
        made = self.copy(Mentorship, original, ring_id=lambda n: rings[n])
        of_party = {"association_id": lambda n: associations[n]}
        self.copy(MentorshipParty, original.parties[0], mentorship_id=lambda n: made[n], **of_party)
        self.copy(Milestone, original.milestones[0], mentorship_id=lambda n: made[n])
        self.copy(Milestone, original.milestones[0])
        self.copy(CalendarEvent, self.world.the(CalendarEvent, "event"))
        report = self.world.the(ShadowReport, "report")
        rings = self.copy(KeyRing, original.ring)
        reports = self.copy(ShadowReport, report, ring_id=lambda n, these=rings: these[n], request_id=self.unique("r"))
        self.copy(ReportParty, report.parties[0], report_id=lambda n: reports[n], **of_party)
        self.copy(ReportParty, report.parties[0], report_id=lambda n: reports[n])

    def _community(self) -> None:
        access = _first(AgreementAccess)
        original = db.session.get_one(Agreement, access.agreement_id)
        agreements = self.copy(Agreement, original, key=self.unique("agreement"))
        of_agreement: dict[str, Change] = {"agreement_id": lambda n: agreements[n]}
        for part in (access, original.parties[0], original.commitments[0]):
            self.copy(type(part), part, **of_agreement)

    def _write(self) -> None:
        """What is sealed cannot be copied: sections, comments and notes are written."""
        member, key = self.world.actor("member"), self.world.keys["member"]
        section = sections()[0][0]
        with self.world.at(-1) as now:
            report = self.world.the(ShadowReport, "report")
            mentorship = self.world.the(Mentorship, "mentorship")
            ring, notes = opened_ring(report, member.id, key), open_ring(mentorship.ring, member.id, key)
            base = 2
            for number in range(self.size):
                base = reports.save_section(
                    report, section, text=f"Text {number}", base=base, opened_ring=ring, actor=member, now=now
                )
                reports.comment(report, section, text=f"Comment {number}", opened_ring=ring, actor=member, now=now)
                mentorships.log_meeting(
                    mentorship,
                    held_on=now.date(),
                    minutes=60,
                    mode=next(iter(MeetingMode)),
                    notes=f"Notes {number}",
                    opened=notes,
                    actor=member,
                    now=now,
                )


def _columns(model: type[Any]) -> list[tuple[str, Any]]:
    mapping: Mapping[str, Any] = sa.inspect(model).column_attrs
    return [
        (one.key, one.columns[0])
        for one in mapping  # type: ignore[attr-defined]
        if isinstance(one.columns[0], sa.Column)  # what is reckoned beside the table is no part of a row
    ]


def _all(model: type[Any], *conditions: Any) -> list[Any]:
    return list(db.session.scalars(sa.select(model).where(*conditions).order_by(model.id)))


def _first(model: type[Any], *conditions: Any) -> Any:
    return _all(model, *conditions)[0]
