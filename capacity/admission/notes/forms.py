"""Shapes of what is written between colleagues."""

from __future__ import annotations

from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from capacity.admission.notes.states import NOTE_MAX
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ChoiceField, ChoicesField


class NoteForm(BaseForm):
    """A note, and the colleagues it calls on."""

    text = TextAreaField(
        _l("Note"),
        [DataRequired(), Length(max=NOTE_MAX)],
        description=_l("Only the coordination and the administration read it; no association and no reader ever does."),
    )
    calls_on = ChoicesField(_l("Call on"), description=_l("They are written to, and find it in what waits for them."))
    request_id = HiddenField(validators=[DataRequired(), Length(max=64)])


class ChargeForm(BaseForm):
    """Who follows an application."""

    person = ChoiceField(_l("In the care of"))
