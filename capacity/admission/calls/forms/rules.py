"""How applications are read and ranked, and how complaints are taken."""

from __future__ import annotations

from wtforms import BooleanField, IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange, Optional

from capacity.admission.calls.states.reading import READERS_MAX, READERS_MIN, SPREAD_MAX
from capacity.admission.calls.states.recourse import DAYS_MAX, DAYS_MIN
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm


class RulesForm(BaseForm):
    """Which marks rank, and the least number of points; thresholds and ladder have as many fields as criteria."""

    marks = RadioField(_l("Marks that rank"), [InputRequired()], choices=[])
    points = IntegerField(
        _l("Least number of points, out of 100"),
        [Optional(), NumberRange(min=0, max=100)],
        description=_l("An application with fewer takes no seat. Leave it at 0 for no threshold."),
    )
    promotion = RadioField(_l("A seat that becomes free is offered to the reserve list"), [InputRequired()], choices=[])


class ReadingForm(BaseForm):
    """How applications are read."""

    readers = IntegerField(
        _l("Readers for each application"), [InputRequired(), NumberRange(min=READERS_MIN, max=READERS_MAX)]
    )
    spread = IntegerField(
        _l("One more reader when points lie further apart than"),
        [Optional(), NumberRange(min=0, max=SPREAD_MAX)],
        description=_l("Points out of 100 between the highest and the lowest. Leave it at 0 for none."),
    )
    blind = BooleanField(
        _l("Blind reading"),
        description=_l(
            "Names of associations and people are hidden from readers; of each document they see a copy without "
            "names, which the desk prepares."
        ),
    )
    same_province = BooleanField(
        _l("Same province"),
        description=_l("A reader of the association’s own province counts as a likely conflict of interest."),
    )


class RecourseForm(BaseForm):
    """How complaints are taken."""

    days = IntegerField(
        _l("Days to complain, counted from the announcement"),
        [InputRequired(), NumberRange(min=DAYS_MIN, max=DAYS_MAX)],
        description=_l("The last day counts in full, on a Moroccan clock."),
    )
    remedy = RadioField(_l("What follows where a seat is due"), [InputRequired()], choices=[])
    instead = RadioField(
        _l("What follows where the round has no seat left"),
        [InputRequired()],
        choices=[],
        description=_l("Asked only where the rule above does not add a seat."),
    )
