"""Standing of people in an association."""

from __future__ import annotations

from enum import StrEnum


class Standing(StrEnum):
    """The representative signs for the association; other members write with it."""

    REPRESENTATIVE = "representative"
    MEMBER = "member"


class Office(StrEnum):
    """An office of the association's bureau."""

    PRESIDENT = "president"
    SECRETARY = "secretary"
    TREASURER = "treasurer"
    OTHER = "other"
