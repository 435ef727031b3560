"""What is kept for later calls: criteria, questions, reasons and kinds of documents, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from capacity.admission.calls.states.form import QuestionKind
from capacity.core.languages import Localized


class LibraryKind(StrEnum):
    """What the library keeps."""

    CRITERION = "criterion"
    QUESTION = "question"
    REASON = "reason"
    DOCUMENT = "document"


class Stage(StrEnum):
    """When a reason is told: with the result of the screening, or with the result of the selection."""

    SCREENING = "screening"
    SELECTION = "selection"


def stage_of(content: Mapping[str, Any]) -> Stage:
    """Reasons that were kept before there were any for the selection are for the screening."""
    return Stage(content.get("stage", Stage.SCREENING))


_VALUES: dict[LibraryKind, tuple[str, ...]] = {
    LibraryKind.CRITERION: ("name", "help", "weight"),
    LibraryKind.QUESTION: (
        "kind", "label", "help", "required", "word_limit", "minimum", "maximum", "choices", "columns"
    ),
    LibraryKind.REASON: ("text", "stage"),
    LibraryKind.DOCUMENT: ("label", "help", "required", "lasting", "limit_mb"),
}  # fmt: skip
_TITLES = {LibraryKind.CRITERION: "name", LibraryKind.REASON: "text"}
_TEXTS = frozenset({"name", "label", "help", "text"})


def content_of(kind: LibraryKind, part: Any) -> dict[str, Any]:
    """What the library keeps of a part of a call: its words and limits, not its place nor what it waits for."""
    return {name: _plain(getattr(part, name)) for name in _VALUES[kind]}


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Localized) else value.value if isinstance(value, StrEnum) else value


def values_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """The same as values of a part of a call, to be made anew from them."""
    read: dict[str, Any] = {name: Localized(value) if name in _TEXTS else value for name, value in content.items()}
    return {**read, "kind": QuestionKind(read["kind"])} if "kind" in read else read


def title_of(kind: LibraryKind, content: Mapping[str, Any]) -> Localized:
    """The words by which it is found."""
    return Localized(content[_TITLES.get(kind, "label")])
