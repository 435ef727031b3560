"""Pages of applications: ``desk``, ``bulk`` and ``export`` for the desk, the other leaves for associations."""

from __future__ import annotations

from capacity.admission.applications import actions
from capacity.admission.applications.views import (
    applying,
    archive,
    bulk,
    clarified,
    clarifying,
    coalitions,
    desk,
    export,
    late,
    paper,
    papers,
    sending,
)
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.wording import ACTION_WORDS, MORE_WORDS, OBJECT_WORDS, WAITING, WAYS, WORDS

PROVIDES = (("call.apply", applying.apply_way), ("letter.overtaken", actions.overtaken))
PAGES = (applying, papers, sending, late, coalitions, clarified, desk, bulk, clarifying, export, archive, paper)

__all__ = ["ACTION_WORDS", "MORE_WORDS", "OBJECT_WORDS", "PAGES", "PROVIDES", "WAITING", "WAYS", "WORDS", "bp"]
