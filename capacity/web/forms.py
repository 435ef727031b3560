"""The form every room's forms are built on, and the fields that know our types.

Input is stripped, NUL and lone surrogates are refused, lengths and numbers are bounded even where a form forgets to say
so, and an action's refusal comes back as an error on the field it concerns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from gettext import NullTranslations
from typing import Any

from babel.support import Translations
from flask import has_request_context
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from wtforms import (
    DateTimeLocalField,
    Field,
    Form,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.i18n import messages_path
from wtforms.validators import Length, StopValidation
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from capacity.core.clock import from_local, local
from capacity.core.db import Revised, db, is_overtaken, is_unique_violation
from capacity.core.errors import RuleBroken, StaleObject
from capacity.core.languages import LANGUAGES, Localized, language, locale_code
from capacity.core.languages import lazy_gettext as _l
from capacity.core.unit_of_work import unit_of_work

SHORT = 300
LONG = 20_000
INTEGER_MAX = 2**31 - 1


def strip(value: Any) -> Any:
    """Text without blanks around it."""
    return value.strip() if isinstance(value, str) else value


def readable(_form: Form, field: Field) -> None:
    """Refuse letters that no database keeps: NUL, lone surrogates, control characters other than line breaks."""
    if isinstance(field.data, str) and not is_readable(field.data):
        raise StopValidation(_l("This text contains characters that cannot be kept. Type it again without them."))


def countable(_form: Form, field: Field) -> None:
    """Refuse whole numbers that no database keeps."""
    if field.data is not None and abs(field.data) > INTEGER_MAX:
        raise StopValidation(field.gettext("Not a valid integer value."))


def is_readable(text: str) -> bool:
    """Whether every letter can be kept and shown."""
    return _NEVER_KEPT.search(text) is None


_NEVER_KEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


MEANWHILE = _l("Somebody else saved this meanwhile. Your text is kept below: compare it and save again.")


class _Messages:
    """WTForms' own messages in the language of the request."""

    def gettext(self, message: str) -> str:
        """One message."""
        return str(_catalogue(language()).gettext(message)) if has_request_context() else message

    def ngettext(self, one: str, many: str, num: int) -> str:
        """The message for so many."""
        if not has_request_context():
            return one if num == 1 else many
        return str(_catalogue(language()).ngettext(one, many, num))


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(code: str) -> NullTranslations:
    return Translations.load(messages_path(), [locale_code(code)], domain="wtforms")


_MESSAGES = _Messages()


