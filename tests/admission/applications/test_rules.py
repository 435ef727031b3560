"""The pure rules of applications: words, answers, states."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.applications.states import (
    ApplicationState,
    Asked,
    Problem,
    PublicState,
    canonical,
    fingerprint,
    number_of,
    page_state,
    parse_answer,
    problem_of,
    public_state,
)
from capacity.admission.calls.states import QuestionKind
from capacity.core.errors import RuleBroken
from capacity.core.wordcount import count_words

K = QuestionKind
ARABIC = st.text(alphabet=st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءآأؤإئ"), min_size=1, max_size=12)
MARKS = st.text(alphabet=st.sampled_from("ًٌٍَُِّْـ"), max_size=3)
BLANKS = st.sampled_from([" ", "\n", "\u00a0", "  ", "\t", "\u202f", "\r\n"])
SIGNS = st.sampled_from(["–", "؟", "«", "»", "...", "،", "؛", "—", "ـ", "ــ"])


@given(st.lists(st.tuples(ARABIC, MARKS), max_size=30), BLANKS)
def test_arabic_words_are_counted_whatever_their_marks(words: list[tuple[str, str]], blank: str) -> None:
    assert count_words(blank.join(word + marks for word, marks in words)) == len(words)


@given(st.lists(ARABIC, max_size=20), SIGNS, BLANKS)
def test_signs_that_stand_alone_are_no_words(words: list[str], sign: str, blank: str) -> None:
    assert count_words((blank + sign + blank).join(words) + blank + sign) == len(words)


@given(st.text(max_size=200), st.text(max_size=200))
def test_words_of_two_texts_add_up(first: str, second: str) -> None:
    assert count_words(f"{first} {second}") == count_words(first) + count_words(second)


def test_words_of_both_scripts_count_alike() -> None:
    assert count_words("Association n° 12 : l’eau, c’est la vie !") == 7
    assert count_words("جمعية رقم 12: الماء هو الحياة!") == 6
    assert count_words(" ") == 0


TEXTS = [K.SHORT_TEXT, K.LONG_TEXT]


@pytest.mark.parametrize("kind", list(K))
@given(
    raw=st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.text(max_size=50),
        st.lists(st.text(max_size=5), max_size=4),
        st.dictionaries(st.text(), st.text(), max_size=2),
    )
)
def test_whatever_is_sent_is_kept_as_json_or_refused_in_words(kind: K, raw: object) -> None:
    asked = Asked(kind, choices=("a", "b"))
    try:
        value = parse_answer(asked, raw)
    except RuleBroken:
        return
    assert json.loads(json.dumps(value)) == value
    if isinstance(value, str):
        value.encode()
        assert "\x00" not in value


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_a_text_is_kept_as_it_was_written(text: str) -> None:
    kept = parse_answer(Asked(K.LONG_TEXT), text)
    assert kept == (text.strip() or None)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (K.NUMBER, "1 200", 1200),
        (K.NUMBER, "١٢", 12),
        (K.DATE, "2017-11-20", "2017-11-20"),
        (K.YES_NO, "no", False),
        (K.ONE_CHOICE, "b", "b"),
        (K.SEVERAL_CHOICES, ["b", "a"], ["a", "b"]),
        (K.SEVERAL_CHOICES, [], None),
        (K.ACKNOWLEDGEMENT, "y", True),
        (K.ACKNOWLEDGEMENT, False, None),
    ],
)
def test_answers_are_read_by_their_kind(kind: K, raw: object, value: object) -> None:
    assert parse_answer(Asked(kind, choices=("a", "b")), raw) == value


def test_what_is_pasted_from_a_word_processor_is_kept_without_its_unseen_signs() -> None:
    pasted = "نص\u200f ملصق\x0bمن Word\x0c والباقي\x07\x00\ud800\r\nانتهى"
    assert parse_answer(Asked(kind=K.LONG_TEXT), pasted) == "نص\u200f ملصق\nمن Word\n والباقي\nانتهى"
    assert parse_answer(Asked(kind=K.SHORT_TEXT), "a\x00b\x07") == "ab"
    assert parse_answer(Asked(kind=K.LONG_TEXT), "\x00\x07 \x0b") is None


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (K.NUMBER, "beaucoup"),
        (K.NUMBER, "9" * 30),
        (K.DATE, "2017-02-30"),
        (K.ONE_CHOICE, "z"),
        (K.YES_NO, "perhaps"),
    ],
)
def test_what_cannot_be_kept_is_refused(kind: K, raw: object) -> None:
    with pytest.raises(RuleBroken):
        parse_answer(Asked(kind, choices=("a",)), raw)


def test_what_stops_a_submission() -> None:
    assert problem_of(Asked(K.LONG_TEXT), None) is Problem.MISSING
    assert problem_of(Asked(K.LONG_TEXT, required=False), None) is None
    assert problem_of(Asked(K.LONG_TEXT, word_limit=2), "un deux trois") is Problem.TOO_LONG
    assert problem_of(Asked(K.NUMBER, minimum=0, maximum=30), 31) is Problem.OUT_OF_RANGE
    assert problem_of(Asked(K.YES_NO), value=False) is None
    assert problem_of(Asked(K.NUMBER), 0) is None


def test_a_page_knows_how_far_it_is() -> None:
    half = page_state([(False, None), (None, Problem.MISSING)])
    assert (half.answered, half.total, half.is_begun, half.is_complete) == (1, 2, True, False)


@given(st.sampled_from(ApplicationState), st.booleans())
def test_the_applicant_never_sees_a_verdict_before_it_is_announced(state: ApplicationState, still_open: bool) -> None:
    seen = public_state(state, shown=False, still_open=still_open)
    assert seen not in {PublicState.ELIGIBLE, PublicState.INELIGIBLE}
    if state in {ApplicationState.ELIGIBLE, ApplicationState.INELIGIBLE}:
        assert seen is public_state(ApplicationState.SUBMITTED, shown=False, still_open=still_open)


@given(st.sampled_from(ApplicationState), st.booleans(), st.booleans())
def test_nothing_of_a_cancelled_call_is_still_read_or_late(
    state: ApplicationState, shown: bool, still_open: bool
) -> None:
    seen = public_state(state, shown=shown, still_open=still_open, call_cancelled=True)
    assert seen in {PublicState.CALL_CANCELLED, PublicState.WITHDRAWN, PublicState.INELIGIBLE}


def test_a_draft_after_the_closing_was_not_sent() -> None:
    assert public_state(ApplicationState.DRAFT, shown=False, still_open=False) is PublicState.NOT_SUBMITTED
    assert public_state(ApplicationState.DRAFT, shown=False, still_open=True) is PublicState.DRAFT


def test_numbers_sort_as_they_came() -> None:
    assert number_of(2018, 42) == "2018-0042"
    assert sorted(number_of(2018, n) for n in (100, 9, 23)) == ["2018-0009", "2018-0023", "2018-0100"]


@given(st.dictionaries(st.text(max_size=5), st.integers(), max_size=5))
def test_one_content_has_one_fingerprint(content: dict[str, int]) -> None:
    turned = dict(reversed(content.items()))
    clean = {
        unicodedata.normalize("NFC", key.encode("utf-8", "replace").decode()): value for key, value in content.items()
    }
    assert fingerprint(canonical(clean)) == fingerprint(canonical(dict(reversed(clean.items()))))
    assert canonical(content) == canonical(turned)
