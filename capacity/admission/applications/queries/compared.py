"""Before and after, side by side: what was asked about, and what the association made of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from capacity.admission.applications.models import Clarification, ClarificationItem
from capacity.admission.applications.queries.clarifying import clarification_reasons, clarifications
from capacity.admission.applications.queries.content import ContentAnswer, answer_as
from capacity.admission.applications.states.clarifying import ClarificationState, PointKind
from capacity.admission.calls.states import TEXT_KINDS
from capacity.core.languages import Localized

TOKENS_MAX = 3_000
ALIKE = 0.5
"""The share of the shorter text's words that both have in order, from which it helps to mark what changed."""
_TOKEN = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Piece:
    """A run of words that stands in both texts (``same``), in the earlier one (``gone``) or the later one (``new``)."""

    kind: str
    text: str


@dataclass(frozen=True)
class ComparedFile:
    """A file on one side; ``joined_id`` once it belongs to the application, ``draft_id`` before."""

    name: str
    size: int
    sha256: str
    joined_id: int | None = None
    draft_id: int | None = None


@dataclass(frozen=True)
class Compared:
    """One thing that was asked about: why, before, after."""

    id: int
    label: Localized
    kind: PointKind
    reason: Localized | None
    why: str
    before: ContentAnswer | None
    after: ContentAnswer | None
    files_before: list[ComparedFile]
    files_after: list[ComparedFile]
    is_changed: bool
    pieces: list[Piece]
    withheld: bool = False


@dataclass(frozen=True)
class Exchange:
    """A request with its points; ``state`` as the clock judges it."""

    clarification: Clarification
    state: ClarificationState
    points: list[Compared]


def exchanges(application_id: int, language: str, now: datetime) -> list[Exchange]:
    """Every request about an application and what came of it, the latest first: a handful of statements."""
    found = clarifications(application_id)
    reasons = clarification_reasons(retired=True) if found else {}
    return [_exchange(one, language, now, reasons) for one in found]


def exchange(clarification: Clarification, language: str, now: datetime) -> Exchange:
    """One request; while it is being answered, the later side is the draft: only the association is shown it."""
    return _exchange(clarification, language, now, clarification_reasons(retired=True))


def _exchange(clarification: Clarification, language: str, now: datetime, reasons: Mapping[str, Localized]) -> Exchange:
    points = [_compared(item, clarification.state, language, reasons) for item in clarification.items]
    return Exchange(clarification, clarification.state_at(now), points)


def _compared(
    item: ClarificationItem, state: ClarificationState, language: str, reasons: Mapping[str, Localized]
) -> Compared:
    thing = item.question or item.document
    answered = state is ClarificationState.ANSWERED
    later = item.after if answered else item.draft if item.drafted_at is not None else item.before
    question = item.question
    changed = item.changed if answered else item.is_changed
    return Compared(
        id=item.id,
        label=thing.label if thing is not None else Localized(),
        kind=item.kind,
        reason=reasons.get(item.reason),
        why=item.why,
        before=answer_as(question, item.before, language) if question is not None else None,
        after=answer_as(question, later, language) if question is not None else None,
        files_before=_listed(item.before) if question is None else [],
        files_after=_later_files(item, answered) if question is None else [],
        is_changed=changed,
        withheld=_is_withheld(item),
        pieces=differences(item.before, later) if question is not None and question.kind in TEXT_KINDS else [],
    )


def _is_withheld(item: ClarificationItem) -> bool:
    asks = item.question or (item.document.question if item.document is not None else None)
    return asks is not None and asks.withheld


def _listed(files: Sequence[dict[str, Any]] | None) -> list[ComparedFile]:
    return [ComparedFile(one["name"], one["size"], one["sha256"], joined_id=one["id"]) for one in files or ()]


def _later_files(item: ClarificationItem, answered: bool) -> list[ComparedFile]:
    if answered:
        return _listed(item.after)
    new = [
        ComparedFile(one.file.filename, one.file.size, one.file.sha256, draft_id=one.id) for one in item.present_files
    ]
    return (_listed(item.before) if item.keeps_earlier or not new else []) + new


def differences(before: object, after: object) -> list[Piece]:
    """Word by word, what a later text keeps, drops and adds.

    Nothing when either is no text, both are very long, or it was written anew: two texts wound into each other are read
    by nobody.
    """
    if not isinstance(before, str) or not isinstance(after, str) or before == after:
        return []
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(old) + len(new) > TOKENS_MAX:
        return []
    matcher = SequenceMatcher(None, [one.strip() for one in old], [one.strip() for one in new], autojunk=False)
    kept = sum(block.size for block in matcher.get_matching_blocks())
    if kept < ALIKE * min(len(old), len(new)):
        return []
    pieces: list[Piece] = []
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", "".join(new[c:d])))
            continue
        if b > a:
            pieces.append(Piece("gone", "".join(old[a:b])))
        if d > c:
            pieces.append(Piece("new", "".join(new[c:d])))
    return pieces
