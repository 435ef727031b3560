"""The 2017 phase as the demo tells it: its seats, its sealed files, and what a single changed byte does to them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from capacity.admission.rounds.states import anonymised, digest, verify
from capacity.cli.rounds import verify as verify_command
from capacity.demo.story import PHASE_2017

CHANGED = 25
"""So many bytes of each file are changed, one at a time, spread over the file."""


@pytest.fixture(scope="module")
def told(demo_folder: Path) -> Iterator[sqlite3.Connection]:
    """The demo's database, to be read only."""
    with closing(sqlite3.connect(f"file:{demo_folder / 'capacity.db'}?mode=ro", uri=True)) as opened:
        yield opened


def test_the_seats_of_2017_are_those_of_the_first_phase(told: sqlite3.Connection) -> None:
    accepted = told.execute(
        "SELECT rounds.region_code, count(*) FROM outcomes JOIN rounds ON rounds.id = outcomes.round_id "
        "WHERE outcomes.state IN ('accepted', 'enrolled') GROUP BY rounds.region_code"
    )
    assert dict(accepted) == PHASE_2017 == {"MA-02": 29, "MA-08": 30, "MA-04": 34}


@pytest.mark.parametrize("region", PHASE_2017)
def test_a_sealed_file_verifies_and_is_the_one_that_was_signed(
    demo_folder: Path, told: sqlite3.Connection, region: str
) -> None:
    file = demo_folder / f"sealed-{region}.json"
    done = CliRunner().invoke(verify_command, [str(file)])
    assert done.exit_code == 0, done.output
    signed = told.execute(
        "SELECT sealed_sha256 FROM rounds WHERE region_code = ? AND call_id = (SELECT min(id) FROM calls)", [region]
    )
    assert [row[0] for row in signed] == [digest(file.read_bytes())]
    selected = [line for line in json.loads(file.read_text())["outcome"] if line["kind"] == "select"]
    assert len(selected) == PHASE_2017[region]


@pytest.mark.parametrize("region", PHASE_2017)
def test_one_changed_byte_is_found_and_its_line_named(demo_folder: Path, tmp_path: Path, region: str) -> None:
    data, rng = (demo_folder / f"sealed-{region}.json").read_bytes(), Random(region)
    for turn in range(CHANGED):
        place = (turn * len(data) + rng.randrange(len(data))) // CHANGED
        changed = data[:place] + bytes([data[place] ^ (1 << rng.randrange(6))]) + data[place + 1 :]
        difference = verify(changed).difference
        line = data[:place].count(b"\n") + 1
        assert difference is not None, place
        assert difference.line == line, place
    (tmp_path / "changed.json").write_bytes(changed)
    done = CliRunner().invoke(verify_command, [str(tmp_path / "changed.json")])
    assert done.exit_code != 0
    assert f"line {line}" in done.output.lower()


@pytest.mark.parametrize("region", PHASE_2017)
def test_anyone_computes_the_arithmetic_again_from_the_public_edition(
    demo_folder: Path, told: sqlite3.Connection, region: str
) -> None:
    sealed = (demo_folder / f"sealed-{region}.json").read_text()
    public = anonymised(sealed)
    assert verify(public).sound
    assert json.loads(public)["outcome"] == json.loads(sealed)["outcome"]
    published = told.execute(
        "SELECT calls.lottery_seed_sha256 FROM calls JOIN rounds ON rounds.call_id = calls.id "
        "WHERE rounds.sealed_sha256 = ?",
        [digest(sealed)],
    )
    assert [row[0] for row in published] == [digest(json.loads(public)["round"]["seed"])]
    names = [item["association"]["fr"] for item in json.loads(sealed)["applications"]]
    assert [name for name in names if name in public] == []
