"""The sealed file of a round: every input, the rules' version and the outcome, and its verification from itself alone.

The form is canonical: JSON without floating-point numbers, keys sorted, one line for each application, so that the same
round gives the same bytes and a difference can be named by its line. Every line of input carries a check (a hash of the
rest of the line), and ``parts`` a hash of each list, so that a line taken away is found too; the outcome needs none:
it is computed again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from capacity.admission.calls.states.rules import FOUND_RIGHT, GROUP, RankedBy, Rules, read_quotas
from capacity.admission.rounds.states.moves import ProposalKind
from capacity.admission.rounds.states.outcomes import Effect, Line, Result, result
from capacity.admission.rounds.states.ranking import Criterion, Entry, points_by_reading, rank
from capacity.admission.rounds.states.sealed_lines import COMPUTED, RULES_NAME, check_of, differing, dumped, odd_line

RULES, FIRST_RULES = "2", "1"
"""The version of the rules by which a file is computed; a later change of the rules takes the next number. Files of the
first version, which knew neither quotas nor thresholds, are verified as they were written."""
KNOWN = (FIRST_RULES, RULES)

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

    ``inputs`` holds ``round`` (call, region, seats, reserve_size, seed, marks, points, ladder …), ``criteria``,
    ``quotas``, ``applications`` (number, receipt, groups, readings …), ``decisions`` (number, kind …), and lists of
    what else was known, which are kept but do not change the arithmetic.
    """
    return _text(_computed({**inputs, "rules": RULES}))


def verify(content: str | bytes) -> Report:
    """Compute everything again from the file alone and say which line differs, if one does."""
    data = content.encode() if isinstance(content, str) else content
    sha256 = digest(data)
    try:
        text = data.decode()
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        return Report(sha256, difference=Difference(line, "", "", "the line is not UTF-8 text"))
    try:
        document = json.loads(text, parse_float=_refuse, parse_constant=_refuse)
        again = _computed(document)
    except json.JSONDecodeError as problem:
        return Report(sha256, difference=_broken(text, problem.lineno, "the line is not JSON"))
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        return Report(sha256, difference=_broken(text, 1, f"the file is not a sealed round: {problem}"))
    report = Report(sha256, str(again["round"].get("region", "")), len(again["applications"]), _selected(again))
    return replace(report, difference=_difference(text, document, _text(again)))


def anonymised(content: str) -> str:
    """The public edition of a sealed file: numbers, marks, quota groups and outcome, without names, readers or reasons.

    The readings of an application stand in the order of their marks, so that no reader can be followed from one
    application to the next; where marks were adjusted, each reading carries the points it counted for. Groups that the
    call's rules do not ask for are left out. It verifies as the sealed file does, and names its SHA-256.
    """
    document = json.loads(content)
    asked = _asked(document)
    adjusted = _adjusted(document)
    applications = []
    for item in document["applications"]:
        counted = adjusted.get(item["number"], [{}] * len(item["readings"]))
        readings = [{"marks": r["marks"], **more} for r, more in zip(item["readings"], counted, strict=True)]
        shown: Document = {"number": item["number"], "receipt": item["receipt"]}
        if "groups" in item:
            shown["groups"] = [group for group in item["groups"] if group in asked]
        applications.append({**shown, "readings": sorted(readings, key=dumped)})
    kept = {
        name: [_without_check(item) for item in document[name]] for name in ("criteria", "quotas") if name in document
    }
    return _text(
        _computed(
            {
                **kept,
                "rules": document["rules"],
                "round": {**_without_check(document["round"]), "sealed_sha256": digest(content)},
                "applications": applications,
                "decisions": [{"number": item["number"], "kind": item["kind"]} for item in document["decisions"]],
            }
        )
    )


def _asked(document: Mapping[str, Any]) -> frozenset[str]:
    """The groups that the call's rules ask for, and the one that goes first whatever they say."""
    rungs = [rung.removeprefix(GROUP) for rung in document["round"].get("ladder", ()) if rung.startswith(GROUP)]
    return frozenset([FOUND_RIGHT, *rungs, *(quota["group"] for quota in document.get("quotas", ()))])


def _adjusted(document: Mapping[str, Any]) -> dict[str, list[Document]]:
    """The points that each reading counted for, where marks are adjusted; a reading without points says none."""
    rules, criteria, entries = _ranked_from(document)
    if rules.marks is RankedBy.RAW:
        return {}
    given = points_by_reading(criteria, entries, rules)
    return {number: [{"adjusted": value} for value in values] for number, values in given.items()}


def outcome_of(document: Mapping[str, Any]) -> tuple[Line, ...]:
    """The outcome that follows from the inputs of a document."""
    return result_of(document).lines


