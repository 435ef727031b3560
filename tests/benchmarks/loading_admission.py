"""Associations, and their applications to the closed call with everything that was written about them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Answer, Application, Snapshot
from capacity.admission.applications.queries import facts_of_seat, facts_of_theme
from capacity.admission.applications.queries.narrowing import SENT
from capacity.admission.applications.states import ApplicationState, asked_of, canonical, parse_answer
from capacity.admission.calls.models import Criterion, Question
from capacity.admission.calls.states import TEXT_KINDS, QuestionKind
from capacity.admission.review.models import Assignment, Panel, PanelMember, Score, Screening
from capacity.admission.review.states import AssignmentState, Verdict
from capacity.admission.rounds.models import Round
from capacity.admission.rounds.states import RoundState
from capacity.core import facts, search
from capacity.core.config import Settings
from capacity.core.db import db
from capacity.core.spelling import fold, name_key
from capacity.demo import cast
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association, AssociationTheme, Member, Officer
from capacity.people.associations.states import Office, Standing
from capacity.rollout.territory.models import Province
from tests.benchmarks.loading import REGIONS, World, account, insert, person_row
from tests.benchmarks.loading_calls import QUESTIONS, load_calls

AUTOSAVES = 3
SAMPLES = 40


def load_all(world: World, settings: Settings) -> None:
    """Everything of the admission, in order."""
    load_associations(world, settings)
    load_calls(world)
    load_applications(world)
    load_drafts(world)
    load_reading(world)


def load_associations(world: World, settings: Settings) -> None:
    """One association for each application, and those whose representatives make the submit journeys."""
    provinces = {iso: code for code, iso in db.session.execute(sa.select(Province.code, Province.iso)) if iso}
    number, key = count(1), account(settings)
    each = (world.size + world.journeys) // len(REGIONS) + 1
    characters = [one for region in REGIONS for one in cast.associations(region, each, world.rng)]
    world.rng.shuffle(characters)
    people, rows, entries, themes, officers, members = [], [], [], [], [], []
    for position, one in enumerate(characters[: world.size + world.journeys], start=1):
        president = one.officers[0].name
        signs_in = position > world.size
        people.append(
            person_row(world, f"association{position}", president.ar, president.fr) | (key if signs_in else {})
        )
        receipt = f"{next(number)}/{one.receipt_date.year}"
        rows.append(
            {
                "name_ar": one.name_ar, "name_fr": one.name_fr, "acronym": one.acronym,
                "key_ar": name_key(one.name_ar), "key_fr": name_key(one.name_fr),
                "province_code": provinces[one.province_iso], "priority_place_id": None,
                "locality": one.locality_fr, "rural": one.rural, "address": one.address_fr, "phone": one.phone,
                "email": one.email, "founded_year": one.founded, "receipt_number": receipt,
                "receipt_key": fold(receipt), "receipt_date": one.receipt_date, "created_at": world.now,
            }
        )  # fmt: skip
        entries.append([one.name_ar, one.name_fr, one.acronym, receipt, one.locality_ar, one.locality_fr])
        world.associations.append({"region": one.region_iso, "language": one.language, "one": one})
        themes += [{"association_id": position, "theme": theme} for theme in one.themes]
        officers += [
            {"association_id": position, "name": who.name.fr, "name_ar": who.name.ar, "office": Office(who.role)}
            for who in one.officers
        ]
    persons = insert(world, Person, people)
    insert(world, Association, rows)
    db.session.execute(sa.insert(AssociationTheme), themes)
    insert(world, Officer, officers)
    for position, person in enumerate(persons, start=1):
        members.append(
            {
                "association_id": position,
                "person_id": person,
                "standing": Standing.REPRESENTATIVE,
                "joined_at": world.now,
            }
        )
    insert(world, Member, members)
    insert(world, search.SearchEntry, _entries("association", entries))
    world.applicants = persons[world.size :]


def _entries(
    kind: str, texts: list[list[str]], facts: list[list[str]] | None = None, start: int = 1
) -> Iterator[dict[str, Any]]:
    for number, parts in enumerate(texts, start=start):
        known = facts[number - start] if facts else ()
        place = {"id": -number} if kind == search.NUMEROUS else {}
        yield {"kind": kind, "object_id": number, "words": search.indexed(parts, known), **place}


def load_applications(world: World) -> None:
    """An application of each association to the closed call; forty answers each, as they were written and as sent."""
    samples = [_sample(world, one["one"]) for one in world.associations[:SAMPLES]]
    states = [ApplicationState.ELIGIBLE] * 8 + [ApplicationState.INELIGIBLE, ApplicationState.WITHDRAWN]
    sent_at, rows = world.now - timedelta(days=20), []
    for position, one in enumerate(world.associations[: world.size], start=1):
        moment = sent_at + timedelta(seconds=37 * position)
        rows.append(
            {
                "call_id": world.closed_call, "association_id": position, "region_code": one["region"],
                "number": f"{world.now.year}-{position:04}", "sequence": position, "state": states[position % 10],
                "language": one["language"], "created_at": moment - timedelta(days=3), "submitted_at": moment,
                "withdrawn_at": moment if states[position % 10] is ApplicationState.WITHDRAWN else None,
                "eligibility_shown_at": world.now - timedelta(days=5),
            }
        )  # fmt: skip
    numbers = insert(world, Application, rows)
    _answer(world, numbers, samples)
    sent = [[*known, SENT] for known in _facts(world)[: world.size]]
    insert(world, search.SearchEntry, _entries("application", _found_by(world, rows, samples), sent))
    insert(world, Snapshot, (_snapshot(world, number, samples[number % SAMPLES]) for number in numbers))
    world.application_id = numbers[len(numbers) // 2 - (len(numbers) // 2) % 10]


def _facts(world: World) -> list[list[str]]:
    known = [line["one"] for line in world.associations]
    return [[*facts_of_theme(one.themes), *facts_of_seat(["rural" if one.rural else "urban"])] for one in known]


def _found_by(world: World, rows: list[dict[str, Any]], samples: list[list[Any]]) -> list[list[str]]:
    """Names, and every word that was answered."""
    worded = [n for n, question in enumerate(world.questions) if question["kind"] in TEXT_KINDS]
    return [
        [one["one"].name_ar, one["one"].name_fr, one["one"].acronym, row["number"], one["one"].locality_fr]
        + [str(samples[row["sequence"] % SAMPLES][n] or "") for n in worded]
        for one, row in zip(world.associations, rows, strict=False)
    ]


def _answer(world: World, numbers: list[int], samples: list[list[Any]]) -> None:
    chosen = [question["id"] for question in world.questions]
    for start in range(0, len(numbers), 500):
        insert(
            world,
            Answer,
            [
                {"application_id": number, "question_id": question, "value": value, "saved_at": world.now}
                for number in numbers[start : start + 500]
                for question, value in zip(chosen, samples[number % SAMPLES], strict=True)
            ],
        )


def _sample(world: World, association: Any) -> list[Any]:
    """Forty answers, in the order of the questions."""
    rounds = [cast.answers(association, world.rng, today=world.now.date()) for _ in range(QUESTIONS // 14 + 1)]
    values = []
    for question in world.questions:
        key, _, turn = question["key"].rpartition("_")
        given = rounds[int(turn) - 1][key] if turn.isdecimal() else rounds[0][question["key"]]
        values.append(_as_kept(Question(**question), given))
    return values


def _as_kept(question: Question, given: Any) -> Any:
    """What the software makes of what was typed; a file is no answer, it hangs on a document."""
    if question.kind is QuestionKind.FILE:
        return None
    if isinstance(given, bool):
        given = "yes" if given else "no"
    return parse_answer(asked_of(question), given.isoformat() if isinstance(given, date) else given)


def _snapshot(world: World, number: int, sample: list[Any]) -> dict[str, Any]:
    answers = {question["key"]: value for question, value in zip(world.questions, sample, strict=True)}
    content = canonical({"application": f"{world.now.year}-{number:04}", "answers": answers})
    return {
        "application_id": number, "submission_id": f"bench-{number}", "received_at": world.now - timedelta(days=20),
        "content": content, "sha256": hashlib.sha256(content.encode()).hexdigest(), "signed_name": "Présidente",
        "signed_role": "Présidente",
    }  # fmt: skip


def load_drafts(world: World) -> None:
    """Empty drafts to the open call, one for each submit journey; they are found by the names of their associations."""
    rows = [
        {
            "call_id": world.open_call,
            "association_id": world.size + n,
            "region_code": one["region"],
            "created_at": world.now,
        }
        | {"language": one["language"]}
        for n, one in enumerate(world.associations[world.size :], start=1)
    ]
    world.drafts = insert(world, Application, rows)
    writing = [one["one"] for one in world.associations[world.size :]]
    names = [[one.name_ar, one.name_fr, one.acronym, one.locality_fr] for one in writing]
    if names:
        facts = _facts(world)[world.size :]
        insert(world, search.SearchEntry, _entries("application", names, facts, start=world.drafts[0]))


def load_reading(world: World) -> None:
    """A panel for each region, verdicts, three readers for each eligible application, marks of the first ones."""
    panels = insert(
        world,
        Panel,
        [
            {"call_id": world.closed_call, "region_code": code, "screening_announced_at": world.now - timedelta(days=5),
             "scoring_opened_at": world.now - timedelta(days=4), "scores_due_at": world.now + timedelta(days=9)}
            for code in REGIONS
        ],
    )  # fmt: skip
    of_region = dict(zip(REGIONS, panels, strict=True))
    seats = [
        {"panel_id": panel, "person_id": reader, "chairs": n == 0}
        for panel in panels
        for n, reader in enumerate(world.readers)
    ]
    insert(world, PanelMember, seats)
    insert(
        world,
        Round,
        [
            {
                "call_id": world.closed_call,
                "region_code": code,
                "panel_id": panel,
                "state": RoundState.SCORING,
                "seats": 30,
            }
            for code, panel in of_region.items()
        ],
    )
    insert(world, Screening, (_screening(world, n) for n in range(1, world.size + 1)))
    _share_out(world, of_region)


def _screening(world: World, number: int) -> dict[str, Any]:
    refused = number % 10 == 8
    return {
        "application_id": number, "verdict": Verdict.INELIGIBLE if refused else Verdict.ELIGIBLE,
        "reasons": [facts.load("reasons")["reason"][0]["code"]] if refused else [], "checks": ["statutes"],
        "decided_by_id": world.people["coordinator"], "decided_at": world.now - timedelta(days=6),
    }  # fmt: skip


def _share_out(world: World, panels: dict[str, int]) -> None:
    """A reader has read a third of what was assigned to them."""
    kinds = (AssignmentState.SUBMITTED, AssignmentState.DECLARED, AssignmentState.ASSIGNED)
    rows = []
    for number, one in enumerate(world.associations[: world.size], start=1):
        if number % 10 >= 8:
            continue
        for turn in range(3):
            state, moment = kinds[(number // 10 + turn) % 3], world.now - timedelta(days=2)
            rows.append(
                {
                    "panel_id": panels[one["region"]], "application_id": number, "state": state,
                    "reader_id": world.readers[(number + turn) % len(world.readers)],
                    "assigned_at": world.now - timedelta(days=4),
                    "declared_at": None if state is AssignmentState.ASSIGNED else moment,
                    "submitted_at": moment if state is AssignmentState.SUBMITTED else None,
                }
            )  # fmt: skip
    numbers = insert(world, Assignment, rows)
    criteria = list(db.session.scalars(sa.select(Criterion.id).where(Criterion.call_id == world.closed_call)))
    insert(
        world,
        Score,
        (
            {"assignment_id": number, "criterion_id": criterion, "halves": 4 + (number * 3 + criterion) % 6}
            for number, row in zip(numbers, rows, strict=True)
            if row["state"] is AssignmentState.SUBMITTED
            for criterion in criteria
        ),
    )
