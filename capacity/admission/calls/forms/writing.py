"""A call as it is begun; its words and its window."""

from __future__ import annotations

from wtforms import DateField, IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, Regexp

from capacity.admission.calls.forms.wanted import LATER, PUBLIC
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ChoiceField, ChoicesField, LocalizedField, MomentField

REFERENCE = r"^[A-Za-z0-9][A-Za-z0-9-]{1,28}$"


class NewCallForm(BaseForm):
    """A call is begun: its phase, its name, its window, and where its form comes from."""

    constraints = {"uq_calls_reference": ("reference", _l("Another call has this reference already."))}

    phase = ChoiceField(_l("Phase"), [DataRequired()])
    reference = StringField(
        _l("Reference"),
        [DataRequired(), Regexp(REFERENCE, message=_l("Letters without accents, digits and hyphens only."))],
        description=_l("It stands in the call’s address and on every letter, for instance AMI-2018."),
    )
    regions = ChoicesField(
        _l("Regions"), description=_l("They must belong to the phase. This can be changed until publication.")
    )
    seats = IntegerField(
        _l("Seats in each region"),
        [InputRequired(), NumberRange(min=1, max=500)],
        default=30,
        description=_l("To be refined region by region."),
    )
    opens_at = MomentField(_l("Opening"), [InputRequired()], description=_l("Moroccan time."))
    closes_at = MomentField(_l("Closing"), [InputRequired()], description=_l("Moroccan time."))
    source = ChoiceField(
        _l("Begin with"),
        description=_l("Questions, documents and criteria are copied; each can be changed afterwards."),
    )


class WordsForm(BaseForm):
    """Title, summary and text in three languages."""

    title = LocalizedField(_l("Title"), limit=200, **PUBLIC)
    summary = LocalizedField(
        _l("Summary"),
        rows=3,
        limit=600,
        later=LATER,
        description=_l("Two sentences, shown under the title and in the list of calls."),
    )
    text = LocalizedField(
        _l("Text"),
        rows=14,
        limit=20_000,
        later=LATER,
        description=_l("Light marks are understood: **strong**, - lists, ### headings, [words](https://address)."),
    )


class WindowForm(BaseForm):
    """When applications are taken, and the dates announced with the call."""

    opens_at = MomentField(_l("Opening"), [InputRequired()], description=_l("Moroccan time."))
    closes_at = MomentField(
        _l("Closing"), [InputRequired()], description=_l("Moroccan time. This is what everybody reads.")
    )
    grace_minutes = IntegerField(
        _l("Grace period, in minutes"),
        [InputRequired(), NumberRange(min=0, max=1440)],
        description=_l("What arrives within it still counts; it is not announced."),
    )
    announcement_on = MomentField(_l("Announcement of results, from"), [Optional()])
    training_from = DateField(_l("Beginning of the training"), [Optional()])
