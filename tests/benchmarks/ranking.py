"""``python -m tests.benchmarks.ranking``: what a ranking with quotas, a seal and its verification cost.

A region with 400 applications, three readers each and seven criteria; its seats are given under 0 to 10 quotas.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from random import Random
from time import perf_counter
from typing import Any

from capacity.admission.calls.states.rules import FLAGS, PROVINCE, Quota, Rules, stored_quotas
from capacity.admission.rounds.states import Criterion, Entry, rank, result, sealed_file, verify

APPLICATIONS, READERS, SEATS, PROVINCES, TURNS = 400, 3, 30, 8, 5
WEIGHTS = (25, 20, 15, 15, 10, 10, 5)
SHARES = (0.2, 0.3, 0.08, 0.25, 0.15)
"""How many belong to a priority place, a rural commune, a coalition, are led by women, by young people."""
SEED = "5eed" * 16


def main() -> int:
    """Measure, and print milliseconds: the median of a few turns."""
    rng = Random(3)
    criteria = [Criterion(f"c{place}", weight) for place, weight in enumerate(WEIGHTS)]
    entries = [_entry(rng, number) for number in range(APPLICATIONS)]
    for count in (0, 3, 6, 8, 10):
        quotas = _quotas(rng, entries, count)
        for marks in ("raw", "adjusted"):
            rules = Rules.read({"marks": marks})
            ranking = _median(lambda rules=rules: rank(criteria, entries, SEED, rules))  # type: ignore[misc]
            ranked = rank(criteria, entries, SEED, rules)
            seats = _median(lambda ranked=ranked, quotas=quotas: _result(ranked, quotas))  # type: ignore[misc]
            inputs = _inputs(criteria, entries, quotas, marks)
            content = sealed_file(inputs)
            sealing = _median(lambda inputs=inputs: sealed_file(inputs))  # type: ignore[misc]
            checking = _median(lambda content=content: verify(content))  # type: ignore[misc]
            words = (
                f"{count:2} quotas, {marks:8}: ranking {ranking:5.0f} ms, seats and effects {seats:5.0f} ms, "
                f"seal {sealing:5.0f} ms, verify {checking:5.0f} ms, {len(content) // 1000} KB\n"
            )
            sys.stdout.write(words)
    return 0


def _result(ranked: Any, quotas: list[Quota]) -> Any:
    return result(ranked, seats=SEATS, reserve_size=10, decisions={}, quotas=quotas)


def _median(act: Callable[[], Any]) -> float:
    spent = []
    for _turn in range(TURNS):
        begun = perf_counter()
        act()
        spent.append(perf_counter() - begun)
    return sorted(spent)[TURNS // 2] * 1000


def _entry(rng: Random, number: int) -> Entry:
    groups = {PROVINCE + str(rng.randrange(PROVINCES))}
    groups |= {flag for flag, share in zip(FLAGS, SHARES, strict=True) if rng.random() < share}
    marks = [{f"c{place}": rng.randrange(11) for place in range(len(WEIGHTS))} for _reader in range(READERS)]
    receipt = hashlib.sha256(str(number).encode()).hexdigest()
    readers = tuple(str(reader) for reader in rng.sample(range(12), READERS))
    return Entry(f"2017-{number:04}", receipt, tuple(marks), frozenset(groups), readers)


def _quotas(rng: Random, entries: list[Entry], count: int) -> list[Quota]:
    """Floors a little above a group's share of the seats, and a few ceilings a little below."""
    groups = [*FLAGS, *(PROVINCE + str(place) for place in range(PROVINCES))]
    found = []
    for group in rng.sample(groups, count):
        share = SEATS * sum(1 for entry in entries if group in entry.groups) / len(entries)
        ceiling = rng.random() < 0.25
        found.append(
            Quota(group, 0, max(1, round(share * 0.7))) if ceiling else Quota(group, min(8, round(share * 1.2)))
        )
    return found


def _inputs(criteria: list[Criterion], entries: list[Entry], quotas: list[Quota], marks: str) -> dict[str, Any]:
    return {
        "round": {
            "call": "AMI", "region": "MA-08", "seats": SEATS, "reserve_size": 10, "seed": SEED, "marks": marks,
            "points": 0, "ladder": [],
        },
        "criteria": [{"key": one.key, "weight": one.weight} for one in criteria],
        "quotas": stored_quotas(quotas),
        "applications": [
            {
                "number": entry.number, "receipt": entry.receipt, "groups": sorted(entry.groups),
                "readings": [
                    {"person": reader, "marks": given}
                    for reader, given in zip(entry.readers, entry.readings, strict=True)
                ],
            }
            for entry in entries
        ],
        "decisions": [],
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
