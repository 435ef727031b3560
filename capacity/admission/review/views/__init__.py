"""The pages of review: panels, screening, readings, scores."""

from capacity.admission.review import actions, queries
from capacity.admission.review.views import (
    announcing,
    assigning,
    checking,
    filters,
    interests,
    many,
    panels,
    proposing,
    reading,
    redacting,
    related,
    result,
    screening,
    sheet,
    workbench,
)
from capacity.admission.review.views.blueprint import bp
from capacity.admission.review.views.words import ACTION_WORDS, KEPT_WORDS, OBJECT_WORDS, WAITING, WAYS, WORDS

PROVIDES = (
    ("application.related", related.on_record),
    ("application.news", related.on_applicants_page),
    ("application.to_ask", related.to_ask_about),
    ("application.bulk", many.bulk_acts),
    ("call.announced", queries.announced),
    ("person.export", queries.export_of),
    ("data.kinds", actions.kinds_kept),
    ("letters.held", actions.letters_held),
    ("person.erase", actions.forget_person),
    ("erase.unsuccessful", actions.forget_words),
    ("erase.applications", actions.forget_words),
    ("erase.drafts", actions.forget_words),
)

__all__ = [
    "ACTION_WORDS",
    "KEPT_WORDS",
    "OBJECT_WORDS",
    "PROVIDES",
    "WAITING",
    "WAYS",
    "WORDS",
    "announcing",
    "assigning",
    "bp",
    "checking",
    "filters",
    "interests",
    "many",
    "panels",
    "proposing",
    "reading",
    "redacting",
    "related",
    "result",
    "screening",
    "sheet",
    "workbench",
]
