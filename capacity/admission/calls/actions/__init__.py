"""What is done with calls: writing (``writing``, ``parts``, ``questions``), publishing and after (``publishing``)."""

from __future__ import annotations

from capacity.admission.calls.actions.closing import follow_choice
from capacity.admission.calls.actions.correcting import correct_extension
from capacity.admission.calls.actions.drafting import FROZEN
from capacity.admission.calls.actions.eligibility import set_eligibility
from capacity.admission.calls.actions.library import (
    add_to_library,
    change_item,
    keep_part,
    load_facts,
    restore_item,
    retire_item,
    take_items,
)
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
from capacity.admission.calls.actions.putting_back import put_back
from capacity.admission.calls.actions.questions import (
    add_question,
    change_question,
    duplicate_question,
    place_question,
    remove_question,
    shift_question,
    worded,
)
from capacity.admission.calls.actions.recourse import set_recourse
from capacity.admission.calls.actions.rules import set_quotas, set_reading, set_rules
from capacity.admission.calls.actions.self_checks import add_check, change_check, remove_check, shift_check
from capacity.admission.calls.actions.writing import create, set_regions, set_window, write

__all__ = [
    "FROZEN",
    "add_addendum",
    "add_check",
    "add_criterion",
    "add_document",
    "add_question",
    "add_subject",
    "add_to_library",
    "archive",
    "cancel",
    "cannot_extend",
    "change_check",
    "change_criterion",
    "change_document",
    "change_item",
    "change_question",
    "change_subject",
    "correct_extension",
    "create",
    "duplicate_question",
    "extend",
    "follow_choice",
    "keep_part",
    "load_facts",
    "place_question",
    "publish",
    "put_back",
    "remove_check",
    "remove_criterion",
    "remove_document",
    "remove_question",
    "remove_subject",
    "restore_item",
    "retire_item",
    "set_eligibility",
    "set_quotas",
    "set_reading",
    "set_recourse",
    "set_regions",
    "set_rules",
    "set_window",
    "shift_check",
    "shift_criterion",
    "shift_document",
    "shift_question",
    "shift_subject",
    "take_items",
    "worded",
    "write",
]
