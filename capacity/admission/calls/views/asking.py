"""The form on which a question is written, filled with what it says and with what it may wait for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from capacity.admission.calls.forms import QuestionForm
from capacity.admission.calls.models import Call, Question
from capacity.admission.calls.states import (
    DECIDING_KINDS,
    ColumnKind,
    LibraryKind,
    QuestionKind,
    answers_of,
    content_of,
    day_of,
    values_of,
)
from capacity.admission.calls.views.wording import COLUMN_WORDS, KIND_WORDS, SHAPE_WORDS
from capacity.core import facts
from capacity.core.languages import LANGUAGES, Localized
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import choices_of


def question_form(call: Call, question: Question | None, *, subject: str | None) -> QuestionForm:
    """Of a question of the call, or of one still to be added to the page ``subject``."""
    kept = content_of(LibraryKind.QUESTION, question) if question is not None else {}
    form: QuestionForm = asking_form(QuestionForm, values_of(kept), obj=question)
    if not form.is_submitted():
        waits = question.condition if question is not None else None
        form.subject.data = str(question.subject_id) if question is not None else subject
        form.condition.data = [f"{waits['question']}={answer}" for answer in waits["answers"]] if waits else []
        form.regions.data = list(question.region_codes) if question is not None else []
    form.subject.choices = choices_of([(page.id, page.title) for page in call.subjects])
    form.condition.choices = choices_of(list(answers_before(call, question)))
    form.condition.names = {one.key: one.label.text() for one in call.questions}
    form.regions.choices = choices_of(list(_regions(call, question)))
    return form


def _regions(call: Call, question: Question | None) -> Iterator[tuple[str, object]]:
    """Those of the call; and those that the question names and the call, a copy of an earlier one, does not have: else
    it would be asked everywhere as soon as it is saved."""
    for place in call.regions:
        yield place.region_code, place.region.name
    for code in question.region_codes if question is not None else ():
        if code not in call.region_codes:
            yield code, _l("%(region)s (not a region of this call)", region=facts.region(code).names)


def asking_form(form_of: type[Any], kept: Mapping[str, Any], obj: Any = None) -> Any:
    """A form on which a question is worded, filled with what is kept of it."""
    form = form_of(obj=obj, data=_shown(kept))
    if not form.is_submitted():
        form.kind.data = kept["kind"].value if kept else None
        form.choices.data, form.columns.data = _lines(kept.get("choices", [])), _lines(kept.get("columns", []))
    kinds = [column["kind"] for column in kept.get("columns", [])]
    for place, field in enumerate(form.column_kinds):
        field.label.text = str(_l("Column %(place)s", place=place + 1))
        field.choices = choices_of([(kind.value, words) for kind, words in COLUMN_WORDS.items()])
        if not form.is_submitted():
            field.data = kinds[place] if place < len(kinds) else ColumnKind.TEXT.value
    form.kind.choices = choices_of([(kind.value, words) for kind, words in KIND_WORDS.items()])
    shapes = [(shape.value, words) for shape, words in SHAPE_WORDS.items()]
    form.shape.choices = choices_of([("", _l("Any text")), *shapes])
    return form


def _shown(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept as the fields hold it: the bounds of a date are days."""
    shown = {**kept, "shape": kept["shape"].value if kept.get("shape") else ""}
    if kept.get("kind") is QuestionKind.DATE:
        bounds = {"earliest": shown.pop("minimum", None), "latest": shown.pop("maximum", None)}
        shown |= {name: day_of(number) for name, number in bounds.items() if number is not None}
    return shown


def _lines(items: list[dict[str, dict[str, str]]]) -> Localized:
    return Localized({code: "\n".join(item["label"].get(code, "") for item in items) for code in LANGUAGES})


def answers_before(call: Call, question: Question | None) -> Iterator[tuple[str, str]]:
    """(``question=answer``, words) of every answer that may decide, of the questions before this one, or of all."""
    for earlier in call.questions:
        if earlier is question:
            return
        if earlier.kind in DECIDING_KINDS:
            for answer, words in answers_of(earlier):
                yield f"{earlier.key}={answer}", words
