"""The sealed file of a round: every input, the rules' version and the outcome, and its verification from itself alone.

The form is canonical: JSON without floating-point numbers, keys sorted, one line for each application, so that the same
round gives the same bytes and a difference can be named by its line. Every line of input carries a check (a hash of the
rest of the line), and ``parts`` a hash of each list, so that a line taken away is found too; the outcome needs none:
it is computed again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from capacity.admission.rounds.states.moves import ProposalKind
from capacity.admission.rounds.states.ranking import Criterion, Entry, Line, outcome, rank

RULES = "1"
"""The version of the rules by which this file is computed; a later change of the rules takes the next number."""

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A line of the file that is not what the rest of the file makes it; ``why`` is a sentence in English."""

    line: int
    found: str
    expected: str
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """What the verification of a file found."""

    sha256: str
    region: str = ""
    applications: int = 0
    selected: int = 0
    difference: Difference | None = None

    @property
    def sound(self) -> bool:
        """Everything came out the same, byte for byte."""
        return self.difference is None


def digest(content: str | bytes) -> str:
    """The SHA-256 of a file, which two people sign."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def sealed_file(inputs: Mapping[str, Any]) -> str:
    """The file of these inputs.

    ``inputs`` holds ``round`` (call, region, seats, reserve_size, seed, seed_sha256 …), ``criteria``, ``applications``
    (number, receipt, readings …), ``decisions`` (number, kind …), and lists of what else was known, which are kept but
    do not change the arithmetic.
    """
    return _text(_computed({**inputs, "rules": RULES}))


def verify(content: str | bytes) -> Report:
    """Compute everything again from the file alone and say which line differs first, if one does."""
    data = content.encode() if isinstance(content, str) else content
    sha256 = digest(data)
    try:
        text = data.decode()
        document = json.loads(text, parse_float=_refuse, parse_constant=_refuse)
        again = _computed(document)
        expected = _text(again)
    except json.JSONDecodeError as problem:
        return Report(sha256, difference=Difference(problem.lineno, "", "", "the line is not JSON"))
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        return Report(sha256, difference=Difference(line, "", "", "the line is not UTF-8 text"))
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        return Report(sha256, difference=Difference(1, "", "", f"the file is not a sealed round: {problem}"))
    report = Report(sha256, str(again["round"].get("region", "")), len(again["applications"]), _selected(again))
    difference = _difference(text, expected)
    if difference is None and document.get("rules") != RULES:
        difference = Difference(
            _line_of(text, '"rules"'), str(document.get("rules")), RULES, "these rules are not known"
        )
    return (
        report
        if difference is None
        else Report(sha256, report.region, report.applications, report.selected, difference)
    )


def anonymised(content: str) -> str:
    """The public edition of a sealed file: numbers, marks and outcome, without names, readers or reasons.

    The marks of an application stand in the order of their size, so that no reader can be followed from one application
    to the next. It verifies as the sealed file does, and names its SHA-256.
    """
    document = json.loads(content)
    kept = {**_without_check(document["round"]), "sealed_sha256": digest(content)}
    applications = [
        {
            "number": item["number"],
            "receipt": item["receipt"],
            "readings": sorted(({"marks": r["marks"]} for r in item["readings"]), key=_dumped),
        }
        for item in document["applications"]
    ]
    decisions = [{"number": item["number"], "kind": item["kind"]} for item in document["decisions"]]
    criteria = [_without_check(item) for item in document["criteria"]]
    return sealed_file({"round": kept, "criteria": criteria, "applications": applications, "decisions": decisions})


def outcome_of(document: Mapping[str, Any]) -> tuple[Line, ...]:
    """The outcome that follows from the inputs of a document."""
    facts = document["round"]
    criteria = [Criterion(item["key"], item["weight"]) for item in document["criteria"]]
    entries = [
        Entry(item["number"], item["receipt"], tuple(reading["marks"] for reading in item["readings"]))
        for item in document["applications"]
    ]
    decisions = {item["number"]: ProposalKind(item["kind"]) for item in document["decisions"]}
    ranking = rank(criteria, entries, facts["seed"])
    return outcome(ranking, seats=facts["seats"], reserve_size=facts["reserve_size"], decisions=decisions)


def _computed(document: Mapping[str, Any]) -> Document:
    facts = {**document["round"], "seed_sha256": digest(document["round"]["seed"])}
    computed: Document = {}
    for name, value in document.items():
        if isinstance(value, list) and name != "outcome":
            computed[name] = [_checked(item) for item in value]
    computed["parts"] = {name: digest(_dumped(items))[:16] for name, items in computed.items()}
    computed["round"] = _checked(facts)
    computed["rules"] = document["rules"]
    computed["outcome"] = [_line(line) for line in outcome_of(document)]
    return computed


def _line(line: Line) -> Document:
    return {
        "rank": line.rank,
        "number": line.number,
        "points": line.points,
        "kind": line.kind.value,
        "reserve_rank": line.reserve_rank,
        "tie": line.decided_by,
        "sitting": line.decided,
    }


def _without_check(item: Mapping[str, Any]) -> Document:
    return {name: value for name, value in item.items() if name != "check"}


def _checked(item: Mapping[str, Any]) -> Document:
    plain = _without_check(item)
    return {**plain, "check": digest(_dumped(plain))[:16]}


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _text(document: Mapping[str, Any]) -> str:
    parts = []
    for name in sorted(document):
        value = document[name]
        if isinstance(value, list):
            parts.append(f"{_dumped(name)}:[\n" + ",\n".join(_dumped(item) for item in value) + "\n]")
        else:
            parts.append(f"{_dumped(name)}:{_dumped(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _refuse(number: str) -> Any:
    raise ValueError(f"{number} is not a whole number")


def _selected(document: Mapping[str, Any]) -> int:
    return sum(1 for item in document["outcome"] if item["kind"] == ProposalKind.SELECT.value)


def _difference(found: str, expected: str) -> Difference | None:
    if found == expected:
        return None
    pairs: Sequence[tuple[str, str]] = list(zip_longest(found.split("\n"), expected.split("\n"), fillvalue=""))
    place, (is_, ought) = next((n, pair) for n, pair in enumerate(pairs, 1) if pair[0] != pair[1])
    return Difference(place, is_, ought, "the line is not what the rest of the file makes it")


def _line_of(text: str, start: str) -> int:
    return next((n for n, line in enumerate(text.split("\n"), 1) if line.startswith(start)), 1)
