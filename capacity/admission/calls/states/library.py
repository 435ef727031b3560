"""What is kept for later calls: criteria, questions, reasons and kinds of documents, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from capacity.admission.calls.states.form import QuestionKind, TextShape
from capacity.core.languages import Localized


class LibraryKind(StrEnum):
    """What the library keeps."""

    CRITERION = "criterion"
    QUESTION = "question"
    REASON = "reason"
    DOCUMENT = "document"


class PartKind(StrEnum):
    """The kinds of parts that are written one by one, as addresses name them."""

    CRITERIA = "criteria"
    DOCUMENTS = "documents"
    SUBJECTS = "subjects"
    QUESTIONS = "questions"
    CHECKS = "checks"


class ReasonAbout(StrEnum):
    """What a reason is given for: at screening the whole application, or a document or an answer in it; at the end of
    the selection the outcome."""

    APPLICATION = "application"
    PART = "part"
    OUTCOME = "outcome"


def reason_about(content: Mapping[str, Any]) -> ReasonAbout:
    """What a kept reason is given for; those kept before the question came up are for the whole application."""
    return ReasonAbout(content.get("about", ReasonAbout.APPLICATION.value))


_VALUES: dict[LibraryKind, tuple[str, ...]] = {
    LibraryKind.CRITERION: ("name", "help", "weight", "anchors", "comment_required"),
    LibraryKind.QUESTION: (
        "kind", "label", "help", "required", "word_limit", "minimum", "maximum", "shape", "withheld", "choices",
        "columns",
    ),
    LibraryKind.REASON: ("text", "about"),
    LibraryKind.DOCUMENT: ("label", "help", "required", "lasting", "limit_mb"),
}  # fmt: skip
_TITLES = {LibraryKind.CRITERION: "name", LibraryKind.REASON: "text"}
_LATER = frozenset({"shape", "withheld"})
_WORDS: dict[str, type[StrEnum]] = {"kind": QuestionKind, "shape": TextShape}
_TEXTS = frozenset({"name", "label", "help", "text", "anchors", "title", "question", "advice"})


def content_of(kind: LibraryKind, part: Any) -> dict[str, Any]:
    """What the library keeps of a part of a call: its words and limits, not its place nor what it waits for.

    What came up later than the library is kept where it says something: the others are as those that were kept before.
    """
    values = {name: plain(getattr(part, name)) for name in _VALUES[kind]}
    return {name: value for name, value in values.items() if value or name not in _LATER}


def plain(value: Any) -> Any:
    """A value of a part as JSON keeps it."""
    return dict(value) if isinstance(value, Localized) else value.value if isinstance(value, StrEnum) else value


def values_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """The same as values of a part of a call, to be made anew from them."""
    read: dict[str, Any] = {name: Localized(value) if name in _TEXTS else value for name, value in content.items()}
    words = {name: kind(read[name]) for name, kind in _WORDS.items() if read.get(name) is not None}
    return {**read, **words}


def title_of(kind: LibraryKind, content: Mapping[str, Any]) -> Localized:
    """The words by which it is found."""
    return Localized(content[_TITLES.get(kind, "label")])
