"""Forms of the board: one choice per region, and a new year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.rollout.phases.models import Phase
from capacity.rollout.phases.queries import Placed
from capacity.web.forms import BaseForm, ChoiceField, choices_of


class BoardForm(BaseForm):
    """Which year takes which region; ``seen`` tells which versions of the phases the page showed."""

    constraints = {
        "uq_phase_regions_region_code": ("", _l("A region stands in one year only. Somebody has just placed it.")),
    }

    seen = StringField(widget=HiddenInput())

    movable: Sequence[Placed] = ()

    def wishes(self) -> dict[str, int | None]:
        """Region to year; None for no year, and for what is none."""
        chosen = {region.code: self[region.code].data or "" for region in self.movable}
        return {code: int(year) if _is_number(year) else None for code, year in chosen.items()}

    def versions(self) -> dict[int, int]:
        """Phase to version, as the page showed them; nonsense reads as nothing seen."""
        pairs = [pair.partition(":") for pair in (self.seen.data or "").split()]
        return {int(key): int(value) for key, _sign, value in pairs if _is_number(key) and _is_number(value)}

    def see(self, phases: Iterable[Phase]) -> None:
        """Note what is shown now."""
        self.seen.data = " ".join(f"{phase.id}:{phase.version}" for phase in phases)


def board_form(regions: Sequence[Placed], phases: Sequence[Phase]) -> BoardForm:
    """The board's form, with a choice for every region that may still move."""
    movable = [region for region in regions if region.state is None or _is_open(region, phases)]
    fields: Mapping[str, Any] = {
        region.code: ChoiceField(region.name.text(), [Optional()], default=str(region.year or "")) for region in movable
    }
    form: BoardForm = type("BoardForm", (BoardForm,), {**fields, "movable": movable})()
    years = [(phase.year, phase.year) for phase in phases if phase.as_year().is_open]
    for region in movable:
        form[region.code].choices = choices_of(years, empty=_("no year yet"))
    if not form.is_submitted():
        form.see(phases)
    return form


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 10


def _is_open(region: Placed, phases: Sequence[Phase]) -> bool:
    return any(phase.id == region.phase_id and phase.as_year().is_open for phase in phases)


class YearForm(BaseForm):
    """A further year of the plan."""

    year = IntegerField(_l("Year"), [InputRequired()])
