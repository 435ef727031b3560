"""The words of letters: fields from a closed list, put in once, never a language of templates."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.rounds.states import (
    FIELDS,
    LetterKind,
    OutcomeKind,
    ProposalKind,
    counted,
    means_of,
    reasons_of,
)
from capacity.admission.rounds.states.outcomes import Line
from capacity.admission.rounds.states.wording import Flaw, flaws, house, merged
from capacity.core.languages import LANGUAGES

pytestmark = pytest.mark.one_database
SOME = ("number", "call")


PLAIN = st.text(alphabet="ab %$_.", min_size=1, max_size=6).map(lambda text: (text, None))
BRACE = st.sampled_from([("{{", "{"), ("}}", "}")])
FIELD = st.sampled_from([("{number}", "number"), ("{call}", "call")])
VALUES = st.fixed_dictionaries({name: st.text(alphabet="x{} number%$", max_size=12) for name in SOME})


@given(st.lists(st.one_of(PLAIN, BRACE, FIELD), max_size=12), VALUES)
def test_fields_are_filled_in_once_whatever_their_values_hold(
    pieces: list[tuple[str, str | None]], values: dict[str, str]
) -> None:
    text = "".join(written for written, _meant in pieces)
    assert flaws(text, SOME) == []
    expected = "".join(values.get(meant, meant) if meant is not None else written for written, meant in pieces)
    assert merged(text, values) == expected.strip()


def test_a_value_that_looks_like_a_field_stays_as_it_is() -> None:
    values = {"number": "{call} {{ config }} %(x)s ${x}", "call": "secret"}
    assert merged("N {number}", values) == "N {call} {{ config }} %(x)s ${x}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{number} et {call}", []),
        ("{{number}}", []),
        ("{nombre}", [(Flaw.UNKNOWN, "nombre")]),
        ("{ number }", [(Flaw.UNKNOWN, " number ")]),
        ("{number.__class__}", [(Flaw.UNKNOWN, "number.__class__")]),
        ("{number!r:>99}", [(Flaw.UNKNOWN, "number!r:>99")]),
        ("{}", [(Flaw.UNKNOWN, "")]),
        ("a { b", [(Flaw.ALONE, "a { b")]),
        ("a } b", [(Flaw.ALONE, "a } b")]),
    ],
)
def test_what_is_no_field_is_found(text: str, found: list[tuple[Flaw, str]]) -> None:
    assert flaws(text, SOME) == found


def test_a_brace_written_twice_is_a_brace_and_empty_paragraphs_go() -> None:
    assert merged("{{a}} {number}\r\n\r\n{call}\r\n\r\nfin", {"number": "1", "call": ""}) == "{a} 1\n\nfin"


@pytest.mark.parametrize("kind", list(LetterKind))
def test_the_house_s_own_words_have_no_flaw_in_any_language(app: Flask, kind: LetterKind) -> None:
    with app.test_request_context():
        for code in LANGUAGES:
            subject, text = house(kind, code)
            assert flaws(subject, FIELDS[kind]) == flaws(text, FIELDS[kind]) == []
            assert "{number}" in subject


def line(kind: ProposalKind = ProposalKind.DECLINE, **more: object) -> Line:
    return Line("2017-0001", 9, 4000, kind, **more)  # type: ignore[arg-type]


def test_reasons_follow_from_the_line_and_the_marks() -> None:
    means = means_of([{"a": 2, "b": 8, "c": None}, {"a": 5, "b": 6, "c": None}], "abc")
    refused = OutcomeKind.NOT_SELECTED
    assert reasons_of(refused, line(), means) == ["rank", "weak:a"]
    assert reasons_of(refused, line(below="points"), means) == ["below:points", "weak:a"]
    assert reasons_of(refused, line(quota="rural"), means) == ["quota:rural", "weak:a"]
    assert reasons_of(refused, line(decided=True), means) == ["sitting", "weak:a"]
    assert reasons_of(OutcomeKind.SELECTED, line(ProposalKind.SELECT), means) == []
    assert reasons_of(OutcomeKind.SELECTED, line(ProposalKind.SELECT, quota="rural"), means) == ["quota:rural"]


def test_small_counts_of_reasons_are_not_told_and_their_order_tells_nothing() -> None:
    given_ = [["rank", "weak:a"]] * 5 + [["rank", "x"]] * 4 + [["rank", "b"], ["rank", "rank"]]
    assert counted(given_) == [("rank", 11), ("weak:a", 5), ("b", None), ("x", None)]
