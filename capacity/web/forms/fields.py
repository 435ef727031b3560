"""The fields that know our types: texts in three languages, moments on a Moroccan clock, choices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup
from wtforms import (
    DateTimeLocalField,
    Field,
    Form,
    SelectField,
    SelectMultipleField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from capacity.core.clock import from_local, local
from capacity.core.languages import LANGUAGES, Localized
from capacity.core.languages import lazy_gettext as _l
from capacity.core.legible import legible, one_line
from capacity.web.forms.texts import SHORT


class FiguresInput(TextInput):
    """A whole number, typed: browsers empty a ``type=number`` of Arabic figures, which ``int`` reads as any others."""

    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        """The input, which brings up the figures on a telephone."""
        drawn: Markup = super().__call__(field, **{"inputmode": "numeric", "autocomplete": "off", "size": 8, **kwargs})
        return drawn


class LocalizedField(Field):
    """A text in three languages: inputs ``name-ar``, ``name-fr``, ``name-en``.

    ``required`` names the languages that must be filled, ``later`` says when the others must be (None: never), ``rows``
    is the height of each input.
    """

    data: Localized

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        rows: int = 1,
        limit: int = SHORT,
        required: Sequence[str] = (),
        later: object = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.rows = rows
        self.limit = limit
        self.required_languages = tuple(required)
        self.later = later

    @property
    def first_input_id(self) -> str:
        """Where the error summary's link leads."""
        return f"{self.id}-{LANGUAGES[0]}"

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the three inputs, or the stored texts."""
        self.process_errors: list[object] = []
        self.raw_data = None
        if formdata is not None and any(f"{self.name}-{code}" in formdata for code in LANGUAGES):
            cleaned = one_line if self.rows == 1 else legible
            self.raw_data = [cleaned(formdata.get(f"{self.name}-{code}", "")) for code in LANGUAGES]
            self.data = Localized(dict(zip(LANGUAGES, self.raw_data, strict=True)))
        else:
            given = self.default if data is None or not isinstance(data, (dict, Localized)) else data
            self.data = given if isinstance(given, Localized) else Localized(given or {})
        self.object_data = self.data

    def pre_validate(self, form: Form) -> None:
        """Lengths, and the languages that are required."""
        for text in self.data.values():
            if len(text) > self.limit:
                raise ValidationError(_l("This text is too long: %(limit)s characters at most.", limit=self.limit))
        if any(code in self.data.missing for code in self.required_languages):
            raise ValidationError(_l("Write this text in every language asked for."))

    def text(self, code: str) -> str:
        """What stands in one of the inputs."""
        return str(self.data.get(code, ""))


class MomentField(DateTimeLocalField):
    """A date and time on a Moroccan clock; UTC in the code."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Local time to UTC."""
        super().process_formdata(valuelist)
        read: datetime | None = getattr(self, "data", None)
        if read is None or read.tzinfo is not None:
            return
        self.data: datetime | None = None
        try:
            self.data = from_local(read)
        except OverflowError:
            raise ValueError(self.gettext("Not a valid datetime value.")) from None

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return local(self.data).strftime("%Y-%m-%dT%H:%M") if self.data else ""


def choices_of(pairs: Iterable[tuple[Any, Any]], *, empty: Any = None) -> list[SelectChoice]:
    """Choices for a select, from (value, label) pairs; ``empty`` adds a first one that says to choose."""
    first = [SelectChoice("", empty)] if empty is not None else []
    return [*first, *(SelectChoice(str(value), label) for value, label in pairs)]


class ChoiceField(SelectField):
    """One of the choices passed in by the view; values are text."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("choices", [])
        super().__init__(label, validators, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was chosen; nothing but blanks, which only a hand can write, is nothing, also where one is required."""
        self.raw_data = [value.strip() for value in valuelist]
        super().process_formdata(self.raw_data)

    @property
    def chosen_label(self) -> object:
        """What the chosen one is called; nothing where none is chosen."""
        return next((one.label for one in self.choices if one.value == str(self.data)), "")


class ChoicesField(SelectMultipleField):
    """Several of the choices passed in by the view, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("choices", [])
        super().__init__(label, validators, **kwargs)
