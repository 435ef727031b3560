"""The facts that ship with the software are complete, in three languages, and agree with one another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from capacity.core import facts

pytestmark = pytest.mark.one_database

FILES = (
    "mechanisms",
    "agreements",
    "programme",
    "modules",
    "questions",
    "documents",
    "reasons",
    "outline",
    "themes",
    "contacts",
)


def texts(table: Any) -> Iterator[dict[str, Any]]:
    """Every table of words found anywhere inside."""
    if isinstance(table, list):
        for item in table:
            yield from texts(item)
    elif isinstance(table, dict):
        if "en" in table or "fr" in table or "ar" in table:
            yield table
        for item in table.values():
            yield from texts(item)


def test_there_are_twelve_regions_and_seventy_five_provinces() -> None:
    assert [region.iso for region in facts.regions()] == [f"MA-{number:02}" for number in range(1, 13)]
    assert len(facts.provinces()) == 75
    assert len({province.iso for province in facts.provinces()}) == 75
    assert {province.region_iso for province in facts.provinces()} == {region.iso for region in facts.regions()}


def test_every_region_has_an_outline_that_closes_and_lies_in_the_country() -> None:
    for region in facts.regions():
        assert region.outline
        for ring in region.outline:
            assert ring[0] == ring[-1]
            assert all(-18 < lon < 0 and 20 < lat < 36.5 for lon, lat in ring)


def test_the_eleven_priority_places_lie_in_the_provinces_they_name() -> None:
    places = facts.priority_places()
    assert len({place.key for place in places}) == 11
    for place in places:
        assert facts.province(place.province_iso).region_iso == place.region_iso
        assert not place.names.missing
    assert [place.key for place in places if place.note] == ["hay_mohammadi_ain_sebaa"]


def test_places_are_named_in_every_language() -> None:
    for place in (*facts.regions(), *facts.provinces()):
        assert not place.names.missing
        assert "(EH)" not in place.names["fr"]


def test_an_unknown_place_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        facts.region("MA-99")
    with pytest.raises(KeyError):
        facts.province("MA-XXX")


@pytest.mark.parametrize("name", FILES)
def test_every_word_stands_in_three_languages(name: str) -> None:
    for text in texts(facts.load(name)):
        said = facts.words(text)
        assert not said.missing, text
        assert any("\u0600" <= letter <= "\u06ff" for letter in said["ar"]), text
        assert not set("?;") & set(said["ar"]), text
        for sign in ":;?!":
            assert f" {sign}" not in said["fr"], text


def test_a_mechanism_says_how_well_each_fact_is_known() -> None:
    bodies = facts.load("mechanisms")["treaty_body"]
    assert [body["code"] for body in bodies] == [
        "CERD", "CCPR", "CESCR", "CEDAW", "CAT", "CRC", "CMW", "CRPD", "CED",
    ]  # fmt: skip
    for body in bodies:
        assert {body["last_review"]["checked"], body["ngo_rules"]["checked"]} <= {"seen", "general knowledge"}


def test_the_first_phase_has_its_real_seats() -> None:
    first, second = facts.load("programme")["phase"]
    assert first["selected"] == {"MA-02": 29, "MA-08": 30, "MA-04": 34}
    assert second["regions"] == ["MA-05", "MA-07", "MA-10"]
    assert sum(row["weight"] for row in facts.load("programme")["rubric"]) == 100


def test_agreements_bind_their_own_parties_and_known_places() -> None:
    places = {place.key for place in facts.priority_places()}
    agreements = facts.load("agreements")["agreement"]
    assert len(agreements) == 7
    for agreement in agreements:
        parties = {party["key"] for party in agreement["party"]}
        commitments = agreement.get("commitment", [])
        assert {row["party"] for row in commitments} <= parties | {"both"}
        assert len({row["key"] for row in commitments}) == len(commitments)
        assert set(agreement.get("places", [])) <= places


def test_the_default_form_is_coherent() -> None:
    form = facts.load("questions")
    subjects = [subject["key"] for subject in form["subject"]]
    assert len(subjects) == 6
    assert {question["subject"] for question in form["question"]} == set(subjects)
    for question in form["question"]:
        assert ("choices" in question) == (question["kind"] in {"one_choice", "several_choices"})
        assert ("word_limit" in question) == (question["kind"] in {"short_text", "long_text"})


def test_the_second_call_asks_for_documents_that_exist() -> None:
    keys = [document["key"] for document in facts.load("documents")["document"]]
    assert facts.load("programme")["call_2018"]["documents"] == keys


def test_every_region_has_a_contact_marked_as_an_example() -> None:
    contacts = facts.load("contacts")["contact"]
    assert [contact["region"] for contact in contacts] == [region.iso for region in facts.regions()]
    assert all(contact["example"] and contact["email"].endswith(".example") for contact in contacts)
