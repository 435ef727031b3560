"""Forms of facts and of calendar dates."""

from __future__ import annotations

from wtforms import DateField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ChoiceField, ChoicesField, LocalizedField, OnceForm


class SourceForm(BaseForm):
    """What every entered fact carries."""

    source = StringField(
        _l("Source"),
        [InputRequired(), Length(max=500)],
        description=_l("Title and reference of the document, or the address of the page."),
    )
    sourced_on = DateField(_l("Read on"), [InputRequired()])


class TreatyForm(SourceForm):
    """Ratification and protocols."""

    ratified_on = DateField(_l("Ratified on"), [Optional()])
    protocols = LocalizedField(_l("Optional protocols"), rows=2, limit=1000)


class ProcedureForm(SourceForm):
    """How the State reports."""

    procedure = LocalizedField(_l("Procedure"), rows=2, limit=1000)


class LastReviewForm(SourceForm):
    """When the State was last reviewed."""

    last_review = LocalizedField(_l("Last review"), rows=2, limit=1000)
    document = StringField(_l("Document of the concluding observations"), [Length(max=120)])


class LanguagesForm(SourceForm):
    """The languages that the secretariat takes."""

    languages = ChoicesField(_l("Languages accepted"))


class WordsForm(SourceForm):
    """How long a report may be."""

    words = IntegerField(_l("Words at most, for one association"), [Optional(), NumberRange(min=100, max=100_000)])
    words_coalition = IntegerField(
        _l("Words at most, for a coalition"), [Optional(), NumberRange(min=100, max=200_000)]
    )


class DeadlineForm(SourceForm):
    """When a report has to be there."""

    weeks_before_session = IntegerField(_l("Weeks before the session"), [Optional(), NumberRange(min=0, max=104)])
    months_before_session = IntegerField(_l("Months before the session"), [Optional(), NumberRange(min=0, max=24)])


class AdviceForm(SourceForm):
    """What else an association should know."""

    advice = LocalizedField(_l("Advice to associations"), rows=3, limit=2000)


class EventForm(OnceForm):
    """A date of the calendar."""

    kind = ChoiceField(_l("Kind"), [InputRequired()])
    on = DateField(_l("Day"), [InputRequired()])
    note = LocalizedField(_l("Note"), rows=2, limit=1000)
    source = StringField(
        _l("Source"),
        [InputRequired(), Length(max=500)],
        description=_l("Title and reference of the document, or the address of the page."),
    )
    sourced_on = DateField(_l("Read on"), [Optional()])
