"""Applications that came on paper to the open call: small associations without a line, typed in by the coordination."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from capacity.admission.applications import actions
from capacity.admission.applications.states.paper import QUESTION, PaperColumn, PaperRow
from capacity.admission.calls import queries as calls
from capacity.admission.calls.models import Call, Question
from capacity.admission.calls.states import QuestionKind
from capacity.core import facts
from capacity.core.db import db
from capacity.core.unit_of_work import unit_of_work
from capacity.demo import cast
from capacity.demo.cast import CastAssociation
from capacity.demo.chapters.calls_words import OASES_ANSWERS, OASES_KEY, OASES_REGION
from capacity.demo.story import Story
from capacity.people.accounts.models import Person
from capacity.people.associations import queries as associations

YES_NO = {"yes": "yes", "no": "no"}


@dataclass(frozen=True)
class Paper:
    """An association as the sheet names it."""

    name_ar: str
    name_fr: str
    province: str
    locality: str
    receipt: str
    phone: str
    language: str
    signed_by: str
    office: str


PAPERS = (
    Paper(
        "جمعية تمونت للمرأة القروية بآيت بوكماز", "Association Tamunt pour la femme rurale des Aït Bouguemez", "MA-AZI",
        "Tabant", "2016/41 – Azilal", "06 00 71 40 12", "fr", "Fadma Oubella", "présidente de l’association",
    ),
    Paper(
        "جمعية واحة أسا لحقوق الطفل", "Association Oasis d’Assa pour les droits de l’enfant",
        "MA-ASZ", "Assa", "2014/12 – Assa-Zag", "06 00 71 40 35", "ar", "محمد لمين بوصولة", "رئيس الجمعية",
    ),
)  # fmt: skip


def tell(story: Story) -> None:
    """Two sheets came by post and were brought to the regional delegation; one file takes both in."""
    rng = Random(story.seed * 17)
    coordinator = associations.actor_of(db.session.get_one(Person, story.people["coordinator"]))
    someone: dict[str, CastAssociation] = {one.language: one for one in story.associations.values()}
    with story.at(-2, 11, 15) as moment, unit_of_work():
        call = calls.call(story.calls[2018])
        if call is None:
            return
        rows = [
            PaperRow(place, _cells(call, paper, someone[paper.language], rng, story.day(-3)))
            for place, paper in enumerate(PAPERS, start=3)
        ]
        taken = actions.import_paper(call, rows, list(_columns(call)), actor=coordinator, now=moment)
    story.say(f"{len(taken.made)} applications taken in from paper")


def _columns(call: Call) -> Iterator[PaperColumn]:
    """The sheet's columns, filled in by their keys."""
    yield PaperColumn("province", "", {paper.province: facts.province(paper.province).hcp for paper in PAPERS})
    yield PaperColumn("language", "", {"ar": "ar", "fr": "fr"})
    for key in ("rural", "another"):
        yield PaperColumn(key, "", YES_NO)
    for question in call.questions:
        choices = {choice["key"]: choice["key"] for choice in question.choices} or YES_NO
        yield PaperColumn(f"{QUESTION}{question.key}", question.label, choices)


def _cells(call: Call, paper: Paper, alike: CastAssociation, rng: Random, received: date) -> dict[str, str]:
    known = replace(
        alike, name_ar=paper.name_ar, name_fr=paper.name_fr, province_iso=paper.province, locality_fr=paper.locality,
        region_iso=facts.province(paper.province).region_iso, priority_place=None, rural=True,
    )  # fmt: skip
    given: dict[str, object] = {**cast.answers(known, rng, received)}
    if known.region_iso == OASES_REGION:
        given[OASES_KEY] = OASES_ANSWERS[known.language]
    answers = {one.key: _written(one, given.get(one.key, "")) for one in call.questions}
    return {
        "receipt_number": paper.receipt, "province": paper.province, "name_ar": paper.name_ar, "name_fr": paper.name_fr,
        "locality": paper.locality, "rural": "yes", "phone": paper.phone, "language": paper.language,
        "received_on": received.isoformat(), "signed_name": paper.signed_by, "signed_role": paper.office,
        **{f"{QUESTION}{key}": words for key, words in answers.items() if words},
    }  # fmt: skip


def _written(question: Question, value: object) -> str:
    if question.kind in {QuestionKind.FILE, QuestionKind.TABLE}:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return ";".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
