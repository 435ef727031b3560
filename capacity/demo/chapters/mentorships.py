"""Six mentors accompany some forty associations of the first phase, and two coalitions."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from capacity.core import vault
from capacity.core.db import db
from capacity.core.demonstration import PASSWORD
from capacity.core.unit_of_work import unit_of_work
from capacity.demo import cast
from capacity.demo.chapters.accounts import open_account
from capacity.demo.story import Story
from capacity.mentoring.mechanisms.models import CalendarEvent
from capacity.mentoring.mentorships import actions, queries
from capacity.mentoring.mentorships.models import Mentorship, OpenRing
from capacity.mentoring.mentorships.states import EndReason, MeetingMode, MentorshipState, MilestoneState
from capacity.people.accounts.models import Person
from capacity.people.accounts.states import passwords
from capacity.people.associations.models import Association
from capacity.people.associations.queries import actor_of

MATCHED, ADMITTED = -280, -276
ACCOMPANIED, COALITIONS, WRITERS = 40, (3, 3), 14
COALITION_NAMES = ("ائتلاف الواحات لحقوق النساء", "Coalition pour l’école inclusive")
MODES = (MeetingMode.IN_PERSON, MeetingMode.VIDEO, MeetingMode.TELEPHONE)


def tell(story: Story) -> None:
    """Match, let in, meet, and pass milestones."""
    groups = _groups(story)
    writers = [number for group in groups for number in group][:WRITERS]
    with story.at(MATCHED) as moment, unit_of_work():
        for number in writers:
            person = db.session.get_one(Person, story.representatives[number])
            if person.password_hash is None:
                open_account(person, story, days=MATCHED)
        coordinator = actor_of(db.session.get_one(Person, story.people["coordinator"]))
        anchor = db.session.scalar(sa.select(CalendarEvent).where(CalendarEvent.on == story.day(160)))
        for place, group in enumerate(groups):
            actions.match(
                mentor=db.session.get_one(Person, story.people[cast.mentors[place % len(cast.mentors)].key]),
                associations=[db.session.get_one(Association, number) for number in group],
                coalition=COALITION_NAMES[place - 1] if len(group) > 1 else "",
                starts_on=story.day(MATCHED),
                anchor=anchor,
                actor=coordinator,
                now=moment,
            )
    _let_in(story)
    _meet(story)
    _pass_milestones(story)
    story.say(f"{len(groups)} mentorships of {sum(map(len, groups))} associations")


def _groups(story: Story) -> list[list[int]]:
    """The demo's own association, two coalitions of one region each, then associations from every region in turn."""
    accepted = sorted(set(db.session.scalars(queries.in_programme())))
    mine = [story.own_association] if story.own_association in accepted else []
    others = [number for number in accepted if number not in mine]
    by_region: dict[str, list[int]] = {}
    for number in others:
        by_region.setdefault(story.associations[number].region_iso, []).append(number)
    regions = [by_region[code] for code in sorted(by_region)]
    coalitions = [[region.pop(0) for _ in range(size)] for size, region in zip(COALITIONS, regions, strict=False)]
    singles: list[list[int]] = []
    while len(singles) < ACCOMPANIED - 1 - sum(map(len, coalitions)) and any(regions):
        singles += [[region.pop(0)] for region in regions if region]
    return [*([mine] if mine else []), *coalitions, *singles]


def _let_in(story: Story) -> None:
    """All associations but the last three let their mentor in."""
    with story.at(ADMITTED) as moment, unit_of_work():
        found = db.session.scalars(sa.select(Mentorship).order_by(Mentorship.id)).all()
        for one in found[:-3]:
            for party in one.parties:
                member = db.session.get_one(Person, story.representatives[party.association_id])
                actions.admit(party, private=None, actor=actor_of(member), now=moment)


def keys(story: Story) -> dict[int, vault.PrivateKey]:
    """The mentors' keys, opened with the demo's password."""
    opened = {}
    for staff in cast.mentors:
        person = db.session.get_one(Person, story.people[staff.key])
        if person.keys is not None:
            opened[person.id] = vault.unlock(person.keys, passwords.typed(PASSWORD))
    return opened


def _meet(story: Story) -> None:
    private = keys(story)
    for round_of_meetings, days in enumerate((-250, -190, -120, -45)):
        with story.at(days, hour=17) as moment, unit_of_work():
            found = _running()
            for place, one in enumerate(found):
                if (place + round_of_meetings) % 3 == 2 and place:
                    continue
                mentor = one.mentor
                actions.log_meeting(
                    one,
                    held_on=story.day(days - place % 9),
                    minutes=(45, 60, 90, 120)[(place + round_of_meetings) % 4],
                    mode=MODES[(place + round_of_meetings) % 3],
                    notes=cast.meeting_note(_language(story, one), story.rng),
                    opened=_ring(one, private),
                    actor=actor_of(mentor),
                    now=moment,
                )


def _running() -> Sequence[Mentorship]:
    statement = sa.select(Mentorship).where(Mentorship.state == MentorshipState.ACTIVE)
    return db.session.scalars(statement.order_by(Mentorship.id)).all()


def _language(story: Story, one: Mentorship) -> cast.Language:
    return story.associations[one.parties[0].association_id].language


def _ring(one: Mentorship, private: dict[int, vault.PrivateKey]) -> OpenRing | None:
    return queries.open_ring(one.ring, one.mentor_id, private.get(one.mentor_id))


def _pass_milestones(story: Story) -> None:
    """What was due is met, but for a few that were missed or waived; one mentorship has ended early."""
    with story.at(-8, hour=11) as moment, unit_of_work():
        for place, one in enumerate(_running()):
            mentor = actor_of(one.mentor)
            due = [step for step in one.milestones if step.due_on < story.day(-10)]
            for step in due:
                if step.state is not MilestoneState.PLANNED:
                    continue
                if place % 7 == 5 and step is due[-1]:
                    actions.miss(step, actor=mentor, now=moment)
                elif place % 11 == 7 and step is due[-1]:
                    actions.waive(step, actor=mentor, now=moment)
                else:
                    actions.do(step, actor=mentor, now=moment)
        ended = _running()[-1:]
        coordinator = actor_of(db.session.get_one(Person, story.people["coordinator"]))
        for one in ended:
            actions.end(one, reason=EndReason.MENTOR_UNAVAILABLE, actor=coordinator, now=moment)
