"""What the call's rules of eligibility find of an application, from what is recorded of its association."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application, CoalitionMember
from capacity.admission.applications.queries import Content
from capacity.admission.applications.states.coalitions import MembershipState
from capacity.admission.calls.models import CallRegion
from capacity.admission.calls.states.eligibility import (
    Applicant,
    Finding,
    Partner,
    RuleKind,
    Whom,
    findings,
    read_requirements,
)
from capacity.admission.calls.states.eligibility_words import Questions
from capacity.admission.review.queries.documents import JudgedDocument
from capacity.admission.review.states import Verdict
from capacity.admission.review.states.screening import proposed
from capacity.core import clock, contributions, facts
from capacity.core.db import db
from capacity.people.accounts.states import Gender
from capacity.people.associations.models import Association, AssociationTheme, Officer

BOARD, THEME, REGION = "board", "theme", "region"


@dataclass(frozen=True)
class Computed:
    """What the rules find, what the required documents stand at, and the verdict that they come to, if any.

    ``sent_at`` is of when what was sent is, ``at`` of when the rest was looked up.
    """

    findings: Sequence[Finding]
    documents: Sequence[JudgedDocument]
    questions: Questions
    sent_at: datetime | None
    at: datetime

    @property
    def seen(self) -> str:
        """By which one knows whether the rules still find what a page showed."""
        rules = json.dumps([one.stored() for one in self.findings], sort_keys=True)
        return hashlib.sha256(rules.encode()).hexdigest()[:16]

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
        """As it is kept beside a verdict: what was seen then, and of when it was."""
        return {
            "at": self.at.isoformat(),
            "sent_at": self.sent_at.isoformat() if self.sent_at is not None else None,
            "rules": [one.stored() for one in self.findings],
            "documents": {one.paper.key: one.judgement.value for one in self.documents if one.judgement is not None},
            "verdict": self.verdict.value if self.verdict is not None else None,
        }


def computed(
    application: Application,
    content: Content,
    documents: Sequence[JudgedDocument],
    carriers: Sequence[CoalitionMember] | None = None,
) -> Computed:
    """What the rules of the call find: a few statements, none when the call declares no rule.

    What stands in the receipt counts as it was sent; everything else of an association as it is recorded now. Of a
    coalition those count who have confirmed; ``carriers`` where they were read already.
    """
    sent_at = content.snapshot.received_at if content.snapshot is not None else None
    requirements = read_requirements(application.call.eligibility)
    if not requirements:
        return Computed([], documents, {}, sent_at, clock.now())
    named = {one.question for one in requirements if one.kind is RuleKind.ANSWER}
    together = any(one.whom is not Whom.LEAD for one in requirements)
    sent = _provinces_sent(content)
    partners = _partners(application, carriers) if together and len(sent) > 1 else []
    recorded = _Recorded.of([application.association, *partners], {one.kind for one in requirements}, application)
    found = findings(
        requirements,
        replace(
            recorded.applicant(application.association, application, sent),
            missing=tuple(paper.key for paper in content.documents if paper.required and not paper.files),
            answers={one.key: one.value for page in content.subjects for one in page.answers},
        ),
        [Partner(one.id, dict(one.name), recorded.applicant(one, application, sent)) for one in partners],
    )
    questions = {key: content.questions[key] for key in named if key in content.questions}
    return Computed(found, documents, questions, sent_at, clock.now())


def _partners(application: Application, carriers: Sequence[CoalitionMember] | None) -> list[Association]:
    known = applications.carriers_of(application.id) if carriers is None else carriers
    return [one.association for one in known if one.state is MembershipState.CONFIRMED]


def _provinces_sent(content: Content) -> dict[int | None, str]:
    """The provinces of the seats as the receipt has them, by association; the lead's under None."""
    sent = json.loads(content.snapshot.content) if content.snapshot is not None else {}
    found = {one["association"]: one["province"] for one in (sent.get("coalition") or {}).get("members", ())}
    return {None: (sent.get("association") or {}).get("province", ""), **found}


@dataclass(frozen=True)
class _Recorded:
    """What is recorded now of some associations: how each bureau is made up, what they work on, the seats they took;
    and the regions of the call."""

    boards: Mapping[int, Mapping[Gender, int]]
    themes: Mapping[int, set[str]]
    regions: frozenset[str]
    seats: Mapping[int, Sequence[str]]

    @classmethod
    def of(cls, associations: Sequence[Association], kinds: set[RuleKind], application: Application) -> _Recorded:
        """Two statements, whatever the number of associations."""
        numbers = [one.id for one in associations]
        seats: dict[int, list[str]] = defaultdict(list)
        if RuleKind.NEWCOMER in kinds:
            for found in contributions.collect(
                "association.seats", association_ids=numbers, call_id=application.call_id
            ):
                for number, references in found.items():
                    seats[number] += references
        rows = _facts(numbers, application.call_id)
        boards: dict[int, dict[Gender, int]] = defaultdict(dict)
        themes: dict[int, set[str]] = defaultdict(set)
        for matter, number, word, count in rows:
            if matter == BOARD:
                boards[number][Gender(word)] = count
            elif matter == THEME:
                themes[number].add(word)
        return cls(boards, themes, frozenset(row.word for row in rows if row.matter == REGION), seats)

    def applicant(self, one: Association, application: Application, sent: Mapping[int | None, str]) -> Applicant:
        """One association, as the rules look at it."""
        board = self.boards.get(one.id, {})
        province = sent.get(None if one.id == application.association_id else one.id) or one.province_code
        women, unstated = board.get(Gender.WOMAN, 0), board.get(Gender.UNSTATED, 0)
        return Applicant(
            province=province,
            region=_regions()[province],
            regions=self.regions,
            closing=clock.local(application.call.window(application.association_id).closes_at).date(),
            receipt_number=one.receipt_number,
            receipt_date=one.receipt_date,
            founded_year=one.founded_year,
            women=women,
            others=sum(board.values()) - women - unstated,
            unstated=unstated,
            themes=frozenset(self.themes.get(one.id, ())),
            selected_by=tuple(self.seats.get(one.id, ())),
        )


@cache
def _regions() -> dict[str, str]:
    """The region of each province, by its code."""
    return {one.hcp: one.region_iso for one in facts.provinces()}


def _facts(association_ids: Sequence[int], call_id: int) -> Sequence[Any]:
    """(matter, association, word, number): who sits on each bureau by gender, themes, the regions of the call."""
    board = (
        sa.select(
            sa.literal(BOARD).label("matter"),
            Officer.association_id.label("association"),
            sa.cast(Officer.gender, sa.String).label("word"),
            sa.func.count().label("number"),
        )
        .where(Officer.association_id.in_(association_ids))
        .group_by(Officer.association_id, Officer.gender)
    )
    themes = sa.select(sa.literal(THEME), AssociationTheme.association_id, AssociationTheme.theme, sa.literal(1)).where(
        AssociationTheme.association_id.in_(association_ids)
    )
    regions = sa.select(sa.literal(REGION), sa.literal(0), CallRegion.region_code, sa.literal(1)).where(
        CallRegion.call_id == call_id
    )
    return db.session.execute(sa.union_all(board, themes, regions)).all()
