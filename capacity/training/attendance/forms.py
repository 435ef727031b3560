"""Shape of what trainers write."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from capacity.core.languages import lazy_gettext as _l
from capacity.training.sessions.forms import DelegateForm
from capacity.web.forms import BaseForm, ChoiceField


class ReportForm(BaseForm):
    """The session's report."""

    held = TextAreaField(
        _l("What was held"),
        [InputRequired(), Length(max=5000)],
        description=_l("Which parts of the module were taught, by whom, with which exercises."),
    )
    summary = TextAreaField(
        _l("What participants took with them"),
        [InputRequired(), Length(max=5000)],
        description=_l("In a few sentences."),
    )
    difficulties = TextAreaField(
        _l("Difficulties"),
        [Optional(), Length(max=5000)],
        description=_l("The place, the material, the schedule, who was missing: what the coordination should know."),
    )


class CorrectionForm(BaseForm):
    """A change of the locked register."""

    person = ChoiceField(_l("Person"), [InputRequired()])
    slot = ChoiceField(_l("Half-day"), [InputRequired()])
    mark = ChoiceField(_l("What should stand there"), [InputRequired()])
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(min=3, max=2000)])


class DoorForm(DelegateForm):
    """Somebody who came in place of another."""

    instead_of = ChoiceField(_l("In place of"), [InputRequired()])
