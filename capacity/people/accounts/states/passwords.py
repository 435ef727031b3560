"""Passwords: what they must be, how they are kept, and the keyed digests under which secrets are looked up."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from functools import lru_cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from capacity.core.languages import lazy_gettext as _l
from capacity.core.spelling import fold
from capacity.core.vault import Cost
from capacity.people.accounts.states import PASSWORD_MAX, PASSWORD_MIN

_COMMON = ("password", "motdepasse", "passw0rd", "azertyuiop", "qwertyuiop", "123456789", "987654321", "abcdefgh")
_FEWEST_LETTERS = 5


def typed(password: str) -> str:
    """The same password, however the keyboard composed its accents."""
    return unicodedata.normalize("NFC", password)


def problem(password: str, *, known: tuple[str, ...] = ()) -> Any:
    """The sentence that says why this password is refused; None when it may be used.

    ``known`` are the person's address and names: whoever guesses begins with them.
    """
    if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
        return _l(
            "Use between %(least)s and %(most)s characters; a short sentence is easy to remember.",
            least=PASSWORD_MIN,
            most=PASSWORD_MAX,
        )
    plain = fold(password).replace(" ", "") or password
    if len(set(plain)) < _FEWEST_LETTERS:
        return _l("This password repeats the same few letters; choose another one.")
    if any(common in plain and len(plain) < len(common) + 6 for common in _COMMON):
        return _l("This password is among the first that anybody would try; choose another one.")
    for word in known:
        for part in {word, word.split("@")[0]}:
            own = fold(part).replace(" ", "")
            if len(own) >= _FEWEST_LETTERS and own in plain and len(plain) < len(own) + 6:
                return _l("This password is too close to your name or address; choose another one.")
    return None


def hashed(password: str, cost: Cost) -> str:
    """The password's argon2id hash, to be kept."""
    return _hasher(cost).hash(typed(password))


def matches(kept: str | None, password: str, cost: Cost) -> bool:
    """Whether this is the password; without a kept hash it takes as long and is not."""
    hasher = _hasher(cost)
    try:
        hasher.verify(kept or _nobody(cost), typed(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@lru_cache(maxsize=4)
def _hasher(cost: Cost) -> PasswordHasher:
    return PasswordHasher(time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=1)


@lru_cache(maxsize=4)
def _nobody(cost: Cost) -> str:
    return hashed("the password of nobody", cost)


def digest(secret: str, purpose: str, text: str) -> str:
    """A keyed hash: who copies the table cannot test guesses against it without the service's secret."""
    return hmac.new(secret.encode(), f"{purpose}:{text}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def token_hash(token: str) -> str:
    """What is kept of a token; the token itself is random enough for a quick hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
