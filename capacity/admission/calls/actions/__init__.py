"""What is done with calls: writing (``writing``, ``parts``, ``questions``), publishing and after (``publishing``)."""

from __future__ import annotations

from capacity.admission.calls.actions.parts import (
    add_criterion,
    add_document,
    add_subject,
    change_criterion,
    change_document,
    change_subject,
    remove_criterion,
    remove_document,
    remove_subject,
    shift_criterion,
    shift_document,
    shift_subject,
)
from capacity.admission.calls.actions.publishing import add_addendum, archive, cancel, cannot_extend, extend, publish
from capacity.admission.calls.actions.questions import (
    add_question,
    change_question,
    remove_question,
    shift_question,
)
from capacity.admission.calls.actions.writing import create, set_regions, set_window, write

__all__ = [
    "add_addendum",
    "add_criterion",
    "add_document",
    "add_question",
    "add_subject",
    "archive",
    "cancel",
    "cannot_extend",
    "change_criterion",
    "change_document",
    "change_question",
    "change_subject",
    "create",
    "extend",
    "publish",
    "remove_criterion",
    "remove_document",
    "remove_question",
    "remove_subject",
    "set_regions",
    "set_window",
    "shift_criterion",
    "shift_document",
    "shift_question",
    "shift_subject",
    "write",
]
