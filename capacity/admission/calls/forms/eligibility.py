"""Who may apply, and of whom in a coalition each rule asks it."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, IntegerField
from wtforms.validators import NumberRange, Optional

from capacity.admission.calls.states.eligibility import BOARD_MAX, MONTHS_MAX, SOME_MAX, SOME_MIN, Whom
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ChoiceField, ChoicesField, choices_of

WHOM: tuple[tuple[str, object], ...] = (
    (Whom.LEAD.value, _l("The association that leads it")),
    (Whom.EVERY.value, _l("Every association")),
    *(
        (str(number), _l("At least %(number)s of the associations", number=number))
        for number in range(SOME_MIN, SOME_MAX + 1)
    ),
)


def _whom() -> Any:
    return ChoiceField(_l("Of whom in a coalition"), choices=choices_of(WHOM), default=Whom.LEAD.value)


class EligibilityForm(BaseForm):
    """Which rules say who may apply, what each of them asks, and of whom in a coalition; the fields bear the names of
    the rules."""

    seat = BooleanField(_l("The seat of the association is in one of the regions of the call."))
    receipt = BooleanField(_l("The association has a receipt of deposit, dated no later than the closing."))
    newcomer = BooleanField(_l("It has not taken a seat by an earlier call of the programme."))
    documents = BooleanField(_l("Every required document is joined to the application."))
    age = IntegerField(
        _l("Least age of the association on the day of the closing, in months"),
        [Optional(), NumberRange(min=1, max=MONTHS_MAX)],
        description=_l("Empty: its age does not matter."),
    )
    board = IntegerField(
        _l("Least number of members of the board"),
        [Optional(), NumberRange(min=1, max=BOARD_MAX)],
        description=_l("Counted from the members that the association has recorded."),
    )
    women = IntegerField(
        _l("Least number of women on the board"),
        [Optional(), NumberRange(min=1, max=BOARD_MAX)],
        description=_l("Where the association has not stated it, the rule says that it cannot be told."),
    )
    themes = ChoicesField(
        _l("Themes, of which the association works on one at least"), [Optional()], description=_l("None: any theme.")
    )
    answer = ChoicesField(
        _l("Answers that the form must give"),
        [Optional()],
        description=_l("Of a question with several answers ticked, any of them will do."),
    )
    whom_seat = _whom()
    whom_receipt = _whom()
    whom_newcomer = _whom()
    whom_age = _whom()
    whom_board = _whom()
    whom_women = _whom()
    whom_themes = _whom()
