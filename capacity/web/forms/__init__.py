"""The form every room's forms are built on, and the fields that know our types.

Input is stripped of blanks and of signs that nobody sees (in a password those are refused), lengths and numbers are
bounded even where a form forgets to say so, and an action's refusal comes back as an error on the field it concerns.
"""

from __future__ import annotations

from capacity.web.forms.base import (
    HOUSEKEEPING,
    MEANWHILE,
    NOTHING_YET,
    BaseForm,
    ConfirmForm,
    ReasonForm,
    forget_reads,
)
from capacity.web.forms.fields import ChoiceField, ChoicesField, LocalizedField, MomentField, choices_of
from capacity.web.forms.once import OnceForm
from capacity.web.forms.texts import INTEGER_MAX, LONG, SHORT, countable, in_arabic, in_latin, readable, strip

__all__ = [
    "HOUSEKEEPING",
    "INTEGER_MAX",
    "LONG",
    "MEANWHILE",
    "NOTHING_YET",
    "SHORT",
    "BaseForm",
    "ChoiceField",
    "ChoicesField",
    "ConfirmForm",
    "LocalizedField",
    "MomentField",
    "OnceForm",
    "ReasonForm",
    "choices_of",
    "countable",
    "forget_reads",
    "in_arabic",
    "in_latin",
    "readable",
    "strip",
]
