"""What a receipt and the whole file say first: the call, the association in both scripts, who signed and carries it."""

from __future__ import annotations

from capacity.admission.applications import queries
from capacity.admission.applications.models import Application, Snapshot
from capacity.core.languages import direction, language
from capacity.core.languages import gettext as _
from capacity.people.associations.models import Association

Fact = tuple[str, str]


def call_and_names(application: Application) -> list[Fact]:
    """Which call it is, and whose application."""
    call = (_("Call"), f"{application.call.title.text()} ({application.call.reference})")
    return [call, *_names(application.association)]


def signature(snapshot: Snapshot, found: queries.Receipt) -> list[Fact]:
    """Who signed, with whom the association applies, and what was declared."""
    return [
        (_("Signed by"), _("%(name)s, %(role)s", name=snapshot.signed_name, role=snapshot.signed_role)),
        *([(_("Together with"), " – ".join(one.text() for one in found.coalition))] if found.coalition else []),
        *([(_("Declaration"), found.declaration)] if found.declaration else []),
    ]


def _names(association: Association) -> list[Fact]:
    """Its name in the reader's script, then the other one."""
    if direction(language()) == "rtl":
        return [(_("Association"), association.name_ar), (_("Association, in French"), association.name_fr)]
    return [(_("Association"), association.name_fr), (_("Association, in Arabic"), association.name_ar)]