def result_of(document: Mapping[str, Any]) -> Result:
    """The outcome and the quotas' effects that follow from the inputs of a document."""
    facts = document["round"]
    rules, criteria, entries = _ranked_from(document)
    decisions = {item["number"]: ProposalKind(item["kind"]) for item in document["decisions"]}
    return result(
        rank(criteria, entries, facts["seed"], rules),
        seats=facts["seats"],
        reserve_size=facts["reserve_size"],
        decisions=decisions,
        quotas=read_quotas(document.get("quotas")),
    )


def _ranked_from(document: Mapping[str, Any]) -> tuple[Rules, list[Criterion], list[Entry]]:
    least = {item["key"]: item["least"] for item in document["criteria"] if item.get("least")}
    rules = Rules.read({**document["round"], "thresholds": least})
    criteria = [Criterion(item["key"], item["weight"]) for item in document["criteria"]]
    return rules, criteria, [_entry(item) for item in document["applications"]]


def _entry(item: Mapping[str, Any]) -> Entry:
    readings = item["readings"]
    given = tuple(reading.get("adjusted") for reading in readings)
    return Entry(
        item["number"],
        item["receipt"],
        tuple(reading["marks"] for reading in readings),
        frozenset(item.get("groups", ())),
        tuple(str(reading["person"]) for reading in readings if "person" in reading),
        given if any("adjusted" in reading for reading in readings) else None,
    )


def _computed(document: Mapping[str, Any]) -> Document:
    facts = {**document["round"], "seed_sha256": digest(document["round"]["seed"])}
    computed: Document = {}
    for name, value in document.items():
        if isinstance(value, list) and name not in COMPUTED:
            computed[name] = [_checked(item) for item in value]
    computed["parts"] = {name: digest(dumped(items))[:16] for name, items in computed.items()}
    computed["round"] = _checked(facts)
    computed["rules"] = document["rules"]
    found = result_of(document)
    computed["outcome"] = [_line(line, document["rules"]) for line in found.lines]
    if document["rules"] != FIRST_RULES:
        computed["effects"] = [_effect(effect) for effect in found.effects]
    return computed


def _line(line: Line, rules: str) -> Document:
    first = {
        "rank": line.rank,
        "number": line.number,
        "points": line.points,
        "kind": line.kind.value,
        "reserve_rank": line.reserve_rank,
        "tie": line.decided_by,
        "sitting": line.decided,
    }
    return first if rules == FIRST_RULES else {**first, "below": line.below, "quota": line.quota, "other": line.other}


def _effect(effect: Effect) -> Document:
    return {
        "group": effect.quota.group,
        "floor": effect.floor,
        "selected": effect.selected,
        "without_it_selected": list(effect.gained),
        "without_it_not_selected": list(effect.lost),
    }


def _without_check(item: Mapping[str, Any]) -> Document:
    return {name: value for name, value in item.items() if name != "check"}


def _checked(item: Mapping[str, Any]) -> Document:
    plain = _without_check(item)
    return {**plain, "check": check_of(plain)}


def _text(document: Mapping[str, Any]) -> str:
    parts = []
    for name in sorted(document):
        value = document[name]
        if isinstance(value, list):
            parts.append(f"{dumped(name)}:[\n" + ",\n".join(dumped(item) for item in value) + "\n]")
        else:
            parts.append(f"{dumped(name)}:{dumped(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _refuse(number: str) -> Any:
    raise ValueError(f"{number} is not a whole number")


def _selected(document: Mapping[str, Any]) -> int:
    return sum(1 for item in document["outcome"] if item["kind"] == ProposalKind.SELECT.value)


def _broken(text: str, line: int, why: str) -> Difference:
    """Of a file that cannot be computed again: the line that spoils it, where the lines tell which."""
    number = odd_line(text) or line
    return Difference(number, text.split("\n")[number - 1], "", why)


def _difference(text: str, document: Mapping[str, Any], expected: str) -> Difference | None:
    """The line that was changed, if its own check or name tells it, else the first that is not what is computed."""
    if text == expected:
        return None if document["rules"] in KNOWN else _at(_line_of(text), text, "", RULES, "these rules are not known")
    number = odd_line(text) or _changed_rules(text, document) or next(differing(text, expected))
    return _at(number, text, expected, "", "the line is not what the rest of the file makes it")


def _changed_rules(text: str, document: Mapping[str, Any]) -> int | None:
    """The line that names the rules, when by other rules everything else comes out the same."""
    line = _line_of(text)
    for rules in KNOWN:
        if [*differing(text, _text(_computed({**document, RULES_NAME: rules})))] == [line]:
            return line
    return None


def _at(number: int, text: str, expected: str, instead: str, why: str) -> Difference:
    found, ought = text.split("\n"), expected.split("\n")
    return Difference(
        number,
        found[number - 1] if number <= len(found) else "",
        instead or (ought[number - 1] if number <= len(ought) else ""),
        why,
    )


def _line_of(text: str) -> int:
    return next((n for n, line in enumerate(text.split("\n"), 1) if line.startswith(f'"{RULES_NAME}"')), 1)
