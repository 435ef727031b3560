"""States of a report, what a mechanism asks before it is submitted, and how two versions differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from diff_match_patch import diff_match_patch

from capacity.core.workflow import Move
from capacity.mentoring.mechanisms.states import Rules, word_limit

TITLE = "title"


class ReportState(StrEnum):
    """``outline → drafting → in_review ⇄ drafting → signed_off → submitted → considered → followed_up``; abandoned."""

    OUTLINE = "outline"
    DRAFTING = "drafting"
    IN_REVIEW = "in_review"
    SIGNED_OFF = "signed_off"
    SUBMITTED = "submitted"
    CONSIDERED = "considered"
    FOLLOWED_UP = "followed_up"
    ABANDONED = "abandoned"


S = ReportState
WRITABLE = frozenset({S.OUTLINE, S.DRAFTING})
UNSUBMITTED = frozenset({S.OUTLINE, S.DRAFTING, S.IN_REVIEW, S.SIGNED_OFF})
CLOSED = frozenset({S.FOLLOWED_UP, S.ABANDONED})
START_DRAFTING = Move("start_drafting", S.OUTLINE, S.DRAFTING)
SEND_TO_REVIEW = Move("send_to_review", S.DRAFTING, S.IN_REVIEW)
RETURN_TO_DRAFTING = Move("return_to_drafting", {S.IN_REVIEW, S.SIGNED_OFF}, S.DRAFTING)
SIGN_OFF = Move("sign_off", S.IN_REVIEW, S.SIGNED_OFF)
SUBMIT = Move("submit", S.SIGNED_OFF, S.SUBMITTED)
CONSIDER = Move("consider", S.SUBMITTED, S.CONSIDERED)
FOLLOW_UP = Move("follow_up", S.CONSIDERED, S.FOLLOWED_UP)
ABANDON = Move("abandon", UNSUBMITTED, S.ABANDONED)


class AbandonReason(StrEnum):
    """Why a report is not written to its end; for the members alone."""

    SAFETY = "safety"
    CALENDAR = "calendar"
    MERGED = "merged"
    MEANS = "means"
    OTHER = "other"


class Channel(StrEnum):
    """How the association sent its report."""

    EMAIL = "email"
    PORTAL = "portal"
    POST = "post"
    BY_HAND = "by_hand"


class NoteKind(StrEnum):
    """What a sealed note is about."""

    COMMENT = "comment"
    REFERENCE = "reference"
    CONSIDERED = "considered"
    FOLLOWED_UP = "followed_up"


class Requirement(StrEnum):
    """What stands between a report and its submission."""

    LANGUAGE = "language"
    WORDS = "words"
    DEADLINE = "deadline"
    CONSENT = "consent"
    SOURCES = "sources"
    SIGN_OFF = "sign_off"


class Verdict(StrEnum):
    """A rule that is not known does not stop anybody, but it is said."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Draft:
    """What the gates look at; words are those of all sections together."""

    language: str
    words: int
    associations: int
    signed_off: int
    publish: bool | None
    sources_checked: bool


@dataclass(frozen=True)
class Gate:
    """A requirement and whether it is met."""

    requirement: Requirement
    verdict: Verdict


def gates(draft: Draft, rules: Rules, *, deadline: date | None, on: date) -> list[Gate]:
    """Every requirement for a report sent on this day, in the order in which they are shown."""
    limit = word_limit(rules, draft.associations)
    return [
        Gate(Requirement.LANGUAGE, _known(rules.languages, draft.language in rules.languages)),
        Gate(Requirement.WORDS, Verdict.UNMET if draft.words == 0 else _known(limit, draft.words <= (limit or 0))),
        Gate(Requirement.DEADLINE, _known(deadline, deadline is not None and on <= deadline)),
        Gate(Requirement.CONSENT, _met(draft.publish is not None)),
        Gate(Requirement.SOURCES, _met(draft.sources_checked)),
        Gate(Requirement.SIGN_OFF, _met(0 < draft.associations <= draft.signed_off)),
    ]


def may_submit(found: list[Gate]) -> bool:
    """Nothing that is known stands in the way."""
    return all(gate.verdict is not Verdict.UNMET for gate in found)


def _met(fulfilled: bool) -> Verdict:
    return Verdict.MET if fulfilled else Verdict.UNMET


def _known(rule: object, fulfilled: bool) -> Verdict:
    return _met(fulfilled) if rule else Verdict.UNKNOWN


class Change(StrEnum):
    """What happened to a piece of text between two versions."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


_CHANGES = {0: Change.KEPT, 1: Change.ADDED, -1: Change.REMOVED}


def compare(before: str, after: str) -> list[tuple[Change, str]]:
    """The pieces that make the one text of the other, in reading order, cut where a reader would cut."""
    tool = diff_match_patch()
    pieces = tool.diff_main(before, after)
    tool.diff_cleanupSemantic(pieces)
    return [(_CHANGES[sign], text) for sign, text in pieces]
