"""What the desk does with many applications at once: words put on them, reminders, letters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from capacity.admission.applications import notices, queries
from capacity.admission.applications.models import Application, ApplicationTag
from capacity.admission.applications.states import tag_of
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.languages import Localized


def tag(applications: Iterable[Application], words: str, *, actor: Actor, now: datetime) -> int:
    """Put a word on these applications, spelled as it was the first time; on how many it was not yet."""
    key, said = tag_of(words)
    known = sa.select(ApplicationTag.words).where(ApplicationTag.key == key)
    said = db.session.scalar(known.order_by(ApplicationTag.tagged_at, ApplicationTag.application_id).limit(1)) or said
    chosen = list(applications)
    tagged = queries.tagged([one.id for one in chosen], key)
    new = [one for one in chosen if one.id not in tagged]
    for application in new:
        db.session.add(
            ApplicationTag(application_id=application.id, key=key, words=said, tagged_at=now, tagged_by_id=actor.id)
        )
        audit.record(actor=actor, action="applications.tag", obj=application, now=now, after=said)
    db.session.flush()
    return len(new)


def untag(applications: Iterable[Application], words: str, *, actor: Actor, now: datetime) -> int:
    """Take a word off these applications; off how many it was taken."""
    key, said = tag_of(words)
    chosen = list(applications)
    tagged = queries.tagged([one.id for one in chosen], key)
    carrying = [one for one in chosen if one.id in tagged]
    db.session.execute(
        sa.delete(ApplicationTag).where(ApplicationTag.key == key, ApplicationTag.application_id.in_(tagged))
    )
    for application in carrying:
        audit.record(actor=actor, action="applications.untag", obj=application, now=now, before=said)
    return len(carrying)


def remind(applications: Iterable[Application], *, words: str, actor: Actor, now: datetime) -> None:
    """Remind those who are drafting of the closing; on one day a second time changes nothing."""
    chosen = list(applications)
    known = queries.reminded([one.id for one in chosen], notices.reminder_day(now))
    new = [one for one in chosen if one.id not in known]
    notices.remind(new, words=words, now=now)
    for application in new:
        audit.record(actor=actor, action="applications.remind", obj=application, now=now)


def write_letter(
    applications: Iterable[Application],
    *,
    subject: Localized,
    text: Localized,
    actor: Actor,
    now: datetime,
    members: bool = False,
    again: bool = False,
) -> int:
    """Write to the associations of these applications in the desk's own words, and with ``members`` to those that carry
    them too; about how many there was somebody to write to: a second time changes nothing.

    Who was written to in this way on the same day is spared, unless it is done ``again``.
    """
    chosen = {one.id: one for one in applications}
    held = sa.select(Application.id).where(Application.id.in_(chosen)).order_by(Application.id).with_for_update()
    db.session.execute(held)
    post = notices.post_about(list(chosen.values()), mark=notices.letter_mark(subject, text), now=now)
    found = post.addressed(members=members, again=again)
    notices.desk_letter(post, found.reached, subject=subject, text=text, now=now)
    for number in sorted(found.numbers):
        audit.record(actor=actor, action="applications.write_letter", obj=chosen[number], now=now)
    return len(found.numbers)
