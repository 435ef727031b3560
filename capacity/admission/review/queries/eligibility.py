"""What the call's rules of eligibility find of an application, from what is recorded of its association."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.applications.queries import Content
from capacity.admission.calls.models import Question, Subject
from capacity.admission.calls.states.eligibility import Applicant, Finding, RuleKind, findings, read_requirements
from capacity.admission.calls.states.eligibility_words import Questions, asked_words
from capacity.admission.review.queries.documents import JudgedDocument
from capacity.admission.review.states import Verdict
from capacity.admission.review.states.screening import proposed
from capacity.core import clock, contributions
from capacity.core.db import db
from capacity.people.accounts.states import Gender
from capacity.people.associations.models import Association, AssociationTheme, Officer


@dataclass(frozen=True)
class Computed:
    """What the rules find, what the required documents stand at, and the verdict that they come to, if any."""

    findings: Sequence[Finding]
    documents: Sequence[JudgedDocument]
    questions: Questions

    @property
    def verdict(self) -> Verdict | None:
        """What the rules and the required documents come to."""
        required = (one.judgement for one in self.documents if one.paper.required)
        return proposed((one.result for one in self.findings), required)

    @property
    def open_documents(self) -> list[JudgedDocument]:
        """The documents that nobody has judged as they are now."""
        return [one for one in self.documents if one.counts and one.judgement is None]

    def stored(self) -> dict[str, Any]:
        """As it is kept beside a verdict."""
        return {
            "rules": [one.stored() for one in self.findings],
            "documents": {one.paper.key: one.judgement.value for one in self.documents if one.judgement is not None},
            "verdict": self.verdict.value if self.verdict is not None else None,
        }


def computed(application: Application, content: Content, documents: Sequence[JudgedDocument]) -> Computed:
    """What the rules of the call find: a few statements, none when the call declares no rule."""
    requirements = read_requirements(application.call.eligibility)
    if not requirements:
        return Computed([], documents, {})
    named = {one.question for one in requirements if one.kind is RuleKind.ANSWER}
    found = findings(requirements, _applicant(application, content, {one.kind for one in requirements}))
    return Computed(found, documents, _questions(application.call_id, named))


def _applicant(application: Application, content: Content, kinds: set[RuleKind]) -> Applicant:
    association = application.association
    board = _board(association)
    return Applicant(
        province=association.province_code,
        region=association.region_code,
        regions=frozenset(application.call.region_codes),
        closing=clock.local(application.call.window(application.association_id).closes_at).date(),
        receipt_number=association.receipt_number,
        receipt_date=association.receipt_date,
        founded_year=association.founded_year,
        women=board.get(Gender.WOMAN, 0),
        others=sum(board.values()) - board.get(Gender.WOMAN, 0) - board.get(Gender.UNSTATED, 0),
        unstated=board.get(Gender.UNSTATED, 0),
        themes=frozenset(
            db.session.scalars(
                sa.select(AssociationTheme.theme).where(AssociationTheme.association_id == association.id)
            )
        ),
        selected_by=_seats(application) if RuleKind.NEWCOMER in kinds else (),
        missing=tuple(paper.key for paper in content.documents if paper.required and not paper.files),
        answers={one.key: one.value for page in content.subjects for one in page.answers},
    )


def _seats(application: Application) -> tuple[str, ...]:
    """The earlier calls by which the association took a seat, as the rooms that give seats know."""
    found = contributions.collect(
        "association.seats", association_id=application.association_id, call_id=application.call_id
    )
    return tuple(reference for references in found for reference in references)


def _board(association: Association) -> dict[Gender, int]:
    rows = db.session.execute(
        sa.select(Officer.gender, sa.func.count())
        .where(Officer.association_id == association.id)
        .group_by(Officer.gender)
    )
    return dict(rows.all())


def _questions(call_id: int, keys: set[str]) -> Questions:
    if not keys:
        return {}
    found = db.session.scalars(
        sa.select(Question)
        .join(Subject, Subject.id == Question.subject_id)
        .where(Subject.call_id == call_id, Question.key.in_(keys))
    )
    return {one.key: asked_words(one) for one in found}
