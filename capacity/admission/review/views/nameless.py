"""Who applies is hidden from a chair, too, as long as a call is read blind."""

from __future__ import annotations

from capacity.admission.review import policy, queries
from capacity.admission.review.models import Panel
from capacity.admission.review.queries import FileRecord
from capacity.admission.review.views.filters import nameless
from capacity.core.access import Actor
from capacity.core.languages import Localized, language


def named(file: FileRecord, panel: Panel, actor: Actor) -> FileRecord:
    """The file, under its number where this actor may not know yet who applies."""
    if queries.hides_names(panel) and not policy.may_see(actor, panel):
        file.name = Localized({language(): nameless(file.number)})
    return file
