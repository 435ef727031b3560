"""An application is begun, and its answers are saved as they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications import queries
from capacity.admission.applications.actions.measuring import measure
from capacity.admission.applications.models import Answer, Application
from capacity.admission.applications.states import ApplicationState, asked_of, parse_answer, problem_of
from capacity.admission.calls.models import Call, Question
from capacity.admission.calls.states import TEXT_KINDS, CallState
from capacity.core import audit, search
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.people.associations.models import Association


class Conflict(RuleBroken):
    """Somebody else of the association saved this answer meanwhile; ``answer`` is what stands there now."""

    def __init__(self, answer: Answer | None) -> None:
        super().__init__(
            _l("Somebody else of your association changed this answer meanwhile. Compare the two and save again.")
        )
        self.value = answer.value if answer is not None else None
        self.version = answer.version if answer is not None else 0


def begin(call: Call, association: Association, *, language: str, actor: Actor, now: datetime) -> Application:
    """Begin the association's application. Raises RuleBroken when the call does not take it, and says why."""
    window = call.window(association.id)
    if call.state is not CallState.PUBLISHED or not window.opens_at <= now < window.closes_at:
        raise RuleBroken(_l("This call takes no applications now."))
    if association.region_code not in call.region_codes:
        raise RuleBroken(_l("The seat of this association is not in a region of this call."))
    if association.merged_into_id is not None:
        raise RuleBroken(_l("This association was joined to another one; apply with that one."))
    if queries.confirmed_in(call.id, [association.id]):
        raise RuleBroken(_l("This association has confirmed a coalition of this call, and does not apply alone."))
    application = Application(
        call=call,
        association=association,
        region_code=association.region_code,
        language=language,
        created_at=now,
        created_by_id=actor.id,
        answers=[],
        documents=[],
        snapshots=[],
    )
    db.session.add(application)
    db.session.flush()
    audit.record(actor=actor, action="applications.begin", obj=application, now=now)
    let_find(application)
    return application


def let_find(application: Application) -> None:
    """Let the desk find it by names, number and province, however they are typed."""
    association = application.association
    province = association.province
    texts = [
        association.name_ar,
        association.name_fr,
        association.acronym,
        application.number,
        province.name_ar,
        province.name_fr,
    ]
    search.index(db.session(), "application", application.id, texts)


def still_writable(application: Application) -> None:
    """Refuse to change what has been sent or withdrawn."""
    if application.state is not ApplicationState.DRAFT:
        raise RuleBroken(_l("This application has been sent: reopen it before you change it."))


def save_answer(
    application: Application, question: Question, raw: object, *, version: int | None, actor: Actor, now: datetime
) -> Answer | None:
    """Keep one answer as it was typed. An autosave: not audited.

    ``version`` is what the page was opened with (0: no answer yet). Raises Conflict when somebody else was quicker, and
    RuleBroken when it cannot be read.
    """
    still_writable(application)
    value = parse_answer(asked_of(question), raw)
    answer = db.session.scalar(
        sa.select(Answer).where(Answer.application_id == application.id, Answer.question_id == question.id)
    )
    if version is not None and version != (answer.version if answer is not None else 0):
        if answer is not None and answer.value == value:
            return answer
        raise Conflict(answer)
    stood = answer.value if answer is not None else None
    kept = _keep(application, question, answer, value, actor, now)
    asked = asked_of(question)
    if question.kind not in TEXT_KINDS or problem_of(asked, stood) is not problem_of(asked, value):
        measure(application)
    return kept


def _keep(
    application: Application, question: Question, answer: Answer | None, value: Any, actor: Actor, now: datetime
) -> Answer | None:
    if answer is None:
        if value is None:
            return None
        answer = Answer(application_id=application.id, question_id=question.id, value=value)
        db.session.add(answer)
    elif answer.value == value:
        return answer
    answer.value, answer.saved_at, answer.saved_by_id = value, now, actor.id
    db.session.flush()
    return answer


@dataclass
class Saved:
    """What saving a page led to: the answers that were kept, and why others were not."""

    values: dict[int, Any] = field(default_factory=dict)
    refused: dict[int, RuleBroken] = field(default_factory=dict)


def save_answers(
    application: Application,
    questions: Mapping[Question, object],
    *,
    versions: Mapping[int, int] | None = None,
    actor: Actor,
    now: datetime,
) -> Saved:
    """Keep the answers of a page, all that can be kept; what cannot be read or was changed meanwhile is told apart."""
    still_writable(application)
    known = {
        answer.question_id: answer
        for answer in db.session.scalars(
            sa.select(Answer).where(
                Answer.application_id == application.id, Answer.question_id.in_([question.id for question in questions])
            )
        )
    }
    done = Saved()
    for question, raw in questions.items():
        answer = known.get(question.id)
        try:
            value = parse_answer(asked_of(question), raw)
        except RuleBroken as broken:
            done.refused[question.id] = broken
            continue
        stands = answer.value if answer is not None else None
        if (
            versions is not None
            and stands != value
            and versions.get(question.id, 0) != (answer.version if answer else 0)
        ):
            done.refused[question.id] = Conflict(answer)
            continue
        _keep(application, question, answer, value, actor, now)
        done.values[question.id] = value
    measure(application)
    return done
