"""The demo's cast is plausible, bilingual, without doubles, and the same for the same seed."""

from __future__ import annotations

import io
import re
import time
from collections import Counter
from datetime import UTC, date, datetime
from random import Random
from zipfile import ZipFile

import phonenumbers
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from capacity.core import facts
from capacity.core.photographs import bound_together
from capacity.demo import cast
from capacity.demo.cast import answers_ar, answers_fr, remarks
from capacity.demo.cast.association_words import CALLED, FORMS, PURPOSES
from capacity.demo.cast.localities import LOCALITIES
from capacity.demo.cast.person_names import FAMILIES, MEN, WOMEN
from capacity.demo.cast.shadow import MECHANISMS
from capacity.demo.cast.spelling import folded, of
from capacity.demo.cast.topics import TOPICS
from capacity.demo.story import Story

pytestmark = pytest.mark.one_database

WANTED = {"MA-02": 74, "MA-08": 78, "MA-04": 88, "MA-05": 20, "MA-07": 20, "MA-10": 20}
TODAY = date(2017, 10, 1)
LANGUAGES: tuple[cast.Language, ...] = ("ar", "fr")
ARABIC = re.compile("[\u0600-\u06ff]")
LATIN = re.compile("[A-Za-zÀ-ÿ]")


def everyone(seed: int = 1) -> list[cast.CastAssociation]:
    rng = Random(seed)
    return [one for iso, count in WANTED.items() for one in cast.associations(iso, count, rng)]


