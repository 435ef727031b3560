"""States of a certificate, and the code by which anyone verifies it."""

from __future__ import annotations

from enum import StrEnum

from capacity.core.workflow import Move


class CertificateState(StrEnum):
    """``issued → revoked``; a revoked one still verifies, as revoked."""

    ISSUED = "issued"
    REVOKED = "revoked"


REVOKE = Move("revoke", CertificateState.ISSUED, CertificateState.REVOKED)

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_BYTES = 18
CODE_LENGTH = 28
GROUP = 4
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def code_of(random_bytes: bytes) -> str:
    """28 letters of 5 bits each, from at least 140 random bits. Letters that look like digits are not used."""
    if len(random_bytes) < CODE_BYTES:
        raise ValueError("a code needs more randomness")
    number = int.from_bytes(random_bytes[:CODE_BYTES]) >> (CODE_BYTES * 8 - CODE_LENGTH * 5)
    return "".join(ALPHABET[number >> (5 * place) & 31] for place in reversed(range(CODE_LENGTH)))


def shown(code: str) -> str:
    """The code in groups of four, as it is printed."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(typed: str) -> str | None:
    """What somebody typed, as a code: any case, any separators, O for 0, I or L for 1. None if it is none."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum()).translate(_LOOKALIKES)
    if len(letters) != CODE_LENGTH or any(letter not in ALPHABET for letter in letters):
        return None
    return letters


def number_of(year: int, count: int) -> str:
    """``2017-0042``: the phase's year and the place in it."""
    return f"{year}-{count:04}"
