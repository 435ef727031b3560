"""Which objects of ``world_admission`` stand for the arguments of addresses."""

from __future__ import annotations

import io

import docx

from capacity.admission.applications.models import Application, ApplicationDocument
from capacity.admission.calls.models import Call, Extension, LibraryItem, RemovedPart
from capacity.admission.calls.states import LibraryKind
from capacity.admission.review import actions as review
from capacity.admission.review.models import Assignment, Panel
from capacity.admission.review.states import AssignmentState
from capacity.admission.rounds.models import AgendaItem
from capacity.core import kept_views, uploads
from capacity.core.db import db
from capacity.core.inspection import accept
from capacity.people.associations.models import Suspicion
from tests.architecture.world import HERE, World
from tests.architecture.world_selection import first


def name_arguments(world: World) -> None:
    call = world.the(Call, "call_open")
    draft, read_own = world.ids["open_own"], world.ids["read_own"]
    joined = first(ApplicationDocument, ApplicationDocument.application_id == draft)
    old = first(ApplicationDocument, ApplicationDocument.application_id == read_own)
    reading = first(
        Assignment,
        Assignment.application_id == read_own,
        Assignment.reader_id == world.people["chair"],
        Assignment.state == AssignmentState.DECLARED,
    )
    undeclared = first(Assignment, Assignment.state == AssignmentState.ASSIGNED)
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
        "removed_id": first(RemovedPart, RemovedPart.call_id == written.id).id,
        "kept_id": first(LibraryItem, LibraryItem.kind == LibraryKind.QUESTION).id,
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
    for verb in ("join_coalition", "carried_answers", "decline_coalition", "leave_coalition"):
        world.exceptions[f"applications.{verb}"] = member
    for verb in ("clarification", "save_clarified", "send_answer", "more_time", "take_back"):
        world.exceptions[f"applications.{verb}"] = {"application_id": world.ids["asked_own"]}
    asked = {"application_id": world.ids["asked_own"]}
    world.exceptions["applications.ask"] = {"application_id": world.ids["asked_other"]}
    item = asked | {"item_id": world.ids["asked_item"]}
    world.exceptions |= {"applications.upload_answer": item, "applications.choose_beside": item}
    for verb in ("answer_file", "remove_answer_file", "put_back_answer_file"):
        world.exceptions[f"applications.{verb}"] = asked | {"file_id": world.ids["asked_file"]}
    for verb in (
        "page",
        "papers",
        "summary",
        "save",
        "upload",
        "remove",
        "put_back",
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
            "joined_id": first(ApplicationDocument, ApplicationDocument.application_id == world.ids["decided_own"]).id
        },
        "applications.desk_file": {
            "joined_id": first(ApplicationDocument, ApplicationDocument.application_id == world.ids["decided_own"]).id
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
    point = first(AgendaItem, AgendaItem.application_id == world.ids["sitting_own"])
    sitting |= {"item_id": point.id, "person_id": world.people["committee"]}
    for verb in (
        "reopen_scoring", "settings", "seal", "sitting", "open_sitting", "adjourn_sitting", "resume_sitting",
        "close_sitting", "add_item", "bring_up", "arrives", "leaves", "sitting_item", "take_up", "step_out", "minutes",
        "what_if",
        "name_deputy", "hand_over", "take_back",
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
    world.exceptions["calls.correct_extension"] = {
        "call_id": world.ids["call_decided"],
        "extension_id": _more_time(world, world.ids["call_decided"]),
    }


def _more_time(world: World, call_id: int) -> int:
    """An extension of this call, of the time when it was open."""
    with world.at(0):
        call = db.session.get_one(Call, call_id)
        call.extensions.append(Extension(closes_at=call.closes_at, created_at=call.opens_at))
        db.session.flush()
        return call.extensions[-1].id


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
    joined = first(ApplicationDocument, ApplicationDocument.application_id == application_id)
    application = db.session.get_one(Application, application_id)
    with world.at(-90.8) as now:
        paper = docx.Document()
        paper.add_paragraph("Rapport de Nadia à Oujda")
        paper.save(written := io.BytesIO())
        copy = review.cleaned(application, accept(written.getvalue(), "copie.docx"), as_pictures=False, now=now)
        review.keep_redacted(application, joined.id, copy, actor=world.actor("coordinator"), now=now)
    return int(joined.id)


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
