"""Pages of applications: ``desk``, ``bulk`` and ``export`` for the desk, the other leaves for associations."""

from __future__ import annotations

from capacity.admission.applications import actions, queries
from capacity.admission.applications.views import (
    applying,
    archive,
    associations,
    bulk,
    clarified,
    clarified_files,
    clarified_saving,
    clarifying,
    coalitions,
    desk,
    dossier,
    export,
    following,
    late,
    paper,
    papers,
    preview,
    reading,
    saving,
    sending,
    told,
    writing,
)
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.wording import (
    ACTION_WORDS,
    KEPT_WORDS,
    MORE_WORDS,
    OBJECT_WORDS,
    WAITING,
    WAYS,
    WORDS,
)

PROVIDES = (
    ("call.apply", applying.apply_way),
    ("call.form", preview.preview_way),
    ("call.applicants", actions.addresses_written_to),
    ("call.written_to", told.written_to),
    ("call.related", told.on_record),
    ("letter.overtaken", actions.overtaken),
    ("association.related", associations.on_record),
    ("association.clashes", associations.clashes),
    ("association.locks", actions.lock_live_phases),
    ("association.merging", actions.settle_merge),
    ("data.kinds", actions.kinds_kept),
    ("letters.held", actions.letters_held),
    ("erase.papers", actions.forget_papers),
    ("person.erase", actions.forget_person),
    ("person.export", queries.export_of),
    ("association.acts", actions.acts_of_associations),
    ("search.fill", actions.let_find_all),
)
PAGES = (
    applying,
    writing,
    saving,
    following,
    preview,
    papers,
    sending,
    reading,
    late,
    coalitions,
    clarified,
    clarified_files,
    clarified_saving,
    desk,
    bulk,
    clarifying,
    dossier,
    export,
    archive,
    paper,
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