class BaseForm(FlaskForm):
    """Every form; ``constraints`` maps names of database constraints to (field, sentence).

    A form filled from an object that tells its revision remembers the one that was read: what somebody else saved since
    the page was opened is not overwritten unseen. ``is_overtaken`` says that this happened.
    """

    constraints: dict[str, tuple[str, object]] = {}
    meanwhile: object = MEANWHILE
    version_read = StringField(widget=HiddenInput())

    class Meta(FlaskForm.Meta):
        """Adds what every field needs."""

        def get_translations(self, form: Form) -> Any:
            """What WTForms says of itself, from catalogues that are read once instead of for each request."""
            del form
            return _MESSAGES

        def bind_field(self, form: Form, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Strip, and bound what the form itself does not bound."""
            bound = super().bind_field(form, unbound_field, {**options})
            if isinstance(bound, StringField):
                bound.filters = [*bound.filters, strip]
                validators = list(bound.validators)
                if not any(isinstance(v, Length) and v.max > 0 for v in validators):
                    validators.append(Length(max=LONG if isinstance(bound, TextAreaField) else SHORT))
                bound.validators = [readable, *validators]
            elif isinstance(bound, IntegerField):
                bound.validators = [countable, *bound.validators]
            return bound

    def __init__(self, *args: Any, obj: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        self._read = obj if isinstance(obj, Revised) else None
        self.is_overtaken = False
        self._version_sent = ""
        if self._read is None:
            del self.version_read
        else:
            self._version_sent = self.version_read.data or ""
            self._show_version()

    def _show_version(self) -> None:
        if self._read is not None:
            self.version_read.data = self._read.revision

    def _refuse_unread(self) -> None:
        if self._read is not None and self._version_sent not in {"", self._read.revision}:
            raise StaleObject(self._read)

    def attempt(self, act: Callable[[], Any]) -> Any:
        """Run an action in a unit of work; its value (True for none), or False with the errors on the form."""
        try:
            with unit_of_work():
                self._refuse_unread()
                value = act()
        except RuleBroken as broken:
            self.refuse(broken.message, broken.field)
        except (StaleDataError, StaleObject):
            self.refuse(self.meanwhile)
            self._show_version()
            self.is_overtaken = self._read is not None
        except IntegrityError as error:
            self._explain(error)
        except OperationalError as error:
            if not is_overtaken(error):
                raise
            self.refuse(self.meanwhile)
        else:
            return True if value is None else value
        return False

    def refuse(self, message: object, field: str | None = None) -> None:
        """Put an error on a field, or on the form as a whole."""
        if field and field in self._fields:
            self._fields[field].errors = [*self._fields[field].errors, message]
        else:
            self.form_errors.append(message)

    def _explain(self, error: IntegrityError) -> None:
        words = str(error.orig)
        for name, (field, message) in self.constraints.items():
            if name in words or name == _sqlite_name(words):
                self.refuse(message, field)
                return
        if not is_unique_violation(error):
            raise error
        self.refuse(self.meanwhile)

    @property
    def all_errors(self) -> list[tuple[str, object]]:
        """(field id or empty, error) for the summary at the top."""
        found: list[tuple[str, object]] = [("", message) for message in self.form_errors]
        for field in self:
            found += [(getattr(field, "first_input_id", field.id), message) for message in _flat(field.errors)]
        return found


def _sqlite_name(words: str) -> str:
    """The constraint's name, as the house names it, of what SQLite says: ``… failed: calls.year, calls.number``."""
    _said, _colon, columns = words.rpartition("UNIQUE constraint failed: ")
    named = [column.partition(".") for column in columns.split(", ")]
    return "_".join(("uq", named[0][0], *(column for _table, _dot, column in named)))


def _flat(errors: Any) -> Iterable[object]:
    if isinstance(errors, dict):
        errors = errors.values()
    for error in errors:
        if isinstance(error, (list, tuple, dict)):
            yield from _flat(error)
        else:
            yield error


class ConfirmForm(BaseForm):
    """A button that changes something: only the CSRF token."""


class ReasonForm(BaseForm):
    """An act that needs a reason."""

    reason = TextAreaField(_l("Reason"), [Length(min=3, max=2000)])


class LocalizedField(Field):
    """A text in three languages: inputs ``name-ar``, ``name-fr``, ``name-en``.

    ``required`` names the languages that must be filled, ``rows`` is the height of each input.
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
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.rows = rows
        self.limit = limit
        self.required_languages = tuple(required)

    @property
    def first_input_id(self) -> str:
        """Where the error summary's link leads."""
        return f"{self.id}-{LANGUAGES[0]}"

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the three inputs, or the stored texts."""
        self.process_errors: list[object] = []
        self.raw_data = None
        if formdata is not None and any(f"{self.name}-{code}" in formdata for code in LANGUAGES):
            self.raw_data = [formdata.get(f"{self.name}-{code}", "") for code in LANGUAGES]
            self.data = Localized(dict(zip(LANGUAGES, self.raw_data, strict=True)))
        else:
            given = self.default if data is None or not isinstance(data, (dict, Localized)) else data
            self.data = given if isinstance(given, Localized) else Localized(given or {})
        self.object_data = self.data

    def pre_validate(self, form: Form) -> None:
        """Lengths, readable letters, and the languages that are required."""
        for text in self.data.values():
            if len(text) > self.limit:
                raise ValidationError(_l("This text is too long: %(limit)s characters at most.", limit=self.limit))
            if not is_readable(text):
                raise ValidationError(
                    _l("This text contains characters that cannot be kept. Type it again without them.")
                )
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


class ChoicesField(SelectMultipleField):
    """Several of the choices passed in by the view, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("choices", [])
        super().__init__(label, validators, **kwargs)


def forget_reads() -> None:
    """End the read transaction of a page that takes long after its last read."""
    db.session.rollback()
