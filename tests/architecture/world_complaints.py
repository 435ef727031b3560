"""The part of the world that is complained about: one begun, one asked about, one examined, one to be confirmed."""

from __future__ import annotations

from typing import Any

from capacity.admission.applications.models import Application
from capacity.admission.calls.models import Call
from capacity.admission.complaints import actions as complaints
from capacity.admission.complaints.models import Complaint
from capacity.admission.complaints.states import Verdict
from capacity.admission.review import actions as review
from capacity.admission.review.states import Verdict as Found
from capacity.core.inspection import accept
from tests.architecture.world import HERE, World
from tests.architecture.world_calls import PDF, apply, call
from tests.architecture.world_selection import READERS


def tell(world: World) -> None:
    """Two applications refused at screening, two not selected; nobody of the other region took part."""
    call(world, "refused", -40, -20)
    apply(world, "refused", -30, "own", "other")
    _refuse(world)
    _begin(world, "draft", "refused_own", "member", -9)
    _file(world, "asked", "refused_other", "other_member", -9)
    _file(world, "handling", "offering_other", "other_member", -2)
    _file(world, "proposed", "decided_other", "other_member", -335)
    with world.at(-8) as now:
        asked = world.the(Complaint, "complaint_asked")
        handler = world.actor("other_coordinator")
        complaints.ask(asked, question="À quelle page du récépissé ?", days=20, actor=handler, now=now)
        joined = complaints.attach(asked, accept(PDF, "page.pdf"), actor=world.actor("other_member"), now=now)
        world.ids["complaint_asked_file"] = joined.id
    with world.at(-334) as now:
        complaints.propose(
            world.the(Complaint, "complaint_proposed"),
            verdict=Verdict.UPHELD,
            reasons=["document_was_there"],
            reasoning="La pièce figurait au dossier et change la note.",
            seat_due=True,
            actor=world.actor("other_coordinator"),
            now=now,
        )
    _name_arguments(world)


def _refuse(world: World) -> None:
    coordinator, second = world.actor("coordinator"), world.actor("national")
    with world.at(-12) as now:
        members = [world.people[role] for role in READERS]
        panel = review.appoint_panel(
            world.the(Call, "call_refused"), HERE, members, members[0], actor=coordinator, now=now
        )
        for name in ("own", "other"):
            found = review.screen(
                world.the(Application, f"refused_{name}"),
                verdict=Found.INELIGIBLE,
                reasons=["no_valid_receipt"],
                panel=panel,
                actor=coordinator,
                now=now,
            )
            review.confirm_ineligible(found, actor=second, now=now)
        review.announce_screening(panel, actor=coordinator, now=now)


def _begin(world: World, name: str, of: str, role: str, day: float) -> Any:
    with world.at(day) as now:
        actor = world.actor(role)
        found = complaints.begin(world.the(Application, of), language="fr", actor=actor, now=now)
        complaints.save(
            found,
            grounds=["document_ignored"],
            text="Le récépissé est valable jusqu’en 2019.",
            actor=actor,
            now=now,
        )
        joined = complaints.attach(found, accept(PDF, "recepisse.pdf"), actor=actor, now=now)
        world.remember(**{f"complaint_{name}": found})
        world.ids[f"complaint_{name}_file"] = joined.id


def _file(world: World, name: str, of: str, role: str, day: float) -> None:
    _begin(world, name, of, role, day)
    with world.at(day + 0.1) as now:
        complaints.file(
            world.the(Complaint, f"complaint_{name}"),
            submission_id=f"complaint-{name}",
            signed_name="Amina Other",
            actor=world.actor(role),
            now=now,
        )
    with world.at(day + 0.2) as now:
        complaints.assign(
            world.the(Complaint, f"complaint_{name}"),
            handler_id=world.people["other_coordinator"],
            confirmer_id=world.people["administrator"],
            actor=world.actor("coordinator"),
            now=now,
        )


def _name_arguments(world: World) -> None:
    refused = {"application_id": world.ids["refused_own"]}
    draft = {"complaint_id": world.ids["complaint_draft"], "file_id": world.ids["complaint_draft_file"]}
    examined = {"complaint_id": world.ids["complaint_handling"], "file_id": world.ids["complaint_handling_file"]}
    world.arguments["complaint_id"] = world.ids["complaint_handling"]
    world.exceptions |= {
        "complaints.about": refused,
        "complaints.give_time": refused,
        "complaints.open_document": examined,
        "complaints.application_file": {**examined, "joined_id": _document(world, "offering_other")},
        "complaints.reply": {"complaint_id": world.ids["complaint_asked"]},
        "complaints.confirm": {"complaint_id": world.ids["complaint_proposed"]},
        "overview.fairness_sheet": {"kind": "csv"},
        "overview.public_fairness_sheet": {"kind": "csv"},
        "complaints.send_back": {"complaint_id": world.ids["complaint_proposed"]},
    }
    for verb in ("write", "file", "join", "remove"):
        world.exceptions[f"complaints.{verb}"] = draft


def _document(world: World, name: str) -> int:
    """A document of this application that was sent."""
    return min(joined.id for joined in world.the(Application, name).documents if joined.replaced_at is None)
