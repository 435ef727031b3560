"""How states, acts and ways of this room are said."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from capacity.admission.calls.policy import may_list
from capacity.admission.calls.states import (
    CallState,
    CallStatus,
    ColumnKind,
    LibraryKind,
    Part,
    QuestionKind,
    TextShape,
)
from capacity.admission.calls.states.recourse import Remedy
from capacity.admission.calls.states.recourse_words import REMEDIES
from capacity.core.access import anybody
from capacity.core.agenda import WaitingWords
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.core.languages import ngettext
from capacity.web.navigation import Way

WAYS = (
    Way("public", "admission", _l("Calls for interest"), "calls.list_calls", anybody, order=10),
    Way("association", "admission", _l("Calls for interest"), "calls.list_calls", anybody, order=25),
    Way("staff", "admission", _l("Calls"), "calls.desk", may_list, order=10),
)

WORDS: dict[Enum, tuple[object, str]] = {
    CallStatus.DRAFT: (_l("Draft"), "draft"),
    CallStatus.SCHEDULED: (_l("Opens soon"), "waiting"),
    CallStatus.OPEN: (_l("Open"), "active"),
    CallStatus.CLOSED: (_l("Closed"), "stopped"),
    CallStatus.ARCHIVED: (_l("Archived"), "stopped"),
    CallStatus.CANCELLED: (_l("Called off"), "failed"),
}

STATE_WORDS: dict[CallState, object] = {
    CallState.DRAFT: _l("Draft"),
    CallState.PUBLISHED: _l("Published"),
    CallState.ARCHIVED: _l("Archived"),
    CallState.CANCELLED: _l("Called off"),
}

MORE_WORDS: dict[Enum, tuple[object, str]] = {
    CallState.PUBLISHED: (STATE_WORDS[CallState.PUBLISHED], "active"),
    **{state: WORDS[CallStatus(state.value)] for state in STATE_WORDS if state is not CallState.PUBLISHED},
}

KIND_WORDS: dict[QuestionKind, object] = {
    QuestionKind.SHORT_TEXT: _l("A line of text"),
    QuestionKind.LONG_TEXT: _l("A text"),
    QuestionKind.NUMBER: _l("A number"),
    QuestionKind.MONEY: _l("An amount of money"),
    QuestionKind.DATE: _l("A date"),
    QuestionKind.YES_NO: _l("Yes or no"),
    QuestionKind.ONE_CHOICE: _l("One choice"),
    QuestionKind.SEVERAL_CHOICES: _l("Several choices"),
    QuestionKind.TABLE: _l("A small table"),
    QuestionKind.FILE: _l("A file"),
    QuestionKind.ACKNOWLEDGEMENT: _l("A box to tick"),
}

SHAPE_WORDS: dict[TextShape, object] = {
    TextShape.EMAIL: _l("An e-mail address"),
    TextShape.PHONE: _l("A telephone number"),
    TextShape.WEB: _l("A web address"),
}

COLUMN_WORDS: dict[ColumnKind, object] = {
    ColumnKind.TEXT: _l("Text"),
    ColumnKind.NUMBER: _l("A number"),
    ColumnKind.MONEY: _l("An amount of money"),
}

LIBRARY_WORDS: dict[LibraryKind, object] = {
    LibraryKind.CRITERION: _l("Criteria"),
    LibraryKind.QUESTION: _l("Questions"),
    LibraryKind.REASON: _l("Reasons"),
    LibraryKind.DOCUMENT: _l("Documents"),
}

PART_WORDS: dict[Part, object] = {
    Part.WORDS: _l("Texts"),
    Part.REGIONS: _l("Regions and seats"),
    Part.WINDOW: _l("Dates"),
    Part.CRITERIA: _l("Criteria"),
    Part.QUESTIONS: _l("Form"),
    Part.DOCUMENTS: _l("Documents"),
    Part.ELIGIBILITY: _l("Who may apply"),
    Part.READING: _l("Reading"),
    Part.RULES: _l("Ranking and quotas"),
    Part.RECOURSE: _l("Complaints"),
    Part.CHECKS: _l("Self-check"),
}

OBJECT_WORDS: dict[str, object] = {
    "calls": _l("Call for interest"),
    "criteria": _l("Criterion"),
    "subjects": _l("Page of the form"),
    "questions": _l("Question"),
    "required_documents": _l("Document to join"),
    "addenda": _l("Addendum"),
    "extensions": _l("Extension"),
    "call_library": _l("Part of the library"),
}

ACTION_WORDS: dict[str, object] = {
    "calls.create": _l("Call begun"),
    "calls.write": _l("Texts written"),
    "calls.set_regions": _l("Regions and seats set"),
    "calls.set_window": _l("Dates set"),
    "calls.add_criterion": _l("Criterion added"),
    "calls.change_criterion": _l("Criterion changed"),
    "calls.remove_criterion": _l("Criterion removed"),
    "calls.shift_criterion": _l("Criteria reordered"),
    "calls.add_subject": _l("Page added to the form"),
    "calls.change_subject": _l("Page of the form renamed"),
    "calls.remove_subject": _l("Page of the form removed"),
    "calls.shift_subject": _l("Pages of the form reordered"),
    "calls.add_question": _l("Question added"),
    "calls.change_question": _l("Question changed"),
    "calls.remove_question": _l("Question removed"),
    "calls.shift_question": _l("Questions reordered"),
    "calls.duplicate_question": _l("Question copied"),
    "calls.put_back": _l("Put back into the call"),
    "calls.add_document": _l("Document added"),
    "calls.change_document": _l("Document changed"),
    "calls.remove_document": _l("Document removed"),
    "calls.shift_document": _l("Documents reordered"),
    "calls.set_eligibility": _l("Rules of eligibility declared"),
    "calls.set_reading": _l("Rules of the reading declared"),
    "calls.set_rules": _l("Rules of the ranking declared"),
    "calls.set_recourse": _l("Rule of complaints declared"),
    "calls.set_quotas": _l("Quotas of a region declared"),
    "calls.add_check": _l("Question of the self-check added"),
    "calls.change_check": _l("Question of the self-check changed"),
    "calls.remove_check": _l("Question of the self-check removed"),
    "calls.shift_check": _l("Questions of the self-check reordered"),
    "calls.add_to_library": _l("Kept in the library"),
    "calls.change_item": _l("Changed in the library"),
    "calls.retire_item": _l("No longer offered by the library"),
    "calls.restore_item": _l("Offered by the library again"),
    "calls.take_item": _l("Taken from the library"),
    "calls.publish": _l("Call published"),
    "calls.add_addendum": _l("Addendum published"),
    "calls.extend": _l("More time given"),
    "calls.correct_extension": _l("More time shortened or taken back"),
    "calls.cancel": _l("Call cancelled"),
    "calls.archive": _l("Call archived"),
}


def _part(key: str) -> str:
    """A part of the call, where the log's page does not find what it is called."""
    return _("part “%(key)s”", key=key.replace("_", " "))


def _recourse(value: str) -> str | None:
    """A rule of complaints: its days, and in the sentence of the page what follows from one that is upheld."""
    days, _space, rule = value.partition(" ")
    remedy = rule.partition(" ")[0]
    if not days.isdecimal() or remedy not in set(Remedy):
        return None
    window = ngettext("%(num)s day", "%(num)s days", int(days))
    return _("%(kind)s: %(what)s", kind=window, what=REMEDIES[Remedy(remedy)])


_PARTS = ("criterion", "subject", "question", "document", "check")
KEPT_WORDS: dict[str, Callable[[str], object | None]] = {
    **{f"calls.{verb}_{part}": _part for verb in ("add", "change", "remove", "shift", "duplicate") for part in _PARTS},
    "calls.put_back": _part,
    "calls.take_item": _part,
    **dict.fromkeys(("calls.extend", "calls.correct_extension"), {"all": _l("for all")}.get),
    "calls.set_recourse": _recourse,
}

WAITING = {
    "call.draft": WaitingWords(
        sentence=_l("The call “%(label)s” is to be published"),
        endpoint="calls.manage",
        argument="call_id",
        act=_l("Finish it"),
    )
}
