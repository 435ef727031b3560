"""The self-check: as the desk writes it, as a visitor answers it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from capacity.admission.calls.forms.wanted import LATER, PUBLIC
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, LocalizedField, OnceForm, choices_of


class CheckForm(OnceForm):
    """A question of the self-check."""

    question = LocalizedField(_l("Question"), limit=300, **PUBLIC, description=_l("It is answered with yes or no."))
    expected = BooleanField(_l("“Yes” is the answer that raises no doubt"), default=True)
    decisive = BooleanField(
        _l("The other answer means “not eligible”"), description=_l("Otherwise it means “with reservations”.")
    )
    advice = LocalizedField(
        _l("What to do after the other answer"),
        rows=3,
        limit=1000,
        later=LATER,
        description=_l("Shown with the result."),
    )


def check_form(checks: Iterable[Any]) -> BaseForm:
    """The self-check as it is answered: yes or no to each question."""
    fields = {
        f"c{one.id}": RadioField(
            one.question.text(),
            [InputRequired(_l("Choose yes or no."))],
            choices=choices_of([("yes", _l("Yes")), ("no", _l("No"))]),
        )
        for one in checks
    }
    made: BaseForm = type("AnsweredCheckForm", (BaseForm,), fields)()
    return made
