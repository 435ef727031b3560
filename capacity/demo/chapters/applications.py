"""What the associations sent: nearly all in the first phase, and what has arrived so far in the second one's call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications import actions
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls import queries as calls
from capacity.admission.calls.models import Call, Question
from capacity.admission.calls.states import QuestionKind
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.files import StoredFile, store
from capacity.core.inspection import Accepted
from capacity.core.unit_of_work import unit_of_work
from capacity.demo import cast
from capacity.demo.cast import CastAssociation
from capacity.demo.chapters.accounts import open_account
from capacity.demo.chapters.calls_words import (
    FIRST_NEEDS_CHOICES,
    FIRST_NEEDS_KEY,
    OASES_ANSWERS,
    OASES_KEY,
    OASES_REGION,
)
from capacity.demo.story import PHASE_2017, PHASE_2018, Story
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association

BATCH = 40
DRAFTS_2017, WITHDRAWN_2017 = 4, 2
SUBMITTED_2018 = 60
PDF = "application/pdf"
ROLES = {"ar": "رئيس الجمعية", "fr": "présidence de l’association"}
FEMALE_ROLE = {"ar": "رئيسة الجمعية", "fr": "présidente de l’association"}

APPLICANT, ALLY = "applicant@demo.example", "ally@demo.example"
COALITION = {"ar": "ائتلاف الجهة لحقوق الإنسان", "fr": "Coalition régionale pour les droits humains"}

Plan = tuple[datetime, int, bool]
"""When, which association, and whether it sends in the end."""


def tell(story: Story) -> None:
    """Begin, write, join, send; some stop half-way, two withdraw."""
    papers = story.papers = _specimens(story)
    partners = _partners(story)
    first = _plan(story, tuple(PHASE_2017), opens=-413, closes=-385, unsent=DRAFTS_2017, without=partners)
    sent = _write(story, 2017, first, papers, partners)
    _withdraw(story, sent)
    second = _plan(story, PHASE_2018, opens=-11, closes=0, unsent=None)
    sent += _write(story, 2018, second, papers)
    _coalition_in_the_making(story)
    story.say(f"{len(sent)} applications sent of {len(first) + len(second)}")


def _plan(
    story: Story, regions: Sequence[str], *, opens: int, closes: int, unsent: int | None, without: Sequence[int] = ()
) -> list[Plan]:
    """Each association's moment, most of them towards the end; the last drawn never send."""
    rng = Random(story.seed + len(regions) + closes)
    members = [
        number for number, one in story.associations.items() if one.region_iso in regions and number not in without
    ]
    rng.shuffle(members)
    members.sort(key=lambda number: number == story.own_association, reverse=True)
    wanted = SUBMITTED_2018 if unsent is None else len(members) - unsent
    start, end = story.moment(opens, 9), story.moment(closes, 16, 20)
    if unsent is None:
        end = story.moment(-1, 21)
    length = (end - start).total_seconds()
    plan = [
        (
            start + timedelta(seconds=int(length * rng.random() ** (0.35 if unsent is not None else 0.7))),
            number,
            place < wanted,
        )
        for place, number in enumerate(members)
    ]
    return sorted(plan)


def _write(
    story: Story, year: int, plan: list[Plan], papers: dict[tuple[str, str], int], partners: Sequence[int] = ()
) -> list[int]:
    rng, sent = Random(story.seed * 31 + year), []
    for batch in _batches(plan):
        with unit_of_work():
            call = calls.call(story.calls[year])
            if call is None:
                raise LookupError("the call is told in an earlier chapter")
            with in_hand(call, papers):
                for moment, number, sends in batch:
                    together = partners if number == story.own_association else ()
                    made = write_one(story, call, number, moment, sends, papers, rng, together)
                    if sends:
                        sent.append(made.id)
    return sent


@contextmanager
def in_hand(call: Call, papers: dict[tuple[str, str], int]) -> Iterator[None]:
    """Hold what each application asks for again: the session forgets what nobody holds, and would read it anew."""
    held = [*call.subjects, *call.questions, *call.documents]
    specimens = [db.session.get_one(StoredFile, number) for number in papers.values()]
    yield
    held.clear()
    specimens.clear()


def _batches(plan: list[Plan]) -> Iterator[list[Plan]]:
    for start in range(0, len(plan), BATCH):
        yield plan[start : start + BATCH]


def write_one(
    story: Story,
    call: Call,
    number: int,
    moment: datetime,
    sends: bool,
    papers: dict[tuple[str, str], int],
    rng: Random,
    partners: Sequence[int] = (),
) -> Application:
    """One association's application to a call: begun, written, its papers joined, and sent when it ``sends``."""
    known = story.associations[number]
    actor = _actor(story, number)
    begun = max(moment - timedelta(hours=rng.randint(3, 20)), call.opens_at)
    association = db.session.get_one(Association, number)
    made = actions.begin(call, association, language=known.language, actor=actor, now=begun)
    actions.save_answers(made, _answers(call.questions, known, rng, moment.date(), sends), actor=actor, now=moment)
    _join_papers(made, call, known, papers, actor, moment, sends=sends)
    _gather(story, made, partners, moment - timedelta(hours=2))
    if sends:
        president = known.president
        roles = FEMALE_ROLE if president.name.gender == "f" else ROLES
        actions.submit(
            made,
            submission_id=f"demo-{call.reference}-{number}",
            signed_name=president.name.ar if known.language == "ar" else president.name.fr,
            signed_role=roles[known.language],
            actor=actor,
            now=moment,
        )
    return made


