"""The second factor: codes of an authenticator app, refused when repeated, and the codes printed beside it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp

from capacity.core.vault import TextKey, open_bytes, seal_bytes
from capacity.people.accounts.states import RECOVERY_CODES

STEP_SECONDS = 30
DRIFT_STEPS = 1
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_secret() -> str:
    """A secret for an authenticator app."""
    return pyotp.random_base32()


def address_for_app(secret: str, *, email: str, issuer: str) -> str:
    """The ``otpauth:`` address that the app reads from the QR code."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer))


def matching_step(secret: str, code: str, *, now: datetime, after: int) -> int | None:
    """The step of time to which the code belongs, one step early or late at most; None when it is wrong.

    A step up to ``after`` was used already: a code overheard a moment ago opens nothing. One that is still to come was
    noted by a clock that was ahead and has been put right: it would lock its owner out until then.
    """
    typed = "".join(str(int(letter)) for letter in code if letter.isdecimal())
    present = int(now.timestamp()) // STEP_SECONDS
    app = pyotp.TOTP(secret)
    if after > present + DRIFT_STEPS:
        after = 0
    for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1):
        if step > after and hmac.compare_digest(app.at(step * STEP_SECONDS), typed):
            return step
    return None


def seal_secret(secret: str, *, service_secret: str, person_id: int) -> bytes:
    """The app's secret for the database, under a key derived from the service's own secret."""
    return seal_bytes(_key(service_secret), secret.encode(), _place(person_id))


def open_secret(sealed: bytes, *, service_secret: str, person_id: int) -> str:
    """The app's secret again; raises ``vault.CannotOpen`` when the service's secret was changed."""
    return open_bytes(_key(service_secret), sealed, _place(person_id)).decode()


def _key(service_secret: str) -> TextKey:
    return TextKey(hashlib.blake2b(service_secret.encode(), digest_size=32, person=b"authenticator").digest())


def _place(person_id: int) -> bytes:
    return f"person:{person_id}".encode()


def new_recovery_codes() -> list[str]:
    """Codes to print: sixty random bits each, without letters that look alike."""
    return [
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3)) for _ in range(RECOVERY_CODES)
    ]


def normal_code(text: str) -> str:
    """A recovery code as it is compared: large letters and digits only."""
    return "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())
