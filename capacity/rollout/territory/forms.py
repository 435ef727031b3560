"""The form of a priority place."""

from __future__ import annotations

from wtforms.validators import InputRequired

from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import ChoiceField, LocalizedField, OnceForm


class PlaceForm(OnceForm):
    """A priority place: its names and the province where it lies today."""

    name = LocalizedField(_l("Name"), required=("ar", "fr"))
    province_code = ChoiceField(_l("Province or prefecture"), [InputRequired()])
    note = LocalizedField(
        _l("Note"),
        rows=2,
        limit=500,
        description=_l("For example, that the place is only a part of the province."),
    )
