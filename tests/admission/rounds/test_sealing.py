"""The sealed file: the same bytes for the same round, and every changed byte is found."""

from __future__ import annotations

import hashlib
import json
from random import Random
from typing import Any

import pytest

from capacity.admission.rounds.states import anonymised, digest, sealed_file, verify

SEED = "00ff" * 16


def inputs(count: int = 8, *, shuffled: bool = False) -> dict[str, Any]:
    rng = Random(5)
    applications = [
        {
            "number": f"2017-{n:04}",
            "association": {"ar": f"جمعية {n}", "fr": f"Association {n}"},
            "receipt": digest(str(n)),
            "readings": [
                {"person": p, "marks": {"a": rng.randrange(11), "b": rng.choice([None, *range(11)])}} for p in (3, 1, 2)
            ],
        }
        for n in range(count)
    ]
    if shuffled:
        for item in applications:
            item["readings"] = [{"marks": r["marks"], "person": r["person"]} for r in item["readings"]]
    return {
        "round": {"call": "AMI-2017", "region": "MA-08", "seats": 3, "reserve_size": 2, "seed": SEED},
        "criteria": [{"key": "a", "weight": 60}, {"key": "b", "weight": 40}],
        "applications": applications,
        "screening": [{"number": "2017-0099", "verdict": "ineligible", "reasons": ["no_valid_receipt"]}],
        "decisions": [{"number": "2017-0002", "kind": "decline", "reason": "Fusionnée depuis"}],
    }


def test_the_same_round_gives_the_same_bytes() -> None:
    assert sealed_file(inputs()) == sealed_file(inputs(shuffled=True))


def test_the_file_verifies_from_itself_alone() -> None:
    content = sealed_file(inputs())
    report = verify(content)
    assert report.sound
    assert (report.region, report.applications, report.selected) == ("MA-08", 8, 3)
    assert report.sha256 == digest(content)
    assert "." not in "".join(line for line in content.split("\n") if line.startswith('{"kind"'))


def test_every_changed_byte_is_found_and_its_line_named() -> None:
    data = sealed_file(inputs(3)).encode()
    for place in range(len(data)):
        for flipped in (data[place] ^ 1, data[place] ^ 32):
            changed = data[:place] + bytes([flipped]) + data[place + 1 :]
            difference = verify(changed).difference
            assert difference is not None, f"byte {place}"
            assert difference.line == data[:place].count(b"\n") + 1, f"byte {place}: {difference}"


def test_the_line_of_a_changed_mark_is_named() -> None:
    content = sealed_file(inputs())
    lines = content.split("\n")
    place = next(n for n, line in enumerate(lines) if '"2017-0004"' in line)
    lines[place] = lines[place].replace('"marks":{"a":', '"marks":{"a":1', 1)
    difference = verify("\n".join(lines)).difference
    assert difference is not None
    assert difference.line == place + 1


def test_a_line_taken_away_is_found() -> None:
    lines = sealed_file(inputs()).split("\n")
    place = next(n for n, line in enumerate(lines) if '"2017-0099"' in line)
    assert not verify("\n".join(lines[:place] + lines[place + 1 :])).sound


def test_a_seed_other_than_the_published_one_is_found() -> None:
    content = sealed_file(inputs())
    assert not verify(content.replace(SEED, "11ff" * 16)).sound


def test_an_outcome_written_by_hand_is_found() -> None:
    content = sealed_file(inputs())
    assert not verify(content.replace('"kind":"reserve"', '"kind":"select"', 1)).sound


@pytest.mark.parametrize("nonsense", ["", "{}", "[]", "null", '{"round":{}}', '{"a": 1.5}', "\x00", '{"rules": NaN}'])
def test_nonsense_is_refused_with_a_reason(nonsense: str) -> None:
    report = verify(nonsense)
    assert report.difference is not None
    assert report.difference.why


def test_floating_point_numbers_are_refused() -> None:
    content = sealed_file(inputs()).replace('"seats":3', '"seats":3.0')
    difference = verify(content).difference
    assert difference is not None
    assert "3.0" in difference.why


def test_unknown_rules_are_said_to_be_unknown() -> None:
    content = sealed_file(inputs()).replace('"rules":"2"', '"rules":"7"')
    difference = verify(content).difference
    assert difference is not None
    assert difference.expected == "2"


def test_the_public_edition_verifies_and_names_nobody() -> None:
    content = sealed_file(inputs())
    public = anonymised(content)
    assert verify(public).sound
    assert digest(content) in public
    assert "Association" not in public
    assert "person" not in public
    assert "Fusionnée" not in public
    assert json.loads(public)["outcome"] == json.loads(content)["outcome"]


def test_the_lottery_is_drawn_from_the_sealed_file_alone_and_gives_its_tie() -> None:
    """Whoever has the public file and SHA-256 draws it again, without a line of the application."""
    given = inputs(6)
    for item in given["applications"]:
        for reading in item["readings"]:
            reading["marks"] = {"a": 7, "b": 7}
    given["decisions"] = []
    document = json.loads(anonymised(sealed_file(given)))
    receipts = {item["receipt"]: item["number"] for item in document["applications"]}
    seed = document["round"]["seed"]
    assert hashlib.sha256(seed.encode()).hexdigest() == document["round"]["seed_sha256"]
    ground = hashlib.sha256("\n".join([seed, *sorted(receipts)]).encode()).hexdigest()
    lots = {receipt: hashlib.sha256(f"{ground}\n{receipt}".encode()).hexdigest() for receipt in receipts}
    drawn = [receipts[receipt] for receipt in sorted(lots, key=lots.__getitem__)]
    assert [item["number"] for item in document["outcome"]] == drawn
    assert [item["tie"] for item in document["outcome"]] == ["", *["lottery"] * 5]
    assert [item["kind"] for item in document["outcome"]] == [*["select"] * 3, *["reserve"] * 2, "decline"]
