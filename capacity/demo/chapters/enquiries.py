"""The open call is asked about and answers; some want to hear its news; somebody came too late for the first one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications import actions as applications
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import Call
from capacity.admission.enquiries import actions, queries
from capacity.admission.enquiries.models import Enquiry
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.core.unit_of_work import unit_of_work
from capacity.demo.chapters.accounts import open_account
from capacity.demo.story import PHASE_2018, Story
from capacity.people.accounts.models import Person
from capacity.people.associations.queries import actor_of

LATE = "late@demo.example"
READERS = (("radio.locale@news.example", "fr"), ("jarida@news.example", "ar"), ("reseau.femmes@news.example", "fr"))


def tell(story: Story) -> None:
    """Ask, answer, correct once, leave two questions to be answered."""
    words = tomllib.loads((files("capacity.demo") / "texts" / "enquiries.toml").read_text(encoding="utf-8"))
    asking = _askers(story)
    for place, line in enumerate(words["asked"]):
        _answer(story, _ask(story, next(asking), -10 + place, line, f"public-{place}"), place, line)
    alone = _ask(story, next(asking), -5, words["alone"], "alone")
    with story.at(-4, 15, 30) as moment, unit_of_work():
        enquiry = db.session.get_one(Enquiry, alone)
        actions.dismiss(enquiry, reason=words["alone"]["reason"], actor=_coordinator(story), now=moment)
    for place, line in enumerate(words["waiting"]):
        _ask(story, next(asking), -1 - place, line, f"waiting-{place}")
    _subscribe(story)
    _let_the_late_one_in(story)
    story.say(f"{len(words['asked'])} questions answered, {len(words['waiting'])} wait")


def _askers(story: Story) -> Iterator[int]:
    return (number for number, one in sorted(story.associations.items()) if one.region_iso in PHASE_2018)


def _coordinator(story: Story) -> Actor:
    return actor_of(db.session.get_one(Person, story.people["coordinator"]))


def _ask(story: Story, association: int, days: int, line: dict[str, Any], sign: str) -> int:
    person, here = story.representatives[association], frozenset({association})
    actor = Actor(id=person, language=line["language"], association_ids=here, represents=here)
    with story.at(days, 18, 5 * len(sign) % 60) as moment, unit_of_work():
        return actions.ask(
            db.session.get_one(Call, story.calls[2018]),
            text=line["words"],
            language=line["language"],
            association_id=association,
            request_id=f"demo-question-{sign}",
            actor=actor,
            now=moment,
        ).id


def _answer(story: Story, number: int, place: int, line: dict[str, Any]) -> None:
    question, answer = Localized(line["question"]), Localized(line["answer"])
    with story.at(-9 + place, 9, 10 + place) as moment, unit_of_work():
        enquiry = db.session.get_one(Enquiry, number)
        actions.answer(enquiry, question=question, text=answer, actor=_coordinator(story), now=moment)
    if "correction" in line:
        with story.at(-3, 10, 20) as moment, unit_of_work():
            enquiry = db.session.get_one(Enquiry, number)
            actions.correct(enquiry, text=Localized(line["correction"]), actor=_coordinator(story), now=moment)


def _subscribe(story: Story) -> None:
    with story.at(-8, 20) as moment, unit_of_work():
        call = db.session.get_one(Call, story.calls[2018])
        for address, language in READERS:
            actions.ask_to_subscribe(call, email=address, language=language, now=moment)
            found = queries.of_address(call.id, address)
            if found is not None:
                actions.confirm_subscription(found, now=moment)


def _let_the_late_one_in(story: Story) -> None:
    """An association whose draft missed the first closing has an account: what a late request is told can be tried."""
    with story.at(-384, 10), unit_of_work():
        missed = db.session.scalars(
            sa.select(Application.association_id)
            .where(Application.call_id == story.calls[2017], Application.state == ApplicationState.DRAFT)
            .where(Application.association_id != story.own_association)
            .order_by(Application.id)
        ).first()
        if missed is not None:
            person = db.session.get_one(Person, story.representatives[missed])
            person.email = LATE
            open_account(person, story, days=-384)
    with story.at(-385, 16, 58) as moment, unit_of_work():
        if missed is not None:
            application = db.session.scalars(
                sa.select(Application).where(
                    Application.call_id == story.calls[2017], Application.association_id == missed
                )
            ).one()
            here = frozenset({missed})
            actor = Actor(id=story.representatives[missed], association_ids=here, represents=here)
            applications.note_late(application, actor=actor, now=moment)
