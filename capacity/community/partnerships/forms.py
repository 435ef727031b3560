"""Forms of agreements: a step with its reason, an activity, an access."""

from __future__ import annotations

from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ChoiceField, OnceForm


class StepForm(BaseForm):
    """What happens to the agreement or the commitment, and why."""

    step = ChoiceField(_l("What happened"), [InputRequired()])
    reason = TextAreaField(
        _l("Reason"),
        [Optional(), Length(max=2000)],
        description=_l("Needed when something ends, is dropped or taken up again. The parties read it."),
    )


class ActivityForm(OnceForm):
    """Something that was done."""

    held_on = DateField(_l("Day"), [InputRequired()])
    commitment_id = ChoiceField(_l("Commitment"), [Optional()])
    text = TextAreaField(_l("What was done"), [InputRequired(), Length(max=2000)])


class AccessForm(BaseForm):
    """Which partner may read the agreement."""

    person_id = ChoiceField(_l("Partner"), [InputRequired()])
