"""The part of the world that colleagues write to each other: a note that calls on one of them, a file in their care."""

from __future__ import annotations

from capacity.admission.applications.models import Application
from capacity.admission.notes import actions as notes
from capacity.core.db import db
from tests.architecture.world import World


def tell(world: World) -> None:
    """The coordinator of all regions writes to the coordinator of one, who is also to follow the application."""
    with world.at(-2) as now:
        application = db.session.get_one(Application, world.ids["decided_own"])
        colleague, actor = world.person("coordinator"), world.actor("national")
        told = {"actor": actor, "now": now}
        note = notes.write(
            application, text="Appeler la présidente.", calls_on=[colleague], request_id="note-of-the-world", **told
        )
        notes.put_in_charge([application], colleague, **told)
        world.arguments["note_id"] = note.id
