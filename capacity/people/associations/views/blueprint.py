"""What the pages of associations share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint
from wtforms.fields.choices import SelectChoice

from capacity.core import facts
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts.states import Gender
from capacity.people.associations.forms import SEATS, AssociationForm
from capacity.people.associations.states import ClaimKind, Office, PaperStanding, Standing
from capacity.rollout.territory import queries as territory
from capacity.web.forms import choices_of

bp = Blueprint("associations", __name__)

GENDERS = {Gender.WOMAN: _l("Woman"), Gender.MAN: _l("Man"), Gender.UNSTATED: _l("Not stated")}
OFFICES = {
    Office.PRESIDENT: _l("President"),
    Office.SECRETARY: _l("Secretary"),
    Office.TREASURER: _l("Treasurer"),
    Office.OTHER: _l("Officer"),
}
STANDINGS = {Standing.REPRESENTATIVE: _l("Representative"), Standing.MEMBER: _l("Member")}
STANDINGS_OF_PAPERS = {
    PaperStanding.LASTING: (_l("In force"), "done", False),
    PaperStanding.VALID: (_l("In force"), "done", False),
    PaperStanding.EXPIRING: (_l("Expires soon"), "attention", True),
    PaperStanding.EXPIRED: (_l("Expired"), "stopped", True),
}
"""How a paper stands: in words, its shape, and whether something has to be done."""
CLAIMS = {ClaimKind.JOIN: _l("Asks to join"), ClaimKind.REPRESENT: _l("Says they represent it")}


def theme_names() -> dict[str, str]:
    """The themes of work in the reader's language, by code."""
    return {theme["code"]: facts.words(theme["name"]).text() for theme in facts.load("themes")["theme"]}


def offer_choices(form: AssociationForm, regions: frozenset[str] | None = None) -> None:
    """Fill the selects: provinces under their regions, priority places, themes, genders."""
    names = {region.code: region.name.text() for region in territory.region_names()}
    grouped = [
        SelectChoice(province.code, province.name.text(), optgroup=names[province.region_code])
        for province in territory.provinces(regions)
    ]
    form.province_code.choices = [SelectChoice("", _("Choose"), optgroup=""), *grouped]
    places: Sequence[Any] = territory.priority_places()
    form.priority_place_id.choices = choices_of(
        ((place.id, f"{place.name.text()} – {place.province.name.text()}") for place in places), empty=_("None")
    )
    form.themes.choices = choices_of(theme_names().items())
    for seat, _office in SEATS:
        form[seat].form.gender.choices = choices_of(GENDERS.items())
