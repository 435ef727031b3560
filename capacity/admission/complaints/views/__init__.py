"""Pages of complaints: the association's (``standing``, ``writing``, ``replying``), and those of staff."""

from __future__ import annotations

from capacity.admission.complaints import actions, queries
from capacity.admission.complaints.views import answering, desk, filters, giving, related, replying, standing, writing
from capacity.admission.complaints.views.blueprint import bp
from capacity.admission.complaints.views.words import ACTION_WORDS, KEPT_WORDS, OBJECT_WORDS, WAITING, WAYS, WORDS

PROVIDES = (
    ("application.related", related.on_record),
    ("application.news", related.on_applicants_page),
    ("outcome.recourse", related.on_outcome),
    ("screening.answer", related.on_screening),
    ("person.export", related.export_of),
    ("round.held", queries.holding),
    ("data.kinds", actions.kinds_kept),
    ("letters.held", actions.letters_held),
    ("person.erase", actions.forget_person),
)
PAGES = (standing, writing, replying, desk, giving, answering, filters)

__all__ = ["ACTION_WORDS", "KEPT_WORDS", "OBJECT_WORDS", "PAGES", "PROVIDES", "WAITING", "WAYS", "WORDS", "bp"]
