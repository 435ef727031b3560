"""The part of the world that is about getting in: calls, applications, reading, rounds, offers."""

from __future__ import annotations

from datetime import timedelta

from capacity.admission.applications import actions as applications
from capacity.admission.applications.models import Application, Snapshot
from capacity.admission.applications.states.clarifying import Point, PointKind, due_at_end_of
from capacity.admission.calls.models import Call
from capacity.admission.calls.states.eligibility import Requirement, RuleKind
from capacity.admission.review import actions as review
from capacity.admission.review.states import Verdict
from capacity.admission.review.states.screening import Judgement
from capacity.core.db import db
from capacity.core.files import store
from capacity.core.inspection import accept
from capacity.people.associations.models import Association
from capacity.rollout.phases import actions as phases
from capacity.rollout.phases.models import Phase
from tests.architecture import world_enquiries, world_notes
from tests.architecture.world import HERE, World
from tests.architecture.world_addresses import name_arguments
from tests.architecture.world_calls import PDF, apply, call, draft_call
from tests.architecture.world_selection import READERS, announce, begin_to_sit, correct, first, read, screen, seal


def tell(world: World) -> None:
    """A call decided and answered, one being read, one with an offer that waits, one open, one being written."""
    with world.at(-400) as now:
        phases.activate(db.session.get_one(Phase, world.ids["phase2017"]), actor=world.actor("national"), now=now)
    call(world, "decided", -390, -360)
    apply(world, "decided", -380, "own", "other", "third")
    read(world, "decided", -350)
    announce(world, "decided", -340)
    call(world, "read", -60, -30)
    apply(world, "read", -50, "own", "other")
    screen(world, "read", -25)
    call(world, "offering", -90, -70)
    apply(world, "offering", -80, "own", "other", "third")
    read(world, "offering", -60)
    announce(world, "offering", -3, answer=False)
    correct(world)
    call(world, "sitting", -120, -100)
    apply(world, "sitting", -110, "own", "other")
    read(world, "sitting", -95, apart=6)
    begin_to_sit(world)
    call(world, "sealed", -120, -100)
    apply(world, "sealed", -110, "own", "other")
    read(world, "sealed", -95)
    seal(world, "sealed", -91)
    call(world, "asked", -60, -20)
    apply(world, "asked", -50, "own", "other")
    _ask(world)
    _judge(world)
    call(world, "open", -10, 20)
    apply(world, "open", -5, "own", submit=False)
    with world.at(-1) as now:
        made, other = world.the(Application, "open_own"), world.the(Association, "other")
        world.remember(coalition_member=applications.invite(made, other, actor=world.actor("member"), now=now))
    draft_call(world)
    _whole_file(world)
    name_arguments(world)
    world_enquiries.tell(world)
    world_notes.tell(world)


def _judge(world: World) -> None:
    """The application of ``other`` is screened: one document questioned, ineligible, a second person still to agree."""
    coordinator = world.actor("coordinator")
    with world.at(-1.5) as now:
        of_call, made = world.the(Call, "call_asked"), world.the(Application, "asked_other")
        rules = [Requirement(kind, least=1, codes=("women",)) for kind in RuleKind if kind is not RuleKind.ANSWER]
        of_call.eligibility = [one.stored() for one in rules]
        members = [world.people[role] for role in READERS]
        panel = review.appoint_panel(of_call, HERE, members, members[0], actor=coordinator, now=now)
        judged = {
            "statutes": review.Judged(Judgement.QUESTIONED, "incomplete", "La page 2 manque."),
            "deposit_receipt": review.Judged(Judgement.ACCEPTED),
        }
        review.judge_documents(made, judged, panel=panel, actor=coordinator, now=now)
        reasons = ["incomplete_file"]
        review.screen(made, verdict=Verdict.INELIGIBLE, reasons=reasons, panel=panel, actor=coordinator, now=now)


def _ask(world: World) -> None:
    """The application of ``own`` is asked about a question and a document; a file is joined, nothing is sent."""
    with world.at(-2) as now:
        made = world.the(Application, "asked_own")
        points = [
            Point(PointKind.QUESTION, "motivation", reason="unclear"),
            Point(PointKind.DOCUMENT, "statutes", why="La page 3 est illisible."),
        ]
        coordinator = world.actor("coordinator")
        asked = applications.request_clarification(
            made, points, due_at=due_at_end_of(now.date() + timedelta(days=9)), actor=coordinator, now=now
        )
        paper = next(one for one in asked.items if one.document is not None)
        file = accept(PDF, "statuts-2.pdf", limit_bytes=10_000)
        joined = applications.attach_to_answer(made, paper.id, file, actor=world.actor("member"), now=now)
        world.ids |= {"asked_item": paper.id, "asked_file": joined.id}


def _whole_file(world: World) -> None:
    """The whole file of what ``decided_own`` sent, made already."""
    snapshot = first(Snapshot, Snapshot.application_id == world.ids["decided_own"])
    with world.at(-1) as now:
        for language in ("ar", "fr", "en"):
            stored = store().put(
                db.session(), PDF, filename="a.pdf", media_type="application/pdf", uploader_id=None, now=now
            )
            applications.keep_dossier(snapshot.id, stored, language=language, now=now)
