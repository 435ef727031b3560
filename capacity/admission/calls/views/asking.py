"""The form on which a question is written, filled with what it says and with what it may wait for."""

from __future__ import annotations

from collections.abc import Iterator

from capacity.admission.calls.forms import QuestionForm
from capacity.admission.calls.models import Call, Question
from capacity.admission.calls.states import CHOICE_KINDS, COLUMNS_MAX, DECIDING_KINDS, NO, YES, ColumnKind, QuestionKind
from capacity.admission.calls.views.wording import COLUMN_WORDS, KIND_WORDS
from capacity.core.languages import LANGUAGES, Localized
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import choices_of


def question_form(call: Call, question: Question | None, *, subject: str | None) -> QuestionForm:
    """Of a question, or of one still to be added to the page ``subject``."""
    form = QuestionForm(obj=question)
    if not form.is_submitted():
        _fill(form, question, subject)
    form.subject.choices = choices_of([(page.id, page.title) for page in call.subjects])
    form.kind.choices = choices_of([(kind.value, words) for kind, words in KIND_WORDS.items()])
    for place, field in enumerate(form.column_kinds, start=1):
        field.label.text = str(_l("Column %(place)s", place=place))
        field.choices = choices_of([(kind.value, words) for kind, words in COLUMN_WORDS.items()])
    form.condition.choices = choices_of(list(_answers_before(call, question)))
    form.regions.choices = choices_of([(place.region_code, place.region.name) for place in call.regions])
    return form


def _fill(form: QuestionForm, question: Question | None, subject: str | None) -> None:
    form.subject.data, form.kind.data = subject, None
    form.choices.data = form.columns.data = Localized()
    form.condition.data, form.regions.data = [], []
    kinds = [ColumnKind.TEXT.value] * COLUMNS_MAX
    if question is not None:
        form.subject.data, form.kind.data = str(question.subject_id), question.kind.value
        form.choices.data, form.columns.data = _lines(question.choices), _lines(question.columns)
        kinds[: len(question.columns)] = [column["kind"] for column in question.columns]
        form.regions.data = list(question.region_codes)
        waits = question.condition
        form.condition.data = [f"{waits['question']}={answer}" for answer in waits["answers"]] if waits else []
    for field, kind in zip(form.column_kinds, kinds, strict=True):
        field.data = kind


def _lines(items: list[dict[str, dict[str, str]]]) -> Localized:
    return Localized({code: "\n".join(item["label"].get(code, "") for item in items) for code in LANGUAGES})


def _answers_before(call: Call, question: Question | None) -> Iterator[tuple[str, str]]:
    """(``question=answer``, words) of every answer that may decide, of the questions before this one."""
    for earlier in call.questions:
        if earlier is question:
            return
        if earlier.kind in DECIDING_KINDS:
            for answer, words in answers_of(earlier):
                yield f"{earlier.key}={answer}", f"{earlier.label} – {words}"


def answers_of(question: Question) -> list[tuple[str, str]]:
    """(key, words) of each answer of a question that may decide."""
    if question.kind in CHOICE_KINDS:
        return [(choice["key"], Localized(choice["label"]).text()) for choice in question.choices]
    if question.kind is QuestionKind.YES_NO:
        return [(YES, str(_l("Yes"))), (NO, str(_l("No")))]
    return [(YES, str(_l("Ticked")))]
