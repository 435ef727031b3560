"""What the coordination asks about, in one application or in many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import DateField, Field, HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from capacity.admission.applications.states import SIGNS_IN_ID
from capacity.admission.applications.states.clarifying import WHY_MAX
from capacity.admission.calls.models import Question, RequiredDocument
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ChoiceField, choices_of


class AskForm(BaseForm):
    """Until when an answer is awaited, and a word to the whole; the points are added by ``asking_form``."""

    constraints = {"uq_clarifications_requested": ("", _l("An answer is awaited already."))}

    due_on = DateField(
        _l("To be answered by"), [DataRequired()], description=_l("The answer counts until the end of this day.")
    )
    note = TextAreaField(
        _l("A word to the association"),
        [Optional(), Length(max=WHY_MAX)],
        description=_l("Read in the letter."),
    )
    request_id = HiddenField(validators=[DataRequired(), Length(min=8, max=SIGNS_IN_ID)])


def asking_form(
    questions: Sequence[Question], papers: Sequence[RequiredDocument], reasons: Mapping[str, str], **data: Any
) -> Any:
    """A form with a reason and words for each question (``q…``) and document (``d…``) of the call."""
    fields: dict[str, Any] = {}
    for sign, things in (("q", questions), ("d", papers)):
        for thing in things:
            fields[f"reason_{sign}{thing.id}"] = ChoiceField(
                _l("Reason"), [Optional()], choices=choices_of(reasons.items(), empty=_l("Nothing to ask"))
            )
            fields[f"why_{sign}{thing.id}"] = TextAreaField(_l("In your own words"), [Optional(), Length(max=WHY_MAX)])
    return type("AskingForm", (AskForm,), fields)(data=data)


class MoreTimeForm(BaseForm):
    """A later day."""

    due_on = DateField(_l("To be answered by"), [DataRequired()])


class AskManyForm(BaseForm):
    """One question or document asked about in many applications, why, and until when."""

    what = ChoiceField(_l("What is asked about"), [DataRequired()])
    reason = ChoiceField(_l("Reason"), [Optional()])
    why = TextAreaField(_l("Why"), [Length(max=WHY_MAX)], description=_l("Each association reads it as you write it."))
    due_on = DateField(_l("Answer by"), [DataRequired()])

    def validate_why(self, field: Field) -> None:
        """A reason of the list, or words."""
        if not self.reason.data and not field.data:
            raise ValidationError(_l("Choose a reason, or write why."))
