"""The form every room's forms are built on, and what becomes of what an action refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_babel import LazyString
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from wtforms import (
    Form,
    IntegerField,
    PasswordField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length
from wtforms.widgets import HiddenInput, NumberInput

from capacity.core.db import Revised, db, is_overtaken, is_unique_violation
from capacity.core.errors import RuleBroken, StaleObject
from capacity.core.languages import lazy_gettext as _l
from capacity.core.unit_of_work import unit_of_work
from capacity.web.forms.fields import FiguresInput
from capacity.web.forms.messages import MESSAGES
from capacity.web.forms.texts import LONG, SHORT, countable, readable, strip, tidy, tidy_line

HOUSEKEEPING = frozenset({"csrf_token", "version_read", "page_sign"})
"""The names of fields that say something of the page, and nothing that somebody typed."""
MEANWHILE = _l("Somebody else saved this meanwhile. Your text is kept below: compare it and save again.")


NOTHING_YET = "nothing"
"""The revision of what is not there yet."""
_NO_OBJECT: Any = object()


class _Told:
    """An object of which a view says some things itself, where the form shows them otherwise than they are kept."""

    def __init__(self, obj: Any, data: Mapping[str, Any]) -> None:
        self._obj, self._data = obj, data

    def __getattr__(self, name: str) -> Any:
        if name in self._data:
            raise AttributeError(name)
        return getattr(self._obj, name)


class _TokenWhenShown(FlaskForm.Meta.csrf_class):
    """Every sending is judged by its token before its form is made, and pages ask for one themselves: signing another
    for each form would be in vain."""

    def generate_csrf_token(self, csrf_token_field: Any) -> LazyString:
        """The token of this session, once somebody shows the field."""
        del csrf_token_field
        return LazyString(generate_csrf)


class BaseForm(FlaskForm):
    """Every form; ``constraints`` maps names of database constraints to (field, sentence).

    A form filled from an object that tells its revision remembers the one that was read: what somebody else saved since
    the page was opened is not overwritten unseen. ``obj=None`` says that there is nothing yet, and the page remembers
    that too: somebody else's first words are met as their later ones are. ``is_overtaken`` says that this happened.
    ``field_order`` names the fields that stand last, in their order: an inherited reason would otherwise come first.
    """

    field_order: tuple[str, ...] = ()
    constraints: dict[str, tuple[str, object]] = {}
    meanwhile: object = MEANWHILE
    version_read = StringField("", widget=HiddenInput())

    class Meta(FlaskForm.Meta):
        """Adds what every field needs."""

        csrf_class = _TokenWhenShown

        def get_translations(self, form: Form) -> Any:
            """What WTForms says of itself, from catalogues that are read once instead of for each request."""
            del form
            return MESSAGES

        def bind_field(self, form: Form, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Strip, and bound what the form itself does not bound."""
            bound = super().bind_field(form, unbound_field, {**options})
            if isinstance(bound, StringField):
                bound.filters = [*bound.filters, _tidying(bound)]
                validators = list(bound.validators)
                if not any(isinstance(v, Length) and v.max > 0 for v in validators):
                    validators.append(Length(max=LONG if isinstance(bound, TextAreaField) else SHORT))
                bound.validators = [readable, *validators]
            elif isinstance(bound, IntegerField):
                bound.validators = [countable, *bound.validators]
                if isinstance(bound.widget, NumberInput):
                    bound.widget = FiguresInput()
            return bound

    def __init__(self, *args: Any, obj: Any = _NO_OBJECT, **kwargs: Any) -> None:
        shown = None if obj is _NO_OBJECT else _Told(obj, kwargs["data"]) if kwargs.get("data") else obj
        super().__init__(*args, obj=shown, **kwargs)
        for name in self.field_order:
            self._fields[name] = self._fields.pop(name)
        self._read = obj if isinstance(obj, Revised) else None
        self.is_overtaken = False
        self._version_sent = ""
        if self._read is None and obj is not None:
            del self.version_read
        else:
            self._version_sent = self.version_read.data or ""
            self._show_version()

    def _show_version(self) -> None:
        if "version_read" in self:
            self.version_read.data = self._read.revision if self._read is not None else NOTHING_YET

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


def _tidying(field: StringField) -> Callable[[Any], Any]:
    if isinstance(field, PasswordField):
        return strip
    return tidy if isinstance(field, TextAreaField) else tidy_line


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


def forget_reads() -> None:
    """End the read transaction of a page that takes long after its last read."""
    db.session.rollback()
