"""The pages of the rounds: ranking, seal, announcement, offers, results."""

from capacity.admission.rounds import actions, queries
from capacity.admission.rounds.views import (
    announcing,
    association,
    charter,
    correcting,
    letters,
    minutes,
    motions,
    public,
    ranking,
    related,
    sealing,
    sitting,
    stages,
    what_if,
    wording,
)
from capacity.admission.rounds.views.blueprint import bp
from capacity.admission.rounds.views.words import (
    ACTION_WORDS,
    KEPT_WORDS,
    MORE_WORDS,
    OBJECT_WORDS,
    WAITING,
    WAYS,
    WORDS,
)

PROVIDES = (
    ("panel.appointed", actions.prepare),
    ("letter.overtaken", actions.overtaken),
    ("file.stepped_out", queries.who_stepped_out),
    ("application.related", related.on_record),
    ("application.news", related.on_applicants_page),
    ("application.history", related.earlier_outcomes),
    ("association.related", related.on_association),
    ("association.seats", queries.seats_taken_before),
    ("call.related", wording.on_call),
    ("application.groups", queries.precedence_of),
    ("data.kinds", actions.kinds_kept),
    ("letters.held", actions.letters_held),
    ("person.erase", actions.forget_person),
    ("person.erasure_harm", actions.harm_of_erasing),
)

__all__ = [
    "ACTION_WORDS",
    "KEPT_WORDS",
    "MORE_WORDS",
    "OBJECT_WORDS",
    "PROVIDES",
    "WAITING",
    "WAYS",
    "WORDS",
    "announcing",
    "association",
    "bp",
    "charter",
    "correcting",
    "letters",
    "minutes",
    "motions",
    "public",
    "ranking",
    "related",
    "sealing",
    "sitting",
    "stages",
    "what_if",
    "wording",
]
