"""What the pages of administration share."""

from __future__ import annotations

from flask import Blueprint

from capacity.core.languages import lazy_gettext as _l
from capacity.people.administration.forms import RoleForm
from capacity.rollout.territory import queries as territory
from capacity.web.forms import choices_of
from capacity.web.navigation import ROLE_NAMES

bp = Blueprint("administration", __name__, url_prefix="/administration")

KINDS = {**{role.value: words for role, words in ROLE_NAMES.items()}, "member": _l("Member of an association")}


def offer_roles(form: RoleForm) -> None:
    """Fill in the roles and the regions."""
    form.role.choices = choices_of((role.value, words) for role, words in ROLE_NAMES.items())
    form.regions.choices = choices_of((region.code, region.name.text()) for region in territory.region_names())


def region_names() -> dict[str, str]:
    """The regions in the reader's language, by code."""
    return {region.code: region.name.text() for region in territory.region_names()}


__all__ = ["KINDS", "bp", "offer_roles", "region_names"]
