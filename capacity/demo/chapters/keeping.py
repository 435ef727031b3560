"""The nightly erasure was let begin a month ago; the association whose complaint was upheld is held back from it."""

from __future__ import annotations

import sqlalchemy as sa

from capacity.core import keeping
from capacity.core.access import SYSTEM
from capacity.core.db import db
from capacity.core.unit_of_work import unit_of_work
from capacity.demo.chapters.complaints import HEARD
from capacity.demo.chapters.review import acting
from capacity.demo.story import Story
from capacity.people.accounts.models import Person
from capacity.people.administration import actions
from capacity.people.associations.models import Member

BEGUN, HELD, LAST_NIGHT = -31, -20, -1
SEEN = "Durées vérifiées avec le registre ; sauvegarde faite la veille."
COURT = "Recours devant le tribunal administratif : tout ce qui concerne l’association est conservé jusqu’au jugement."


def tell(story: Story) -> None:
    """Let the erasure begin, hold one association back, and let last night pass."""
    with story.at(BEGUN, hour=15) as now, unit_of_work():
        actions.begin_erasing(actor=acting(story, "admin"), now=now, reason=SEEN)
    with story.at(HELD, hour=11) as now, unit_of_work():
        heard = sa.select(Member.association_id).join(Person).where(Person.email == HEARD)
        association = db.session.scalars(heard).one()
        admin = acting(story, "admin")
        actions.place_hold(association_id=association, actor=admin, now=now, reason=COURT)
    with story.at(LAST_NIGHT, hour=3) as now:
        erased = keeping.erase_due(now=now, actor=SYSTEM)
        story.say(f"erased last night: {sum(erased.values())}")
