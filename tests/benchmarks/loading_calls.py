"""Two calls of forty questions on six pages: a closed one, which is being read, and an open one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from capacity.admission.calls.models import Call, CallRegion, Criterion, Question, RequiredDocument, Subject
from capacity.admission.calls.states import CallState, QuestionKind
from capacity.core import facts
from tests.benchmarks.loading import REGIONS, World, insert

QUESTIONS = 40


def load_calls(world: World) -> None:
    """A closed call, which is being read, and an open one that asks the same."""
    now, year = world.now, world.now.year
    shared = {
        "phase_id": world.phase_id, "state": CallState.PUBLISHED, "text": _long_text(), "grace_minutes": 15,
        "lottery_seed": "5" * 64, "lottery_seed_sha256": hashlib.sha256(b"5" * 64).hexdigest(), "created_at": now,
        "published_at": now - timedelta(days=50), "training_from": now.date() + timedelta(days=60),
        "announcement_on": now + timedelta(days=30), "created_by_id": world.people["coordinator"],
    }  # fmt: skip
    world.open_reference = f"AMI-{year}-2"
    title = facts.words(
        {"ar": "طلب إبداء الاهتمام", "fr": "Appel à manifestation d’intérêt", "en": "Call for interest"}
    )
    summary = facts.words(
        {
            "ar": "ينتقي البرنامج جمعيات من ثلاث جهات ويواكبها سنتين في إعداد التقارير الموازية.",
            "fr": "Le programme retient des associations de trois régions et les accompagne deux ans.",
            "en": "The programme selects associations of three regions and accompanies them for two years.",
        }
    )
    windows = [(f"AMI-{year}-1", 50, -12), (world.open_reference, 10, 20)]
    calls = [
        shared
        | {"reference": reference, "title": title, "summary": summary}
        | {"opens_at": now - timedelta(days=since), "closes_at": now + timedelta(days=until)}
        for reference, since, until in windows
    ]
    world.closed_call, world.open_call = insert(world, Call, calls)
    for call in (world.closed_call, world.open_call):
        _furnish(world, call)


def _long_text() -> Any:
    paragraphs = {"ar": [], "fr": [], "en": []}
    for document in facts.load("documents")["document"]:
        for code, texts in paragraphs.items():
            texts.append(facts.words(document["help"]).text(code))
    return facts.words({code: "\n\n".join(texts * 2) for code, texts in paragraphs.items()})


def _furnish(world: World, call: int) -> None:
    """Regions, criteria, papers, and forty questions on six pages."""
    known = facts.load("questions")
    insert(world, CallRegion, [{"call_id": call, "region_code": code, "seats": 30} for code in REGIONS])
    rubric = facts.load("programme")["rubric"]
    world.criteria = insert(
        world,
        Criterion,
        [
            {
                "call_id": call,
                "key": one["key"],
                "position": n,
                "name": facts.words(one["criterion"]),
                "weight": one["weight"],
            }
            for n, one in enumerate(rubric)
        ],
    )
    insert(world, RequiredDocument, [_paper(call, n, one) for n, one in enumerate(facts.load("documents")["document"])])
    subjects = insert(
        world,
        Subject,
        [
            {"call_id": call, "key": one["key"], "position": n, "title": facts.words(one["name"])}
            for n, one in enumerate(known["subject"])
        ],
    )
    places = {one["key"]: number for one, number in zip(known["subject"], subjects, strict=True)}
    rows = [_question(known["question"][n % len(known["question"])], n, places) for n in range(QUESTIONS)]
    numbers = insert(world, Question, rows)
    if call == world.closed_call:
        world.questions = [row | {"id": number} for row, number in zip(rows, numbers, strict=True)]


def _paper(call: int, position: int, one: dict[str, Any]) -> dict[str, Any]:
    """Of the seven papers only the first is required: a journey sends one file."""
    return {
        "call_id": call, "key": one["key"], "position": position, "label": facts.words(one["label"]),
        "help": facts.words(one["help"]), "required": position == 0, "lasting": False,
    }  # fmt: skip


def _question(one: dict[str, Any], position: int, places: dict[str, int]) -> dict[str, Any]:
    """The question of this place; three are required, so that the three autosaves of a journey answer enough."""
    round_number = position // len(facts.load("questions")["question"]) + 1
    columns = one.get("columns", ())
    return {
        "subject_id": places[one["subject"]],
        "key": one["key"] if round_number == 1 else f"{one['key']}_{round_number}",
        "position": position,
        "kind": QuestionKind(one["kind"]),
        "label": facts.words(one["label"]),
        "help": facts.words(one.get("help", {})),
        "required": one["kind"] == QuestionKind.LONG_TEXT and position < 4,
        "word_limit": one.get("word_limit"),
        "minimum": one.get("min"),
        "maximum": one.get("max"),
        "choices": _named(one.get("choices", ())),
        "columns": [line | {"kind": c["kind"]} for c, line in zip(columns, _named(columns), strict=True)],
    }


def _named(lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"key": line["code"], "label": dict(facts.words(line))} for line in lines]
