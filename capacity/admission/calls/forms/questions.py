"""One question of a call, or of the library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from wtforms import BooleanField, DateField, FieldList, IntegerField
from wtforms.validators import DataRequired, NumberRange, Optional

from capacity.admission.calls.forms.wanted import LATER, PUBLIC
from capacity.admission.calls.states import (
    COLUMNS_MAX,
    ColumnKind,
    ColumnOf,
    Condition,
    QuestionKind,
    TextShape,
    Wording,
    day_number,
)
from capacity.core.errors import RuleBroken
from capacity.core.languages import LANGUAGES, Localized
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import ChoiceField, ChoicesField, LocalizedField, OnceForm


class AskingForm(OnceForm):
    """What a question says and takes. What its kind has no use for is left aside."""

    kind = ChoiceField(_l("Kind of answer"), [DataRequired()])
    label = LocalizedField(_l("Question"), limit=300, **PUBLIC)
    help = LocalizedField(_l("Help, shown before the field"), rows=2, limit=600)
    required = BooleanField(_l("An answer is required"), default=True)
    withheld = BooleanField(
        _l("Not shown to readers"),
        description=_l(
            "The committee sees neither the answer nor its files; the coordination does. For bank details or personal "
            "contacts, for instance."
        ),
    )
    shape = ChoiceField(_l("What has to be written"), description=_l("For a line of text only."))
    word_limit = IntegerField(
        _l("Words at most"), [Optional(), NumberRange(min=5, max=2000)], description=_l("For texts only.")
    )
    minimum = IntegerField(
        _l("At least"), [Optional()], description=_l("A number, an amount in dirhams, or the rows of a table.")
    )
    maximum = IntegerField(
        _l("At most"),
        [Optional()],
        description=_l(
            "A number, an amount in dirhams, the rows of a table, the megabytes of a file, "
            "or how many choices may be ticked."
        ),
    )
    earliest = DateField(_l("Earliest day allowed"), [Optional()], description=_l("For dates only."))
    latest = DateField(_l("Latest day allowed"), [Optional()], description=_l("For dates only."))
    choices = LocalizedField(
        _l("Choices"),
        rows=5,
        limit=2000,
        later=LATER,
        description=_l("One choice a line, in the same order in every language. For questions with choices only."),
    )
    columns = LocalizedField(
        _l("Columns"),
        rows=4,
        limit=1000,
        later=LATER,
        description=_l("One column a line, in the same order in every language, six at most. For small tables only."),
    )
    column_kinds = FieldList(ChoiceField(), min_entries=COLUMNS_MAX, max_entries=COLUMNS_MAX)

    def wording(self) -> Wording:
        """The question as it was written."""
        kinds = [field.data or ColumnKind.TEXT for field in self.column_kinds]
        kind = QuestionKind(self.kind.data)
        least, most = self._days() if kind is QuestionKind.DATE else (self.minimum.data, self.maximum.data)
        return Wording(
            kind=kind,
            label=self.label.data,
            help=self.help.data,
            required=self.required.data,
            word_limit=self.word_limit.data,
            minimum=least,
            maximum=most,
            shape=TextShape(self.shape.data) if self.shape.data else None,
            withheld=self.withheld.data,
            choices=_lines(self.choices),
            columns=[
                ColumnOf(label, ColumnKind(kinds[place]))
                for place, label in enumerate(_lines(self.columns)[:COLUMNS_MAX])
            ],
        )

    def _days(self) -> tuple[int | None, int | None]:
        first, last = self.earliest.data, self.latest.data
        return day_number(first) if first else None, day_number(last) if last else None


class ConditionField(ChoicesField):
    """Answers of earlier questions, as ``question=answer``; ``names`` tells the words of each question by its key."""

    names: Mapping[str, str] = {}

    def groups(self) -> list[tuple[str, list[Any]]]:
        """The answers of each question together, under its words."""
        found: dict[str, list[Any]] = {}
        for choice in self:
            found.setdefault(str(choice.data).partition("=")[0], []).append(choice)
        return [(self.names.get(key, key), answers) for key, answers in found.items()]


class QuestionForm(AskingForm):
    """One question of a call: also where it stands, what it waits for, where it is asked."""

    subject = ChoiceField(_l("Page of the form"), [DataRequired()])
    condition = ConditionField(
        _l("Shown only if this was answered"),
        description=_l("Answers of one earlier question; one of them is enough. Without any, it is always asked."),
    )
    regions = ChoicesField(_l("Asked only in"), description=_l("Without any, it is asked in every region."))

    def wording(self) -> Wording:
        """The question as it was written."""
        condition, regions = _condition(self.condition.data or []), frozenset(self.regions.data or ())
        return replace(super().wording(), condition=condition, regions=regions)


def _lines(field: LocalizedField) -> list[Localized]:
    """The lines of the three languages, put side by side."""
    lines = {code: [line.strip() for line in field.text(code).splitlines() if line.strip()] for code in LANGUAGES}
    most = max(len(found) for found in lines.values())
    return [
        Localized({code: found[place] for code, found in lines.items() if place < len(found)}) for place in range(most)
    ]


def _condition(ticked: Sequence[str]) -> Condition | None:
    """From ``question=answer`` pairs, all of one question."""
    pairs = [one.partition("=")[::2] for one in ticked]
    questions = {question for question, _answer in pairs}
    if len(questions) > 1:
        raise RuleBroken(_l("Tick answers of one question only."), field="condition")
    return Condition(questions.pop(), frozenset(answer for _question, answer in pairs)) if pairs else None
