"""Shapes of input: the panel, a verdict, a reader, a declaration, the marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from capacity.admission.calls.models import Criterion
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ChoiceField, ChoicesField, ConfirmForm, MomentField, choices_of

NOT_APPLICABLE = "na"
MEMBERS_MAX = 15


class PanelForm(BaseForm):
    """Who sits, who chairs, how many read each application, and until when."""

    members = ChoicesField(_l("Members"), [InputRequired(_l("Choose the members of the panel."))], coerce=int)
    chair = ChoiceField(_l("Chair"), coerce=int)
    readers_per_application = IntegerField(
        _l("Readers for each application"), [InputRequired(), NumberRange(min=2, max=5)], default=3
    )
    scores_due_at = MomentField(_l("Marks due by"), [Optional()])


class ConfirmIneligibleForm(ConfirmForm):
    """A second person agrees with the verdict that the page showed."""

    meanwhile = _l("The verdict was changed meanwhile. Read it again before you confirm it.")


class ReaderForm(BaseForm):
    """One more reader for an application."""

    reader = ChoiceField(_l("Reader"), coerce=int)


class DeclareForm(BaseForm):
    """A conflict of interest, or none."""

    interest = RadioField(
        _l("Your declaration"), [InputRequired(_l("Say whether a conflict of interest stands in the way."))], choices=[]
    )
    reason = TextAreaField(
        _l("The conflict, in a sentence"),
        [Optional(), Length(max=1000)],
        description=_l("Read by the coordinator and the chair only."),
    )


def mark_choices() -> list[tuple[str, object]]:
    """Marks from 0 to 5 in halves (values count halves), and "not applicable"."""
    marks: list[tuple[str, object]] = [(str(halves), f"{halves / 2:g}") for halves in range(11)]
    return [*marks, (NOT_APPLICABLE, _l("Not applicable"))]


def score_form(criteria: Sequence[Criterion]) -> type[BaseForm]:
    """A form with a mark and a comment for each criterion of the call."""
    fields: dict[str, Any] = {}
    for criterion in criteria:
        fields[f"mark_{criterion.id}"] = ChoiceField(
            _l("Mark"), choices=choices_of(mark_choices(), empty="–"), filters=[lambda said: said or ""]
        )
        fields[f"comment_{criterion.id}"] = TextAreaField(_l("Comment"), [Optional(), Length(max=4000)])
    return type("ScoreForm", (BaseForm,), fields)
