"""What templates and letters of this room say of codes: reasons, answers, what follows, quotas."""

from __future__ import annotations

from capacity.admission.calls.states.recourse import Instead
from capacity.admission.calls.states.rule_words import group_words
from capacity.admission.complaints import queries
from capacity.admission.complaints.states import Verdict
from capacity.admission.complaints.states.following import Follows
from capacity.admission.complaints.states.following_words import for_association
from capacity.admission.complaints.views.blueprint import bp
from capacity.admission.complaints.views.words import WORDS


@bp.app_template_global("complaint_reason")
def reason(code: str) -> str:
    """A reason of an answer, in the reader's language."""
    found = queries.reasons().get(code)
    return found[0].text() if found is not None else code


@bp.app_template_global("complaint_answer")
def answer(value: str) -> str:
    """The answer, kept in a letter's data."""
    return str(WORDS[Verdict(value)][0])


@bp.app_template_global("complaint_follows")
def told(follows: str, instead: str) -> str:
    """What follows from an answer, kept in a letter's data, as the association reads it."""
    return for_association(Follows(follows), Instead(instead)) if follows else ""


@bp.app_template_global("quota_words")
def quota(group: str) -> str:
    """Whom a quota is for."""
    return str(group_words(group))


@bp.app_template_filter("apart")
def apart(number: str | None) -> str:
    """A number in parts, read from the left whatever stands around it."""
    return f"\u2066{number}\u2069" if number else ""