def _partners(story: Story) -> list[int]:
    """Two associations of the same region that carry the application of the demo's own one, and do not apply alone."""
    region = story.associations[story.own_association].region_iso
    here = [number for number, one in story.associations.items() if one.region_iso == region]
    return [number for number in here if number != story.own_association][:2]


def _gather(story: Story, made: Application, partners: Sequence[int], moment: datetime) -> None:
    """The partners are asked, and their representatives confirm."""
    if not partners:
        return
    lead = _actor(story, made.association_id)
    actions.form_coalition(made, name=COALITION[made.language], province_codes=[], actor=lead, now=moment)
    for number in partners:
        association = db.session.get_one(Association, number)
        asked = actions.invite(made, association, actor=lead, now=moment)
        _confirm(story, asked.id, number, moment + timedelta(minutes=40))


def _confirm(story: Story, member_id: int, number: int, moment: datetime) -> None:
    known = story.associations[number]
    name = known.president.name
    roles = FEMALE_ROLE if name.gender == "f" else ROLES
    actions.confirm(
        member_id,
        signed_name=name.ar if known.language == "ar" else name.fr,
        signed_role=roles[known.language],
        actor=_actor(story, number),
        now=moment,
    )


def _coalition_in_the_making(story: Story) -> None:
    """In the open call, an association that still writes asked two others: one has confirmed, one has yet to answer."""
    with story.at(-1, 15, 20) as moment, unit_of_work():
        drafts = db.session.scalars(
            sa.select(Application)
            .where(Application.call_id == story.calls[2018], Application.state == ApplicationState.DRAFT)
            .order_by(Application.region_code, Application.id)
        ).all()
        lead = drafts[0]
        others = [one.association_id for one in drafts[1:] if one.region_code == lead.region_code][:2]
        actor = _actor(story, lead.association_id)
        actions.form_coalition(lead, name=COALITION[lead.language], province_codes=[], actor=actor, now=moment)
        ids = [
            actions.invite(lead, db.session.get_one(Association, number), actor=actor, now=moment).id
            for number in others
        ]
        if ids:
            _confirm(story, ids[0], others[0], moment + timedelta(minutes=90))
        _let_in(story, APPLICANT, lead.association_id)
        _let_in(story, ALLY, others[-1])


def _let_in(story: Story, email: str, number: int) -> None:
    """Who represents this association has an account of the demo: writing, confirming and sending can be tried."""
    person = db.session.get_one(Person, story.representatives[number])
    person.email = email
    open_account(person, story, days=-1)


def _actor(story: Story, number: int) -> Actor:
    person, here = story.representatives[number], frozenset({number})
    return Actor(id=person, language=story.associations[number].language, association_ids=here, represents=here)


def _answers(
    questions: Sequence[Question], known: CastAssociation, rng: Random, today: date, sends: bool
) -> dict[Question, Any]:
    given = cast.answers(known, rng, today)
    if known.region_iso == OASES_REGION:
        given[OASES_KEY] = OASES_ANSWERS[known.language]
    first = known.founded % len(FIRST_NEEDS_CHOICES)
    given[FIRST_NEEDS_KEY] = sorted({FIRST_NEEDS_CHOICES[first], FIRST_NEEDS_CHOICES[first // 2]})
    kept = questions if sends else questions[: rng.randint(1, len(questions) - 2)]
    return {one: _raw(given.get(one.key, "")) for one in kept if one.kind is not QuestionKind.FILE}


def _raw(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else value


def _join_papers(
    made: Application,
    call: Call,
    known: CastAssociation,
    papers: dict[tuple[str, str], int],
    actor: Actor,
    moment: datetime,
    *,
    sends: bool,
) -> None:
    for paper in call.documents if sends else call.documents[:2]:
        if paper.question_id is not None and known.founded % 3 == 0:
            continue
        if paper.key == "statutes":
            name = paper.label.text(known.language)
            own = Accepted(cast.paper(paper.key, known), f"{name}.pdf", PDF, 1)
            actions.attach(made, paper, own, actor=actor, now=moment)
        else:
            stored = db.session.get_one(StoredFile, papers[paper.key, known.language])
            actions.join(made, paper, stored, actor=actor, now=moment)


def _specimens(story: Story) -> dict[tuple[str, str], int]:
    """One paper of each kind and language without a name, joined by everybody: the store of a demo stays small."""
    someone = next(iter(story.associations.values()))
    nobody = replace(someone, name_fr="", locality_fr="", receipt_number="")
    kept: dict[tuple[str, str], int] = {}
    with story.at(-414, 12) as moment, unit_of_work() as session:
        call = calls.call(story.calls[2017])
        for paper in call.documents if call is not None else ():
            for language in ("ar", "fr"):
                content = cast.paper(paper.key, nobody, "ar" if language == "ar" else "fr")
                name = f"{paper.label.text(language)}.pdf"
                stored = store().put(session, content, filename=name, media_type=PDF, uploader_id=None, now=moment)
                kept[paper.key, language] = stored.id
    return kept


def _withdraw(story: Story, sent: list[int]) -> None:
    with story.at(-379, 15, 10) as moment, unit_of_work():
        own = story.own_association
        chosen = [db.session.get_one(Application, number) for number in sent[10 : 10 + WITHDRAWN_2017 + 1]]
        for application in [one for one in chosen if one.association_id != own][:WITHDRAWN_2017]:
            reason = "" if application.language == "ar" else "Notre bureau a changé."
            actions.withdraw(application, reason=reason, actor=_actor(story, application.association_id), now=moment)
