"""Applications that arrived and are to be screened, for tests; made through the rooms' own actions; they commit."""

from __future__ import annotations

from typing import Any

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.calls.models import Call
from capacity.admission.calls.states.eligibility import Requirement, RuleKind
from capacity.admission.review import actions, queries
from capacity.admission.review.actions import Judged
from capacity.admission.review.states.screening import Judgement
from capacity.core.access import Role
from capacity.core.db import db
from capacity.core.unit_of_work import unit_of_work
from capacity.people.associations.queries import actor_of
from tests.factories import admission, people

REGION = "MA-08"
NOW = admission.AFTER
RULES = (
    Requirement(RuleKind.SEAT),
    Requirement(RuleKind.BOARD, least=3),
    Requirement(RuleKind.DOCUMENTS),
)
ACCEPTED = Judged(Judgement.ACCEPTED)
UNREADABLE = Judged(Judgement.REFUSED, "unreadable", "La page 3 est noire.")
UNCLEAR = Judged(Judgement.QUESTIONED, "incomplete", "Il manque la page 2.")


def arrived(coordinator: Any, *rules: Requirement, files: int = 1) -> list[Application]:
    """So many applications of one region to a closed call that declares these rules, with their panel."""
    call = admission.call(regions=[REGION])
    with unit_of_work():
        db.session.get_one(Call, call.id).eligibility = [one.stored() for one in rules]
    made = [admission.submitted(call, admission.association()) for _file in range(files)]
    readers = [people.person(roles=(Role.COMMITTEE,)).id for _reader in range(3)]
    with unit_of_work():
        actions.appoint_panel(call, REGION, readers, readers[0], actor=actor_of(coordinator), now=NOW)
    return made


def documents(application: Application) -> dict[str, queries.JudgedDocument]:
    """What was found of each document, by key."""
    found = queries.judged_documents(application.id, applications.content(application))
    return {one.paper.key: one for one in found}


def judge(application: Application, coordinator: Any, **judged: Judged) -> int:
    """Write down what was found of these documents."""
    with unit_of_work():
        return actions.judge_documents(application, judged, actor=actor_of(coordinator), now=NOW)


def accepted(application: Application) -> dict[str, Judged]:
    """Every document that was sent with it is found in order."""
    return {key: Judged(Judgement.ACCEPTED) for key, one in documents(application).items() if one.files}
