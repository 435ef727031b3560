"""After the closing of the first call the coordination asks about four files: three answer, one lets the time pass."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from capacity.admission.applications import actions
from capacity.admission.applications.actions.clarifying import tell as write_letter
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.states.clarifying import Point, PointKind, due_at_end_of
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.inspection import Accepted
from capacity.core.unit_of_work import unit_of_work
from capacity.demo import cast
from capacity.demo.story import Story
from capacity.people.accounts.models import Person
from capacity.people.associations.queries import actor_of

ASKED, ANSWERED, DUE = -383, -379, -377
OTHERS = 3
WHY = {
    "ar": ("مع من ستعملون لبلوغ هذا الأثر؟ اذكروا جمعيتين على الأقل.", "الصفحة الثالثة غير مقروءة."),
    "fr": ("Avec qui comptez-vous obtenir cet effet ? Nommez deux associations au moins.", "La page 3 est illisible."),
}
MORE = {
    "ar": " وسنعمل على ذلك مع جمعيتين من الإقليم تشتغلان على حقوق النساء والأشخاص في وضعية إعاقة.",
    "fr": " Nous le ferons avec deux associations de la province, l’une de femmes, l’autre de personnes handicapées.",
}


def tell(story: Story) -> None:
    """Ask, answer before the day, let it pass once."""
    with story.at(ASKED, 11) as moment:
        with unit_of_work():
            chosen = [one.id for one in _chosen(story)]
            coordinator = actor_of(db.session.get_one(Person, story.people["coordinator"]))
            for number in chosen:
                made = db.session.get_one(Application, number)
                motive, unreadable = WHY["ar" if made.language == "ar" else "fr"]
                points = [
                    Point(PointKind.QUESTION, "expected_impact", "unclear", motive),
                    Point(PointKind.DOCUMENT, "statutes", "unreadable", unreadable),
                ]
                due_at = due_at_end_of(story.day(DUE))
                sign = f"demo-clarification-{number}"
                actions.request_clarification(
                    made, points, due_at=due_at, request_id=sign, actor=coordinator, now=moment
                )
        for number in chosen:
            write_letter({"application": number})
    for number in chosen[:-1]:
        with story.at(ANSWERED, 17, number % 60) as moment, unit_of_work():
            answer(story, db.session.get_one(Application, number), moment)
    with story.at(DUE + 1, 0, 10) as moment:
        with unit_of_work():
            actions.settle(db.session.get_one(Application, chosen[-1]), now=moment)
        write_letter({"application": chosen[-1]})
    story.say(f"{len(chosen)} files asked about, {len(chosen) - 1} of them clarified")


def _chosen(story: Story) -> list[Application]:
    """The file of the association that the demo signs in as, and some others; the last one leaves its unanswered."""
    sent = sa.select(Application).where(
        Application.call_id == story.calls[2017], Application.state == ApplicationState.SUBMITTED
    )
    own = db.session.scalars(sent.where(Application.association_id == story.own_association)).one()
    others = sent.where(Application.id != own.id).order_by(Application.sequence).offset(20).limit(OTHERS)
    return [own, *db.session.scalars(others)]


def answer(story: Story, made: Application, moment: datetime) -> None:
    """Say more, join a clearer copy, and send; inside a unit of work."""
    number = made.association_id
    known, person = story.associations[number], story.representatives[number]
    here = frozenset({number})
    actor = Actor(id=person, language=known.language, association_ids=here, represents=here)
    _application, asked = actions.awaiting_answer(made, moment)
    for item in asked.items:
        if item.question is not None:
            text = f"{item.before}{MORE['ar' if made.language == 'ar' else 'fr']}"
            actions.draft_answers(made, {item.id: text}, actor=actor, now=moment)
        elif item.document is not None:
            name = f"{item.document.label.text(known.language)} 2.pdf"
            paper = Accepted(cast.paper("statutes", known), name, "application/pdf", 1)
            actions.attach_to_answer(made, item.id, paper, actor=actor, now=moment)
    last = made.snapshots[-1]
    actions.answer_clarification(
        made,
        submission_id=f"demo-answer-{made.id:08d}",
        signed_name=last.signed_name,
        signed_role=last.signed_role,
        actor=actor,
        now=moment,
    )
