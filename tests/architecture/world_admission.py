"""The part of the world that is about getting in: calls, applications, reading, rounds, offers."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import docx
import sqlalchemy as sa

from capacity.admission.applications import actions as applications
from capacity.admission.applications.models import Application, ApplicationDocument, Snapshot
from capacity.admission.applications.states.clarifying import Point, PointKind, due_at_end_of
from capacity.admission.calls import actions as calls
from capacity.admission.calls.models import Call, Criterion, LibraryItem, Question, RemovedPart
from capacity.admission.calls.states import LibraryKind, QuestionKind
from capacity.admission.calls.states.eligibility import Requirement, RuleKind
from capacity.admission.calls.states.reading import ReadingRules
from capacity.admission.review import actions as review
from capacity.admission.review.models import Assignment, Panel
from capacity.admission.review.states import AssignmentState, Verdict
from capacity.admission.review.states.screening import Judgement
from capacity.admission.rounds import actions as rounds
from capacity.admission.rounds import queries as rounds_queries
from capacity.admission.rounds.models import AgendaItem, Outcome, ResultCorrection, Round
from capacity.admission.rounds.states import MotionKind, OutcomeKind, VoteChoice
from capacity.core import kept_views, uploads
from capacity.core.db import db
from capacity.core.files import store
from capacity.core.inspection import accept
from capacity.core.languages import Localized
from capacity.people.associations.models import Association, Suspicion
from capacity.rollout.phases import actions as phases
from capacity.rollout.phases.models import Phase
from tests.architecture import world_enquiries, world_notes
from tests.architecture.world import HERE, World
from tests.factories.admission_review import signing

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n"
    b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n162\n%%EOF\n"
)
READERS = ("chair", "committee", "reader")
ANSWERS = {
    QuestionKind.SHORT_TEXT: "Figuig",
    QuestionKind.LONG_TEXT: "Nous défendons les droits des femmes rurales depuis dix ans.",
    QuestionKind.NUMBER: "12",
    QuestionKind.MONEY: "45 000",
    QuestionKind.DATE: "2012-04-02",
    QuestionKind.YES_NO: "yes",
    QuestionKind.ACKNOWLEDGEMENT: "on",
}


def tell(world: World) -> None:
    """A call decided and answered, one being read, one with an offer that waits, one open, one being written."""
    with world.at(-400) as now:
        phases.activate(db.session.get_one(Phase, world.ids["phase2017"]), actor=world.actor("national"), now=now)
    call(world, "decided", -390, -360)
    apply(world, "decided", -380, "own", "other", "third")
    _read(world, "decided", -350)
    _announce(world, "decided", -340)
    call(world, "read", -60, -30)
    apply(world, "read", -50, "own", "other")
    _screen(world, "read", -25)
    call(world, "offering", -90, -70)
    apply(world, "offering", -80, "own", "other", "third")
    _read(world, "offering", -60)
    _announce(world, "offering", -3, answer=False)
    _correct(world)
    call(world, "sitting", -120, -100)
    apply(world, "sitting", -110, "own", "other")
    _read(world, "sitting", -95, apart=6)
    _begin_to_sit(world)
    call(world, "sealed", -120, -100)
    apply(world, "sealed", -110, "own", "other")
    _read(world, "sealed", -95)
    _seal(world, "sealed", -91)
    call(world, "asked", -60, -20)
    apply(world, "asked", -50, "own", "other")
    _ask(world)
    _judge(world)
    call(world, "open", -10, 20)
    apply(world, "open", -5, "own", submit=False)
    with world.at(-1) as now:
        made, other = world.the(Application, "open_own"), world.the(Association, "other")
        world.remember(coalition_member=applications.invite(made, other, actor=world.actor("member"), now=now))
    _draft_call(world)
    _whole_file(world)
    _name_arguments(world)
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


def words(text: str) -> Localized:
    """The same words in three languages."""
    return Localized(ar=f"{text} بالعربية", fr=f"{text} en français", en=f"{text} in English")


def call(world: World, name: str, opens: int, closes: int) -> None:
    with world.at(opens - 1) as now:
        made = _written(world, name, now + timedelta(days=1), now + timedelta(days=1 + closes - opens), now)
        calls.publish(made, actor=world.actor("national"), now=now)
        world.remember(**{f"call_{name}": made})


def _written(world: World, name: str, opens_at: datetime, closes_at: datetime, now: datetime) -> Call:
    phase = db.session.get_one(Phase, world.ids["phase2017"])
    regions = [(place.region_code, 1 if place.region_code == HERE else 30) for place in phase.places]
    made = calls.create(
        phase,
        reference=f"AMI-{name}".upper(),
        opens_at=opens_at,
        closes_at=closes_at,
        regions=regions,
        actor=world.actor("national"),
        now=now,
    )
    calls.write(
        made,
        title=words(f"Appel {name}"),
        summary=words("Résumé"),
        text=words("Texte"),
        actor=world.actor("national"),
        now=now,
    )
    return made


def _draft_call(world: World) -> None:
    with world.at(-2) as now:
        made = _written(world, "draft", now + timedelta(days=10), now + timedelta(days=40), now)
        regions = [(HERE, 30)]
        calls.set_regions(made, regions=regions, actor=world.actor("national"), now=now)
        calls.remove_check(made, made.checks[-1], actor=world.actor("national"), now=now)
        world.remember(call_draft=made)


def answer_to(question: Question) -> object:
    """Something that the question takes."""
    if question.kind is QuestionKind.TABLE:
        return [{column["key"]: "12" for column in question.columns}]
    if question.kind is QuestionKind.ONE_CHOICE:
        return str(question.choices[0]["key"])
    if question.kind is QuestionKind.SEVERAL_CHOICES:
        return [str(question.choices[0]["key"])]
    if question.kind is QuestionKind.NUMBER and (question.minimum or 0) > 12:
        return str(question.minimum)
    return ANSWERS[question.kind]


def apply(world: World, name: str, day: int, *who: str, submit: bool = True) -> None:
    for order, association in enumerate(who):
        with world.at(day + order / 24) as now:
            member = world.actor("other_member" if association == "other" else "member")
            call = world.the(Call, f"call_{name}")
            made = applications.begin(call, world.the(Association, association), language="fr", actor=member, now=now)
            questions = {one: answer_to(one) for one in call.questions if one.kind is not QuestionKind.FILE}
            applications.save_answers(made, questions, actor=member, now=now)
            for paper in call.documents:
                applications.attach(made, paper, accept(PDF, "statuts.pdf"), actor=member, now=now)
            if submit:
                applications.submit(
                    made,
                    submission_id=f"{name}-{association}-000",
                    signed_name="Amina Own",
                    signed_role="Présidente",
                    actor=member,
                    now=now,
                )
            world.remember(**{f"{name}_{association}": made})


def _screen(world: World, name: str, day: int) -> None:
    coordinator = world.actor("coordinator")
    with world.at(day) as now:
        members = [world.people[role] for role in READERS]
        panel = review.appoint_panel(
            world.the(Call, f"call_{name}"), HERE, members, members[0], actor=coordinator, now=now
        )
        world.remember(**{f"panel_{name}": panel})
        if name == "read":
            panel.readers_per_application = 2
            panel.members = [member for member in panel.members if member.person_id != members[2]]
        if name == "sitting":
            panel.call.reading = ReadingRules(blind=True).stored()
        arrived = db.session.scalars(
            sa.select(Application).where(Application.call_id == panel.call_id).order_by(Application.id)
        ).all()
        for application in arrived:
            judged = {paper.key: review.Judged(Judgement.ACCEPTED) for paper in panel.call.documents}
            review.screen(application, verdict=Verdict.ELIGIBLE, judged=judged, panel=panel, actor=coordinator, now=now)
        review.announce_screening(panel, actor=coordinator, now=now)
        review.share_out(panel, actor=coordinator, now=now)
        found = rounds_queries.round_for_panel(panel.id)
        assert found is not None
        world.remember(**{f"round_{name}": found})
        rounds.open_scoring(found, actor=coordinator, now=now)
        for member in panel.members:
            role = next(one for one, number in world.people.items() if number == member.person_id)
            said = review.Declared(words="Siège au bureau d’une fédération", languages=["fr"])
            review.declare_interests(said, actor=world.actor(role), now=now)
        for assignment in _assignments(panel):
            if name == "read" and assignment.reader_id == world.people["committee"]:
                continue
            review.declare(assignment, actor=_reader(world, assignment), now=now)


def _assignments(panel: Panel) -> list[Assignment]:
    return list(
        db.session.scalars(sa.select(Assignment).where(Assignment.panel_id == panel.id).order_by(Assignment.id))
    )


def _reader(world: World, assignment: Assignment) -> Any:
    return world.actor(next(role for role, number in world.people.items() if number == assignment.reader_id))


def _read(world: World, name: str, day: int, apart: int = 0) -> None:
    """Three readers score each application, earlier ones higher; the chair gives ``apart`` halves less."""
    _screen(world, name, day)
    with world.at(day + 2) as now:
        panel = world.the(Panel, f"panel_{name}")
        criteria = db.session.scalars(sa.select(Criterion.id).where(Criterion.call_id == panel.call_id)).all()
        first = min(assignment.application_id for assignment in _assignments(panel))
        for assignment in _assignments(panel):
            halves = 9 - 2 * (assignment.application_id - first)
            if assignment.reader_id == world.people["chair"]:
                halves -= apart
            marks = {number: review.Mark(halves=halves, comment="Solide") for number in criteria}
            reader = _reader(world, assignment)
            review.save_marks(assignment, marks, actor=reader, now=now)
            review.submit_scores(assignment, actor=reader, now=now)
    with world.at(day + 3) as now:
        found = world.the(Round, f"round_{name}")
        rounds.open_deliberation(found, actor=world.actor("coordinator"), now=now)
        if name == "offering":
            coordinator = world.actor("coordinator")
            rounds.change_round(found, reserve_size=1, offer_days=10, sitting_at=None, actor=coordinator, now=now)


def _sit(world: World, name: str, day: float) -> None:
    """Everybody of the panel is there."""
    with world.at(day) as now:
        found = world.the(Round, f"round_{name}")
        members = [member.person_id for member in found.panel.members]
        coordinator = world.actor("coordinator")
        rounds.open_sitting(found, place="Fès", present=members, actor=coordinator, now=now)


def _begin_to_sit(world: World) -> None:
    """The sitting goes through the application of the association, about which the readers disagree."""
    _sit(world, "sitting", -91)
    with world.at(-90.9) as now:
        point = _first(AgendaItem, AgendaItem.application_id == world.ids["sitting_own"])
        found = world.the(Round, "round_sitting")
        rounds.take_up(found, item_id=point.id, actor=world.actor("coordinator"), now=now)


def _adopt(world: World, name: str, day: int) -> None:
    """The ranking is adopted as it stands, and the sitting closed."""
    _sit(world, name, day)
    with world.at(day + 0.01) as now:
        found, coordinator = world.the(Round, f"round_{name}"), world.actor("coordinator")
        sitting = rounds_queries.sitting_of(found.id)
        assert sitting is not None
        item, voters = sitting.items[-1], sitting.present
        rounds.take_up(found, item_id=item.id, actor=coordinator, now=now)
        votes = dict.fromkeys(voters, VoteChoice.FOR)
        rounds.put_to_the_vote(
            found, item_id=item.id, kind=MotionKind.ADOPT, reason="Adopté", moved_by=voters[0], votes=votes,
            request_id=f"adopted-{name}", seen=0, actor=coordinator, now=now,
        )  # fmt: skip
        rounds.close_sitting(found, actor=coordinator, now=now)


def _seal(world: World, name: str, day: int) -> None:
    _adopt(world, name, day)
    for capacity, role in (("coordinator", "coordinator"), ("chair", "chair")):
        with world.at(day) as now:
            found = world.the(Round, f"round_{name}")
            standing = rounds_queries.standing(found)
            _content, sha256 = rounds_queries.file_to_sign(found, standing.record)
            rounds.sign(found, capacity=capacity, sha256=sha256, actor=world.actor(role), now=now)


def _announce(world: World, name: str, day: int, *, answer: bool = True) -> None:
    _seal(world, name, day)
    with world.at(day + 0.1) as now:
        rounds.announce(world.the(Round, f"round_{name}"), actor=world.actor("coordinator"), now=now)
    if answer:
        with world.at(day + 1) as now:
            outcome = db.session.scalars(
                sa.select(Outcome).where(Outcome.application_id == world.ids[f"{name}_own"])
            ).one()
            rounds.accept_offer(
                outcome,
                contact_name="Amina",
                contact_phone="+212600000000",
                signing=signing(),
                actor=world.actor("member"),
                now=now,
            )


def _correct(world: World) -> None:
    """An announcement was corrected by two people; another correction waits for its second signature."""
    for name, kind, day in (("decided", OutcomeKind.NOT_SELECTED, -330), ("offering", OutcomeKind.RESERVE, -1)):
        with world.at(day) as now:
            proposed = rounds.propose_correction(
                world.the(Round, f"round_{name}"),
                {world.ids[f"{name}_third"]: kind},
                reason=words("Erreur de liste"),
                capacity="coordinator",
                actor=world.actor("coordinator"),
                now=now,
            )
            world.remember(**{f"correction_{name}": proposed})
    with world.at(-329) as now:
        issued = world.the(ResultCorrection, "correction_decided")
        rounds.issue_correction(issued, capacity="chair", actor=world.actor("chair"), now=now)


def _whole_file(world: World) -> None:
    """The whole file of what ``decided_own`` sent, made already."""
    snapshot = _first(Snapshot, Snapshot.application_id == world.ids["decided_own"])
    with world.at(-1) as now:
        for language in ("ar", "fr", "en"):
            stored = store().put(
                db.session(), PDF, filename="a.pdf", media_type="application/pdf", uploader_id=None, now=now
            )
            applications.keep_dossier(snapshot.id, stored, language=language, now=now)


def _on_its_way(world: World) -> str:
    """A file of which nothing has arrived yet."""
    with world.at(0) as now:
        begun = uploads.begin(
            owner_id=world.people["member"],
            key="on-its-way-0123456789",
            purpose="test",
            filename="statuts.pdf",
            size=1000,
            limit_bytes=2000,
            now=now,
        )
        return begun.key


def _redacted(world: World, application_id: int) -> int:
    """A document of a call that is read blind, with its copy without names."""
    joined = _first(ApplicationDocument, ApplicationDocument.application_id == application_id)
    application = db.session.get_one(Application, application_id)
    with world.at(-90.8) as now:
        paper = docx.Document()
        paper.add_paragraph("Rapport de Nadia à Oujda")
        paper.save(written := io.BytesIO())
        copy = review.cleaned(application, accept(written.getvalue(), "copie.docx"), as_pictures=False, now=now)
        review.keep_redacted(application, joined.id, copy, actor=world.actor("coordinator"), now=now)
    return int(joined.id)


def _name_arguments(world: World) -> None:
    call = world.the(Call, "call_open")
    draft, read_own = world.ids["open_own"], world.ids["read_own"]
    joined = _first(ApplicationDocument, ApplicationDocument.application_id == draft)
    old = _first(ApplicationDocument, ApplicationDocument.application_id == read_own)
    reading = _first(
        Assignment,
        Assignment.application_id == read_own,
        Assignment.reader_id == world.people["chair"],
        Assignment.state == AssignmentState.DECLARED,
    )
    undeclared = _first(Assignment, Assignment.state == AssignmentState.ASSIGNED)
    written = world.the(Call, "call_draft")
    world.arguments |= {
        "reference": call.reference,
        "call_id": written.id,
        "application_id": world.ids["decided_own"],
        "joined_id": joined.id,
        "paper_id": call.documents[0].id,
        "key": call.subjects[0].key,
        "kind": "criteria",
        "item_id": written.criteria[0].id,
        "shelf": "question",
        "question_id": written.questions[0].id,
        "removed_id": _first(RemovedPart, RemovedPart.call_id == written.id).id,
        "kept_id": _first(LibraryItem, LibraryItem.kind == LibraryKind.QUESTION).id,
        "region_code": HERE,
        "panel_id": world.ids["panel_read"],
        "assignment_id": reading.id,
        "criterion_id": db.session.get_one(Panel, world.ids["panel_read"]).call.criteria[0].id,
        "file_id": old.id,
        "round_id": world.ids["round_decided"],
        "verb": "tag",
        "correction_id": world.ids["correction_offering"],
        "edition": 1,
        "view_id": _kept_view(world),
        "suspicion_id": _suspicion(world),
    }
    for verb in ("coalition", "invite"):
        world.exceptions[f"applications.{verb}"] = {"application_id": draft}
    member = {"member_id": world.ids["coalition_member"]}
    world.exceptions["applications.remove_member"] = {"application_id": draft} | member
    for verb in ("join_coalition", "decline_coalition", "leave_coalition"):
        world.exceptions[f"applications.{verb}"] = member
    for verb in ("clarification", "save_clarified", "send_answer", "more_time", "take_back"):
        world.exceptions[f"applications.{verb}"] = {"application_id": world.ids["asked_own"]}
    asked = {"application_id": world.ids["asked_own"]}
    world.exceptions["applications.ask"] = {"application_id": world.ids["asked_other"]}
    world.exceptions["applications.upload_answer"] = asked | {"item_id": world.ids["asked_item"]}
    for verb in ("answer_file", "remove_answer_file"):
        world.exceptions[f"applications.{verb}"] = asked | {"file_id": world.ids["asked_file"]}
    for verb in (
        "page",
        "papers",
        "summary",
        "save",
        "upload",
        "remove",
        "reuse",
        "contents_part",
        "sent_files",
        "withdraw",
        "open_file",
        "preview_file",
    ):
        world.exceptions[f"applications.{verb}"] = {"application_id": draft}
    world.exceptions |= {
        "applications.begin_by_id": {"call_id": call.id},
        "applications.desk_preview": {
            "joined_id": _first(ApplicationDocument, ApplicationDocument.application_id == world.ids["decided_own"]).id
        },
        "applications.desk_file": {
            "joined_id": _first(ApplicationDocument, ApplicationDocument.application_id == world.ids["decided_own"]).id
        },
        "uploads": {"key": _on_its_way(world)},
        "applications.paper": {"call_id": call.id},
        "applications.paper_template": {"call_id": call.id},
        "applications.reopen": {"application_id": world.ids["open_own"]},
        "review": {"application_id": read_own},
        "review.appoint": {"call_id": call.id},
        "review.copies": {"panel_id": world.ids["panel_sitting"]},
        "review.redact": {"application_id": world.ids["sitting_own"]},
        "review.declare": {"assignment_id": undeclared.id},
        "review.screen": {"application_id": world.ids["asked_other"]},
        "review.confirm_ineligible": {"application_id": world.ids["asked_other"]},
        "rounds.accept": {"application_id": world.ids["offering_own"]},
        "rounds.decline": {"application_id": world.ids["offering_own"]},
        "rounds.outcome": {"application_id": world.ids["offering_own"]},
    }
    nameless = {"application_id": world.ids["sitting_own"], "file_id": _redacted(world, world.ids["sitting_own"])}
    verbs = ("redacted_preview", "check_copy", "take_words")
    world.exceptions |= dict.fromkeys((f"review.{verb}" for verb in verbs), nameless)
    for verb in ("open_scoring", "open_deliberation"):
        world.exceptions[f"rounds.{verb}"] = {"round_id": world.ids["round_read"]}
    sitting = {"round_id": world.ids["round_sitting"], "application_id": world.ids["sitting_own"]}
    point = _first(AgendaItem, AgendaItem.application_id == world.ids["sitting_own"])
    sitting |= {"item_id": point.id, "person_id": world.people["committee"]}
    for verb in (
        "reopen_scoring", "settings", "seal", "sitting", "open_sitting", "adjourn_sitting", "resume_sitting",
        "close_sitting", "add_item", "bring_up", "arrives", "leaves", "sitting_item", "take_up", "step_out", "minutes",
        "what_if", "name_deputy",
    ):  # fmt: skip
        world.exceptions[f"rounds.{verb}"] = sitting
    to_tell = {"round_id": world.ids["round_sealed"], "application_id": world.ids["sealed_own"]}
    to_tell["call_id"] = world.ids["call_sealed"]
    for verb in (
        "letters", "letters_of", "letter", "send_test", "reasons", "wording", "restore_wording",
        "call_letters", "call_letter", "call_wording", "restore_call_wording", "send_example",
    ):  # fmt: skip
        world.exceptions[f"rounds.{verb}"] = {**to_tell, "kind": "not_selected", "shelf": "selected"}
    world.exceptions["rounds.correction_file"] = {"edition": 2}
    sat = db.session.get_one(Panel, world.ids["panel_sitting"])
    world.exceptions["review.arbitrate"] = {**sitting, "criterion_id": sat.call.criteria[0].id}
    world.exceptions["rounds.announce"] = {"round_id": world.ids["round_sealed"]}
    for verb in ("addendum", "extension", "archive", "cancel"):
        world.exceptions[f"calls.{verb}"] = {"call_id": world.ids["call_decided"]}


def _suspicion(world: World) -> int:
    with world.at(-1) as now:
        low, high = sorted((world.ids["own"], world.ids["other"]))
        made = Suspicion(first_id=low, second_id=high, reasons=" people phone ", noticed_at=now)
        db.session.add(made)
        db.session.flush()
        return made.id


def _kept_view(world: World) -> int:
    with world.at(-1) as now:
        actor = world.actor("coordinator")
        query = "state=submitted"
        return kept_views.keep(
            "applications.desk", name="Reçues", query=query, is_shared=False, actor=actor, now=now
        ).id


def _first(model: type[Any], *conditions: Any) -> Any:
    found = db.session.scalars(sa.select(model).where(*conditions).order_by(model.id)).first()
    assert found is not None, f"no {model.__name__}"
    return found