def test_the_same_seed_gives_the_same_cast() -> None:
    assert everyone(7) == everyone(7)
    assert everyone(7) != everyone(8)
    told = [Story(seed, TODAY, print).lottery_seed("AMI-2017") for seed in (7, 7, 8)]
    assert told[0] == told[1] != told[2], "and breaks its ties alike"
    drawn = [Story(seed, TODAY, print).draw("codes")(8) for seed in (7, 7, 8)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_file_that_is_made_again_is_the_same_file() -> None:
    photograph = cast.photo(Random(1))
    moment = datetime(2017, 10, 1, tzinfo=UTC)
    with pikepdf.open(io.BytesIO(bound_together([photograph], title="Statuts", now=moment))) as bound:
        first, last = bound.trailer.ID
        assert bytes(first) == bytes(last), "both follow from the content"
    with ZipFile(io.BytesIO(cast.report("Salma Idrissi", "fr"))) as parts:
        assert {part.date_time[:3] for part in parts.infolist()} == {(2017, 9, 1)}


@pytest.mark.parametrize("seed", [1, 2, 2017])
def test_three_hundred_associations_have_three_hundred_names(seed: int) -> None:
    made = everyone(seed)
    assert len(made) == 300
    assert len({folded(one.name_ar) for one in made}) == 300
    assert len({folded(one.name_fr) for one in made}) == 300
    assert len({one.email for one in made}) == 300
    assert len({(one.province_iso, one.receipt_number) for one in made}) == 300


def test_an_association_is_named_in_both_scripts() -> None:
    for one in everyone():
        assert ARABIC.search(one.name_ar)
        assert not LATIN.search(one.name_ar)
        assert LATIN.search(one.name_fr)
        assert not ARABIC.search(one.name_fr)
        assert one.acronym.isascii()


def test_associations_spread_over_their_region_and_its_priority_places() -> None:
    for iso, count in WANTED.items():
        made = cast.associations(iso, count, Random(3))
        provinces = {province.iso for province in facts.provinces() if province.region_iso == iso}
        spread = Counter(one.province_iso for one in made)
        assert set(spread) <= provinces
        if count > 50:
            assert set(spread) == provinces
            assert 0.1 < sum(one.rural for one in made) / count < 0.6
        assert all(one.locality_fr in {place.fr for place in LOCALITIES[one.province_iso]} for one in made)
    places = {one.priority_place for one in everyone()} - {None}
    assert {"figuig", "nador", "zagora", "errachidia", "ouarzazate", "khemisset"} <= places


def test_casablanca_is_a_priority_place_only_in_part() -> None:
    for one in cast.associations("MA-06", 60, Random(5)):
        expected = "hay_mohammadi_ain_sebaa" if one.locality_fr in {"Hay Mohammadi", "Aïn Sebaâ"} else None
        assert one.priority_place == expected


def test_every_province_has_localities_and_no_two_share_a_name() -> None:
    assert set(LOCALITIES) == {province.iso for province in facts.provinces()}
    names = [folded(place.fr) for places in LOCALITIES.values() for place in places]
    assert len(names) == len(set(names))


def test_addresses_reach_nobody_and_telephones_are_well_formed() -> None:
    for one in everyone():
        for email in (one.email, *(officer.email for officer in one.officers)):
            assert email.endswith(".example")
        for phone in (one.phone, *(officer.phone for officer in one.officers)):
            assert phonenumbers.is_possible_number(phonenumbers.parse(phone, "MA"))


def test_themes_are_those_of_the_data() -> None:
    codes = {theme["code"] for theme in facts.load("themes")["theme"]}
    assert set(PURPOSES) == set(TOPICS) == codes
    assert all(set(one.themes) <= codes for one in everyone())


def test_the_lists_are_long_enough_to_look_like_a_country() -> None:
    assert len(set(WOMEN)) >= 60
    assert len(set(MEN)) >= 60
    assert len(set(FAMILIES)) >= 80
    assert len(set(FORMS)) * 4 >= 40
    assert len(set(CALLED)) == len(CALLED) >= 48
    for pair in (*WOMEN, *MEN, *FAMILIES):
        assert LATIN.search(pair.fr)
        assert ARABIC.search(pair.ar)


def test_women_and_young_people_are_among_the_delegates() -> None:
    rng = Random(4)
    people = [cast.delegate(rng, one) for one in everyone()]
    assert 0.4 < sum(person.name.gender == "f" for person in people) / len(people) < 0.7
    assert sum(person.birth_year >= 1984 for person in people) / len(people) > 0.3


def test_every_question_is_answered_within_its_limit() -> None:
    rng = Random(6)
    questions = facts.load("questions")["question"]
    for one in everyone():
        given = cast.answers(one, rng, TODAY)
        assert list(given) == [question["key"] for question in questions]
        for question in questions:
            value = given[question["key"]]
            if "word_limit" in question:
                assert isinstance(value, str)
                assert len(value.split()) <= question["word_limit"]
                assert "{" not in value
            if question["kind"] == "table":
                assert isinstance(value, list)
                assert len(value) <= question["max"]
                assert all(row.keys() == {column["code"] for column in question["columns"]} for row in value)
            for chosen in (value if isinstance(value, list) else [value]) if "choices" in question else []:
                assert chosen in {choice["code"] for choice in question["choices"]}


def test_answers_are_written_in_the_language_of_the_association() -> None:
    for one in everyone()[:60]:
        said = cast.answer("motivation", one, Random(1))
        assert bool(ARABIC.search(said)) == (one.language == "ar")
        assert not set("?;") & set(said) or one.language == "fr"


@pytest.mark.parametrize(("sentences", "least"), [(answers_ar.ANSWERS, 12), (answers_fr.ANSWERS, 8)])
def test_answers_vary(sentences: dict[str, tuple[tuple[str, ...], ...]], least: int) -> None:
    for begin, middle, end in sentences.values():
        assert len(begin) * len(middle) * len(end) >= least


def test_comments_follow_the_points() -> None:
    for language in LANGUAGES:
        assert sum(len(comments) for comments in remarks.SCORE_COMMENTS[language]) >= 25
        weak, strong = (cast.score_comment(language, points, Random(1)) for points in (0, 5))
        assert weak != strong


def test_every_refusal_reason_has_a_note() -> None:
    for reason in facts.load("reasons")["reason"]:
        for language in LANGUAGES:
            assert cast.screening_note(reason["code"], language)


def test_notes_and_letters_exist_in_both_languages() -> None:
    said = (cast.meeting_note, cast.session_report, cast.conflict, cast.complaint, cast.refusal)
    for say in said:
        assert ARABIC.search(say("ar", Random(1)))
        assert LATIN.search(say("fr", Random(1)))


def test_shadow_passages_fit_the_outline() -> None:
    outline = {section["key"] for section in facts.load("outline")["section"]}
    assert MECHANISMS == ("CEDAW", "CRC", "CRPD")
    for mechanism in MECHANISMS:
        arabic, french = (cast.shadow_passages(mechanism, language) for language in LANGUAGES)
        assert set(arabic) == set(french) <= outline


def test_the_staff_is_complete_and_each_has_an_own_address() -> None:
    assert [len(group) for group in (cast.coordinators, cast.committee, cast.trainers, cast.mentors)] == [3, 5, 4, 6]
    people = (
        cast.administrator,
        cast.partner,
        *cast.coordinators,
        *cast.committee,
        *cast.trainers,
        *cast.mentors,
    )
    assert len({one.email for one in people}) == len({one.phone for one in people}) == len(people)
    accounts = {"admin", "coordinator", "chair", "committee", "trainer", "mentor", "partner"}
    assert {f"{account}@demo.example" for account in accounts} <= {one.email for one in people}
    assert all(not one.bio.missing for one in people)


def test_each_region_of_the_first_phases_has_two_venues_of_its_own() -> None:
    for iso in WANTED:
        halls = cast.venues(iso)
        assert len(halls) == 2
        for hall in halls:
            assert facts.province(hall.province_iso).region_iso == iso
            assert not hall.name.missing
            assert not hall.address.missing
    assert cast.venues("MA-12") == ()


def test_a_paper_is_a_page_that_bears_the_name_of_the_association() -> None:
    one = cast.associations("MA-08", 1, Random(1))[0]
    for document in facts.load("documents")["document"]:
        for language in LANGUAGES:
            with pypdfium2.PdfDocument(cast.paper(document["key"], one, language)) as pdf:
                assert len(pdf) == 1
                words = re.findall(r"\w+", pdf[0].get_textpage().get_text_range())
                assert set(re.findall(r"\w+", one.name_fr)) <= set(words)


def test_papers_are_cheap_and_the_same_each_time() -> None:
    made = everyone()[:240]
    kinds = [document["key"] for document in facts.load("documents")["document"]]
    start = time.perf_counter()
    first = [cast.paper(kind, one) for one in made for kind in kinds]
    assert time.perf_counter() - start < 5
    assert first[0] == cast.paper(kinds[0], made[0])
    assert first[0] != first[len(kinds)]


def test_a_photo_is_a_small_jpeg() -> None:
    taken = cast.photo(Random(1))
    assert taken == cast.photo(Random(1))
    assert len(taken) < 40_000
    assert Image.open(io.BytesIO(taken)).format == "JPEG"


def test_french_elides_before_a_vowel() -> None:
    assert of("Azilal") == "d’Azilal"
    assert of("Zagora") == "de Zagora"
    assert of("Yacoub El Mansour") == "de Yacoub El Mansour"


def test_french_contracts_the_article_of_every_noun() -> None:
    assert TOPICS["civil_political"].to_group == "aux citoyennes et aux citoyens"
    assert TOPICS["economic_social"].of_group == "des familles vulnérables"
