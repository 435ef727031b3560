"""A further call of the first phase, for the seats that came free: one region is screened and decided, another's
screening is announced, a third's is under way, with verdicts of every kind."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import sqlalchemy as sa

from capacity.admission.applications import actions as applications
from capacity.admission.applications import queries as application_queries
from capacity.admission.applications.actions.clarifying import tell as write_letter
from capacity.admission.applications.models import Application
from capacity.admission.applications.states.clarifying import Point, PointKind, due_at_end_of
from capacity.admission.calls import actions as calls
from capacity.admission.calls import queries as call_queries
from capacity.admission.calls.states.eligibility import Requirement, RuleKind
from capacity.admission.calls.states.rules import Quota
from capacity.admission.review import actions, queries
from capacity.admission.review.actions import Judged
from capacity.admission.review.states import Verdict
from capacity.admission.review.states.screening import Judgement
from capacity.admission.rounds.models import Outcome
from capacity.admission.rounds.states import OutcomeKind
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.core.unit_of_work import unit_of_work
from capacity.demo import cast
from capacity.demo.chapters.accounts import open_account
from capacity.demo.chapters.applications import write_one
from capacity.demo.chapters.calls import WHO_MAY
from capacity.demo.chapters.calls_words import FURTHER_SUMMARY, FURTHER_TEXT, FURTHER_TITLE
from capacity.demo.chapters.clarifications import WHY, answer
from capacity.demo.chapters.enquiries import LATE
from capacity.demo.chapters.review import ACCEPTED, acting, appoint, language_of, panel_of
from capacity.demo.story import Story
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Member
from capacity.rollout.phases.models import Phase

REFERENCE = "AMI-2017-2"
ASKED = "asked@demo.example"
SCREENED_REGION, OPEN_REGION, DECIDED_REGION = "MA-02", "MA-08", "MA-04"
FILES = {SCREENED_REGION: 6, OPEN_REGION: 9, DECIDED_REGION: 6}
TOGETHER = 2
"""In the region that is decided so many associations carry the application of another one."""
SEATS = 3
WRITTEN, PUBLISHED, OPENS, CLOSES = -37, -35, -34, -13
APPOINTED, CLOSED, DUE = -14, -4, 12
JUDGED, ANNOUNCED, WENT_ON = -9, -4, -3
SECOND = {SCREENED_REGION: "coordinator.orient", OPEN_REGION: "coordinator.draa"}
EXPIRED = "expired"
REFUSED = {
    "ar": Judged(Judgement.REFUSED, EXPIRED, "انتهت مدة انتداب المكتب قبل أربعة أشهر من انتهاء الأجل."),
    "fr": Judged(Judgement.REFUSED, EXPIRED, "Le mandat du bureau a pris fin quatre mois avant la clôture."),
}
QUESTIONED = {
    "ar": Judged(Judgement.QUESTIONED, "unreadable", "الصفحة الثانية من وصل الإيداع غير واضحة."),
    "fr": Judged(Judgement.QUESTIONED, "unreadable", "La seconde page du récépissé est floue."),
}
NO_WOMAN = {
    "ar": "انتُخبت أمينة للمال في آخر جمع عام، ومحضره ضمن الملف.",
    "fr": "Une trésorière a été élue à la dernière assemblée, dont le procès-verbal est au dossier.",
}
"""Said where the rule on women in the board is not met by what was recorded."""
DEPARTURE = "Original du récépissé vu au guichet de la délégation le jour de la clôture."


def tell(story: Story) -> None:
    """Publish, receive, screen; announce in one region."""
    call_id = _publish(story)
    sent = {region: _apply(story, call_id, region) for region in FILES}
    for region, numbers in sent.items():
        due = CLOSED if region == DECIDED_REGION else DUE
        panel_id = appoint(story, call_id, region, days=APPOINTED, due=due)
        if region == DECIDED_REGION:
            _let_all_in(story, panel_id, numbers)
        elif region == SCREENED_REGION:
            _screen_all(story, panel_id, numbers)
        else:
            _screen_some(story, numbers)
    story.say(f"{sum(map(len, sent.values()))} applications to the further call")


def _publish(story: Story) -> int:
    with story.at(WRITTEN, 10) as moment, unit_of_work():
        actor = acting(story, "coordinator")
        call = calls.create(
            db.session.get_one(Phase, story.phases[2017]),
            reference=REFERENCE,
            opens_at=story.moment(OPENS, 9),
            closes_at=story.moment(CLOSES, 16, 30),
            regions=[(region, SEATS) for region in FILES],
            source=call_queries.call(story.calls[2017]),
            actor=actor,
            now=moment,
        )
        calls.write(
            call,
            title=Localized(FURTHER_TITLE),
            summary=Localized(FURTHER_SUMMARY),
            text=Localized(FURTHER_TEXT),
            actor=actor,
            now=moment,
        )
        calls.set_eligibility(
            call,
            [*WHO_MAY, Requirement(RuleKind.WOMEN, least=1), Requirement(RuleKind.NEWCOMER)],
            actor=actor,
            now=moment,
        )
        calls.set_quotas(call, region_code=DECIDED_REGION, quotas=[Quota("coalition", 1)], actor=actor, now=moment)
        number = call.id
    with story.at(PUBLISHED, 10) as moment, unit_of_work():
        whole = call_queries.call(number)
        if whole is not None:
            seed = story.lottery_seed(REFERENCE)
            calls.publish(whole, actor=acting(story, "coordinator"), now=moment, lottery_seed=seed)
    return number


def _apply(story: Story, call_id: int, region: str) -> list[int]:
    """Those who missed the first closing, or had no seat then, try again: the one that the demo signs in as first."""
    rng = Random(story.seed + FILES[region])
    without = db.session.scalars(
        sa.select(Application.association_id)
        .join(Outcome, Outcome.application_id == Application.id)
        .where(Application.call_id == story.calls[2017], Application.region_code == region)
        .where(Outcome.kind == OutcomeKind.NOT_SELECTED)
        .order_by(Application.id)
    ).all()
    out = db.session.scalars(
        sa.select(Application.association_id)
        .where(Application.call_id == story.calls[2017], Application.region_code == region)
        .where(Application.eligibility_shown_at.is_not(None))
        .where(~sa.exists().where(Outcome.application_id == Application.id))
        .order_by(Application.id)
    ).all()
    late = db.session.scalar(sa.select(Member.association_id).join(Person).where(Person.email == LATE))
    last = [number for number in (late,) if number is not None and story.associations[number].region_iso == region]
    others = [number for number in dict.fromkeys([*without, *out]) if number != story.own_association]
    numbers = [*last, *others]
    made = []
    with unit_of_work():
        call = call_queries.call(call_id)
        if call is None:
            raise LookupError("it was just published")
        for place, number in enumerate(numbers[: FILES[region]]):
            moment = story.moment(OPENS + 4 + 2 * place, 9 + place, 7 * place)
            partners = numbers[FILES[region] :][:TOGETHER] if (region, place) == (DECIDED_REGION, 0) else ()
            made.append(
                write_one(story, call, number, moment, sends=True, papers=story.papers, rng=rng, partners=partners).id
            )
    return made


def _one(number: int) -> Application:
    return db.session.get_one(Application, number)


def _judge(application: Application, actor: Actor, day: int, story: Story, **others: Judged) -> None:
    """Every document that was sent is accepted, but for those named."""
    documents = queries.judged_documents(application.id, application_queries.content(application))
    judged = {one.paper.key: others.get(one.paper.key, ACCEPTED) for one in documents if one.files}
    actions.judge_documents(application, judged, actor=actor, now=story.moment(day, 11))


def _eligible(story: Story, number: int, actor: Actor, **others: Judged) -> None:
    made = _one(number)
    _judge(made, actor, JUDGED, story, **others)
    departure = DEPARTURE if others else NO_WOMAN[language_of(made)]
    actions.screen(made, verdict=Verdict.ELIGIBLE, departure=departure, actor=actor, now=story.moment(JUDGED, 11, 20))


def _ineligible(story: Story, number: int, actor: Actor, second: Actor | None) -> None:
    made = _one(number)
    language = language_of(made)
    _judge(made, actor, JUDGED, story, assembly_minutes=REFUSED[language])
    found = actions.screen(
        made,
        verdict=Verdict.INELIGIBLE,
        reasons=["mandate_expired"],
        note=cast.screening_note("mandate_expired", language),
        actor=actor,
        now=story.moment(JUDGED, 11, 40),
    )
    if second is not None:
        actions.confirm_ineligible(found, actor=second, now=story.moment(JUDGED + 1, 15))


def _screen_all(story: Story, panel_id: int, numbers: Sequence[int]) -> None:
    """Two are out, the others in; everybody is told."""
    with story.at(JUDGED, 12), unit_of_work():
        actor, second = acting(story, "coordinator"), acting(story, SECOND[SCREENED_REGION])
        for place, number in enumerate(numbers):
            if place in {0, 4}:
                _ineligible(story, number, actor, second)
            else:
                _eligible(story, number, actor)
    with story.at(ANNOUNCED) as moment, unit_of_work():
        actions.announce_screening(panel_of(panel_id), actor=acting(story, "coordinator"), now=moment)


def _let_all_in(story: Story, panel_id: int, numbers: Sequence[int]) -> None:
    """All are in, and know it: what is decided of them comes in a chapter of its own."""
    with story.at(JUDGED, 9), unit_of_work():
        for number in numbers:
            _eligible(story, number, acting(story, "coordinator"))
    with story.at(JUDGED, 15) as moment, unit_of_work():
        actions.announce_screening(panel_of(panel_id), actor=acting(story, "coordinator"), now=moment)


def _screen_some(story: Story, numbers: Sequence[int]) -> None:
    """One of each: in, out by two people, by one so far, in against what was computed, questioned, asked, answered."""
    asked, answered = numbers[4], numbers[6]
    with story.at(JUDGED, 12), unit_of_work():
        actor, second = acting(story, "coordinator"), acting(story, SECOND[OPEN_REGION])
        for number in numbers[:2]:
            _eligible(story, number, actor)
        _ineligible(story, numbers[2], second, None)
        _ineligible(story, numbers[3], actor, second)
        _judge(_one(numbers[5]), actor, JUDGED, story, deposit_receipt=QUESTIONED[language_of(_one(numbers[5]))])
        _eligible(story, numbers[7], second, deposit_receipt=REFUSED[language_of(_one(numbers[7]))])
        _judge(_one(asked), actor, JUDGED, story, deposit_receipt=QUESTIONED[language_of(_one(asked))])
        _judge(_one(answered), actor, JUDGED, story, statutes=QUESTIONED[language_of(_one(answered))])
        _ask(story, answered, JUDGED, JUDGED + 7, actor)
    with story.at(WENT_ON, 9) as moment, unit_of_work():
        answer(story, _one(answered), moment)
    with story.at(WENT_ON, 12), unit_of_work():
        _ask(story, asked, WENT_ON, WENT_ON + 9, acting(story, "coordinator"), unclear=True)
    _let_the_asked_one_in(story, asked)


def _let_the_asked_one_in(story: Story, number: int) -> None:
    """Who represents an association that has yet to answer has an account: answering can be tried."""
    with story.at(WENT_ON, 13), unit_of_work():
        person = db.session.get_one(Person, story.representatives[_one(number).association_id])
        person.email = ASKED
        open_account(person, story, days=WENT_ON)
    with story.at(WENT_ON, 13):
        write_letter({"application": number})


def _ask(story: Story, number: int, day: int, due: int, actor: Actor, *, unclear: bool = False) -> None:
    """The questioned documents, with what was said of them; and an answer that is ``unclear``."""
    points = list(queries.points_to_ask(number))
    if unclear:
        words, _unreadable = WHY["ar" if language_of(_one(number)) == "ar" else "fr"]
        points.append(Point(PointKind.QUESTION, "expected_impact", "unclear", words))
    until = due_at_end_of(story.day(due))
    sign, moment = f"demo-clarification-{number}-{day}", story.moment(day, 12, 30)
    applications.request_clarification(_one(number), points, due_at=until, request_id=sign, actor=actor, now=moment)
