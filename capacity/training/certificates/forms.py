"""Shape of what people write about certificates."""

from __future__ import annotations

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, in_arabic, in_latin


class ReissueForm(BaseForm):
    """The corrected name."""

    name = StringField(_l("Name in Latin letters"), [InputRequired(), Length(max=120), in_latin])
    name_ar = StringField(_l("Name in Arabic letters"), [InputRequired(), Length(max=120), in_arabic])
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(min=3, max=2000)])
