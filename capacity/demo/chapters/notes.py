"""What the coordinators write to each other of the further call's applications, and who follows them."""

from __future__ import annotations

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import Call
from capacity.admission.notes import actions
from capacity.core.db import db
from capacity.core.unit_of_work import unit_of_work
from capacity.demo.chapters.screening import OPEN_REGION, REFERENCE
from capacity.demo.story import Story
from capacity.people.accounts.models import Person
from capacity.people.associations import queries as associations

LOCAL, NATIONAL = "coordinator.draa", "coordinator"
NOTES = (
    (
        0, LOCAL, NATIONAL, -2,
        "J’ai eu le trésorier au téléphone : le récépissé est renouvelé, il l’enverra lundi. Peut-on attendre ?",
    ),
    (0, NATIONAL, None, -1, "Oui, jusqu’à la fin de la semaine. **Ne pas la déclarer irrecevable d’ici là.**"),
    (1, LOCAL, NATIONAL, -1, "هل هذه الجمعية هي نفسها التي ترشحت سنة 2017 باسم آخر؟ المكتب واحد تقريبا."),
    (2, LOCAL, None, -1, "Visite du local prévue avec la délégation provinciale."),
)  # fmt: skip


def tell(story: Story) -> None:
    """Three files with notes, five in the care of the region's coordinator."""
    sent = (
        sa.select(Application)
        .join(Call, Call.id == Application.call_id)
        .where(Call.reference == REFERENCE, Application.region_code == OPEN_REGION)
        .where(Application.state == ApplicationState.SUBMITTED)
        .order_by(Application.id)
    )
    with story.at(-3, 9) as moment, unit_of_work():
        person, boss = (db.session.get_one(Person, story.people[key]) for key in (LOCAL, NATIONAL))
        actions.put_in_charge(db.session.scalars(sent).all()[:5], person, actor=associations.actor_of(boss), now=moment)
    for place, author, called, day, text in NOTES:
        with story.at(day, 10 + place, 20) as moment, unit_of_work():
            people = {key: db.session.get_one(Person, story.people[key]) for key in (LOCAL, NATIONAL)}
            actions.write(
                db.session.scalars(sent).all()[place],
                text=text,
                calls_on=[people[called]] if called else [],
                request_id=f"note-{place}-{day}-{author}",
                actor=associations.actor_of(people[author]),
                now=moment,
            )
