"""Pages of calls: ``public`` for visitors, the other leaves for those who write and publish them."""

from __future__ import annotations

from capacity.admission.calls import queries
from capacity.admission.calls.actions import follow_choice, load_facts
from capacity.admission.calls.views import (
    checking,
    correcting,
    desk,
    eligibility,
    library,
    moving,
    parts,
    public,
    publishing,
    reading,
    recourse,
    removed,
    rules,
    sharing,
    writing,
)
from capacity.admission.calls.views.blueprint import bp
from capacity.admission.calls.views.wording import (
    ACTION_WORDS,
    KEPT_WORDS,
    MORE_WORDS,
    OBJECT_WORDS,
    WAITING,
    WAYS,
    WORDS,
)

PAGES = (
    public,
    sharing,
    checking,
    desk,
    writing,
    parts,
    moving,
    removed,
    eligibility,
    reading,
    rules,
    recourse,
    library,
    publishing,
    correcting,
)

PROVIDES = (
    ("facts.store", load_facts),
    ("calls.named", queries.named),
    ("choices.made", follow_choice),
    ("audit.named", queries.parts_named),
)

__all__ = [
    "ACTION_WORDS",
    "KEPT_WORDS",
    "MORE_WORDS",
    "OBJECT_WORDS",
    "PAGES",
    "PROVIDES",
    "WAITING",
    "WAYS",
    "WORDS",
    "bp",
]
