"""Calls of the world of ``world_admission``, and what associations send to them."""

from __future__ import annotations

from datetime import datetime, timedelta

from capacity.admission.applications import actions as applications
from capacity.admission.calls import actions as calls
from capacity.admission.calls.models import Call, Question
from capacity.admission.calls.states import QuestionKind
from capacity.core.db import db
from capacity.core.inspection import accept
from capacity.core.languages import Localized
from capacity.people.associations.models import Association
from capacity.rollout.phases.models import Phase
from tests.architecture.world import HERE, World

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n"
    b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n162\n%%EOF\n"
)
ANSWERS = {
    QuestionKind.SHORT_TEXT: "Figuig",
    QuestionKind.LONG_TEXT: "Nous défendons les droits des femmes rurales depuis dix ans.",
    QuestionKind.NUMBER: "12",
    QuestionKind.MONEY: "45 000",
    QuestionKind.DATE: "2012-04-02",
    QuestionKind.YES_NO: "yes",
    QuestionKind.ACKNOWLEDGEMENT: "on",
}


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


def draft_call(world: World) -> None:
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
