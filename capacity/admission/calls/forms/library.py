"""What is kept for every call, and what is taken from it."""

from __future__ import annotations

from wtforms import RadioField
from wtforms.validators import DataRequired, InputRequired

from capacity.admission.calls.states.library import ReasonAbout
from capacity.core.languages import LANGUAGES
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ChoiceField, ChoicesField, LocalizedField, choices_of


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
