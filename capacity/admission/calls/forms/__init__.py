"""The shape of what is written in a call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from wtforms import BooleanField, DateField, FieldList, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from capacity.admission.calls.states import COLUMNS_MAX, ColumnKind, ColumnOf, Condition, QuestionKind, Wording
from capacity.admission.calls.states.library import ReasonAbout
from capacity.core.errors import RuleBroken
from capacity.core.languages import LANGUAGES, Localized
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ChoiceField, ChoicesField, LocalizedField, MomentField, choices_of

REFERENCE = r"^[A-Za-z0-9][A-Za-z0-9-]{1,28}$"


class NewCallForm(BaseForm):
    """A call is begun: its phase, its name, its window, and where its form comes from."""

    constraints = {"uq_calls_reference": ("reference", _l("Another call has this reference already."))}

    phase = ChoiceField(_l("Phase"), [DataRequired()])
    reference = StringField(
        _l("Reference"),
        [DataRequired(), Regexp(REFERENCE, message=_l("Letters without accents, digits and hyphens only."))],
        description=_l("It stands in the call’s address and on every letter, for instance AMI-2018."),
    )
    regions = ChoicesField(
        _l("Regions"), description=_l("They must belong to the phase. This can be changed until publication.")
    )
    seats = IntegerField(
        _l("Seats in each region"),
        [InputRequired(), NumberRange(min=1, max=500)],
        default=30,
        description=_l("To be refined region by region."),
    )
    opens_at = MomentField(_l("Opening"), [InputRequired()], description=_l("Moroccan time."))
    closes_at = MomentField(_l("Closing"), [InputRequired()], description=_l("Moroccan time."))
    source = ChoiceField(
        _l("Begin with"),
        description=_l("Questions, documents and criteria are copied; each can be changed afterwards."),
    )


class WordsForm(BaseForm):
    """Title, summary and text in three languages."""

    title = LocalizedField(_l("Title"), limit=200, required=("ar",))
    summary = LocalizedField(
        _l("Summary"),
        rows=3,
        limit=600,
        description=_l("Two sentences, shown under the title and in the list of calls."),
    )
    text = LocalizedField(
        _l("Text"),
        rows=14,
        limit=20_000,
        description=_l("Light marks are understood: **strong**, - lists, ### headings, [words](https://address)."),
    )


class WindowForm(BaseForm):
    """When applications are taken, and the dates announced with the call."""

    opens_at = MomentField(_l("Opening"), [InputRequired()], description=_l("Moroccan time."))
    closes_at = MomentField(
        _l("Closing"), [InputRequired()], description=_l("Moroccan time. This is what everybody reads.")
    )
    grace_minutes = IntegerField(
        _l("Grace period, in minutes"),
        [InputRequired(), NumberRange(min=0, max=1440)],
        description=_l("What arrives within it still counts; it is not announced."),
    )
    announcement_on = MomentField(_l("Announcement of results, from"), [Optional()])
    training_from = DateField(_l("Beginning of the training"), [Optional()])


class CriterionForm(BaseForm):
    """What readers score from 0 to 5, and how much it weighs."""

    name = LocalizedField(_l("Criterion"), limit=200, required=("ar",))
    help = LocalizedField(_l("What readers look at"), rows=3, limit=1000)
    weight = IntegerField(
        _l("Weight"), [InputRequired(), NumberRange(min=1, max=100)], description=_l("All weights together make 100.")
    )
    anchors = LocalizedField(
        _l("What each mark means"),
        rows=6,
        limit=2000,
        description=_l("Six lines in each language, one for each mark: the first for 0, the last for 5."),
    )
    comment_required = BooleanField(_l("Readers must write a comment on this criterion"))


class SubjectForm(BaseForm):
    """The title of a page of the form."""

    title = LocalizedField(_l("Title of the page"), limit=200, required=("ar",))


class AskingForm(BaseForm):
    """What a question says and takes. What its kind has no use for is left aside."""

    kind = ChoiceField(_l("Kind of answer"), [DataRequired()])
    label = LocalizedField(_l("Question"), limit=300, required=("ar",))
    help = LocalizedField(_l("Help, shown before the field"), rows=2, limit=600)
    required = BooleanField(_l("An answer is required"), default=True)
    word_limit = IntegerField(
        _l("Words at most"), [Optional(), NumberRange(min=5, max=2000)], description=_l("For texts only.")
    )
    minimum = IntegerField(
        _l("At least"), [Optional()], description=_l("A number, an amount in dirhams, or the rows of a table.")
    )
    maximum = IntegerField(
        _l("At most"),
        [Optional()],
        description=_l("A number, an amount in dirhams, the rows of a table, or the megabytes of a file."),
    )
    choices = LocalizedField(
        _l("Choices"),
        rows=5,
        limit=2000,
        description=_l("One choice a line, in the same order in every language. For questions with choices only."),
    )
    columns = LocalizedField(
        _l("Columns"),
        rows=4,
        limit=1000,
        description=_l("One column a line, in the same order in every language, six at most. For small tables only."),
    )
    column_kinds = FieldList(ChoiceField(), min_entries=COLUMNS_MAX, max_entries=COLUMNS_MAX)

    def wording(self) -> Wording:
        """The question as it was written."""
        kinds = [field.data or ColumnKind.TEXT for field in self.column_kinds]
        return Wording(
            kind=QuestionKind(self.kind.data),
            label=self.label.data,
            help=self.help.data,
            required=self.required.data,
            word_limit=self.word_limit.data,
            minimum=self.minimum.data,
            maximum=self.maximum.data,
            choices=_lines(self.choices),
            columns=[
                ColumnOf(label, ColumnKind(kinds[place]))
                for place, label in enumerate(_lines(self.columns)[:COLUMNS_MAX])
            ],
        )


class QuestionForm(AskingForm):
    """One question of a call: also where it stands, what it waits for, where it is asked."""

    subject = ChoiceField(_l("Page of the form"), [DataRequired()])
    condition = ChoicesField(
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


class DocumentForm(BaseForm):
    """One document that is asked for."""

    label = LocalizedField(_l("Document"), limit=200, required=("ar",))
    help = LocalizedField(_l("Help, shown before the field"), rows=2, limit=600)
    required = BooleanField(_l("This document is required"), default=True)
    lasting = BooleanField(_l("It stays valid for later calls"))
    limit_mb = IntegerField(
        _l("Largest file, in MB"), [Optional(), NumberRange(min=1, max=40)], description=_l("Empty: 10 MB.")
    )


class RulesForm(BaseForm):
    """Which marks rank, and the least number of points; thresholds and ladder have as many fields as criteria."""

    marks = RadioField(_l("Marks that rank"), [InputRequired()], choices=[])
    points = IntegerField(
        _l("Least number of points, out of 100"),
        [Optional(), NumberRange(min=0, max=100)],
        description=_l("An application with fewer takes no seat. Leave it at 0 for no threshold."),
    )
    promotion = RadioField(_l("A seat that becomes free is offered to the reserve list"), [InputRequired()], choices=[])


class CheckForm(BaseForm):
    """A question of the self-check."""

    question = LocalizedField(
        _l("Question"), limit=300, required=("ar",), description=_l("It is answered with yes or no.")
    )
    expected = BooleanField(_l("“Yes” is the answer that raises no doubt"), default=True)
    decisive = BooleanField(
        _l("The other answer means “not eligible”"), description=_l("Otherwise it means “with reservations”.")
    )
    advice = LocalizedField(
        _l("What to do after the other answer"), rows=3, limit=1000, description=_l("Shown with the result.")
    )


def check_form(checks: Iterable[Any]) -> BaseForm:
    """The self-check as it is answered: yes or no to each question."""
    fields = {
        f"c{one.id}": RadioField(
            one.question.text(),
            [InputRequired(_l("Choose yes or no."))],
            choices=choices_of([("yes", _l("Yes")), ("no", _l("No"))]),
        )
        for one in checks
    }
    made: BaseForm = type("AnsweredCheckForm", (BaseForm,), fields)()
    return made


class ReasonOfRefusalForm(BaseForm):
    """A reason for which an application, or a part of it, is refused or questioned at screening, or not selected."""

    text = LocalizedField(_l("Reason"), rows=2, limit=600, required=LANGUAGES)
    about = RadioField(
        _l("What it is a reason for"),
        [InputRequired()],
        default=ReasonAbout.APPLICATION.value,
        choices=choices_of(
            [
                (ReasonAbout.APPLICATION.value, _l("Finding the application ineligible")),
                (ReasonAbout.PART.value, _l("Questioning or refusing a document, or asking about an answer")),
                (ReasonAbout.OUTCOME.value, _l("Not selecting the application, or keeping it on the reserve list")),
            ]
        ),
    )


class TakeForm(BaseForm):
    """What is taken into a call from the library."""

    items = ChoicesField(_l("From the library"), [DataRequired(_l("Tick at least one."))])


class TakeQuestionsForm(TakeForm):
    """The same, for questions: on which page of the form they come."""

    subject = ChoiceField(_l("Page of the form"), [DataRequired()])


class AddendumForm(BaseForm):
    """A dated correction."""

    text = LocalizedField(_l("Addendum"), rows=5, limit=5000, required=LANGUAGES)


class ExtensionForm(BaseForm):
    """More time, for everybody or for one association."""

    closes_at = MomentField(_l("New closing"), [InputRequired()], description=_l("Moroccan time."))
    association = ChoiceField(
        _l("For"), description=_l("More time for one association needs a reason that holds for it alone.")
    )
    reason = TextAreaField(
        _l("Reason"), [DataRequired(), Length(min=3, max=2000)], description=_l("Kept in the audit log.")
    )


class CancelForm(BaseForm):
    """Why a call is cancelled."""

    reason = LocalizedField(
        _l("Reason"),
        rows=4,
        limit=2000,
        description=_l("Everybody reads it on the page of the call and in their letter."),
    )
