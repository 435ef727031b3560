"""The pages of the rounds: ranking, seal, announcement, offers, results."""

from capacity.admission.rounds import actions
from capacity.admission.rounds.views import announcing, association, public, ranking, related, sealing, stages
from capacity.admission.rounds.views.blueprint import bp
from capacity.admission.rounds.views.words import ACTION_WORDS, OBJECT_WORDS, WAITING, WAYS, WORDS

PROVIDES = (
    ("panel.appointed", actions.prepare),
    ("application.related", related.on_record),
    ("application.news", related.on_applicants_page),
    ("application.history", related.earlier_outcomes),
)

__all__ = [
    "ACTION_WORDS",
    "OBJECT_WORDS",
    "PROVIDES",
    "WAITING",
    "WAYS",
    "WORDS",
    "announcing",
    "association",
    "bp",
    "public",
    "ranking",
    "related",
    "sealing",
    "stages",
]
