"""Words are found and names compared however they were typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.core.spelling import fold, name_key, similarity


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("L'Œuvre d’Él-Ḥajeb", "l oeuvre d el hajeb"),
        ("الجَمْعِيَّة", "الجمعيه"),
        ("أكَـــادير / إنزكان / آيت ملول", "اكادير انزكان ايت ملول"),
        ("هدى ٱلريف", "هدي الريف"),
        ("ڭلميم", "كلميم"),
        ("١٢٣ ۴۵", "123 45"),
        ("ﷲ ﻻ", "الله لا"),
        ("Straße ÆØ", "strasse aeo"),
        ("\u200fريف\u200e\u202b", "ريف"),
        ("a\0b\ud800c", "a b c"),
        ("ⵜⴰⵎⴰⵣⵉⵖⵜ", "ⵜⴰⵎⴰⵣⵉⵖⵜ"),
        (" … ", ""),
    ],
)
def test_spellings_fold_together(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text(st.characters()))
def test_folding_accepts_anything_and_settles_at_once(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split())
    name_key(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Association Oued Noun", "ASSO. « Oued-Noun »"),
        ("جمعية الأمل للمرأة", "الجمعية أمل للمرأه"),
        ("جمعية الطفولة والشباب", "جمعيّة الشباب و الطفولة"),
        ("Association de la Femme rurale", "Femme Rurale Association"),
    ],
)
def test_the_same_name_is_recognised(one: str, other: str) -> None:
    assert similarity(one, other) >= 95


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Association Amal Oujda", "Association Tafoukt Zagora"),
        ("جمعية الأمل", "جمعية المستقبل"),
        ("", ""),
        ("Association", ""),
    ],
)
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert similarity(one, other) < 70


def test_a_name_of_generic_words_alone_keeps_them() -> None:
    assert name_key("L'Association") == "l association"


@given(st.text(max_size=40), st.text(max_size=40))
def test_similarity_has_no_order_and_stays_in_its_bounds(one: str, other: str) -> None:
    assert similarity(one, other) == pytest.approx(similarity(other, one))
    assert 0 <= similarity(one, other) <= 100
