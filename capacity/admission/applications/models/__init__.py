"""An association's application to a call: answers, documents, snapshots with their receipts."""

from __future__ import annotations

from capacity.admission.applications.models.applications import (
    Answer,
    Application,
    ApplicationDocument,
    Dossier,
    Snapshot,
)
from capacity.admission.applications.models.clarifications import Clarification, ClarificationFile, ClarificationItem
from capacity.admission.applications.models.coalitions import Coalition, CoalitionMember
from capacity.admission.applications.models.tags import ApplicationTag

__all__ = [
    "Answer",
    "Application",
    "ApplicationDocument",
    "ApplicationTag",
    "Clarification",
    "ClarificationFile",
    "ClarificationItem",
    "Coalition",
    "CoalitionMember",
    "Dossier",
    "Snapshot",
]
