"""Which line of a sealed file was changed, read line by line, as far as the lines tell it themselves.

A line of input carries the check of its rest, and a name is one that the file may hold; what the file computes (its
outcome, its effects, its parts) tells nothing by itself and is compared with what is computed again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

COMPUTED = ("outcome", "effects")
PARTS, ROUND, RULES_NAME = "parts", "round", "rules"
LISTS = frozenset(
    {
        *("applications", "arbitrations", "criteria", "decisions", "motions", "panel", "present", "quotas"),
        *("recusals", "screening", "sitting", "stepped_out"),
    }
)
"""What a file lists, as far as it has to be known here: to tell a list misnamed from a list left out of the parts."""
_HEADING = re.compile(r'"([^"]*)":\[')


def dumped(value: Any) -> str:
    """Canonical JSON, on one line."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def check_of(item: Mapping[str, Any]) -> str:
    """The check of a line of input: the beginning of the SHA-256 of the rest of it."""
    plain = {name: value for name, value in item.items() if name != "check"}
    return hashlib.sha256(dumped(plain).encode()).hexdigest()[:16]


def odd_line(text: str) -> int | None:
    """The first line that cannot stand in a sealed file as it is; None when every one could."""
    lines = text.split("\n")
    if lines[-1]:
        return len(lines)
    parts = next((n for n, line in enumerate(lines, 1) if line.startswith(f'"{PARTS}":')), None)
    named = _named(lines[parts - 1]) if parts else frozenset()
    section = before = ""
    for number, line in enumerate(lines[:-1], 1):
        heading = _HEADING.fullmatch(line)
        if heading:
            section = heading[1]
            if named and section not in {*named, *COMPUTED}:
                return parts if section in LISTS else number
        elif not _may_stand(line, number, len(lines) - 1, section, empty=before == "heading"):
            return number
        before = "heading" if heading else ""
    return None


def _may_stand(line: str, number: int, last: int, section: str, *, empty: bool) -> bool:
    if number in {1, last}:
        return line == ("{" if number == 1 else "}")
    if line.startswith("{"):
        return _is_item(line.removesuffix(","), section)
    return line in {"]", "],"} or (line == "" and empty) or _is_value(line.removesuffix(","))


def _named(line: str) -> frozenset[str]:
    """The lists that the file says it has."""
    found = _read(line.removeprefix(f'"{PARTS}":').removesuffix(","))
    return frozenset(found) if isinstance(found, dict) else frozenset()


def _is_item(body: str, section: str) -> bool:
    item = _read(body)
    return isinstance(item, dict) and (section in COMPUTED or item.get("check") == check_of(item))


def _is_value(body: str) -> bool:
    found = _read("{" + body + "}")
    if not isinstance(found, dict) or len(found) != 1:
        return False
    [(name, value)] = found.items()
    if name == ROUND:
        return isinstance(value, dict) and value.get("check") == check_of(value)
    return name in {PARTS, RULES_NAME}


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def differing(found: str, expected: str) -> Iterator[int]:
    """The numbers of the lines that are not what they ought to be."""
    one, other = found.split("\n"), expected.split("\n")
    for number in range(1, max(len(one), len(other)) + 1):
        if one[number - 1 : number] != other[number - 1 : number]:
            yield number
