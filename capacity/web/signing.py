"""What is signed with its time: cookies, tickets, links in letters.

Of two machines one is always a little ahead, and a clock that went wrong is put back. What seems to have been signed in
the future was signed by us all the same, and is as good as what was signed this second.
"""

from __future__ import annotations

from typing import Any

from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer


class PatientSigner(TimestampSigner):
    """Refuses what is older than ``max_age``, and nothing for being younger than now."""

    def unsign(self, signed_value: str | bytes, max_age: int | None = None, return_timestamp: bool = False) -> Any:
        """What was signed, with its moment when asked for. Raises BadSignature, or SignatureExpired."""
        value, signed_at = super().unsign(signed_value, return_timestamp=True)
        age = self.get_timestamp() - int(signed_at.timestamp())
        if max_age is not None and age > max_age:
            raise SignatureExpired(f"signed {age} seconds ago", payload=value, date_signed=signed_at)
        return (value, signed_at) if return_timestamp else value


class PatientSerializer(URLSafeTimedSerializer):
    """Signs with the above."""

    default_signer = PatientSigner


__all__ = ["PatientSerializer", "PatientSigner"]
