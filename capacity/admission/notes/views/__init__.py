"""Pages of the notes, and what they add to the pages of applications."""

from __future__ import annotations

from capacity.admission.notes import actions, queries
from capacity.admission.notes.views import related, thread
from capacity.admission.notes.views.blueprint import bp
from capacity.admission.notes.views.wording import ACTION_WORDS, KEPT_WORDS, WAITING

PROVIDES = (
    ("application.tabs", related.tabs),
    ("application.related", related.on_record),
    ("application.filters", related.filters),
    ("application.bulk", related.bulk_acts),
    ("person.export", queries.export_of),
    ("erase.unsuccessful", actions.forget_notes),
    ("erase.applications", actions.forget_notes),
    ("erase.drafts", actions.forget_notes),
    ("person.erase", actions.forget_person),
)
PAGES = (thread,)

__all__ = ["ACTION_WORDS", "KEPT_WORDS", "PAGES", "PROVIDES", "WAITING", "bp"]
