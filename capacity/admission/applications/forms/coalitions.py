"""A coalition, and a member's signature under it."""

from __future__ import annotations

from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length, Optional

from capacity.admission.applications.states.coalitions import NAME_MAX, SEARCH_MIN
from capacity.admission.applications.states.signing import DECLARATION_OF_MEMBER
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ChoicesField


class CoalitionForm(BaseForm):
    """The coalition's name, and the provinces of the region in which it works."""

    name = StringField(
        _l("Name of the coalition"),
        [Optional(), Length(max=NAME_MAX)],
        description=_l("For instance the name under which you already work together."),
    )
    provinces = ChoicesField(
        _l("Provinces in which you work together"),
        [Optional()],
        description=_l("The provinces of your seats are counted anyway."),
    )


class JoinForm(BaseForm):
    """A member's signature under the coalition."""

    constraints = {"uq_coalition_members_confirmed": ("", _l("Your association has confirmed another coalition."))}

    signed_name = StringField(_l("First and last name"), [DataRequired(), Length(max=120)])
    signed_role = StringField(
        _l("Office in the association"), [DataRequired(), Length(max=120)], description=_l("For instance: president.")
    )
    declared = BooleanField(DECLARATION_OF_MEMBER, [DataRequired(_l("Tick the declaration to confirm."))])


class SearchForm(BaseForm):
    """Words of an association's name, or its receipt."""

    class Meta(BaseForm.Meta):
        """A search changes nothing: it carries no token."""

        csrf = False

    q = StringField(_l("Name of the association"), [Length(min=SEARCH_MIN, max=100)])
