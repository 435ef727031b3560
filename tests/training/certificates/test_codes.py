"""The code of a certificate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.training.certificates.states import (
    ALPHABET,
    CODE_BYTES,
    CODE_LENGTH,
    code_of,
    number_of,
    read_code,
    shown,
)


@given(st.binary(min_size=CODE_BYTES, max_size=40))
def test_a_code_is_read_back_however_it_is_typed(source: bytes) -> None:
    code = code_of(source)
    assert len(code) == CODE_LENGTH
    assert set(code) <= set(ALPHABET)
    typed = shown(code).lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert read_code(typed) == code


@given(st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES), st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES))
def test_at_least_128_bits_of_the_source_stand_in_the_code(one: bytes, other: bytes) -> None:
    if one[:16] != other[:16]:
        assert code_of(one) != code_of(other)


def test_too_little_randomness_is_refused() -> None:
    with pytest.raises(ValueError):
        code_of(b"short")


@given(st.text(max_size=60))
def test_anything_may_be_typed(text: str) -> None:
    code = read_code(text)
    assert code is None or len(code) == CODE_LENGTH


def test_a_number_names_the_phase() -> None:
    assert number_of(2017, 42) == "2017-0042"
